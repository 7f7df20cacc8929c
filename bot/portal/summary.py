"""Puts the summary of a handover into words, out of the data that the person approved. Adds nothing to it.

A line that is not there is not mentioned: nobody can tell whether it was left out or never existed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from bot.languages import REFERENCE, all_languages
from bot.portal.locale import Locale
from bot.services.cases import Case
from bot.storage.handovers import Handover
from bot.texts import FIRST_STRONG_ISOLATE, POP_ISOLATE, Texts

LONGEST_REQUEST = 200  # as "gevraagde handeling" in the VNG model of an internal task
LONGEST_TOPIC = 80
URGENT = "now"
SAME_AS_CONTACT = ("chat", "phone", "talk")  # answers to "what would help" that are a way of contact as well


@dataclass(frozen=True)
class OwnWords:
    """What a person wrote, with the language and direction in which it is shown."""

    text: str
    language: str | None
    direction: str

    @property
    def lines(self) -> list[OwnWords]:
        """The same line by line: somebody may write one line in Arabic and the next in Dutch."""
        return [own_words(line, self.language) for line in self.text.splitlines() if line.strip()]


@dataclass(frozen=True)
class Summary:
    """The lines of one handover as a client manager reads them."""

    topic: str
    request: str
    language: str
    interpreter: bool
    channel: str
    words: list[OwnWords]
    explained: list[str]
    goals: list[OwnWords]
    contact: list[OwnWords]
    since: str = ""
    heavy: str = ""
    help: str = ""
    not_to_own: bool = False


def own_words(text: Any, code: str | None) -> OwnWords:
    """A person's own words. Text in a right-to-left language may begin with a Dutch word, or be typed in Latin."""
    language = all_languages().get(code or "")
    right_to_left = any(unicodedata.bidirectional(char) in ("R", "AL") for char in str(text))
    direction = "rtl" if language and language.direction == "rtl" and right_to_left else "auto"
    return OwnWords(str(text), code, direction)


def topic_of(handover: Handover, texts: Texts, locale: Locale) -> str:
    """What a handover is about: a title of the portal's own, else the one that the person saw, else the bare name."""
    return title_of(str((handover.content or {}).get("topic") or handover.reason), texts, locale)


def language_name(code: str | None, locale: Locale) -> str:
    language = all_languages().get(code or "")
    if language is None:
        return locale.text("language.unknown")
    return language.dutch if locale.code == "nl" else language.english


def channel_name(code: str, locale: Locale) -> str:
    return locale.text(f"channel.{code}") if locale.has(f"channel.{code}") else code


def state_of(handover: Handover) -> str:
    """The state as staff see it: waiting is new until somebody read all of it, and again after a later cry."""
    if handover.state == "waiting":
        return "new" if handover.unread_since or not handover.read_at else "read"
    return handover.state


def needs(case: Case, manager_id: str) -> bool:
    """Whether a handover asks something of this client manager now: nobody read it, or the person wrote last."""
    if state_of(case.handover) == "new" or (case.handover.state == "returned" and case.handover.unread_since):
        return True
    mine = case.handover.state == "taken" and case.handover.taken_by == manager_id
    return mine and answer_is_due(case)


def answer_is_due(case: Case) -> bool:
    """Whether the person waits for words: they wrote last, or ask again for some that were erased unopened."""
    asked_again = bool(case.history) and case.history[-1].kind == "again"
    said = [message.author for message in case.messages if message.author != "topic"]
    return (said[-1:] == ["person"] or asked_again) and case.handover.state != "closed"


def summarise(case: Case, texts: Texts, locale: Locale) -> Summary:
    """The summary of a handover in the language of the reader."""
    content = case.handover.content or {}
    code = content.get("language") or case.person.language
    contact = content.get("contact") or {}
    topic = topic_of(case.handover, texts, locale)
    tapped = {name: _tapped(name, content, locale) for name in ("since", "heavy", "help")}
    wish = [_own_or_label(contact[key], f"contact.{key}", code, locale) for key in ("when", "how") if contact.get(key)]
    return Summary(
        topic=topic,
        request=_request(case.handover.urgency, topic, [*_wishes(content, locale), *(part.text for part in wish)], locale),
        language=language_name(code, locale),
        interpreter=code != REFERENCE or content.get("help") == "interpreter",
        channel=channel_name(str(content.get("channel") or case.person.channel), locale),
        words=[own_words(text, code) for text in content.get("words") or []],
        explained=[title_of(str(intent), texts, locale) for intent in content.get("explained") or []],
        # Of a goal only the text: it is all that the person saw of it before saying yes.
        goals=[own_words(goal["text"], goal.get("language") or code) for goal in content.get("goals") or []],
        contact=[*wish, *([own_words(contact["phone"], code)] if contact.get("phone") else [])],
        not_to_own=bool(content.get("not_to_own")),
        **tapped,
    )


def title_of(name: str, texts: Texts, locale: Locale) -> str:
    """The title of a topic: the portal's own, else the one that the person saw, else the bare name."""
    if locale.has(f"topic.{name}"):
        return locale.text(f"topic.{name}")
    response = f"utter_title_{name}"
    return texts.line(response, locale.code) if texts.has(response) else name


def _tapped(name: str, content: dict[str, Any], locale: Locale) -> str:
    """What the person tapped, as staff read it; empty when it is not there."""
    key = f"{name}.{content.get(name)}"
    return locale.text(key) if locale.has(key) else ""


def _wishes(content: dict[str, Any], locale: Locale) -> list[str]:
    """What the person wants to happen, besides when and how: a way of contact is not told twice."""
    told_by_contact = content.get("help") in (*SAME_AS_CONTACT, "unknown")
    wishes = [] if told_by_contact else [_tapped("help", content, locale)]
    if content.get("not_to_own"):
        wishes.append(locale.text("line.not_to_own_is"))
    return [wish for wish in wishes if wish]


def _own_or_label(value: Any, prefix: str, code: str | None, locale: Locale) -> OwnWords:
    """A choice that has a name in the portal, else the person's own words."""
    key = f"{prefix}.{value}"
    if re.fullmatch(r"[a-z_]+", str(value)) and locale.has(key):
        return OwnWords(locale.text(key), None, "auto")
    return own_words(value, code)


def _request(urgency: str, topic: str, wish: list[str], locale: Locale) -> str:
    """What is asked of the reader, in one line of at most 200 characters."""
    kind = urgency if locale.has(f"request.{urgency}") else "week"
    line = locale.text(f"request.{kind}", topic=_cut(" ".join(topic.split()), LONGEST_TOPIC))
    if not wish or urgency == URGENT:
        return line
    # Each wish is isolated, since one may be Arabic and the next Dutch (Unicode UAX #9). Long ones are cut to equal length.
    free = LONGEST_REQUEST - len(line) - len(locale.text("request.wish", wish="")) - 1
    room = free if sum(len(part) + 4 for part in wish) <= free else free // len(wish) - 4
    wished = [f"{FIRST_STRONG_ISOLATE}{_cut(' '.join(part.split()), room)}{POP_ISOLATE}" for part in wish]
    return f"{line} {locale.text('request.wish', wish=', '.join(wished))}"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
