"""People who talk to the running chain: they do something and wait for the response that must follow.

Responses are named as in data/responses and compared with what arrived; buttons are named by what they stand for, so
that a text may be written anew without touching a test.
"""

from __future__ import annotations

import itertools
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import lru_cache

from bot.languages import live_languages
from bot.texts import Texts, load_texts
from tests.bot_api.driver import BotApi
from tests.chain.wording import Wording, plain

WAIT = 30.0  # seconds until an answer must be there, on a machine that does other things as well
_ids = itertools.count(5_100_000_000)


class Talker(ABC):
    """One person in one channel."""

    def __init__(self, language: str, wait: float = WAIT) -> None:
        self.language = language
        self.wait = wait
        self._seen = 0
        self._last = ""

    @abstractmethod
    def told(self) -> list[str]:
        """All that was said to this person, in order."""

    @abstractmethod
    def starts(self) -> None:
        """Open the chat."""

    @abstractmethod
    def types(self, text: str) -> None:
        """Type a text."""

    @abstractmethod
    def clicks(self, title: str) -> None:
        """Press the newest button with this title."""

    @abstractmethod
    def offered(self) -> list[str]:
        """The titles of the buttons below the newest message that has any."""

    def pause(self) -> None:
        """Wait a moment before the next look."""
        time.sleep(0.02)

    def says(self, text: str, *then: str) -> str:
        """Type a text; `then` are the responses of which one must follow. Returns the message that did."""
        self._seen = len(self.told())
        self.types(text)
        return self.hears(*then) if then else ""

    def presses(self, payload: str, *then: str, title: str = "") -> str:
        """Press the button with this meaning below the last response (or with this title), behind "more" where it waits."""
        title, more = title or title_of(self._last, payload, self.language), texts().line("utter_title_more", self.language)
        self._seen = len(self.told())
        if title not in self.offered() and more in self.offered():
            self.clicks(more)
            self.hears("utter_more_buttons")
        self._seen = len(self.told())
        self.clicks(title)
        return self.hears(*then) if then else ""

    def hears(self, *responses: str) -> str:
        """Wait for one of these responses, since the person did something."""
        patterns = {name: pattern(name, self.language) for name in responses}
        found, self._last = self._wait(lambda text: next((n for n, p in patterns.items() if p.fullmatch(text)), ""), responses)
        return found

    def hears_words(self, words: str) -> str:
        """Wait for a message with these very words."""
        return self._wait(lambda text: words if words in text else "", (words,))[0]

    def _wait(self, named: Callable[[str], str], wanted: tuple[str, ...]) -> tuple[str, str]:
        """The first message since the person did something that `named` has a name for, and the name."""
        ends = time.monotonic() + self.wait
        while True:
            new = [plain(text) for text in self.told()[self._seen :]]
            for text in new:
                if name := named(text):
                    return text, name
            if time.monotonic() > ends:
                raise AssertionError(f"{self.language}: waited for {wanted}, heard {new}")
            self.pause()

    # --- longer stretches ---

    def begins(self, remember: bool = True) -> None:
        """Choose a language, hear what this is, and say whether we may remember."""
        self.starts()
        self.hears("utter_choose_language")
        self.presses("", "utter_ask_remember", title=live_languages()[self.language].name)
        answer = "yes" if remember else "no"
        self.presses(f"/remember answer={answer}", f"utter_remember_{answer}")

    def menu(self) -> None:
        """Ask for the menu by its control word."""
        self.says("menu", "utter_ask_capabilities")

    def records_a_goal(self, words: str) -> None:
        """From the menu to a goal that is kept; somebody whose age was not asked yet is asked."""
        self.menu()
        self.presses("/set_goal", "utter_ask_age_group", "utter_ask_goal_text")
        if self._last == "utter_ask_age_group":
            self.presses("/age_group answer=adult", "utter_ask_goal_text")
        self.says(words, "utter_ask_goal_domain")
        self.presses("/answer answer=society", "utter_ask_goal_first_step")
        self.presses("/answer answer=skip", "utter_ask_goal_due")
        self.presses("/answer answer=year", "utter_ask_goal_share")
        self.presses("/answer answer=no", "utter_goal_saved")

    def gives_an_opinion(self, words: str) -> None:
        """From the menu to an opinion that stays private; the age was asked before."""
        self.menu()
        self.presses("/give_opinion", "utter_ask_opinion_about")
        self.presses("/answer answer=lessons", "utter_ask_opinion_text")
        self.says(words, "utter_ask_opinion_wish")
        self.presses("/answer answer=skip", "utter_ask_opinion_share")
        self.presses("/answer answer=no", "utter_opinion_saved")

    def writes_to_the_manager(self, words: str) -> None:
        """From the menu to a message that is shown and not sent yet."""
        self.menu()
        self.presses("/request_human", "utter_ask_handover_topic")
        self.presses("/answer answer=other", "utter_ask_handover_heavy")
        self.presses("/answer answer=skip", "utter_ask_handover_help")
        self.presses("/answer answer=skip", "utter_ask_handover_words")
        self.says(words, "utter_ask_handover_how")
        self.presses("/answer answer=phone", "utter_ask_handover_when")
        self.presses("/answer answer=morning", "utter_ask_handover_phone")
        self.presses("/answer answer=skip", "utter_ask_handover_send")

    def sends_it(self) -> None:
        """Approve the message. After a crash in between, it is said that it was sent already."""
        self.presses("/send_handover", "utter_handover_sent", "utter_handover_sent_closed", "utter_handover_unread")


class TelegramPerson(Talker):
    """Somebody in Telegram, with a chat id of their own."""

    def __init__(self, api: BotApi, language: str, wait: float = WAIT) -> None:
        super().__init__(language, wait)
        self.id = next(_ids)
        self._user = api.user(self.id)

    def told(self) -> list[str]:
        return [message.text for message in self._user.messages]

    def starts(self) -> None:
        self.says("/start")

    def types(self, text: str) -> None:
        self._user.says(text)

    def clicks(self, title: str) -> None:
        self._user.presses(title)

    def offered(self) -> list[str]:
        return next((message.buttons for message in reversed(self._user.messages) if message.buttons), [])


@lru_cache(maxsize=1)
def texts() -> Texts:
    return load_texts()


@lru_cache(maxsize=512)
def pattern(response: str, language: str) -> re.Pattern[str]:
    """The last message of a response, with anything in its blanks: the one that has its buttons."""
    return Wording(texts(), language).parts(response)[-1]


def title_of(response: str, payload: str, language: str) -> str:
    """The title of the button with this meaning below a response, else in the menu."""
    for name in (response, "utter_ask_capabilities"):
        for choice in texts().response(name, language).choices if name else ():
            if choice.payload == payload:
                return choice.title
    raise LookupError(f"{response} has no button {payload}")
