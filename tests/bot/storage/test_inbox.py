"""What came in is stored once and waits in order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest

from bot.app import Services
from bot.messages import Inbound
from bot.storage.inbox import Received
from bot.storage.persons import Person
from bot.storage.session import Database, Duplicate
from tests.people import introduced


def add(
    services: Services,
    person: Person,
    text: str = "hallo",
    provider_id: str = "",
    channel: str = "web",
    gate: str = "none",
) -> str:
    inbound = Inbound(channel, person.address, provider_id or uuid4().hex, "text", text)
    with services.database.write() as connection:
        return services.inbox.add(connection, person, inbound, gate)


def waiting(services: Services, person: Person) -> list[Received]:
    with services.database.read() as connection:
        return services.inbox.waiting(connection, person.conversation_id)


def test_the_same_id_of_the_provider_is_refused(services: Services, person: Person) -> None:
    add(services, person, provider_id="7")
    with pytest.raises(Duplicate):
        add(services, person, provider_id="7")
    assert len(waiting(services, person)) == 1


def test_ids_of_two_channels_do_not_meet(services: Services, person: Person) -> None:
    add(services, person, provider_id="7", channel="web")
    add(services, person, provider_id="7", channel="telegram")
    assert len(waiting(services, person)) == 2


def test_of_two_deliveries_at_once_one_is_stored(services: Services) -> None:
    for attempt in range(20):
        person, barrier = introduced(services), Barrier(2)

        def deliver(_: int, person: Person = person, barrier: Barrier = barrier, name: str = str(attempt)) -> bool:
            barrier.wait()
            try:
                add(services, person, provider_id=name)
            except Duplicate:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(deliver, range(2))) == [False, True]


def test_a_known_id_is_known_and_others_are_not(services: Services, database: Database, person: Person) -> None:
    add(services, person, provider_id="7")
    with database.read() as connection:
        assert services.inbox.known(connection, "web", "7")
        assert not services.inbox.known(connection, "web", "8")
        assert not services.inbox.known(connection, "telegram", "7")


def test_messages_wait_in_the_order_in_which_they_came(services: Services, person: Person) -> None:
    for text in ("een", "twee", "drie"):
        add(services, person, text)
    assert [received.content["text"] for received in waiting(services, person)] == ["een", "twee", "drie"]


def test_what_is_done_waits_no_more(services: Services, database: Database, person: Person) -> None:
    first, second = add(services, person), add(services, person)
    with database.write() as connection:
        services.inbox.done(connection, first)
        services.inbox.tried(connection, second)
    assert [(received.id, received.attempts) for received in waiting(services, person)] == [(second, 1)]
    with database.write() as connection:
        services.inbox.done(connection, second, "failed")
    with database.read() as connection:
        assert services.inbox.waiting_conversations(connection) == []


def test_the_conversation_that_waits_longest_comes_first(services: Services, database: Database) -> None:
    first, second = introduced(services), introduced(services)
    for person in (first, second, first):
        add(services, person)
    with database.read() as connection:
        found = services.inbox.waiting_conversations(connection)
    assert found == [first.conversation_id, second.conversation_id]


@pytest.mark.parametrize("text", ["", "\x00", "\ud800 half", "لا أستطيع", "x" * 100_000, '{"a": 1}', "/restart"])
def test_any_text_comes_back_as_it_was(services: Services, person: Person, text: str) -> None:
    add(services, person, text)
    assert waiting(services, person)[0].content["text"] == text


def test_what_the_gate_said_and_the_id_of_the_provider_come_back(services: Services, person: Person) -> None:
    add(services, person, provider_id="7", gate="ask")
    (found,) = waiting(services, person)
    assert (found.gate, found.provider_id, found.kind) == ("ask", "7", "text")


def test_forgetting_keeps_what_still_waits_and_the_ids(services: Services, database: Database, person: Person) -> None:
    done, open_one = add(services, person, "klaar", "1"), add(services, person, "wacht", "2")
    with database.write() as connection:
        services.inbox.done(connection, done)
        services.inbox.forget(connection, person.conversation_id)
        assert services.inbox.known(connection, "web", "1")
    assert [(received.id, received.content["text"]) for received in waiting(services, person)] == [(open_one, "wacht")]
