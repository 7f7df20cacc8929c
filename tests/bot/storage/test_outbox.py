"""What goes out: once per cause, in order per conversation, by one worker."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import time_machine

from bot.app import Services
from bot.messages import now
from bot.storage.outbox import Queued
from bot.storage.persons import Person
from bot.storage.session import Database
from tests.people import introduced


def queue(services: Services, person: Person, cause: str, *texts: str) -> list[int]:
    with services.database.write() as connection:
        return services.outbox.add(connection, person, cause, [{"text": text} for text in texts])


def claim(services: Services, worker: str = "one", seconds: float = 60) -> Queued | None:
    with services.database.write() as connection:
        return services.outbox.claim(connection, worker, seconds)


def sent(services: Services, queued: Queued | None) -> str:
    assert queued is not None
    with services.database.write() as connection:
        services.outbox.sent(connection, queued.seq, "7")
    return str(queued.content["text"])


def test_one_cause_speaks_once(services: Services, person: Person) -> None:
    assert queue(services, person, "a", "een", "twee") == queue(services, person, "a", "een", "twee")
    assert [sent(services, claim(services)) for _ in range(2)] == ["een", "twee"]
    assert claim(services) is None


def test_two_people_may_have_the_same_cause(services: Services) -> None:
    for person in (introduced(services), introduced(services)):
        queue(services, person, "a", "hallo")
    assert sent(services, claim(services)) == sent(services, claim(services)) == "hallo"


def test_of_workers_that_claim_at_once_one_gets_the_message(services: Services) -> None:
    for attempt in range(20):
        barrier = Barrier(2)
        queue(services, introduced(services), str(attempt), "hallo")

        def race(worker: str, barrier: Barrier = barrier) -> Queued | None:
            barrier.wait()
            return claim(services, worker)

        with ThreadPoolExecutor(2) as pool:
            won = [queued for queued in pool.map(race, ("one", "two")) if queued]
        assert len(won) == 1
        sent(services, won[0])


def test_the_second_message_waits_for_the_first(services: Services, person: Person) -> None:
    queue(services, person, "a", "een", "twee")
    first = claim(services)
    assert claim(services, "two") is None
    sent(services, first)
    assert sent(services, claim(services, "two")) == "twee"


def test_a_message_that_is_put_off_holds_up_only_its_own_conversation(services: Services, database: Database) -> None:
    slow, quick = introduced(services), introduced(services)
    queue(services, slow, "a", "een", "twee")
    queue(services, quick, "a", "snel")
    first = claim(services)
    assert first is not None and first.content["text"] == "een"
    with database.write() as connection:
        services.outbox.later(connection, first.seq, now() + timedelta(seconds=30))
    assert sent(services, claim(services)) == "snel"
    assert claim(services) is None
    with time_machine.travel(now() + timedelta(seconds=31)):
        assert [sent(services, claim(services)) for _ in range(2)] == ["een", "twee"]


def test_a_message_that_failed_lets_the_next_one_through(services: Services, database: Database, person: Person) -> None:
    queue(services, person, "a", "een", "twee")
    first = claim(services)
    assert first is not None
    with database.write() as connection:
        services.outbox.failed(connection, first.seq)
        assert services.outbox.undelivered(connection, person.conversation_id) == 1
    assert sent(services, claim(services)) == "twee"


def test_a_claim_of_a_worker_that_died_ends_by_itself(services: Services, person: Person) -> None:
    queue(services, person, "a", "een")
    claim(services, "one", 60)
    with time_machine.travel(now() + timedelta(seconds=59)):
        assert claim(services, "two") is None
    with time_machine.travel(now() + timedelta(seconds=61)):
        found = claim(services, "two")
    assert found is not None and found.attempts == 2


def test_the_address_comes_with_the_message(services: Services) -> None:
    queue(services, introduced(services, "telegram", "12345"), "a", "een")
    found = claim(services)
    assert found is not None and (found.channel, found.address) == ("telegram", "12345")


def test_a_look_without_a_lock_sees_what_is_due(services: Services, database: Database, person: Person) -> None:
    def due() -> bool:
        with database.read() as connection:
            return services.outbox.any_due(connection)

    assert not due()
    queue(services, person, "a", "een")
    assert due()
    sent(services, claim(services))
    assert not due()


def test_what_was_sent_after_a_number_is_read_in_order(services: Services, database: Database, person: Person) -> None:
    queue(services, introduced(services), "a", "van iemand anders")
    numbers = queue(services, person, "a", "een", "twee", "drie")
    while queued := claim(services):
        sent(services, queued)
    with database.read() as connection:
        found = services.outbox.after(connection, person, numbers[0])
    assert [(seq, content["text"]) for seq, content in found] == [(numbers[1], "twee"), (numbers[2], "drie")]


def test_what_waits_is_not_shown_yet_and_what_was_forgotten_is_not_shown_any_more(
    services: Services, database: Database, person: Person
) -> None:
    queue(services, person, "a", "een", "twee")
    sent(services, claim(services))
    with database.write() as connection:
        assert [content["text"] for _, content in services.outbox.after(connection, person, 0)] == ["een"]
        services.outbox.forget(connection, person.conversation_id)
        assert services.outbox.after(connection, person, 0) == []
    assert sent(services, claim(services)) == "twee"
