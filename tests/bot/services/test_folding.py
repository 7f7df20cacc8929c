"""At most seven buttons below a message: what belongs to it stays, the rest waits behind one button."""

from __future__ import annotations

import pytest

from bot.app import Services
from bot.conversation.explaining import LETTER, with_hard_words
from bot.languages import live_languages
from bot.messages import Choice, Reply
from bot.services.folding import LISTS, MOST_BUTTONS, behind, fold, payload_for
from bot.storage.persons import Person
from bot.texts import load_texts
from tests.people import told

TEXTS = load_texts()
NAMES = sorted(TEXTS.responses["nl"])
WHATSAPP_LIST = 10  # rows that a list in WhatsApp can hold
RESUME = Choice("/resume_form", response="utter_title_resume_goal_form")  # what the menu adds


def choices_of(name: str, language: str) -> tuple[Choice, ...]:
    """The buttons of a response with all that may be added: what was begun, hard words, a letter."""
    added = (RESUME,) if name == "utter_ask_capabilities" else (Choice(LETTER, title="?"),)
    (reply,) = with_hard_words(TEXTS, [Reply(name, choices=added)], language)
    return (*TEXTS.response(name, language).choices, *reply.choices)


@pytest.mark.parametrize("language", live_languages())
def test_no_message_has_more_than_seven_buttons_and_none_is_lost(language: str) -> None:
    for name in set(NAMES) - LISTS:
        choices = choices_of(name, language)
        shown, waiting = fold(name, choices)
        assert len(shown) + bool(waiting) <= MOST_BUTTONS, name
        assert sorted(map(str, (*shown, *waiting))) == sorted(map(str, choices)), name
        assert len(waiting) <= MOST_BUTTONS, name  # nobody has to ask twice for more


@pytest.mark.parametrize("language", live_languages())
def test_a_list_to_look_something_up_in_stays_whole_and_fits_every_channel(language: str) -> None:
    for name in LISTS:
        choices = TEXTS.response(name, language).choices
        assert fold(name, choices) == (choices, ())
        assert len(choices) <= WHATSAPP_LIST and len(live_languages()) <= WHATSAPP_LIST


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("utter_crisis")])
def test_below_words_about_danger_nothing_waits(name: str) -> None:
    assert len(TEXTS.response(name, "nl").choices) <= MOST_BUTTONS


@pytest.mark.parametrize("name", NAMES)
def test_a_human_and_help_with_a_letter_are_always_in_sight(name: str) -> None:
    _, waiting = fold(name, choices_of(name, "nl"))
    hidden = {choice.payload for choice in waiting}
    assert not hidden & {"/request_human", LETTER, "/resume_form", "/answer answer=skip", "/delete_my_data"}


def test_what_belongs_to_an_answer_goes_before_what_many_have() -> None:
    shown, waiting = fold("utter_ask_benefit", choices_of("utter_ask_benefit", "nl"))
    own = ("simpler", "changes", "fixed_costs", "waiting")
    assert [choice.payload.rpartition("=")[2] for choice in shown[:4]] == list(own)
    assert {"self", "where", "check"} <= {choice.payload.rpartition("=")[2] for choice in waiting}


def test_that_somebody_cannot_come_is_in_sight_below_the_answer_about_an_appointment() -> None:
    shown, _ = fold("utter_ask_appointment", choices_of("utter_ask_appointment", "nl"))
    assert "/explain_more topic=cannot_come part=start" in {choice.payload for choice in shown}


def test_the_button_for_the_rest_knows_which_buttons_wait() -> None:
    assert behind(payload_for(["a-1", "b_2"])) == ["a-1", "b_2"]
    assert behind("/ask_rights") == []


@pytest.mark.parametrize("language", live_languages())
def test_below_what_is_said_stands_one_button_for_the_rest(services: Services, person: Person, language: str) -> None:
    with services.database.write() as connection:
        shown = services.speech.say(connection, person, "a", [Reply("utter_ask_rights")], language=language)
    buttons = told(services, person)[-1]["buttons"]
    assert [button["id"] for button in buttons] == shown and len(buttons) == MOST_BUTTONS
    assert buttons[-1]["title"] == TEXTS.line("utter_title_more", language)
    with services.database.read() as connection:
        more = services.offers.find(connection, person, shown[-1])
        assert more is not None
        rest = [services.offers.find(connection, person, offer_id) for offer_id in behind(more.payload)]
    assert {offer.payload for offer in rest if offer} >= {
        f"/explain_more topic=ask_rights part={part}" for part in ("self", "help", "check")
    }
