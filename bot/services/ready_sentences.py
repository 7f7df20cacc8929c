"""Ready sentences: a client manager picks one in a language they read, the person gets it in their own.

They are responses `utter_ready_<key>` with a group in their metadata. Who may send one, and when, is decided by `handovers`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.languages import REFERENCE
from bot.texts import BLANK, Texts

# In this order they are shown; a sentence of any other group stands behind them.
GROUPS = ("contact", "appointment", "help", "question", "goal", "end", "safety")


@dataclass(frozen=True)
class ReadySentence:
    """A sentence that waits to be picked. `blanks` are what the client manager fills in, in the order of the Dutch."""

    key: str
    group: str
    blanks: tuple[str, ...]


@dataclass(frozen=True)
class Spoken:
    """A ready sentence with its blanks filled: as the person gets it, and what it says in other languages."""

    text: str
    language: str
    beside: dict[str, str]


def ready_sentences(texts: Texts) -> dict[str, list[ReadySentence]]:
    """All ready sentences by group, in the order in which the team wrote them."""
    found: dict[str, list[ReadySentence]] = {group: [] for group in GROUPS}
    for name, response in texts.responses.get(REFERENCE, {}).items():
        key = name.removeprefix(_name(""))
        if key == name:
            continue
        group = str((response.metadata or {}).get("group") or "")
        blanks = tuple(dict.fromkeys(blank for blank in BLANK.findall(response.text) if not blank.startswith("phone:")))
        found.setdefault(group, []).append(ReadySentence(key, group, blanks))
    return {group: sentences for group, sentences in found.items() if sentences}


def ready_sentence(texts: Texts, key: str) -> ReadySentence | None:
    """The sentence with this key; None when nobody wrote it."""
    return next((one for group in ready_sentences(texts).values() for one in group if one.key == key), None)


def in_words(texts: Texts, sentence: ReadySentence, language: str, values: Mapping[str, str]) -> str:
    """The sentence in one language; in Dutch where nobody wrote it in this one."""
    return texts.line(_name(sentence.key), language, **values)


def speak(texts: Texts, sentence: ReadySentence, language: str, readers: Sequence[str], values: Mapping[str, str]) -> Spoken:
    """The sentence for a person, and beside it what it says in the languages of those who read along."""
    code = language if texts.has(_name(sentence.key), language) else REFERENCE
    text = in_words(texts, sentence, code, values)
    beside = {reader: in_words(texts, sentence, reader, values) for reader in readers if reader != code}
    return Spoken(text, code, beside)


def _name(key: str) -> str:
    return f"utter_ready_{key}"
