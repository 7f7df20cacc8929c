"""An alert says that something waits and where, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.alerts.wording import in_words
from bot.storage.alerts import QueuedAlert


@pytest.mark.parametrize(
    ("kind", "urgency", "subject"),
    [
        ("urgent", "now", "Er wacht een dringende aanvraag in Wegwijs"),
        ("waiting", "week", "Er wacht een nieuwe aanvraag in Wegwijs"),
        ("escalated", "soon", "Een aanvraag in Wegwijs wacht te lang: nog niemand heeft die gelezen"),
        ("escalated", "now", "Een dringende aanvraag in Wegwijs wacht te lang: nog niemand heeft die gelezen"),
    ],
)
def test_it_says_what_waits_and_where(alert: QueuedAlert, kind: str, urgency: str, subject: str) -> None:
    said, body = in_words(replace(alert, kind=kind, urgency=urgency), "https://wegwijs.example")
    assert said == subject
    assert body.startswith(f"{subject}.\n\n") and "https://wegwijs.example/portal/handovers/h1\n" in body
    assert alert.recipient not in body
