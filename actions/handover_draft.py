"""The message to a client manager before it is sent: its content out of what is known, and how the person sees it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from actions.base import Say, choice, joined, services, text_of
from actions.dialogue import explained_topics
from bot.languages import language
from bot.services.handover_requests import SOON, TOPICS
from bot.services.urgency import because
from bot.storage.handovers import Handover
from bot.storage.persons import Person

MOST_EXPLAINED = 6
DAY_PARTS = ("morning", "afternoon", "any")
WHY_SOON = {"topic": "utter_summary_soon_topic", "words": "utter_summary_soon_words"}  # else they tapped that it cannot wait
FACETS = ("since", "heavy", "help")  # tapped beside the topic; each has its line and its titles


def facets(tracker: Tracker) -> dict[str, Any]:
    """What was tapped before the own words; what was skipped is not there. A topic that is the reason is told by it."""
    tapped = {name: tracker.get_slot(f"handover_{name}") for name in ("topic", *FACETS)}
    if tapped["topic"] == tracker.get_slot("reason"):
        tapped["topic"] = None
    content: dict[str, Any] = {name: value for name, value in tapped.items() if value and value != "skip"}
    return content | ({"not_to_own": True} if tracker.get_slot("not_to_own") else {})


def told(draft: Handover, line: str) -> bool:
    """Whether a line stands in the draft and was not left out."""
    return bool(draft.content.get(line)) and line not in draft.content["left_out"]


def summary(
    person: Person, tracker: Tracker, words: list[str], how: str | None, when: str | None, phone: str | None = None
) -> dict[str, Any]:
    """The content of a message to the client managers: what is known, nothing invented."""
    shared = [goal for goal in services().goals.of(person, "open") if goal.shared]
    return {
        "language": person.language,
        "channel": person.channel,
        "words": words,
        "explained": explained_topics(tracker)[-MOST_EXPLAINED:],
        "goals": [{key: goal.content.get(key) for key in ("text", "domain", "first_step", "language")} for goal in shared],
        "contact": {"how": how or "chat", "when": when or "any"} | ({"phone": phone} if phone and phone != "skip" else {}),
    }


def show_draft(person: Person, draft: Handover | None, say: Say) -> None:
    """Show the message as it would be sent, in the person's language, with what can be done with it."""
    if draft is None:
        say("utter_handover_none")
        return
    content = draft.content
    topic = content["topic"] if told(draft, "topic") else draft.reason
    title = f"utter_topic_{topic}" if topic in TOPICS else f"utter_title_{topic}"
    lines = [
        text_of("utter_summary_language", language=language(content.get("language")).name),
        text_of("utter_summary_channel", channel=text_of(f"utter_channel_{content['channel']}")),
        text_of("utter_summary_topic", topic=text_of(title)),
    ]
    for name in FACETS:
        if told(draft, name):
            lines.append(text_of(f"utter_summary_{name}", answer=text_of(f"utter_{name}_{content[name]}")))
    if told(draft, "words"):
        lines += [text_of("utter_summary_words", words=words) for words in content["words"]]
    if told(draft, "explained"):
        titles = [text_of(f"utter_title_{topic}") for topic in content["explained"]]
        lines.append(text_of("utter_summary_explained", explained=joined(titles, ", ")))
    if told(draft, "goals"):
        lines.append(text_of("utter_summary_goals", goals=joined([goal["text"] for goal in content["goals"]], "; ")))
    if told(draft, "contact"):
        how, when = content["contact"]["how"], content["contact"]["when"]
        moment = text_of(f"utter_when_{when}") if when in DAY_PARTS else when  # else it is in their own words
        lines.append(text_of("utter_summary_contact", how=text_of(f"utter_how_{how}"), when=moment))
        if content["contact"].get("phone"):
            lines.append(text_of("utter_summary_phone", number=content["contact"]["phone"]))
    if told(draft, "not_to_own"):
        lines.append(text_of("utter_summary_not_to_own"))
    if draft.urgency == SOON:
        lines.append(text_of(WHY_SOON.get(because(draft.reason, content) or "", "utter_summary_soon")))
    say("utter_handover_summary", lines=joined(lines))
    other = [] if told(draft, "not_to_own") else [choice("/revise_handover line=other", "utter_title_to_other")]
    say("utter_ask_handover_send", *other)
