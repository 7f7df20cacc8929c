"""The build: one id for examples, rules, weights and Rasa's model, from the content of everything they are made of."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from bot.languages import ROOT, live_languages
from bot.response_names import response_names

MODELS = ROOT / "models"
CORE = "core"  # the folder of a build with the weights of the understanding core
LAST_GOOD = "last_good"
# What a model is made of, besides the names of the responses. Texts and code that training does not rest on may change
# without a new one.
INPUTS = (
    "data/nlu",
    "data/stories",
    "config.yml",
    "domain.yml",
    "languages.yml",
    "bot/understanding",
    "bot/dialogue/ahead.py",
    "bot/dialogue/importer.py",
    "bot/dialogue/understanding.py",
    "bot/response_names.py",
    "requirements/runtime.txt",
)


def build_id() -> str:
    """Twelve hexadecimal digits that change when anything changes that a model is made of. Takes some milliseconds."""
    digest = hashlib.sha256()
    for name in INPUTS:
        path = ROOT / name
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        for file in files:
            if file.parent.parent == ROOT / "data/nlu" and file.parent.name not in live_languages():
                continue  # a language that is being written is not trained on
            if file.is_file() and file.suffix in (".yml", ".py", ".txt"):
                digest.update(f"{file.relative_to(ROOT)}\0{file.stat().st_size}\0".encode())
                digest.update(file.read_bytes())
    digest.update("\0".join(response_names(ROOT)).encode())
    return digest.hexdigest()[:12]


def folder_of(build: str) -> Path:
    return MODELS / build


def model_of(build: str) -> Path:
    """Rasa's model of a build."""
    return folder_of(build) / f"{build}.tar.gz"


def is_complete(build: str) -> bool:
    """Whether a build is there with all its parts."""
    return model_of(build).is_file() and (folder_of(build) / CORE / "weights.npz").is_file()


def usable() -> str | None:
    """The build to run with: the one that fits the data, else the last good one, else None."""
    current = build_id()
    if is_complete(current):
        return current
    file = MODELS / LAST_GOOD
    last = file.read_text().strip() if file.is_file() else ""
    return last if last and is_complete(last) else None


def cache_folder() -> Path:
    """Where builds are kept outside the clone, by content."""
    return Path(os.path.expanduser("~")) / ".cache" / "wegwijs" / "models"


def from_cache(build: str) -> bool:
    """Fetch a build that was made before from the same content. True when it was there."""
    kept = cache_folder() / build
    if not (kept / f"{build}.tar.gz").is_file():
        return False
    shutil.copytree(kept, folder_of(build), dirs_exist_ok=True)
    return finish(build)


def finish(build: str) -> bool:
    """Note a complete build as the last good one and keep a copy in the cache. False when a part is missing."""
    if not is_complete(build):
        return False
    (MODELS / LAST_GOOD).write_text(build)
    kept = cache_folder() / build
    if not kept.is_dir():
        partial = kept.with_name(f"{build}.partial-{os.getpid()}")
        shutil.copytree(folder_of(build), partial, dirs_exist_ok=True)
        try:
            partial.rename(kept)
        except OSError:  # another clone was faster
            shutil.rmtree(partial, ignore_errors=True)
    return True
