"""When and how somebody may be reached who is read along with, and that nothing shows on the phone outside those hours."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from bot.app import Services
from bot.services.dutch_time import AMSTERDAM
from bot.services.safe_contact import ANSWERS, LONGEST_WORD, SafeContact, safe_contact
from bot.storage.persons import Person
from tests.bot.services.requests import line, sent
from tests.bot.services.test_discretion import link
from tests.people import again, introduced, texts_told


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("when", "now", "moment"),
    [
        ("", at(2, 3), at(2, 3)),
        ("morning", at(2, 9), at(2, 9)),
        ("morning", at(2, 11, 59), at(2, 11, 59)),
        ("morning", at(2, 12), at(3, 9)),
        ("afternoon", at(2, 8), at(2, 12)),
        ("evening", at(2, 22), at(3, 17)),
        ("morning", at(28, 20), at(29, 9)),  # the clock is moved in this night
        ("morning", at(31, 20, month=12), datetime(2027, 1, 1, 9, tzinfo=AMSTERDAM)),
    ],
)
def test_the_next_safe_moment_is_meant_in_the_netherlands(when: str, now: datetime, moment: datetime) -> None:
    assert SafeContact(when).next_moment(now) == moment


def test_what_is_none_of_our_answers_is_left_out() -> None:
    kept = safe_contact({"when": "night", "how": "phone", "word": f"  zonne \n bloem {'x' * 99}", "contact": "yes"})
    assert kept.given == {"how": "phone", "word": f"zonne bloem {'x' * 99}"[:LONGEST_WORD]}
    assert safe_contact({"word": "  "}).given == {} == safe_contact({}).given


def test_every_answer_can_be_said_in_the_portal(services: Services) -> None:
    from bot.portal.locale import load_locales

    for locale in load_locales().values():
        for name in ("how", "along"):
            assert all(locale.has(f"contact.safe.{name}.{answer}") for answer in ANSWERS[name])


def answered(services: Services, **answers: str) -> Person:
    """A discreet person who filled in the page."""
    person = introduced(services, discreet=True)
    reply = services.discretion.link(person, contact=True)
    token = str(reply.values["link"]).rpartition("/")[2]
    opened = services.discretion.open(token)
    assert opened is not None and opened.messages == [] and opened.contact == SafeContact()
    assert services.discretion.answer(opened.token, safe_contact(answers), line=True) == "nl"
    assert services.discretion.answer(opened.token, SafeContact(), line=True) is None, "it opens once"
    return person


def test_the_answers_come_back_on_the_page_and_can_be_taken_away(services: Services) -> None:
    person = answered(services, when="morning", word="zonnebloem")
    assert services.discretion.contact(person) == SafeContact("morning", word="zonnebloem")
    reply = services.discretion.link(person, contact=True)
    opened = services.discretion.open(str(reply.values["link"]).rpartition("/")[2])
    assert opened is not None and opened.contact.word == "zonnebloem"
    services.discretion.answer(opened.token, SafeContact(), line=True)
    assert services.discretion.contact(person).given == {}


def test_words_written_outside_the_hours_wait_and_so_does_their_line(services: Services, anna: str) -> None:
    with time_machine.travel(at(2, 13)):
        person = answered(services, when="morning")
        handover = sent(services, person)
        services.handovers.take(handover.id, anna)
        for number in range(2):
            services.handovers.write(handover.id, anna, "Kom morgen", f"form {number}")
        services.discretion.round()
        assert texts_told(services, person) == []
        assert services.discretion.waiting(person), "who asks gets it at any hour"
    with time_machine.travel(at(3, 9, 1)):
        services.discretion.round()
        services.discretion.round()
        assert texts_told(services, person) == [line(services, "utter_discreet_line")]
        # They are kept a whole day from when the line was shown, not from when they were written.
    with time_machine.travel(at(3, 13, 30)):
        opened = services.discretion.open(link(services, person))
        assert opened is not None and len(opened.messages) == 2


def test_who_reads_messages_in_the_chat_is_left_alone_outside_the_hours_as_well(services: Services, anna: str) -> None:
    with time_machine.travel(at(2, 13)):
        person = answered(services, when="morning")
        with services.database.write() as connection:
            services.discretion.set(connection, person, False)
        handover = sent(services, person)
        services.handovers.take(handover.id, anna)
        before = texts_told(services, person)
        services.handovers.write(handover.id, anna, "Kom morgen", "form 1")
        assert texts_told(services, person) == before
    with time_machine.travel(at(3, 9, 1)):
        services.discretion.round()
        services.handovers.write(handover.id, anna, "Tot straks", "form 2")
        assert texts_told(services, person) == [*before, line(services, "utter_discreet_line"), "Tot straks"]


def test_within_the_hours_the_line_comes_at_once(services: Services, anna: str) -> None:
    with time_machine.travel(at(2, 10)):
        person = answered(services, when="morning", how="phone")
        handover = sent(services, person)
        services.handovers.take(handover.id, anna)
        services.handovers.write(handover.id, anna, "Kom morgen", "form")
        assert texts_told(services, person) == [line(services, "utter_discreet_line")]


def test_what_nobody_opens_within_a_day_is_erased_and_can_be_asked_for_again(services: Services, anna: str) -> None:
    person = introduced(services, discreet=True)
    handover = sent(services, person)
    services.handovers.take(handover.id, anna)
    services.handovers.write(handover.id, anna, "Kom morgen", "form")
    token = link(services, person)
    assert services.discretion.ask_again(person).response == "utter_private_none", "it can still be opened"
    with time_machine.travel(datetime.now(AMSTERDAM) + timedelta(hours=24, minutes=1)):
        assert services.discretion.waiting(person) == []
        services.discretion.round()
        assert services.discretion.open(token) is None
        reply = services.discretion.link(person)
        assert reply.response == "utter_private_over"
        assert [choice.payload for choice in reply.choices] == ["/open_private part=again", "/open_private part=contact"]
        case = services.handovers.look(handover.id)
        assert case is not None and case.messages[0].over and case.messages[0].opened_at is None
        assert services.discretion.ask_again(person).response == "utter_private_asked"
        case = services.handovers.look(handover.id)
        assert case is not None and case.history[-1].kind == "again"
        services.handovers.write(handover.id, anna, "Kom morgen", "form 2")
        assert texts_told(services, person) == [line(services, "utter_discreet_line")] * 2
        opened = services.discretion.open(link(services, person))
        assert opened is not None and [message.text for message in opened.messages] == ["Kom morgen"]
        assert services.discretion.link(person).response == "utter_private_none"


def test_of_a_closed_request_nothing_is_asked_again(services: Services, anna: str) -> None:
    person = introduced(services, discreet=True)
    handover = sent(services, person)
    services.handovers.take(handover.id, anna)
    services.handovers.write(handover.id, anna, "Kom morgen", "form")
    services.handovers.close(handover.id, anna, "answered")
    with time_machine.travel(datetime.now(AMSTERDAM) + timedelta(hours=25)):
        reply = services.discretion.ask_again(person)
    assert reply.response == "utter_private_none" and reply.choices[0].payload == "/request_human"


def test_erasing_and_forgetting_take_the_answers_along(services: Services, anna: str) -> None:
    person = answered(services, word="zonnebloem")
    handover = sent(services, person)
    services.erasure.forget_chat(again(services, person))
    assert services.discretion.contact(person).word == "zonnebloem", "somebody may still call because of the open request"
    services.handovers.take(handover.id, anna)
    services.handovers.close(handover.id, anna, "answered")
    services.erasure.forget_chat(again(services, person))
    assert services.discretion.contact(person) == SafeContact()
    other = answered(services, word="roos")
    services.erasure.erase(other, "cause", "provider id")
    assert services.discretion.contact(other) == SafeContact()
