"""A dialogue engine and an understanding core that do as a test says, and a chat that runs the rest around them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bot.app import Services
from bot.channels.base import TryLater, Unreachable
from bot.conversation.intake import Intake
from bot.conversation.state import State
from bot.conversation.talk import Talk
from bot.dialogue.rasa import Answer, DialogueAway, Turn
from bot.gateway import own_words_slots
from bot.messages import Inbound, Kind, Outbound, Reply, now
from bot.safety.gate import Judgement
from bot.storage.inbox import Received
from bot.storage.persons import Person
from bot.understanding.core import Ranked, Understood
from tests.people import told

UNREAD = {"response": "utter_unread_by_people"}  # what the introduction adds while no person has read our texts


@dataclass
class FakeDialogue:
    """Answers every turn with the response of the intent's name, or as `answers` says; remembers what it was asked."""

    answers: dict[str, Answer] = field(default_factory=dict)
    away: bool = False
    turns: list[tuple[str, str, str, Turn]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)

    async def answer(self, conversation_id: str, message_id: str, language: str, turn: Turn) -> Answer:
        if self.away:
            raise DialogueAway("stopped by a test")
        self.turns.append((conversation_id, message_id, language, turn))
        return self.answers.get(turn.intent) or answer(f"utter_{turn.intent}")

    async def forget(self, conversation_id: str) -> None:
        if self.away:
            raise DialogueAway("stopped by a test")
        self.forgotten.append(conversation_id)

    @property
    def intents(self) -> list[str]:
        return [turn.intent for *_, turn in self.turns]


@dataclass
class FakeCore:
    """Understands the texts that it was taught, and no other."""

    meanings: dict[str, Understood] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def understand(self, text: str, language: str | None = None) -> Understood:
        self.asked.append(text)
        return self.meanings.get(text) or understood("out_of_scope", decision="out_of_scope")


@dataclass
class FakeGate:
    """Finds danger in the texts that it was told of."""

    judgements: dict[str, Judgement] = field(default_factory=dict)

    def judge(self, text: str) -> Judgement:
        return self.judgements.get(text, Judgement())


@dataclass
class FakeChannel:
    """Takes what is sent, unless `trouble` holds an error for the next attempts."""

    name: str = "web"
    trouble: list[Exception] = field(default_factory=list)
    taken: list[tuple[str, Outbound]] = field(default_factory=list)
    cleared: list[tuple[list[str], bool]] = field(default_factory=list)
    keeps: bool = False  # whether something is left on the phone after clearing
    attempts: int = 0

    async def send(self, address: str, message: Outbound) -> str | None:
        self.attempts += 1
        if self.trouble:
            raise self.trouble.pop(0)
        self.taken.append((address, message))
        return f"provider {len(self.taken)}"

    async def clear(self, address: str, shown: Sequence[str], older: bool) -> bool:
        self.attempts += 1
        if self.trouble:
            raise self.trouble.pop(0)
        self.cleared.append((list(shown), older))
        return not (self.keeps or older)

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the workers do not use {name} of a channel")

    @property
    def texts(self) -> list[str]:
        return [message.text for _, message in self.taken]


TROUBLES: dict[str, Callable[[], Exception]] = {
    "later": lambda: TryLater(3),
    "unreachable": Unreachable,
    "unexpected": lambda: RuntimeError("geheim"),
}


def understood(
    intent: str, decision: str = "answer", confidence: float = 0.9, language: str = "nl", ranking: tuple[str, ...] = ()
) -> Understood:
    ranked = tuple(Ranked(name, confidence - 0.01 * place) for place, name in enumerate(ranking or (intent,)))
    return Understood(language, 0.99, intent, decision, confidence, ranked)  # type: ignore[arg-type]


def answer(*responses: str, form: str | None = None, question: str | None = None) -> Answer:
    return Answer(tuple(Reply(response) for response in responses), form, question)


class Chat:
    """One person's chat: messages go through the real intake and the real talk."""

    def __init__(self, services: Services, person: Person | None = None) -> None:
        self.services = services
        self.address = person.address if person else uuid4().hex
        self.dialogue, self.core, self.gate = FakeDialogue(), FakeCore(), FakeGate()
        self.sent_now: list[tuple[str, str, Outbound]] = []
        self.woken = 0
        self.alerted: list[str] = []
        self.talk = Talk(services, self.dialogue, self.core, own_words_slots())
        self.intake = Intake(services, self.gate, self._wake, self._send_now, self.alerted.append)
        self._seen = len(told(services, self.person)) if person else 0

    def _wake(self) -> None:
        self.woken += 1

    async def _send_now(self, channel: str, address: str, message: Outbound) -> None:
        self.sent_now.append((channel, address, message))

    @property
    def person(self) -> Person:
        found = self.services.people.known("web", self.address)
        assert found is not None
        return found

    @property
    def state(self) -> State:
        with self.services.database.read() as connection:
            return State.read(self.services.conversations.state(connection, self.person))

    def set_state(self, **values: Any) -> None:
        """Let a question be open, as if it had just been asked."""
        with self.services.database.write() as connection:
            self.services.conversations.save_state(
                connection, self.person, State(**{"last_at": time.time(), **values}).as_dict()
            )

    def waiting(self) -> list[Received]:
        with self.services.database.read() as connection:
            return self.services.inbox.waiting(connection, self.person.conversation_id)

    async def arrives(
        self, text: str = "", button: str = "", kind: Kind = "text", provider_id: str = "", seconds_ago: float = 0
    ) -> None:
        """A message comes in and is stored."""
        kind, moment = "button" if button else kind, now() - timedelta(seconds=seconds_ago)
        await self.intake.receive(Inbound("web", self.address, provider_id or uuid4().hex, kind, text, button, moment))

    async def says(self, text: str = "", button: str = "", kind: Kind = "text") -> list[str]:
        """A message comes in and is answered; returns the texts of what came back."""
        await self.arrives(text, button, kind)
        await self.answer_all()
        return [str(content["text"]) for content in self.new()]

    async def answer_all(self) -> None:
        for received in self.waiting():
            await self.talk.answer(received)

    def new(self) -> list[dict[str, Any]]:
        """The messages that came since the last look."""
        contents = told(self.services, self.person)
        found, self._seen = contents[self._seen :], len(contents)
        self.shown = found or getattr(self, "shown", [])
        return found

    async def presses(self, title: str) -> list[str]:
        """Press the button with this title among those that were shown last."""
        for content in reversed(self.shown):
            for button in content["buttons"]:
                if button["title"] == title:
                    return await self.says(button=button["id"])
        raise AssertionError(f"no button {title!r} in {[c['buttons'] for c in self.shown]}")

    def line(self, name: str, language: str = "nl", **values: Any) -> list[str]:
        """The messages of a response, as people read them."""
        said = self.services.speech.texts.on_channel(name, "web")
        rendered = self.services.speech.in_words([Reply(said, values)], language)
        return [part.text for part in rendered]
