"""Reads the conversations of tests/conversations: what somebody does, and what the assistant then says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.languages import ROOT
from bot.yaml_file import read_yaml

CONVERSATIONS = ROOT / "tests" / "conversations"
Opening = Literal["new", "introduced", "remembered"]
# A step is one of these, with what stands behind the colon. tests/conversations/README.md explains each.
STEPS = (
    "person says",
    "person presses",
    "person presses an older button",
    "person sends",
    "person edits",
    "client manager",
    "client manager writes",
    "assistant says",
    "assistant offers",
    "assistant offers only",
    "assistant does not say",
    "assistant says nothing",
)


@dataclass(frozen=True)
class Step:
    """One line of a conversation."""

    kind: str
    value: Any
    repeated: int = 1


@dataclass(frozen=True)
class Script:
    """One conversation in one language."""

    language: str
    name: str
    opening: Opening
    steps: tuple[Step, ...]

    @property
    def id(self) -> str:
        return f"{self.language}/{self.name}"


def scripts() -> list[Script]:
    """All conversations, by language and name."""
    return [read(file) for file in sorted(CONVERSATIONS.glob("*/*.yml"))]


def read(file: Path) -> Script:
    """One conversation. Raises ValueError that says where something is not as it should be."""
    content = read_yaml(file)
    unknown = set(content) - {"the person is", "conversation"}
    opening = content.get("the person is", "introduced")
    if unknown or opening not in ("new", "introduced", "remembered"):
        raise ValueError(f"{file}: {sorted(unknown) or opening} is not known here")
    steps = tuple(_step(file, number, line) for number, line in enumerate(content["conversation"], 1))
    return Script(file.parent.name, file.stem, opening, steps)


def _step(file: Path, number: int, line: dict[str, Any] | str) -> Step:
    """A step: `what: value`, with `repeated: 3` beside it, or a bare line such as `assistant says nothing`."""
    entry = {line: None} if isinstance(line, str) else dict(line)
    repeated = int(entry.pop("repeated", None) or 1)
    if len(entry) != 1 or next(iter(entry)) not in STEPS:
        raise ValueError(f"{file}: step {number} is {sorted(entry)}; one of {', '.join(STEPS)} is needed")
    ((kind, value),) = entry.items()
    plural = kind.startswith("assistant") and value is not None and not isinstance(value, list)
    return Step(kind, [value] if plural else value, repeated)
