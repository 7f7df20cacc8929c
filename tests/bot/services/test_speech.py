"""Replies become messages with opaque buttons, once per cause, in the language of the person."""

from __future__ import annotations

import pytest

from bot.app import Services
from bot.languages import live_languages
from bot.messages import Choice, Reply
from bot.services.speech import LONGEST, language_choices, outbound
from bot.storage.persons import Person
from tests.people import introduced, texts_told, told

APPS = ("Telegram", "WhatsApp", "تلگرام", "واتساپ")


def say(services: Services, person: Person, *replies: Reply, cause: str = "a", question: str | None = None) -> list[str]:
    with services.database.write() as connection:
        return services.speech.say(connection, person, cause, replies, question)


@pytest.mark.parametrize("code", live_languages())
def test_a_reply_is_said_in_the_language_of_the_person(services: Services, code: str) -> None:
    person = introduced(services, language=code)
    say(services, person, Reply("utter_greet"))
    (content,) = told(services, person)
    assert content["text"] == services.speech.texts.line("utter_greet", code)
    message = outbound(1, content)
    assert (message.language, message.direction, message.author) == (
        code,
        live_languages()[code].direction,
        "assistant",
    )


@pytest.mark.parametrize("code", [None, "de", "xx"])
def test_without_a_language_that_people_are_offered_the_default_is_spoken(services: Services, code: str | None) -> None:
    assert services.speech.language(introduced(services, language=code)) == services.settings.default_language


def test_one_cause_speaks_once(services: Services, person: Person) -> None:
    for _ in range(3):
        say(services, person, Reply("utter_greet"))
    say(services, person, Reply("utter_greet"), cause="b")
    assert len(told(services, person)) == 2


def test_a_blank_line_in_a_text_begins_a_new_message_and_the_buttons_stand_below_the_last(
    services: Services, person: Person
) -> None:
    offered = say(services, person, Reply("utter_ask_remember"), Reply("utter_introduction"), Reply("utter_ask_remember"))
    contents = told(services, person)
    assert len(contents) > 3 and not any("\n\n" in content["text"] for content in contents)
    assert [bool(content["buttons"]) for content in contents] == [True, *[False] * (len(contents) - 2), True]
    assert offered == [button["id"] for content in contents for button in content["buttons"]]


def test_a_button_shows_its_title_and_hides_what_it_stands_for(services: Services, person: Person) -> None:
    choice = Choice("/pick_goal goal=abc", response="utter_title_goal_number", values={"number": 2})
    (*_, offer_id) = say(services, person, Reply("utter_greet", choices=(choice,)), question="goal_text")
    (content,) = told(services, person)
    button = content["buttons"][-1]
    assert button["id"] == offer_id and "2" in button["title"] and "pick_goal" not in str(content)
    with services.database.read() as connection:
        offer = services.offers.find(connection, person, offer_id)
    assert offer is not None and (offer.payload, offer.question) == ("/pick_goal goal=abc", "goal_text")


@pytest.mark.parametrize("language", sorted(live_languages()))
def test_in_the_web_chat_no_company_of_an_app_can_read_along(services: Services, language: str) -> None:
    parts = ("", "_simpler", "_self", "_phone")
    names = ["utter_introduction", *(f"utter_ask_privacy{part}" for part in parts)]
    said = {}
    for channel in ("web", "telegram"):
        person = introduced(services, channel, channel, language=language)
        say(services, person, *(Reply(name) for name in names))
        said[channel] = " ".join(texts_told(services, person))
    assert not any(app in said["web"] for app in APPS)
    assert any(app in said["telegram"] for app in APPS)


def test_the_farewell_after_erasing_begins_the_page_afresh(services: Services, person: Person) -> None:
    say(services, person, Reply("utter_data_erased"), Reply("utter_stop"))
    assert [content.get("afresh", False) for content in told(services, person)] == [True, False]


def test_a_reply_may_be_said_in_another_language(services: Services, person: Person) -> None:
    say(services, person, Reply("utter_language_guess", choices=language_choices(), language="ar"))
    (content,) = told(services, person)
    assert content["language"] == "ar"
    assert [button["title"] for button in content["buttons"]][-len(live_languages()) :] == [
        entry.name for entry in live_languages().values()
    ]


@pytest.mark.parametrize("text", ["woord " * 2000, "a" * 9000, "regel\n" * 2000, "كلمة " * 3000])
def test_a_long_text_of_a_client_manager_comes_in_pieces_that_lose_no_word(
    services: Services, person: Person, text: str
) -> None:
    with services.database.write() as connection:
        services.speech.pass_on(connection, person, "a", text.strip())
    contents = told(services, person)
    assert all(0 < len(content["text"]) <= LONGEST for content in contents)
    assert "".join("".join(content["text"].split()) for content in contents) == "".join(text.split())
    assert {content["author"] for content in contents} == {"manager"}


def test_the_words_of_a_client_manager_are_passed_on_as_they_are(services: Services, person: Person) -> None:
    words = "Dag!\n\n[[name]] {x} /restart https://example.org"
    with services.database.write() as connection:
        services.speech.pass_on(connection, person, "a", words)
    (content,) = told(services, person)
    assert (content["text"], content["buttons"]) == (words, [])
