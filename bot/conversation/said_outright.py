"""What somebody says outright: that they got a letter and do not understand it, or that they cannot come.

Such a sentence opens the help for just that, where the intent of the whole text is a topic beside it ("I cannot come, my
child is ill") or nothing certain. A wish keeps its own answer, and so does what is sensitive, unless a letter's sender is
named and the intent is not certain; danger goes before all. Data:
`data/letters.yml`, `data/cannot_come.yml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.conversation.letter_words import is_letter_word
from bot.conversation.phrases import Phrase, phrases, says, where, words_of
from bot.dialogue.rasa import Turn
from bot.languages import ROOT, live_languages
from bot.languages import language as language_of
from bot.understanding.core import Understood
from bot.understanding.normalise import normalise
from bot.yaml_file import read_yaml

LETTERS, CANNOT_COME = ROOT / "data" / "letters.yml", ROOT / "data" / "cannot_come.yml"
DANGER = "crisis_"
MAY_BE_DANGER = 0.01  # of the judges of danger, from which on nothing is opened; harmless sentences have less than 0.007
SENSITIVE, ILLNESS = ("sensitive_", "complain_"), "sensitive_medical"  # what is likeliest of these keeps its answer,
# but for a letter whose sender is named, where it is not certain
SURE = 0.9  # confidence from which on a text asks about the topic that the letter names
FEW_WORDS = 9  # of a text that says that a letter came and hardly more
BETWEEN = 8  # other words between two words of a phrase about letters ("ik begrijp de brief over mijn examen niet")


@dataclass(frozen=True)
class Letters:
    """The data about letters: intents, senders with their names, and by language what people say."""

    about: frozenset[str]
    own_answer: frozenset[str]
    senders: dict[str, tuple[Phrase, ...]]
    not_understood: dict[str, tuple[Phrase, ...]]
    asks_what: dict[str, tuple[Phrase, ...]]
    got: dict[str, tuple[Phrase, ...]]
    unless: dict[str, tuple[Phrase, ...]]


@dataclass(frozen=True)
class Absence:
    """The data about who cannot come: intents, and by language what people say."""

    about: frozenset[str]
    phrases: dict[str, tuple[Phrase, ...]]
    unless: dict[str, tuple[Phrase, ...]]


def said_outright(text: str, understood: Understood, spoken: str = "") -> Turn | None:
    """What a text opens by its very words; None when it is to be answered by its intent. `spoken` is the person's language."""
    if understood.intent.startswith(DANGER) or understood.crisis().confidence >= MAY_BE_DANGER:
        return None
    languages = [code for code in dict.fromkeys((spoken, understood.language)) if code in live_languages()]
    words = words_of(text)
    if _cannot_come(words, understood, languages):
        return Turn("explain_more", text, understood.confidence, {"topic": "cannot_come", "part": "start"})
    part = next((found for code in languages if (found := _letter(text, words, understood, code))), None)
    return Turn("explain_more", text, understood.confidence, {"topic": "letter", "part": part}) if part else None


def _cannot_come(words: list[str], understood: Understood, languages: list[str]) -> bool:
    absence, likeliest = load_absence(), _likeliest(understood)
    if understood.decision == "answer" and understood.intent not in absence.about:
        return False
    if likeliest.startswith(SENSITIVE) and likeliest != ILLNESS:
        return False
    return any(
        says(absence.phrases.get(code, ()), words) and not says(absence.unless.get(code, ()), words) for code in languages
    )


def _letter(text: str, words: list[str], understood: Understood, code: str) -> str | None:
    """The part of the help with letters that a text opens, or None."""
    letters = load_letters()
    places = [place for place, word in enumerate(words) if is_letter_word(word, code)]
    if not places or says(letters.unless.get(code, ()), words):
        return None
    if _likeliest(understood).startswith(SENSITIVE) and (understood.decision == "answer" or not _sender(words, places)):
        return None
    sender = _sender(words, places)
    about = understood.decision != "answer" or understood.intent in letters.about
    topic = understood.intent.startswith("ask_") and bool(sender or understood.intent not in letters.own_answer)
    unsure = understood.confidence < SURE
    if says(letters.not_understood.get(code, ()), words, BETWEEN):
        opens = about or (topic and (bool(sender) or unsure))
    elif says(letters.asks_what.get(code, ()), words, BETWEEN):
        opens = about or (topic and unsure)
    else:
        hardly_more = topic and unsure and bool(sender) and len(words) <= FEW_WORDS
        opens = says(letters.got.get(code, ()), words) and (about or hardly_more) and not _asks(text, code)
    return (sender or "start") if opens else None


def _asks(text: str, code: str) -> bool:
    """Whether a text is a question: then its intent knows better than that a letter came."""
    plain = f"{normalise(text)} "
    return "?" in plain or any(plain.startswith(f"{normalise(word)} ") for word in language_of(code).question_words)


def _sender(words: list[str], places: list[int]) -> str | None:
    """The sender whose name stands nearest to a word for a letter."""
    distances = [
        (min(abs(begin - place) for place in places), sender)
        for sender, names in load_letters().senders.items()
        for name in names
        for begin in where(name, words, between=0)
    ]
    return min(distances)[1] if distances else None


def _likeliest(understood: Understood) -> str:
    return understood.ranking[0].intent if understood.ranking else understood.intent


@lru_cache(maxsize=1)
def load_letters() -> Letters:
    """The letters of this installation."""
    data = read_yaml(LETTERS)
    return Letters(
        about=frozenset(data["intents"]["about"]),
        own_answer=frozenset(data["intents"]["own_answer"]),
        senders=_phrases(data["senders"]),
        not_understood=_phrases(data["not_understood"]),
        asks_what=_phrases(data["asks_what"]),
        got=_phrases(data["got"]),
        unless=_phrases(data["unless"]),
    )


@lru_cache(maxsize=1)
def load_absence() -> Absence:
    """How people say here that they cannot come."""
    data = read_yaml(CANNOT_COME)
    return Absence(frozenset(data["intents"]["about"]), _phrases(data["phrases"]), _phrases(data["unless"]))


def _phrases(entries: dict[str, list[str]]) -> dict[str, tuple[Phrase, ...]]:
    return {key: phrases(written) for key, written in entries.items()}
