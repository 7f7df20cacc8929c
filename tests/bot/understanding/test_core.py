"""The core: what of a text is read, how sure it is of danger, and the same answer after saving and loading."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.understanding.core import LONGEST_WHOLE, MOST_SENTENCES, PASSAGE, Ranked, Understanding, Understood, bounded, clean
from bot.understanding.decision import Thresholds
from bot.understanding.embed import Vectors
from bot.understanding.normalise import normalise
from bot.understanding.training import train
from tests.bot.measure.conftest import Words

EXAMPLES = [
    ("ik zoek werk", "ask_work", "nl"),
    ("ik wil graag werk vinden", "ask_work", "nl"),
    ("waar vind ik een baan", "ask_work", "nl"),
    ("i want to find work", "ask_work", "en"),
    ("where is a job for me", "ask_work", "en"),
    ("ik wil de taal leren", "ask_language", "nl"),
    ("waar kan ik de taal leren", "ask_language", "nl"),
    ("i want to learn the language", "ask_language", "en"),
    ("where can i learn the language", "ask_language", "en"),
    ("hij slaat mij", "crisis_violence", "nl"),
    ("mijn man slaat mij elke dag", "crisis_violence", "nl"),
    ("he hits me", "crisis_violence", "en"),
    ("my husband hits me each day", "crisis_violence", "en"),
]


class CountingWords(Words):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return super().embed(texts)


@pytest.fixture
def embedder() -> CountingWords:
    return CountingWords()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small core that learned from a few examples, saved."""
    texts, intents, languages = (list(column) for column in zip(*EXAMPLES))
    plain = [normalise(text) for text in texts]
    made = tmp_path_factory.mktemp("core")
    Understanding(train(plain, Words().embed(texts), intents, languages), Thresholds(answer=0.5), Words()).save(made)
    return made


@pytest.fixture
def core(folder: Path, embedder: CountingWords) -> Understanding:
    return Understanding.load(folder, embedder)


def understood(danger: float = 0.0, **ranking: float) -> Understood:
    ordered = tuple(Ranked(intent, sure) for intent, sure in sorted(ranking.items(), key=lambda pair: -pair[1]))
    return Understood("nl", 1.0, ordered[0].intent, "answer", ordered[0].confidence, ordered, danger)


# --- what is embedded ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  ik \n zoek\t werk ", "ik zoek werk"),
        ("heeeeeeelp mij!!!!!!", "heeelp mij!!!"),
        ("Heel goed", "Heel goed"),
        ("أريد أن أعمل في مدرسة", "أريد أن أعمل في مدرسة"),  # letters stay as they are written
        (" \n ", ""),
    ],
)
def test_a_text_is_cleaned_without_changing_its_words(text: str, expected: str) -> None:
    assert clean(text) == expected
    assert clean(expected) == expected


def test_a_short_text_stays_whole_with_its_signs() -> None:
    for text in ("", "Mag ik weigeren? Of niet!", "a" * LONGEST_WHOLE):
        assert bounded(text) == [text]


def test_of_a_long_text_every_sentence_is_read_while_there_are_few() -> None:
    spoken = [f"Dit is zin nummer {number} en die is best een beetje lang" for number in range(2 * MOST_SENTENCES)]
    pieces = bounded(". ".join(spoken))
    assert ". ".join(pieces) == ". ".join(spoken)
    assert 1 < len(pieces) < len(spoken), "short sentences are embedded together"
    assert all(len(piece) <= PASSAGE + len(". ") for piece in pieces)


def test_of_a_very_long_text_the_beginning_and_the_end_are_read() -> None:
    spoken = [f"Dit is zin nummer {number:03}" for number in range(200)]
    read = " ".join(bounded(". ".join(spoken)))
    known = [number for number, text in enumerate(spoken) if text in read]
    assert known == [*range(MOST_SENTENCES), *range(200 - MOST_SENTENCES, 200)]


@pytest.mark.parametrize("text", ["begin " + "woord " * 200 + "einde", "x" * 5000, "?" * 400, "waarom?" + "!" * 400])
def test_what_has_no_sentences_is_read_in_pieces_that_are_short_enough(text: str) -> None:
    pieces = bounded(text)
    assert pieces and all(0 < len(piece) <= LONGEST_WHOLE for piece in pieces)
    assert pieces[0] == text[:LONGEST_WHOLE] or pieces[0] in text[:LONGEST_WHOLE]
    assert sum(len(piece) for piece in pieces) <= 2 * LONGEST_WHOLE


def test_the_end_of_one_endless_sentence_is_read() -> None:
    text = "ik wil iets vragen en " * 50 + "hij slaat mij"
    first, last = bounded(text)
    assert text.startswith(first) and last.endswith("hij slaat mij")


# --- danger ---


def test_without_intents_of_danger_there_is_no_crisis() -> None:
    assert understood(danger=3.0, ask_work=0.9, sensitive_debt=0.1).crisis() == Ranked("", 0.0)
    assert Understood("nl", 1.0, "out_of_scope", "out_of_scope", 0.0).crisis() == Ranked("", 0.0)


def test_intents_of_danger_count_together_and_the_likeliest_names_it() -> None:
    crisis = understood(ask_work=0.5, crisis_violence=0.2, crisis_suicide=0.3).crisis()
    assert crisis.intent == "crisis_suicide" and crisis.confidence == pytest.approx(0.5)


def test_the_score_of_danger_moves_the_odds_both_ways() -> None:
    calm, neutral, alarmed = (
        understood(danger=danger, ask_work=0.7, crisis_violence=0.3).crisis().confidence for danger in (-1.0, 0.0, 1.0)
    )
    assert calm < neutral < alarmed and neutral == pytest.approx(0.3)
    assert alarmed > 0.5 > calm


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_probability_of_danger_is_never_quite_none_or_certain(share: float) -> None:
    sure = understood(ask_work=1 - share, crisis_violence=share).crisis().confidence
    assert 0 < sure < 1 and sure == pytest.approx(share, abs=1e-3)


# --- a small core ---


def test_a_core_that_was_saved_understands_what_it_learned(core: Understanding) -> None:
    for text, intent, language in EXAMPLES:
        meant = core.understand(text)
        assert meant.ranking[0].intent == intent and meant.language in (language, "und"), text
        assert sum(ranked.confidence for ranked in meant.ranking) == pytest.approx(1, abs=1e-3)
    assert core.crisis_probability("hij slaat mij")[0] == "crisis_violence"
    assert core.crisis_probability("hij slaat mij")[1] > core.crisis_probability("ik zoek werk")[1]


@pytest.mark.parametrize("text", ["", "123 456", "?!.", " \n\0 "])
def test_what_says_nothing_is_none_of_ours_and_is_not_embedded(core: Understanding, embedder: CountingWords, text: str) -> None:
    meant = core.understand(text)
    assert (meant.intent, meant.decision, meant.language, meant.ranking) == ("out_of_scope", "out_of_scope", "und", ())
    assert core.understand(text, "so").language == "so"
    assert core.crisis_probability(text) == ("", 0.0) and embedder.asked == []


def test_the_language_of_the_person_goes_before_a_guess(core: Understanding) -> None:
    meant = core.understand("ik zoek werk", "ti")
    assert (meant.language, meant.language_confidence) == ("ti", 1.0)


def test_the_language_of_a_text_needs_no_embedding(core: Understanding, embedder: CountingWords) -> None:
    texts = [text for text, _, _ in EXAMPLES] + ["日本語", ""]
    known = [core.language_of(text) for text in texts]
    assert embedder.asked == [] and set(known) - {None}
    assert [language or "und" for language in known] == [core.understand(text).language for text in texts]


def test_a_sentence_is_embedded_once_for_the_gate_and_the_conversation(core: Understanding, embedder: CountingWords) -> None:
    core.crisis_probability("hij slaat mij")
    core.understand("hij slaat  mij")
    assert embedder.asked == ["hij slaat mij"]


@pytest.mark.parametrize("name", ["thresholds.json", "classifier.json", "weights.npz"])
def test_a_core_of_which_a_file_is_missing_is_not_loaded(folder: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(folder, tmp_path / "core")
    (tmp_path / "core" / name).unlink()
    with pytest.raises(OSError):
        Understanding.load(tmp_path / "core", Words())


@pytest.mark.parametrize("name", ["thresholds.json", "classifier.json"])
def test_a_core_of_which_a_file_is_cut_off_is_not_loaded(folder: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(folder, tmp_path / "core")
    whole = (folder / name).read_text(encoding="utf-8")
    (tmp_path / "core" / name).write_text(whole[: len(whole) // 2], encoding="utf-8")
    with pytest.raises(ValueError):
        Understanding.load(tmp_path / "core", Words())


@pytest.mark.parametrize("name", ["weights.npz", "classifier.json", "thresholds.json"])
@pytest.mark.parametrize("kept", [0.0, 0.5, 0.98])
def test_weights_that_were_cut_off_are_refused(folder: Path, tmp_path: Path, name: str, kept: float) -> None:
    broken = shutil.copytree(folder, tmp_path / "broken")
    content = (broken / name).read_bytes()
    (broken / name).write_bytes(content[: int(len(content) * kept)])
    with pytest.raises((OSError, ValueError)):
        Understanding.load(broken, Words())
