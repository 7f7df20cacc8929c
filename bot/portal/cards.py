"""What staff who are no clinicians do first when a subject is grave: one card for each kind, in the words of the locale.

A line of a card stands between line breaks in the catalogue. Numbers come from the one list of numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from bot.portal.locale import Locale
from bot.storage.handovers import Handover

KINDS = (
    "crisis_suicide",
    "crisis_violence",
    "crisis_exploitation",
    "crisis_child",
    "crisis_emergency",
    "sensitive_mental_health",
    "sensitive_medical",
    "sensitive_debt",
    "sensitive_discrimination",
    "sensitive_sanction",
    "sensitive_legal",
    "sensitive_family",
    "complain_manager",
)
PARTS = ("first", "call", "not_write", "meldcode")  # the last one only where it belongs
# What is true of any danger stands before what is true of this one.
OF_ANY_DANGER = {"first": ("urgent.read", "urgent.call", "urgent.phone"), "not_write": ("urgent.write",)}


@dataclass(frozen=True)
class Card:
    """The lines of one card, part by part; a part without lines is left out."""

    kind: str
    urgent: bool
    parts: dict[str, list[Markup]]


def card_of(handover: Handover, locale: Locale, numbers: Mapping[str, str]) -> Card | None:
    """The card of a handover; None when its subject needs none. Danger always has one."""
    urgent = handover.urgency == "now"
    subjects = (handover.reason, str((handover.content or {}).get("topic")))
    kind = next((subject for subject in subjects if subject in KINDS), "")
    if not kind and not urgent:
        return None
    calls = {key: _call(number) for key, number in numbers.items()}
    parts = {}
    for part in PARTS:
        keys = [*(OF_ANY_DANGER.get(part, ()) if urgent else ()), f"card.{kind}.{part}"]
        text = "\n".join(locale.text(key) for key in keys if locale.has(key))
        lines = [escape(line) % {"number": calls["112"], **calls} for line in text.splitlines()]
        if lines:
            parts[part] = lines
    return Card(kind, urgent, parts)


def _call(number: str) -> Markup:
    """A number that a telephone calls when it is tapped."""
    digits = "".join(char for char in number if char.isdigit())
    return Markup('<a class="utrecht-link utrecht-link--html-a portal-number" href="tel:{}">{}</a>').format(digits, number)
