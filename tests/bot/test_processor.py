"""A processor without the instructions that the embedding needs is told so, not met with a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.processor import ProcessorTooOld, require_avx2


def test_an_old_processor_is_refused_with_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda self: "flags\t: fpu sse2 avx\n")
    with pytest.raises(ProcessorTooOld, match="AVX2") as error:
        require_avx2()
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("told", ["flags\t: fpu avx avx2 fma\n", "Features: neon\n"])
def test_others_go_on(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setattr(Path, "read_text", lambda self: told)
    require_avx2()
