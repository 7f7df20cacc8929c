"""The names of the responses: all that Rasa needs to know of them. So a changed text needs no new training."""

from __future__ import annotations

import re
from pathlib import Path

from bot.languages import REFERENCE, ROOT

RESPONSES = "data/responses"
_NAME = re.compile(r"""^  ["']?(utter_\w+)["']?\s*:""", re.MULTILINE)


def response_names(root: Path = ROOT) -> list[str]:
    """The names of all responses in the reference language, in order. Takes some milliseconds."""
    files = (root / RESPONSES / REFERENCE).rglob("*.yml")
    return sorted({name for file in files for name in _NAME.findall(file.read_text(encoding="utf-8"))})
