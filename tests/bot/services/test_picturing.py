"""Which picture goes with a reply: named by the response, filled like any text, hidden from who looks along."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app import Services
from bot.languages import live_languages
from bot.messages import Picture, Reply
from bot.services.picturing import picture_of, rows_of
from bot.services.speech import outbound
from bot.storage.persons import Person
from bot.texts import Response, Texts
from tests.people import introduced, told

TALK = Texts(
    {
        "nl": {
            "utter_talk": Response("Uw kaart", (), {"picture": "talk"}),
            "utter_step": Response("Hier bent u", (), {"picture": "talk", "here": 2}),
            "utter_lost": Response("Geen plaatje", (), {"picture": "nothing"}),
            "utter_picture_here": Response("U bent hier"),
            "utter_picture_talk": Response(
                "Mijn kaart\nDit wil ik\n- [[wish]]\nDit vraag ik\n- [[question]]\n- vast\nSlot", (), {"layout": "card"}
            ),
        }
    },
    {},
)


def test_a_picture_is_filled_like_a_text() -> None:
    found = picture_of(TALK, Reply("utter_talk", {"wish": "kok worden", "question": "wanneer?"}), "nl")
    assert found is not None and (found.layout, found.title, found.here) == ("card", "Mijn kaart", 0)
    assert found.rows == (
        ("Dit wil ik", ("\u2068kok worden\u2069",)),
        ("Dit vraag ik", ("\u2068wanneer?\u2069", "vast")),
        ("Slot", ()),
    )


def test_what_is_not_filled_is_left_out_with_its_heading() -> None:
    found = picture_of(TALK, Reply("utter_talk"), "nl")
    assert found is not None and found.rows == (("Dit vraag ik", ("vast",)), ("Slot", ()))


def test_own_words_cannot_make_rows_of_their_own() -> None:
    found = picture_of(TALK, Reply("utter_talk", {"wish": "a\n- b\nKop\n- c"}), "nl")
    assert found is not None and [heading for heading, _ in found.rows] == ["Dit wil ik", "Dit vraag ik", "Slot"]


def test_where_the_person_is() -> None:
    found = picture_of(TALK, Reply("utter_step"), "nl")
    assert found is not None and (found.here, found.mark) == (2, "U bent hier")


@pytest.mark.parametrize("name", ["utter_lost", "utter_picture_here"])
def test_without_a_picture(name: str) -> None:
    assert picture_of(TALK, Reply(name), "nl") is None


def test_a_picture_that_was_taken_off_the_air() -> None:
    off = Texts(
        {"nl": {**TALK.responses["nl"], "utter_off_the_air": Response("Nu niet")}},
        {},
        {"utter_picture_talk": frozenset({"nl"})},
    )
    assert picture_of(off, Reply("utter_talk"), "nl") is None


def test_a_line_that_begins_with_a_dutch_word_keeps_its_place() -> None:
    assert rows_of(["\u200fDUO", "\u200f🏠 azc هنا", "\u200f- COA هنا"]) == ("DUO", (("🏠 azc هنا", ("COA هنا",)),))


def test_the_words_say_what_the_picture_says() -> None:
    words = Picture("path", "Uw weg", (("Azc", ()), ("Plan", ("u kiest",))), 2, "U bent hier").words
    assert words == "Uw weg\nAzc\nPlan (U bent hier)\n- u kiest"


@pytest.mark.parametrize("code", live_languages())
def test_a_picture_is_kept_in_words_and_comes_back_whole(services: Services, code: str) -> None:
    person = introduced(services, language=code)
    with services.database.write() as connection:
        services.speech.say(connection, person, "a", [Reply("utter_ask_next_step_plan_picture")])
    (content,) = told(services, person)
    message = outbound(1, content)
    assert message.picture == picture_of(services.speech.texts, Reply("utter_ask_next_step_plan_picture"), code)
    assert message.picture is not None and message.picture.here == 3 and len(message.picture.rows) == 5
    assert message.text_alone.startswith(message.text) and message.text_alone.endswith(message.picture.words)


def test_a_discreet_person_gets_its_words(services: Services, person: Person) -> None:
    with services.database.write() as connection:
        services.speech.say(connection, replace(person, discreet=True), "a", [Reply("utter_ask_expectations_picture")])
    (content,) = told(services, person)
    message = outbound(1, content)
    assert message.picture is None
    assert services.speech.texts.lines("utter_picture_who_does_what", "nl")[-1] in message.text or person.language != "nl"


def test_nothing_of_a_picture_can_be_read_in_the_database(services: Services, person: Person) -> None:
    with services.database.write() as connection:
        services.speech.say(connection, person, "a", [Reply("utter_ask_housing_picture")])
        rows = connection.exec_driver_sql("SELECT * FROM outbox").fetchall()
    assert rows and not any("picture" in str(value) or "huurtoeslag" in str(value) for row in rows for value in row)
