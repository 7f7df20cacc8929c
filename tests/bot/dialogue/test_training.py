"""A training: its archive is packed quickly, and nothing else is changed by that."""

from __future__ import annotations

import tarfile
from pathlib import Path

from bot.dialogue.training import quick_archives

LEVEL = 8  # the byte of a gzip file that tells how hard it was packed (RFC 1952)
HARDEST, EASIEST = 2, 4


def packed(file: Path) -> int:
    with tarfile.open(file, "w:gz") as archive:
        archive.add(__file__, "test.py")
    return file.read_bytes()[LEVEL]


def test_archives_are_packed_with_the_easiest_level_and_only_then(tmp_path: Path) -> None:
    assert packed(tmp_path / "before.tar.gz") == HARDEST
    with quick_archives():
        assert packed(tmp_path / "quick.tar.gz") == EASIEST
    assert packed(tmp_path / "after.tar.gz") == HARDEST
    with tarfile.open(tmp_path / "quick.tar.gz") as archive:
        member = archive.extractfile("test.py")
        assert member and member.read() == Path(__file__).read_bytes()
