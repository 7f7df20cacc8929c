"""What the processor must be able to do. Imports nothing, so that a start can ask it first."""

from __future__ import annotations

from pathlib import Path


class ProcessorTooOld(Exception):
    """The processor lacks the instructions that the embedding needs."""


def require_avx2() -> None:
    """Raise ProcessorTooOld when this processor cannot run the embedding."""
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return
    if "flags" in flags and " avx2" not in flags:
        raise ProcessorTooOld("This processor has no AVX2 instructions; Wegwijs needs them (Intel since 2013, AMD since 2015).")
