"""Ready sentences: found among the texts, and said in the language of the person with the Dutch beside it."""

from __future__ import annotations

from bot.services.ready_sentences import GROUPS, ready_sentence, ready_sentences, speak
from bot.texts import Response, Texts

TEXTS = Texts(
    {
        "nl": {
            "utter_greet": Response("Dag"),
            "utter_ready_late": Response("[[who]] komt op [[date]]; [[who]] belt [[phone:112]].", metadata={"group": "help"}),
            "utter_ready_odd": Response("Zo.", metadata={"group": "odd"}),
            "utter_ready_first": Response("Dank u.", metadata={"group": "contact"}),
            "utter_ready_bare": Response("Goed."),
        },
        "ar": {"utter_ready_late": Response("يأتي [[who]] يوم [[date]]؛ يتصل [[who]] بـ [[phone:112]].")},
    },
    {"112": "112"},
)


def test_sentences_by_group_in_a_fixed_order_and_no_other_texts() -> None:
    found = ready_sentences(TEXTS)
    assert list(found) == ["contact", "help", "odd", ""]
    assert [one.key for group in found.values() for one in group] == ["first", "late", "odd", "bare"]
    assert set(GROUPS) >= {"contact", "help"}
    assert ready_sentence(TEXTS, "greet") is None and ready_sentence(TEXTS, "") is None


def test_each_blank_once_and_telephone_numbers_are_none() -> None:
    late = ready_sentence(TEXTS, "late")
    assert late is not None and late.blanks == ("who", "date")


def test_said_to_the_person_and_beside_it_what_it_says() -> None:
    late = ready_sentence(TEXTS, "late")
    assert late is not None
    spoken = speak(TEXTS, late, "ar", ["nl", "en"], {"who": "Anna", "date": "01-12-2026"})
    assert spoken.language == "ar" and "\u206801-12-2026\u2069" in spoken.text and "\u2066112\u2069" in spoken.text
    assert spoken.beside["nl"].startswith("\u2068Anna\u2069 komt op") and list(spoken.beside) == ["nl", "en"]


def test_a_sentence_that_nobody_translated_is_dutch_and_says_so() -> None:
    first = ready_sentence(TEXTS, "first")
    assert first is not None
    spoken = speak(TEXTS, first, "ar", ["nl"], {})
    assert (spoken.text, spoken.language, spoken.beside) == ("Dank u.", "nl", {})
