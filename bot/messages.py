"""What rooms hand to each other: a message that comes in, an answer that goes out. Imports nothing of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Literal

Kind = Literal[
    "text", "button", "start", "edited", "voice", "photo", "video", "sticker", "location", "document", "contact", "other"
]


def now() -> datetime:
    """The present moment in UTC, the only clock of the project."""
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class Inbound:
    """One thing that a person sent.

    `sender` is the provider's address (a chat id, a web chat token): personal data, never logged.
    `provider_id` is the provider's own id of the message; the same id twice is the same message.
    `button` is the opaque id of a pressed button; `text` what was typed (or a caption).
    `shown_id` is the provider's name of the message on the phone, where it can be taken off by that.
    """

    channel: str
    sender: str
    provider_id: str
    kind: Kind
    text: str = ""
    button: str = ""
    received_at: datetime = field(default_factory=now)
    shown_id: str = ""


@dataclass(frozen=True)
class Button:
    """A choice under a message. `id` is opaque: only the conversation knows what it stands for."""

    title: str
    id: str


@dataclass(frozen=True)
class Picture:
    """What a picture beside a message shows. It is drawn when it is sent; only these words are stored.

    `layout` is one of those in `bot/pictures/draw.py`; `rows` are headings with the lines below them; the row `here`
    (from 1; 0 for none) is where the person is, which `mark` says in words.
    """

    layout: str
    title: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    here: int = 0
    mark: str = ""

    @property
    def words(self) -> str:
        """The same in words, for who cannot see it and for where it cannot be shown."""
        lines = [self.title]
        for number, (heading, below) in enumerate(self.rows, start=1):
            lines.append(f"{heading} ({self.mark})" if number == self.here and self.mark else heading)
            lines += [f"- {line}" for line in below]
        return "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class Outbound:
    """One message to a person, ready to show. `seq` orders all messages of all conversations.

    One that `clears` shows nothing: all before it is to be taken off the phone (`Channel.clear`).
    One that begins `afresh` is shown alone: where we can, nothing of before stays on the screen.
    One that is `aside` is in another language than the person's: what stands around it stays in theirs.
    """

    seq: int
    text: str
    buttons: tuple[Button, ...] = ()
    language: str = "nl"
    direction: Literal["ltr", "rtl"] = "ltr"
    author: Literal["assistant", "manager"] = "assistant"
    clears: bool = False
    picture: Picture | None = None
    aside: bool = False
    afresh: bool = False

    @property
    def text_alone(self) -> str:
        """What is said where the picture cannot be shown."""
        return f"{self.text}\n\n{self.picture.words}" if self.picture else self.text


@dataclass(frozen=True)
class Choice:
    """A button before it is offered: whose text it shows and what pressing it means.

    Either `title` (a literal text, e.g. from a response file) or `response` (the name of a response whose
    text is the title). `payload` is `/intent` with optional `entity=value` pairs.
    """

    payload: str
    title: str = ""
    response: str = ""
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """An answer before it is put into words: the name of a response and what fills its blanks.

    `values` may hold a person's own words: they are filled in here, by us, and never pass Rasa's templates.
    `choices` are added below the buttons that the response has of its own.
    """

    response: str
    values: dict[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    language: str | None = None  # when it is to be said in another language than the person's


_PAYLOAD = re.compile(r"^/(?P<intent>[a-z_]+)(?P<pairs>(?: [a-z_]+=[^\s]+)*)$")


def parse_payload(payload: str) -> tuple[str, dict[str, str]]:
    """Split `/intent entity=value …` into the intent's name and its entities.

    Raises ValueError for anything else: payloads are written by the team, never by a person.
    """
    match = _PAYLOAD.match(payload.strip())
    if match is None:
        raise ValueError(f"not a button payload: {payload!r} (expected '/intent entity=value')")
    pairs = dict(pair.split("=", 1) for pair in match["pairs"].split())
    return match["intent"], pairs
