"""What fills a blank of a ready sentence, and what is refused."""

from __future__ import annotations

import pytest

from bot.portal.locale import load_locales
from bot.portal.sentences import LONGEST_BLANK, fields_of, filled, offered, template
from bot.services.ready_sentences import ready_sentence
from tests.bot.portal.world import TEXTS

LOCALES = load_locales()


@pytest.mark.parametrize(
    ("blank", "typed", "said"),
    [
        ("date", "2026-12-01", "01-12-2026"),
        ("date", "1-12-2026", "01-12-2026"),
        ("date", "31/12/2026", "31-12-2026"),
        ("date", "2026-02-30", None),
        ("date", "0001-01-01", None),
        ("date", "morgen", None),
        ("date", "", None),
        ("time", "09:05", "09:05"),
        ("time", "9.05", "09:05"),
        ("time", "10:30:00", "10:30"),
        ("time", "25:00", None),
        ("time", "٠٩:٠٥", None),
        ("time", "half tien", None),
        ("place", "Stationsplein 1", "Stationsplein 1"),
        ("who", "", None),
        ("who", "x" * LONGEST_BLANK, "x" * LONGEST_BLANK),
        ("who", "x" * (LONGEST_BLANK + 1), None),
    ],
)
def test_what_fills_a_blank(blank: str, typed: str, said: str | None) -> None:
    assert filled(blank, typed) == said


def test_fields_keep_what_was_typed_and_say_what_is_wrong() -> None:
    sentence = ready_sentence(TEXTS, "come")
    assert sentence is not None
    form = {"blank_date": "morgen", "blank_time": "10:30", "blank_place": " Ermelo\r\n\0 2 "}
    date, time, place, who = fields_of(sentence, LOCALES["nl"], form)
    assert (date.type, time.type, place.type, who.type) == ("date", "time", "text", "text")
    assert (date.value, time.value, place.value, who.value) == ("morgen", "10:30", "Ermelo 2", "")
    assert [bool(field.problem) for field in (date, time, place, who)] == [True, False, False, True]
    assert not any(field.problem for field in fields_of(sentence, LOCALES["nl"]))


def test_groups_in_their_order_but_safety_first_in_danger() -> None:
    assert [group["name"] for group in offered(TEXTS, LOCALES["nl"], False)] == ["contact", "appointment", "safety"]
    assert [group["name"] for group in offered(TEXTS, LOCALES["nl"], True)] == ["safety", "contact", "appointment"]
    assert [group["title"] for group in offered(TEXTS, LOCALES["en"], False)] == ["Contact", "Appointment", "Safety"]


def test_a_sentence_shows_the_names_of_its_blanks_in_the_language_of_the_reader() -> None:
    come, read = ready_sentence(TEXTS, "come"), ready_sentence(TEXTS, "read")
    assert come is not None and read is not None
    assert "\u2068[datum]\u2069" in template(TEXTS, come, LOCALES["nl"])
    assert template(TEXTS, read, LOCALES["en"]) == "I have read your message."
    assert "Kunt u" in template(TEXTS, come, LOCALES["en"])  # nobody wrote it in English
