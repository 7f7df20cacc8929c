"""Alerts: each is made once, one worker has it, and it is sent only while nobody has looked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
import time_machine
from alembic import command
from sqlalchemy import select

from bot.app import Services
from bot.messages import now
from bot.storage.alerts import AlertQueue, QueuedAlert
from bot.storage.handover_tables import alerts
from bot.storage.migrate import _config, differences, migrate
from bot.storage.vault import Vault
from bot.storage.version import is_newest
from tests.people import introduced, manager

TO = "team@gemeente.example"


@pytest.fixture
def queue(vault: Vault) -> AlertQueue:
    return AlertQueue(vault)


def waiting(services: Services) -> str:
    """The id of a handover that was sent."""
    person = introduced(services)
    services.requests.draft(person, uuid4().hex, "request_human", {"words": ["Kunt u mij helpen?"]})
    sent = services.requests.send(person)
    assert sent is not None
    return sent.id


def urgent(services: Services) -> str:
    person = introduced(services)
    with services.database.write() as connection:
        return services.requests.urgent(connection, person, uuid4().hex, "crisis_violence", "help")


def add(services: Services, queue: AlertQueue, handover_id: str, kind: str = "waiting", to: str = TO) -> bool:
    with services.database.write() as connection:
        return queue.add(connection, handover_id, kind, "email", to)


def claim(services: Services, queue: AlertQueue, way: str = "email", seconds: float = 60) -> QueuedAlert | None:
    with services.database.write() as connection:
        return queue.claim(connection, way, seconds)


def claimed(services: Services, queue: AlertQueue, seconds: float = 60) -> QueuedAlert:
    found = claim(services, queue, seconds=seconds)
    assert found is not None
    return found


def unsent(services: Services, queue: AlertQueue) -> int:
    with services.database.read() as connection:
        return queue.unsent(connection)


def test_an_alert_is_made_once_for_each_kind_way_and_recipient(services: Services, queue: AlertQueue) -> None:
    handover = waiting(services)
    assert add(services, queue, handover) and not add(services, queue, handover)
    assert add(services, queue, handover, "escalated") and add(services, queue, handover, to="b@gemeente.example")
    assert add(services, queue, waiting(services))
    with services.database.read() as connection:
        assert len(connection.execute(select(alerts.c.id)).all()) == 4


def test_adding_one_that_is_there_leaves_the_rest_of_the_transaction(services: Services, queue: AlertQueue) -> None:
    handover = waiting(services)
    with services.database.write() as connection:
        queue.add(connection, handover, "waiting", "email", TO)
        queue.add(connection, handover, "waiting", "email", TO)
        queue.add(connection, handover, "waiting", "telegram", "-100")
    assert claimed(services, queue).recipient == TO
    chat = claim(services, queue, "telegram")
    assert chat is not None and chat.recipient == "-100"


def test_what_is_rolled_back_raised_no_alert(services: Services, queue: AlertQueue) -> None:
    handover = waiting(services)
    with pytest.raises(RuntimeError), services.database.write() as connection:
        queue.add(connection, handover, "waiting", "email", TO)
        raise RuntimeError
    assert claim(services, queue) is None


def test_who_gets_it_cannot_be_read_in_the_table(services: Services, queue: AlertQueue) -> None:
    add(services, queue, waiting(services))
    with services.database.read() as connection:
        assert TO not in str(connection.execute(select(alerts)).one())


def test_a_claim_tells_all_that_sending_needs(services: Services, queue: AlertQueue) -> None:
    handover = urgent(services)
    add(services, queue, handover, "urgent")
    found = claimed(services, queue)
    assert (found.kind, found.handover_id, found.urgency) == ("urgent", handover, "now")
    assert (found.way, found.recipient, found.tries) == ("email", TO, 1)


def test_what_is_urgent_goes_first(services: Services, queue: AlertQueue) -> None:
    add(services, queue, waiting(services))
    add(services, queue, urgent(services), "urgent")
    assert [claimed(services, queue).kind for _ in range(2)] == ["urgent", "waiting"]


def test_of_workers_that_claim_at_once_one_gets_the_alert(services: Services, queue: AlertQueue) -> None:
    for _ in range(20):
        barrier = Barrier(2)
        add(services, queue, waiting(services))

        def race(_: int, barrier: Barrier = barrier) -> QueuedAlert | None:
            barrier.wait()
            return claim(services, queue)

        with ThreadPoolExecutor(2) as pool:
            won = [one for one in pool.map(race, range(2)) if one]
        assert len(won) == 1


def test_what_a_dead_worker_had_is_free_after_its_claim(services: Services, queue: AlertQueue) -> None:
    add(services, queue, waiting(services))
    first = claimed(services, queue, seconds=60)
    assert claim(services, queue) is None
    with time_machine.travel(now() + timedelta(seconds=61)):
        second = claimed(services, queue)
    assert (second.id, second.tries) == (first.id, 2)


def test_a_worker_that_lost_its_claim_changes_nothing_but_that_it_sent(services: Services, queue: AlertQueue) -> None:
    add(services, queue, waiting(services))
    first = claimed(services, queue, seconds=-1)
    second = claimed(services, queue, seconds=-1)
    with services.database.write() as connection:
        queue.later(connection, first, now() + timedelta(hours=1))
        queue.failed(connection, first)
    assert claimed(services, queue, seconds=-1).id == second.id
    with services.database.write() as connection:
        queue.sent(connection, first)
    assert claim(services, queue) is None


def test_later_means_later_and_failed_means_never(services: Services, queue: AlertQueue) -> None:
    add(services, queue, waiting(services))
    first = claimed(services, queue)
    with services.database.write() as connection:
        queue.later(connection, first, now() + timedelta(minutes=5))
    assert claim(services, queue) is None
    with time_machine.travel(now() + timedelta(minutes=5, seconds=1)):
        again = claimed(services, queue)
        with services.database.write() as connection:
            queue.failed(connection, again)
    with time_machine.travel(now() + timedelta(days=2)):
        assert claim(services, queue) is None


def test_who_was_read_needs_no_alert_any_more(services: Services, queue: AlertQueue) -> None:
    anna = manager(services)
    read, taken, cancelled = (waiting(services) for _ in range(3))
    for handover in (read, taken, cancelled):
        add(services, queue, handover)
    services.handovers.read(read, anna)
    services.handovers.take(taken, anna)
    case = services.handovers.look(cancelled)
    assert case is not None and services.requests.withdraw(case.person)
    assert claim(services, queue) is None
    with services.database.read() as connection:
        assert not queue.any_due(connection, "email")


def test_there_is_nothing_to_send_by_another_way(services: Services, queue: AlertQueue) -> None:
    add(services, queue, waiting(services))
    with services.database.read() as connection:
        assert queue.any_due(connection, "email") and not queue.any_due(connection, "telegram")


def test_one_whose_key_is_lost_holds_up_nobody(services: Services, queue: AlertQueue) -> None:
    lost, good = waiting(services), waiting(services)
    add(services, queue, lost)
    add(services, queue, good)
    with services.database.write() as connection:
        other = Vault(services.settings.keys).new_data_key()
        sealed = Vault(services.settings.keys).seal(other, TO)
        connection.execute(alerts.update().where(alerts.c.handover_id == lost).values(recipient_enc=sealed))
    assert claimed(services, queue).handover_id == good


def test_trouble_is_counted_after_some_tries_or_ten_minutes_or_when_it_failed(services: Services, queue: AlertQueue) -> None:
    handover = waiting(services)
    add(services, queue, handover)
    assert unsent(services, queue) == 0
    with time_machine.travel(now() + timedelta(minutes=11)):
        assert unsent(services, queue) == 1  # nobody tries: no gateway can send this way
    for expected in (0, 0, 1):
        one = claimed(services, queue, seconds=-1)
        assert unsent(services, queue) == expected
    with services.database.write() as connection:
        queue.failed(connection, one)
    assert unsent(services, queue) == 1
    anna = manager(services)
    services.handovers.take(handover, anna)
    assert unsent(services, queue) == 1
    services.handovers.close(handover, anna, "answered")
    assert unsent(services, queue) == 0


def test_what_was_sent_is_no_trouble(services: Services, queue: AlertQueue) -> None:
    add(services, queue, waiting(services))
    one = claimed(services, queue)
    with services.database.write() as connection:
        queue.sent(connection, one)
    with time_machine.travel(now() + timedelta(hours=1)):
        assert unsent(services, queue) == 0
        assert claim(services, queue) is None
    with services.database.read() as connection:
        row = connection.execute(select(alerts)).one()
    assert row.state == "sent" and row.sent_at is not None


def test_alerts_go_with_their_handover(services: Services, queue: AlertQueue) -> None:
    handover = waiting(services)
    add(services, queue, handover)
    case = services.handovers.look(handover)
    assert case is not None
    with services.database.write() as connection:
        services.persons.remove(connection, case.person.id)
    with services.database.read() as connection:
        assert connection.execute(select(alerts)).first() is None


def test_a_database_of_before_gets_the_table_and_keeps_what_it_has(services: Services, queue: AlertQueue) -> None:
    handover = waiting(services)
    services.database.close()
    with services.database.write() as connection:
        command.downgrade(_config(connection), "0001")
    assert not is_newest(services.database)
    migrate(services.database)
    assert is_newest(services.database) and differences(services.database) == []
    assert add(services, queue, handover)
