"""A PostgreSQL server for tests, made in a folder of its own and gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

INSTALL = "apt-get install -y postgresql"
# Durability is not tested here; without it the tests are some times faster.
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' -c shared_buffers=16MB"


def programs() -> Path | None:
    """The folder with Debian's newest PostgreSQL programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: float(file.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def server() -> Iterator[str]:
    """The SQLAlchemy address of an empty database on a server of our own. Skips the test when PostgreSQL is missing."""
    bin_folder = programs()
    if bin_folder is None:
        missing = f"PostgreSQL is missing: {INSTALL}"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    folder = Path(tempfile.mkdtemp(prefix="wegwijs-pg-"))
    try:
        as_user = _unprivileged(folder)
        _run(
            [*as_user, str(bin_folder / "initdb"), "-D", f"{folder}/data", "-U", "tests", "-A", "trust", "--no-sync"],
            folder,
        )
        control = [*as_user, str(bin_folder / "pg_ctl"), "-D", f"{folder}/data"]
        _run([*control, "-w", "-l", f"{folder}/log", "-o", f"-k {folder} {OPTIONS}", "start"], folder)
        try:
            yield f"postgresql://tests@/postgres?host={folder}"
        finally:
            _run([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: how to run as Debian's user for it, who gets the folder."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["runuser", "-u", "postgres", "--"]


def _run(command: list[str], folder: Path) -> None:
    # A file, not a pipe: the server that pg_ctl leaves behind would keep a pipe open for ever.
    with (folder / "output").open("ab") as output:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False)
    assert done.returncode == 0, (folder / "output").read_text(errors="replace")
