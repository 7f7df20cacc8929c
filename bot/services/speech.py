"""Saying something to a person: puts replies into words and queues them, with their buttons, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from bot.languages import REFERENCE, live_languages
from bot.languages import language as language_of
from bot.messages import Button, Choice, Outbound, Picture, Reply
from bot.services.folding import fold, payload_for
from bot.services.picturing import picture_of
from bot.storage.offers import Offers
from bot.storage.outbox import Outbox
from bot.storage.persons import Person
from bot.storage.session import Connection
from bot.texts import FIRST_STRONG_ISOLATE, POP_ISOLATE, Rendered, Texts

BEGINS_AFRESH = "utter_data_erased"  # said to somebody whom we no longer know: what stands above it is gone
LONGEST = 3500  # characters of one message: below the limit of every channel


class Speech:
    """What the assistant and the client managers say."""

    def __init__(self, texts: Texts, outbox: Outbox, offers: Offers, default_language: str) -> None:
        self.texts = texts
        self._outbox = outbox
        self._offers = offers
        self._default_language = default_language

    def language(self, person: Person) -> str:
        """The language in which we speak to a person: theirs while it is live, else the default one."""
        return person.language if person.language in live_languages() else self._default_language

    def say(
        self,
        connection: Connection,
        person: Person,
        cause: str,
        replies: Sequence[Reply],
        question: str | None = None,
        language: str | None = None,
    ) -> list[str]:
        """Queue replies, once per cause. `question` is what is open after them: a later answer to another is stale.

        Of many buttons some wait behind one that shows them. Returns the ids of the buttons that are shown.
        """
        language = language or self.language(person)
        replies = [replace(reply, response=self.texts.on_channel(reply.response, person.channel)) for reply in replies]
        rendered = [
            (reply, part, said_in, picture_of(self.texts, reply, said_in) if place == 0 else None)
            for reply in replies
            for said_in in (reply.language or language,)
            for place, part in enumerate(self.texts.render(reply, said_in))
        ]
        offered: list[str] = []
        contents = []
        for reply, part, said_in, picture in rendered:
            buttons = []
            shown, waiting = fold(reply.response, part.choices)
            if waiting:
                rest = [self._offers.add(connection, person, c.payload, c.title, question).id for c in waiting]
                shown = (*shown, Choice(payload_for(rest), self.texts.line("utter_title_more", said_in)))
            for choice in shown:
                offer = self._offers.add(connection, person, choice.payload, choice.title, question)
                buttons.append({"id": offer.id, "title": choice.title})
                offered.append(offer.id)
            # A picture catches the eye of who looks along: a discreet person gets its words alone.
            hidden = picture is not None and person.discreet
            pieces = _split(f"{part.text}\n{picture.words}" if picture and hidden else part.text)
            spoken = [_content(piece, [], said_in, "assistant") for piece in pieces]
            spoken[-1]["buttons"] = buttons
            if reply.response == BEGINS_AFRESH:
                spoken[0]["afresh"] = True
            contents += [{**content, "aside": True} for content in spoken] if said_in != language else spoken
            if picture and not hidden:
                contents[-1]["picture"] = asdict(picture)
        self._outbox.add(connection, person, cause, contents)
        return offered

    def pass_on(self, connection: Connection, person: Person, cause: str, text: str, language: str | None = None) -> None:
        """Queue a client manager's words as they are. Who has another language reads below Dutch words that they are Dutch."""
        theirs = self.language(person)
        said_in = language or theirs
        pieces = [_content(piece, [], said_in, "manager") for piece in _split(text)]
        if said_in == REFERENCE != theirs and self.texts.has("utter_in_dutch", theirs):
            # Below and isolated, so that the Dutch words, which stand first, keep their direction.
            line = self.texts.line("utter_in_dutch", theirs)
            pieces[-1]["text"] = f"{pieces[-1]['text']}\n{FIRST_STRONG_ISOLATE}{line}{POP_ISOLATE}"
        self._outbox.add(connection, person, cause, pieces)

    def in_words(self, replies: Sequence[Reply], language: str) -> list[Rendered]:
        """The messages of replies without queueing them (when the database is away, or to show them elsewhere)."""
        return [part for reply in replies for part in self.texts.render(reply, reply.language or language)]


def outbound(seq: int, content: Mapping[str, object]) -> Outbound:
    """A queued message as channels send it."""
    code = str(content.get("language", "nl"))
    buttons = tuple(Button(str(button["title"]), str(button["id"])) for button in content.get("buttons", []))  # type: ignore[attr-defined]
    return Outbound(
        seq=seq,
        text=str(content["text"]),
        buttons=buttons,
        language=code,
        direction=language_of(code).direction,
        author="manager" if content.get("author") == "manager" else "assistant",
        clears=bool(content.get("clears")),
        picture=_picture(content.get("picture")),
        aside=bool(content.get("aside")),
        afresh=bool(content.get("afresh")),
    )


def language_choices() -> tuple[Choice, ...]:
    """A button for each live language, in its own name."""
    return tuple(Choice(f"/change_language language={code}", entry.name) for code, entry in live_languages().items())


def _picture(stored: Any) -> Picture | None:
    """A picture as it stands in a stored message: there its rows have become lists."""
    if not stored:
        return None
    return Picture(**{**stored, "rows": tuple((heading, tuple(lines)) for heading, lines in stored["rows"])})


def _content(text: str, buttons: list[dict[str, str]], language: str, author: str) -> dict[str, object]:
    return {"text": text, "buttons": buttons, "language": language, "author": author}


def _split(text: str) -> list[str]:
    """Cut a text that is too long for one message, at a line or a space where there is one."""
    pieces = []
    while len(text) > LONGEST:
        cut = max(text.rfind("\n", 0, LONGEST), text.rfind(" ", 0, LONGEST))
        cut = cut if cut > LONGEST // 2 else LONGEST
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*pieces, text]
