"""Four words open the answers to one request, from anywhere, for fourteen days, and nothing else."""

from __future__ import annotations

import math
import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from bot.app import Services
from bot.messages import Reply, now
from bot.services.return_codes import WORDS, WRONG_CODES, numbers_of, words
from bot.storage.handover_tables import handovers, return_codes
from bot.storage.handovers import Handover
from bot.storage.persons import Person
from tests.bot.services.requests import sent
from tests.people import again, introduced


def code_of(services: Services, person: Person) -> tuple[Handover, str, str]:
    """A request that was sent from a browser, with its code in words and in digits."""
    handover = sent(services, person)
    with services.database.write() as connection:
        (reply,) = services.return_codes.after(connection, person, [Reply("utter_handover_sent")])
    return handover, reply.values["words"], reply.values["numbers"]


def answered(services: Services, handover: Handover, anna: str, *texts: str) -> None:
    services.handovers.take(handover.id, anna)
    for number, text in enumerate(texts):
        assert services.handovers.write(handover.id, anna, text, f"form {number}")


def opened(services: Services, text: str, person: Person | None = None) -> list[tuple[str, str]]:
    replies = services.return_codes.open(person or introduced(services), text)
    return [(reply.response, reply.values.get("words", "")) for reply in replies]


def test_another_browser_reads_the_answers_of_that_request_only(services: Services, person: Person, anna: str) -> None:
    handover, spoken, digits = code_of(services, person)
    assert opened(services, spoken) == [("utter_return_waiting", "")]
    other = sent(services, person)
    answered(services, handover, anna, "Kom morgen.")
    answered(services, other, anna, "Iets anders.")
    assert opened(services, spoken) == opened(services, digits) == [("utter_return_answer", "Kom morgen.")]


def test_it_may_be_typed_as_people_type(services: Services, person: Person) -> None:
    _, spoken, digits = code_of(services, person)
    parts = spoken.split()
    amiss = " ".join([f"{parts[0]}e", *parts[1:]])
    for typed in (spoken.upper(), ", ".join(parts) + ".", "\n".join(parts), digits.replace(" ", ""), f"  {spoken} ", amiss):
        assert opened(services, typed) == [("utter_return_waiting", "")], typed


def test_it_ends_after_fourteen_days_and_with_the_person(services: Services, person: Person) -> None:
    _, spoken, _ = code_of(services, person)
    with time_machine.travel(now() + timedelta(days=13, hours=23)):
        assert opened(services, spoken) == [("utter_return_waiting", "")]
    with time_machine.travel(now() + timedelta(days=14, minutes=1)):
        assert opened(services, spoken) == [("utter_return_unknown", "")]
    _, spoken, _ = code_of(services, person)
    services.erasure.erase(again(services, person), "cause", "1")
    assert opened(services, spoken) == [("utter_return_unknown", "")]


def test_guessing_is_stopped(services: Services, person: Person) -> None:
    _, spoken, _ = code_of(services, person)
    wrong = " ".join(words()[:WORDS])
    guesser = introduced(services)
    for _ in range(WRONG_CODES):
        assert opened(services, wrong, guesser) == [("utter_return_unknown", "")]
    assert opened(services, spoken, guesser) == [("utter_return_later", "")]
    assert opened(services, spoken) == [("utter_return_waiting", "")]


def test_guessing_under_ever_new_names_is_stopped_as_well(
    services: Services, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.return_codes.WRONG_CODES_OF_ALL", 3)
    _, spoken, _ = code_of(services, person)
    for _ in range(3):
        opened(services, " ".join(words()[:WORDS]))
    assert opened(services, spoken) == [("utter_return_later", "")]


def test_words_and_digits_stand_nowhere_in_the_database(services: Services, person: Person) -> None:
    _, spoken, digits = code_of(services, person)
    with services.database.read() as connection:
        rows = str(connection.execute(select(return_codes)).all())
    assert not any(re.search(rf"\b{part}\b", rows) for part in [*spoken.split(), spoken, digits])


def test_where_somebody_reads_along_no_code_is_shown_and_an_older_one_opens_no_words(
    services: Services, person: Person, anna: str
) -> None:
    handover, spoken, _ = code_of(services, person)
    with services.database.write() as connection:
        services.discretion.set(connection, person, True)
    answered(services, handover, anna, "Geheim antwoord")
    assert [response for response, _ in opened(services, spoken)] == ["utter_private_link"]
    sent(services, again(services, person))
    with services.database.write() as connection:
        assert services.return_codes.after(connection, person, [Reply("utter_handover_sent")]) == []


def test_whose_address_lasts_needs_no_code(services: Services) -> None:
    person = introduced(services, channel="telegram")
    sent(services, person)
    with services.database.write() as connection:
        assert services.return_codes.after(connection, person, [Reply("utter_handover_sent")]) == []


def test_the_answer_stays_while_the_code_lasts_also_of_who_is_not_remembered(
    services: Services, person: Person, anna: str
) -> None:
    handover, spoken, _ = code_of(services, person)
    answered(services, handover, anna, "Kom morgen.")
    services.handovers.close(handover.id, anna, "answered")
    with time_machine.travel(now() + timedelta(days=3)):
        services.erasure.forget_chat(again(services, person))
        assert opened(services, spoken) == [("utter_return_answer", "Kom morgen.")]
    with time_machine.travel(now() + timedelta(days=15)):
        services.erasure.forget_codes()
        with services.database.read() as connection:
            assert connection.execute(select(handovers.c.id)).all() == []


def test_the_words_are_enough_and_none_looks_like_another() -> None:
    assert WORDS * math.log2(len(words())) >= 36
    assert len(set(words())) == len(words())
    assert all(re.fullmatch(r"[a-z]{3,11}", word) for word in words())
    known, changed = set(words()), set[str]()
    for word in words():  # with one letter changed or left out it is no other word of the list
        for at in range(len(word)):
            assert word[:at] + word[at + 1 :] not in known, word
            shape = f"{word[:at]}_{word[at + 1 :]}"
            assert shape not in changed, word
            changed.add(shape)


@pytest.mark.parametrize("text", ["", "hallo", "ik wil een afspraak", "1234", "999 999 999 999", "000 001 002 003"])
def test_what_is_no_code(text: str) -> None:
    assert numbers_of(text) is None
