"""What is open in a conversation, kept encrypted between two messages."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from bot.messages import Choice, Reply


@dataclass
class State:
    """All that must be known when the next message comes.

    `question` is the slot that a form asks (Rasa's name) or a question of the gateway: remember, age_group, crisis.
    """

    form: str | None = None
    question: str | None = None
    offered: list[str] = field(default_factory=list)  # buttons of the last messages
    above: list[str] = field(default_factory=list)  # buttons of the message of which the rest was shown
    prompt: list[dict[str, Any]] = field(default_factory=list)  # what asked the open question, to say it again
    choice: list[dict[str, Any]] = field(default_factory=list)  # what offered the last buttons, to offer them again
    wanted: dict[str, Any] | None = None  # what the person wanted when we had to ask something first
    held: str | None = None  # a text that waits until a language is chosen, or the gate's question is answered
    pending: str | None = None  # a text of which we asked: write it down, or answer it? Or: does it speak of danger?
    guessed: list[str] = field(default_factory=list)  # languages that we asked about already
    complaint: str | None = None  # a complaint that waits for where it goes; "" while its words are asked for
    asked_in_danger: bool = False  # the gate asked; more distress then acts
    danger: str | None = None  # the crisis intent that was asked about
    asks_where: bool = False  # asked who and where they are; what they type next goes to the team
    calm: bool = False  # danger was told of: the form that is open is put aside before anything else is said
    near: bool = False  # danger is the last that was spoken of: a bare yes or thanks is answered calmly
    last_at: float = 0.0

    @classmethod
    def read(cls, stored: dict[str, Any]) -> State:
        """From what was stored; fields of an older version are ignored."""
        known = cls.__dataclass_fields__
        return cls(**{name: value for name, value in stored.items() if name in known})

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def ask(self, question: str | None, replies: list[Reply], form: str | None = None) -> None:
        """Note the question that is open now and what asked it."""
        self.question, self.form = question, form
        self.prompt = [asdict(reply) for reply in replies[-1:]] if question else []

    def calm_down(self) -> None:
        """Somebody told of danger: no question of before is asked again, and what they say next is no answer to it."""
        self.calm, self.near, self.question, self.pending, self.complaint = True, True, None, None, None
        self.prompt, self.choice = [], []

    def hide(self) -> None:
        """Forget what stood on the phone: neither question nor words of before are shown again or taken up."""
        self.question = self.held = self.pending = self.complaint = self.wanted = None
        self.prompt, self.choice, self.offered, self.above, self.near = [], [], [], [], False

    def asked_again(self) -> list[Reply]:
        """The replies that ask the open question."""
        return [_reply(entry) for entry in self.prompt]

    def offered_again(self) -> list[Reply]:
        """The reply that offered the last buttons, when no question is open."""
        return [_reply(entry) for entry in self.choice]


def _reply(entry: dict[str, Any]) -> Reply:
    return Reply(entry["response"], entry["values"], tuple(Choice(**choice) for choice in entry["choices"]))
