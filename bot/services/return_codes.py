"""Four words that fetch the answer to a request from another browser or phone.

The web chat knows a person by a secret of one browser only: who closes it would never read the answer. A code opens the
answers to one request, nothing else. To somebody with whom others may read along none is shown, and theirs stays behind
the private page.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from bot.languages import REFERENCE, ROOT
from bot.messages import Reply, now
from bot.services.discretion import Discretion
from bot.services.managers import WINDOW
from bot.services.speech import Speech
from bot.storage.client_managers import ClientManagers
from bot.storage.handovers import Handovers
from bot.storage.persons import Person, Persons
from bot.storage.return_codes import ReturnCodes
from bot.storage.session import Connection, Database
from bot.storage.vault import Vault
from bot.yaml_file import read_yaml

FILE = ROOT / "data" / "return_words.yml"
WORDS = 4
DIGITS = 3  # of the number of a word
LIVES = timedelta(days=14)
FLEETING = ("web",)  # channels whose address ends with the browser
SENT = ("utter_handover_sent", "utter_handover_sent_closed")
REFUSED = ("utter_return_unknown", "utter_return_later")  # what is said of a code that opens nothing
WRONG_CODES = 5  # of one person in a quarter of an hour
WRONG_CODES_OF_ALL = 250  # a browser may call itself somebody new for each try: all tries together are counted as well


class ReturnCodeService:
    """Makes return codes and opens what they stand for."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        codes: ReturnCodes,
        persons: Persons,
        handovers: Handovers,
        managers: ClientManagers,
        discretion: Discretion,
        speech: Speech,
    ) -> None:
        self._database = database
        self._vault = vault
        self._codes = codes
        self._persons = persons
        self._handovers = handovers
        self._managers = managers
        self._discretion = discretion
        self._speech = speech

    def after(self, connection: Connection, person: Person, replies: Sequence[Reply]) -> list[Reply]:
        """What to say after these replies: when a request was sent from a browser, the code for its answer."""
        if person.channel not in FLEETING or not any(reply.response in SENT for reply in replies):
            return []
        sent = next(iter(self._handovers.of(connection, person, "waiting")), None)
        if sent is None or self._persons.is_discreet(connection, person.id):
            return []
        numbers = [secrets.randbelow(len(words())) for _ in range(WORDS)]
        self._codes.keep(connection, self._name(numbers), sent.id, now() + LIVES)
        spoken = " ".join(words()[number] for number in numbers)
        typed = " ".join(f"{number + 1:0{DIGITS}d}" for number in numbers)
        return [Reply("utter_return_code", {"words": spoken, "numbers": typed})]

    def open(self, person: Person, text: str) -> list[Reply]:
        """The answers that a typed code opens. Wrong ones are counted: after some, none is looked at for a while."""
        numbers = numbers_of(text)
        mine, of_all = self._vault.name("return attempt", person.id), self._vault.name("return attempt")
        with self._database.write() as connection:
            if (
                self._managers.attempts_since(connection, mine, now() - WINDOW) >= WRONG_CODES
                or self._managers.attempts_since(connection, of_all, now() - WINDOW) >= WRONG_CODES_OF_ALL
            ):
                return [Reply("utter_return_later")]
            # Found by its keyed hash: how long that takes tells nothing of how near a guess was.
            handover_id = self._codes.handover_of(connection, self._name(numbers)) if numbers else None
            handover = self._handovers.by_id(connection, handover_id) if handover_id else None
            asked_by = self._persons.by_id(connection, handover.person_id) if handover else None
            if handover is None or asked_by is None:
                for source in (mine, of_all):
                    self._managers.note_attempt(connection, source)
                return [Reply("utter_return_unknown")]
            discreet = self._persons.is_discreet(connection, asked_by.id)
            answers = [
                said for said in self._handovers.messages.of(connection, asked_by, handover.id) if said.author == "manager"
            ]
        language = person.language or self._speech.language(asked_by)
        if discreet:
            link = self._discretion.link(asked_by)
            return [Reply(link.response, link.values, link.choices, language)]
        if not answers:
            return [Reply("utter_return_waiting", language=language)]
        replies = []
        for answer in answers:
            replies.append(Reply("utter_return_answer", {"words": answer.text}, language=language))
            if answer.language == REFERENCE != language:
                replies.append(Reply("utter_in_dutch", language=language))
        return replies

    def of(self, person: Person) -> int:
        """How many codes open something of a person now."""
        with self._database.read() as connection:
            return self._codes.of(connection, person.id)

    def _name(self, numbers: Sequence[int]) -> str:
        return self._vault.name("return", *map(str, numbers))


def numbers_of(text: str) -> list[int] | None:
    """The words of a code, as numbers from 0; None for any text that is no code. One letter amiss in one word is mended."""
    plain = "".join(str(unicodedata.digit(char, char)) for char in unicodedata.normalize("NFKC", text).lower())
    digits = re.sub(r"[\s.,-]", "", plain)
    if re.fullmatch(rf"\d{{{WORDS * DIGITS}}}", digits):
        numbers = [int(digits[at : at + DIGITS]) - 1 for at in range(0, len(digits), DIGITS)]
        return numbers if all(0 <= number < len(words()) for number in numbers) else None
    parts = re.findall(r"[^\W\d_]+", plain)
    if len(parts) != WORDS or len(plain) > 80:
        return None
    known = _numbers()
    found = [known.get(part) for part in parts]
    if found.count(None) == 1:
        amiss = found.index(None)
        near = [number for word, number in known.items() if _one_letter_apart(word, parts[amiss])]
        found[amiss] = near[0] if len(near) == 1 else None
    numbers = [number for number in found if number is not None]
    return numbers if len(numbers) == WORDS else None


@lru_cache(maxsize=1)
def words() -> tuple[str, ...]:
    """The list of words, in the order that gives each its number."""
    return tuple(read_yaml(FILE)["words"].split())


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    return {word: number for number, word in enumerate(words())}


def _one_letter_apart(left: str, right: str) -> bool:
    """Whether one letter put in, left out or changed makes one word of the other."""
    if abs(len(left) - len(right)) > 1 or left == right:
        return False
    same = next((at for at, (one, other) in enumerate(zip(left, right)) if one != other), min(len(left), len(right)))
    shift = len(left) - len(right)
    return left[same + (shift >= 0) :] == right[same + (shift <= 0) :]
