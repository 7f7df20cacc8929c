"""Language, introduction, being remembered, age: the questions that come before all others."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from bot.app import Services
from bot.conversation.reception import Outcome, Reception
from bot.conversation.state import State
from bot.dialogue.rasa import Turn
from bot.languages import all_languages, live_languages
from bot.messages import Reply
from bot.services.people import AGE_GROUPS
from bot.storage.persons import Person
from bot.texts import Response, Texts
from tests.people import again, introduced

WANTED = asdict(Turn("set_goal", "ik wil Nederlands leren"))


@pytest.fixture
def stranger(services: Services) -> Person:
    return services.people.meet("web", "somebody new")


@pytest.fixture
def reception(services: Services) -> Reception:
    return Reception(services.people, services.speech.texts)


def names(outcome: Outcome) -> list[str]:
    return [reply.response for reply in outcome.replies]


@pytest.mark.parametrize("code", live_languages())
def test_who_chooses_a_language_first_is_told_what_this_is(
    services: Services, reception: Reception, stranger: Person, code: str
) -> None:
    state = State()
    with services.database.write() as connection:
        outcome = reception.choose(connection, stranger, state, code)
    assert names(outcome) == ["utter_introduction", "utter_ask_remember"]
    assert state.question == "remember"
    assert state.asked_again() == [Reply("utter_ask_remember")]
    assert outcome.person is not None and outcome.person.introduced_at is not None and outcome.introduced
    known = again(services, stranger)
    assert known.language == code
    assert known.introduced_at is None, "noted together with the words, see test_talk_first_contact"


@pytest.mark.parametrize("code", [*(code for code in all_languages() if code not in live_languages()), "ps"])
def test_a_language_that_is_being_written_is_not_chosen(
    services: Services, reception: Reception, stranger: Person, code: str
) -> None:
    with services.database.write() as connection:
        outcome = reception.choose(connection, stranger, State(), code)
    assert names(outcome) == ["utter_language_not_yet", "utter_choose_language"]
    assert [choice.title for choice in outcome.replies[-1].choices] == [entry.name for entry in live_languages().values()]
    assert again(services, stranger).language is None


def test_no_language_at_all_asks_which(services: Services, reception: Reception, person: Person) -> None:
    with services.database.write() as connection:
        assert names(reception.choose(connection, person, State(), "")) == ["utter_change_language"]
    assert again(services, person).language == "nl"


def test_another_language_later_asks_the_open_question_again(services: Services, reception: Reception, person: Person) -> None:
    state = State()
    state.ask("goal_text", [Reply("utter_ask_goal_text")], "goal_form")
    with services.database.write() as connection:
        outcome = reception.choose(connection, person, state, "ar")
    assert names(outcome) == ["utter_language_chosen", "utter_ask_goal_text"]
    assert again(services, person).language == "ar"
    assert (state.form, state.question) == ("goal_form", "goal_text")


@pytest.mark.parametrize(
    ("yes", "wanted", "said", "go_on", "question"),
    [
        (True, None, ["utter_remember_yes"], False, None),
        (False, None, ["utter_remember_no"], False, None),
        (True, WANTED, ["utter_ask_age_group"], False, "age_group"),
        (False, WANTED, ["utter_not_kept"], False, None),
    ],
)
def test_being_remembered_is_a_choice(
    services: Services, reception: Reception, person: Person, yes: bool, wanted: dict[str, object] | None,
    said: list[str], go_on: bool, question: str | None,
) -> None:  # fmt: skip
    state = State(question="remember", wanted=wanted)
    with services.database.write() as connection:
        outcome = reception.remember(connection, person, state, yes)
    assert (names(outcome), outcome.go_on, state.question) == (said, go_on, question)
    assert again(services, person).remember is yes
    assert state.wanted == (wanted if yes else None)


def test_who_said_their_age_before_is_not_asked_again(services: Services, reception: Reception) -> None:
    person = introduced(services, age_group="adult", remember=False)
    with services.database.write() as connection:
        outcome = reception.remember(connection, person, State(wanted=WANTED), True)
    assert (outcome.replies, outcome.go_on) == ([], True)


@pytest.mark.parametrize("group", AGE_GROUPS)
def test_own_words_are_kept_of_those_who_are_old_enough_and_speak_for_themselves(
    services: Services, reception: Reception, group: str
) -> None:
    person, state = introduced(services, remember=True), State(question="age_group", wanted=WANTED)
    with services.database.write() as connection:
        outcome = reception.age(connection, person, state, group)
    kept = group in ("adult", "minor16")
    known = again(services, person)
    assert (known.age_group, known.remember) == (group, kept)
    assert outcome.go_on is kept
    assert names(outcome) == ([] if kept else [f"utter_not_kept_{group}"])
    assert (state.question, state.wanted) == (None, WANTED if kept else None)


def test_an_age_that_is_none_asks_again(services: Services, reception: Reception, person: Person) -> None:
    state = State()
    state.ask("age_group", [Reply("utter_ask_age_group")])
    with services.database.write() as connection:
        outcome = reception.age(connection, person, state, "old enough")
    assert (names(outcome), again(services, person).age_group) == (["utter_ask_age_group"], None)


@pytest.mark.parametrize(("status", "told"), [("machine", True), ("reviewed", False)])
def test_the_introduction_says_whether_people_have_read_our_texts(
    services: Services, stranger: Person, status: str, told: bool
) -> None:
    texts = Texts({"nl": {"utter_ask_rights": Response("Uitleg", (), {"facts": ["x"], "status": status})}}, {})
    introduction = Reception(services.people, texts).introduce(stranger, State()).replies[0]
    assert introduction.values == {"unread": {"response": "utter_unread_by_people"} if told else ""}
