"""The routes of requests as the team set them: `data/routes.yml`, checked when it is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.languages import ROOT
from bot.settings import SettingsError
from bot.storage.audiences import AUDIENCES
from bot.yaml_file import read_yaml

FILE = ROOT / "data" / "routes.yml"
CONFIDENTIAL = "confidential"
KINDS = ("urgent", CONFIDENTIAL, "complaint", "other")
COMPLAINT = "complain_manager"
Step = tuple[str, ...]


class RoutesError(SettingsError):
    """The routes cannot be used: the start stops with the message, which says what to mend."""


@dataclass(frozen=True)
class Routes:
    """For each kind of request the steps that it goes, and which subjects are confidential."""

    steps: dict[str, tuple[Step, ...]]
    confidential_subjects: frozenset[str]

    def kind(self, reason: str, content: dict[str, Any], urgency: str, discreet: bool) -> str:
        """Which route a request goes: what needs the smallest circle first, then what cannot wait."""
        if discreet or reason in self.confidential_subjects:
            return CONFIDENTIAL
        return self.kind_of_others(reason, content, urgency)

    def kind_of_others(self, reason: str, content: dict[str, Any], urgency: str) -> str:
        """The route where nothing is confidential, or nobody was named for it."""
        if is_complaint(reason, content):
            return "complaint"
        return "urgent" if urgency == "now" else "other"


def is_complaint(reason: str, content: dict[str, Any]) -> bool:
    """Whether the person's own client manager must not see it: it is about them, or the person asked for somebody else."""
    return reason == COMPLAINT or content.get("topic") == COMPLAINT or bool(content.get("not_to_own"))


@lru_cache(maxsize=1)
def load_routes() -> Routes:
    """The routes of this installation."""
    return read_routes(FILE)


def read_routes(file: Path) -> Routes:
    """Read routes from a file. Raises RoutesError with one line that says what to mend."""
    try:
        content = read_yaml(file)
    except (OSError, yaml.YAMLError) as error:
        raise RoutesError(f"{file.name} cannot be read: {error}") from None
    routes = content.get("routes") if isinstance(content, dict) else None
    if not isinstance(routes, dict) or set(routes) != set(KINDS):
        raise RoutesError(f"{file.name}: under `routes` must stand exactly {', '.join(KINDS)}.")
    steps = {kind: _steps(file.name, kind, routes[kind]) for kind in KINDS}
    subjects = content.get("confidential_subjects") or []
    if not isinstance(subjects, list) or not all(isinstance(subject, str) for subject in subjects):
        raise RoutesError(f"{file.name}: `confidential_subjects` must be a list of subjects such as crisis_violence.")
    return Routes(steps, frozenset(subjects))


def _steps(name: str, kind: str, given: Any) -> tuple[Step, ...]:
    if not isinstance(given, list) or not given or not all(isinstance(step, list) and step for step in given):
        raise RoutesError(f"{name}: {kind} must be a list of steps, each with names between brackets, such as - [duty, team].")
    for audience in (audience for step in given for audience in step):
        if audience not in AUDIENCES:
            raise RoutesError(f"{name}: {kind} has the unknown name {audience!r}; known are {', '.join(AUDIENCES)}.")
    return tuple(tuple(step) for step in given)
