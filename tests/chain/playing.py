"""Plays a script: a person of its own talks to the running chain through Telegram."""

from __future__ import annotations

import time
from typing import Any

from bot.texts import Texts
from tests.bot_api.people import SentMessage, User
from tests.chain.desk import Desk
from tests.chain.scripts import Script, Step
from tests.chain.wording import Wording, is_name, plain

PATIENCE = 30.0  # seconds until an answer must have come; eight people talk at once
QUIET = 1.0  # seconds of silence that count as "says nothing"
LOOK_EVERY = 0.04
REST = "utter_more_buttons"


class Player:
    """One person in one conversation. Every message of the assistant must be expected, in order."""

    def __init__(self, script: Script, user: User, texts: Texts, desk: Desk) -> None:
        self._script = script
        self._user = user
        self._desk = desk
        self._words = Wording(texts, script.language)
        self._more = self._words.title("utter_title_more")
        self._turn = 0  # messages that were there when the person last did something
        self._read = 0  # messages that were expected and came
        self._log: list[str] = []

    def play(self) -> None:
        """Play all steps. Raises AssertionError with the conversation so far."""
        try:
            if self._script.opening != "new":
                remember = self._script.opening == "remembered"
                self._desk.introduces(self._user.id, self._script.language, remember)
            for step in self._script.steps:
                self._do(step)
            self._silence(0.3)
        except (AssertionError, LookupError) as error:
            raise AssertionError(f"{self._script.id}: {error}\n\n{self.transcript()}") from None

    def transcript(self) -> str:
        """The conversation, for people."""
        coming = [f"    assistant   {_shown(message)}" for message in self._user.since(self._read)]
        return "\n".join([*self._log, *(["    --- and then came:"] if coming else []), *coming])

    def _do(self, step: Step) -> None:
        if step.kind.startswith(("person", "client manager")):
            self._act(step)
        elif step.kind == "assistant says nothing":
            self._silence(QUIET)
        elif step.kind == "assistant says":
            for expected in step.value:
                self._says(expected)
        else:
            self._check(step)

    # --- the person ---

    def _act(self, step: Step) -> None:
        self._log.append(f"{step.kind}: {step.value}" + (f" ({step.repeated} times)" if step.repeated > 1 else ""))
        before, self._turn = self._turn, self._read
        if step.kind == "person says":
            self._user.says(" ".join([step.value] * step.repeated))
        elif step.kind == "person presses":
            self._press(self._words.title(step.value), before)
        elif step.kind == "person presses an older button":
            self._press(self._words.title(step.value), 0, before)
        elif step.kind == "person sends":
            getattr(self._user, f"sends_{step.value}")()
        elif step.kind == "person edits":
            self._user.edits(step.value)
        else:
            self._desk.does(self._user.id, step.kind, step.value)

    def _press(self, title: str, begin: int, end: int | None = None) -> None:
        """Press the newest button with this title among messages that were read, also one that waits behind "more"."""
        for message in reversed(self._user.since(begin)[: (end if end is not None else self._read) - begin]):
            if self._presses_on(message, title):
                return
            if self._presses_on(message, self._more):
                self._says(REST)
                self._turn = self._read
                if self._presses_on(self._user.since(self._read - 1)[0], title):
                    return
        raise AssertionError(f"there is no button {title!r} to press")

    def _presses_on(self, message: SentMessage, title: str) -> bool:
        """Press the button with this title below one message; False when there is none."""
        data = next((data for row in message.keyboard for shown, data in row if plain(shown) == plain(title)), None)
        if data is not None:
            self._user.presses_on(message, data)
        return data is not None

    # --- the assistant ---

    def _says(self, expected: str) -> None:
        """The next message (or messages, when the response has several) must be this one."""
        said = self._next(expected)
        which = self._words.begins(expected, said.text)
        assert which, f"expected {expected!r}, the assistant said: {said.text!r}"
        if is_name(which):
            for pattern in self._words.parts(which)[1:]:
                said = self._next(which)
                assert pattern.fullmatch(plain(said.text)), f"not a part of {which}: {said.text!r}"
            missing = [title for title in self._words.buttons(which) if title not in said.buttons]
            missing = [] if self._more in said.buttons else missing  # they wait behind it: tests/bot/services/test_folding.py
            assert not missing, f"{which} was said without its buttons {missing}; there are {said.buttons}"

    def _next(self, expected: str) -> SentMessage:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            coming = self._user.since(self._read)
            if coming:
                self._read += 1
                self._log.append(f"    assistant   {_shown(coming[0])}")
                return coming[0]
            time.sleep(LOOK_EVERY)
        raise AssertionError(f"expected {expected!r}, but nothing came within {PATIENCE:g} s")

    def _silence(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert not self._user.since(self._read), "the assistant says more than expected"
            time.sleep(LOOK_EVERY)

    def _check(self, step: Step) -> None:
        """What was offered or not said, of the messages since the person last did something."""
        said = self._user.since(self._turn)[: self._read - self._turn]
        shown: list[str] = next((message.buttons for message in reversed(said) if message.buttons), [])
        if step.kind == "assistant does not say":
            for words in step.value:
                found = [message.text for message in said if self._words.begins(words, message.text)]
                assert not found, f"{words!r} was not to be said: {found}"
            return
        wanted: list[Any] = [self._words.title(title) for title in step.value]
        if self._more in shown and not {*map(plain, wanted)} <= {*map(plain, shown)}:
            self._press(self._more, self._turn)
            self._says(REST)
            shown = [*shown, *self._user.since(self._read - 1)[0].buttons]
        if step.kind == "assistant offers only":
            assert sorted(map(plain, shown)) == sorted(map(plain, wanted)), f"expected only {wanted}, offered are {shown}"
        missing = [title for title in wanted if plain(title) not in [plain(button) for button in shown]]
        assert not missing, f"not offered: {missing}; offered are {shown}"


def _shown(message: SentMessage) -> str:
    buttons = "".join(f" [{title}]" for title in message.buttons)
    return plain(message.text).replace("\n", " / ") + buttons
