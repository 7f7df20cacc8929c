"""Which buttons stand below a message, and which wait behind one that shows the rest: nobody reads eleven buttons.

Pure rules. Queueing the buttons is left to `speech`, showing the rest to the conversation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.messages import Choice, parse_payload

MOST_BUTTONS = 7  # below one message, the one for the rest included; a list in WhatsApp holds ten
MORE = "more_buttons"  # the button for the rest
# Here the list is the point: somebody looks for their own language, or for the sender that stands on the letter.
LISTS = frozenset(
    {
        "utter_choose_language", "utter_change_language", "utter_language_not_yet", "utter_language_guess",
        "utter_letter_start", "utter_letter_other",
    }
)  # fmt: skip
# Never behind another button: a human, help with a letter, going on, not answering, sending, erasing.
IN_SIGHT = (
    "/request_human", "/explain_more topic=letter part=start", "/resume_form", "/answer answer=skip", "/send_handover",
    "/delete_my_data",
)  # fmt: skip
# What many answers have goes behind before what belongs to this answer alone; the last of these first.
GENERAL = ("part=help", "part=where", "part=self", "explain_words", "part=check")


def fold(response: str, choices: Sequence[Choice]) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """The choices of a message that are shown, and those that wait; both in the order in which they were written."""
    if len(choices) <= MOST_BUTTONS or response in LISTS:
        return tuple(choices), ()
    by_rank = sorted(range(len(choices)), key=lambda place: (_rank(choices[place].payload), place))
    shown = set(by_rank[: MOST_BUTTONS - 1])
    return (
        tuple(choice for place, choice in enumerate(choices) if place in shown),
        tuple(choice for place, choice in enumerate(choices) if place not in shown),
    )


def payload_for(offer_ids: Iterable[str]) -> str:
    """The payload of the button that shows the rest: these offered buttons."""
    return f"/{MORE} offers={','.join(offer_ids)}"


def behind(payload: str) -> list[str]:
    """The ids of the offered buttons that a button shows; none unless it is the one for the rest."""
    intent, entities = parse_payload(payload)
    return entities.get("offers", "").split(",") if intent == MORE else []


def _rank(payload: str) -> int:
    """0 for what stays in sight, 1 for what belongs to the answer, more for what many answers have."""
    if payload in IN_SIGHT:
        return 0
    general = (place for place, mark in enumerate(GENERAL, start=2) if payload.endswith(mark) or payload[1:].startswith(mark))
    return next(general, 1)
