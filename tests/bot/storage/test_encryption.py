"""What people wrote is unreadable at rest, and gone when it is erased: every byte of the files is searched."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import select

from bot.app import Services, build_services
from bot.messages import Inbound, now
from bot.settings import Settings
from bot.storage.handover_tables import metadata
from bot.storage.installation_secrets import InstallationSecrets
from bot.storage.persons import Person
from bot.storage.rewrapping import BATCH, Rewrapped, rewrap
from bot.storage.session import Connection, Database
from bot.storage.tables import persons
from bot.storage.vault import Vault
from tests.people import manager, remembered, told

SECRET = "geheimzinnigeword"
ADDRESS = "adres-van-iemand-31612345678"
# What tells about somebody without being their words: why they asked for a person, what they pressed, danger.
REASON, PAYLOAD, QUESTION, GATE = "sensitive_debt", "goalofsomebody", "handover_words", "act"
HIDDEN = (SECRET, ADDRESS, REASON, PAYLOAD, QUESTION)
# Tables that hold nothing of a person.
NOT_OF_PEOPLE = {"client_managers", "portal_sessions", "login_attempts", "leases", "stand_ins", "link_codes"} | {
    "trackers_left",  # of erased people: a random number that belongs to nobody any more
    "installation_secrets",
}


def fill(services: Services, address: str = ADDRESS, secret: str = SECRET, by: str = "Anna") -> Person:
    """Somebody of whom every table that can hold something holds something, with a secret in every text, each time another."""
    words = (f"{secret}{number}x" for number in count(1))
    person = remembered(services, channel="telegram", address=address)
    services.people.keep_phase(person, "plan")
    anna = manager(services, by)
    with services.database.write() as connection:
        for text, button in ((next(words), ""), ("", next(words))):
            inbound = Inbound("telegram", address, f"{person.id}{bool(text)}", "text", text, button)
            services.inbox.add(connection, person, inbound, GATE)
        services.conversations.save_state(connection, person, {"held": next(words)})
        services.danger_questions.ask(connection, person, "b", REASON, next(words), likely=True)
        services.outbox.add(connection, person, "cause", [{"text": next(words)}])
        services.offers.add(connection, person, f"/pick_goal goal={PAYLOAD}", next(words), QUESTION)
    services.goals.add(person, "a", next(words), "mind", next(words), None, shared=True)
    services.opinions.add(person, "a", "plan", next(words), next(words), shared=False)
    services.talk_cards.keep(person, {"ask": next(words)})
    services.forms.keep(person, "goal_form", {"goal_text": next(words)})
    services.requests.draft(person, "a", REASON, {"words": [next(words)]})
    sent = services.requests.send(person)
    assert sent is not None and services.handovers.take(sent.id, anna)
    services.handovers.write(sent.id, anna, next(words), "form")
    with services.database.write() as connection:
        services.alerts.queue.add(connection, sent.id, "waiting", "email", f"{next(words)}@gemeente.example")
        current = services.persons.by_id(connection, person.id)
        assert current is not None
        services.requests.hear(connection, current, "b", next(words))
        services.discretion.set(connection, current, True)
        services.discretion._contacts.keep(connection, current, {"word": next(words)})
    services.handovers.write(sent.id, anna, next(words), "another form")
    assert services.handovers.set_urgency(sent.id, anna, "now", next(words))
    services.discretion.link(person)
    with services.database.write() as connection:
        services.linking._links.set(connection, person.id, anna, "linked")
        services.return_codes._codes.keep(connection, f"a keyed hash {person.id}", sent.id, now() + timedelta(days=14))
    return person


def everything(connection: Connection) -> str:
    """All rows of all tables, as text."""
    return "\n".join(str(tuple(row)) for table in metadata.tables.values() for row in connection.execute(select(table)))


def bytes_of(folder: Path) -> bytes:
    """Every byte of the database's files, the write-ahead log included."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("wegwijs.db*")))


def test_every_table_that_can_hold_something_of_a_person_does_so_in_these_tests(services: Services, database: Database) -> None:
    fill(services)
    with database.read() as connection:
        empty = {name for name, table in metadata.tables.items() if not connection.execute(select(table)).first()}
    assert empty <= NOT_OF_PEOPLE


def test_no_word_and_no_address_can_be_read_in_the_database(services: Services, database: Database) -> None:
    person = fill(services)
    with database.read() as connection:
        rows = everything(connection)
    assert person.conversation_id in rows  # the search finds what is there
    for hidden in HIDDEN:
        assert hidden not in rows


def test_no_word_and_no_address_can_be_read_in_the_files_of_sqlite(services: Services, database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL keeps its files itself")
    person = fill(services)
    found = bytes_of(services.settings.data_dir)
    assert person.conversation_id.encode() in found
    for hidden in HIDDEN:
        assert hidden.encode() not in found


def test_erasing_leaves_no_row_of_the_person_in_any_table(services: Services, database: Database) -> None:
    person = fill(services)
    told(services, person)
    with database.read() as connection:
        sealed = [
            str(value)
            for table in metadata.tables.values()
            for row in connection.execute(select(table))
            for name, value in row._mapping.items()
            if value and (name.endswith("_enc") or name == "data_key")
        ]
    assert len(sealed) > 10
    services.erasure.erase(person, "cause", "3")
    with database.read() as connection:
        rows = everything(connection)
    for gone in (person.id, person.conversation_id, person.data_key, *HIDDEN, *sealed):
        assert gone not in rows


def test_erasing_leaves_no_byte_in_the_files_of_sqlite(services: Services, database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL keeps its files itself")
    person = fill(services)
    services.erasure.erase(person, "cause", "3")
    with database.engine.connect() as connection:  # as SQLite itself does from time to time
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found = bytes_of(services.settings.data_dir)
    assert b"persons" in found
    for gone in (person.id, person.conversation_id, person.data_key, *HIDDEN):
        assert gone.encode() not in found


def test_somebody_who_was_erased_is_a_stranger_at_the_same_address(services: Services) -> None:
    person = fill(services)
    services.erasure.erase(person, "cause", "3")
    stranger = services.people.known("telegram", ADDRESS)
    assert stranger is not None
    assert stranger.conversation_id != person.conversation_id and stranger.data_key != person.data_key
    assert (stranger.remember, stranger.age_group, stranger.introduced_at) == (None, None, None)
    assert services.goals.of(stranger) == services.requests.current(stranger) == []


def test_a_new_key_in_front_still_reads_all_and_finds_everybody(settings: Settings, services: Services) -> None:
    person = fill(services)
    keys = f"{Fernet.generate_key().decode()},{settings.encryption_keys}"
    rotated = build_services(settings.copy(update={"encryption_keys": keys}))
    found = rotated.people.known("telegram", ADDRESS)
    assert found == services.people.known("telegram", ADDRESS)
    assert found is not None and rotated.goals.of(found)[0].content["text"].startswith(SECRET)
    newcomer = rotated.people.meet("web", "new")
    with pytest.raises(InvalidToken):
        services.people.known("web", newcomer.address)  # the old key alone does not read what the new one wrote
    rotated.database.close()
    assert person.id == found.id


def test_data_keys_can_be_wrapped_by_the_newest_key_alone() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    data_key = Vault([old]).new_data_key()
    sealed = Vault([old]).seal(data_key, SECRET)
    wrapped = Vault([new, old]).rewrap(data_key)
    assert Vault([new]).unseal(wrapped, sealed) == SECRET
    with pytest.raises(InvalidToken):
        Vault([old]).unseal(wrapped, sealed)


def with_keys(settings: Settings, *keys: str) -> Services:
    """The same installation, started anew with these keys."""
    return build_services(settings.copy(update={"encryption_keys": ",".join(keys)}))


def test_after_rewrapping_the_old_key_can_be_taken_out(services: Services, database: Database) -> None:
    people = [fill(services), *(remembered(services, address=f"address {number}") for number in range(2 * BATCH))]
    old, new = services.settings.encryption_keys, Fernet.generate_key().decode()
    both = with_keys(services.settings, new, old)
    done: list[int] = []
    assert rewrap(both.database, both.vault, done.append) == Rewrapped(len(people), 0, 0) and len(done) > 2
    assert rewrap(both.database, both.vault) == Rewrapped(0, len(people), 0)

    alone = with_keys(services.settings, new)
    found = alone.people.known("telegram", ADDRESS)
    assert found is not None and found.id == people[0].id and found.address == ADDRESS
    assert alone.goals.of(found)[0].content["text"].startswith(SECRET)
    assert [alone.people.meet(one.channel, one.address).id for one in people] == [one.id for one in people]
    # A process that still has both keys and one with the new key alone know the same people.
    assert both.people.meet("web", "a newcomer").id == alone.people.meet("web", "a newcomer").id
    with database.read() as connection:
        keys = [row.data_key for row in connection.execute(select(persons.c.data_key))]
        secret = InstallationSecrets(database).naming_in(connection)
    for wrapped in [*keys, secret]:
        with pytest.raises(InvalidToken):
            Fernet(old.encode()).decrypt(str(wrapped).encode())
    for one in (both, alone):
        one.database.close()


def test_keyed_hashes_of_before_are_still_found_after_the_old_key_is_out(services: Services, database: Database) -> None:
    new = Fernet.generate_key().decode()
    before = services.vault.name("return", "1", "2", "3", "4")
    both = with_keys(services.settings, new, services.settings.encryption_keys)
    rewrap(both.database, both.vault)
    again = Fernet.generate_key().decode()
    second = with_keys(services.settings, again, new)
    assert second.vault.name("return", "1", "2", "3", "4") == before
    rewrap(second.database, second.vault)
    third = with_keys(services.settings, again)
    assert third.vault.name("return", "1", "2", "3", "4") == before
    for one in (both, second, third):
        one.database.close()


def test_rewrapping_can_be_stopped_and_goes_on(services: Services) -> None:
    for number in range(BATCH + 5):
        remembered(services, address=f"address {number}")
    both = with_keys(services.settings, Fernet.generate_key().decode(), services.settings.encryption_keys)

    def stops(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rewrap(both.database, both.vault, stops)
    assert rewrap(both.database, both.vault) == Rewrapped(5, BATCH, 0)
    both.database.close()


def test_rewrapping_beside_people_who_come_and_go_leaves_nobody_behind(services: Services) -> None:
    people = [remembered(services, address=f"address {number}") for number in range(BATCH + 5)]
    both = with_keys(services.settings, Fernet.generate_key().decode(), services.settings.encryption_keys)

    def meanwhile(done: int) -> None:
        if done == BATCH:
            for number in range(3):  # a process that was started before the new key came
                services.people.meet("web", f"newcomer {number}")
            both.erasure.erase(both.people.meet("web", people[-1].address), "cause", "provider id")

    rewrap(both.database, both.vault, meanwhile)
    assert rewrap(both.database, both.vault).changed == 0
    both.database.close()


def test_a_key_that_is_lost_is_counted_and_with_wrong_keys_nothing_changes(services: Services, database: Database) -> None:
    person, lost = remembered(services, address="one"), remembered(services, address="two")
    stray = Vault([Fernet.generate_key().decode()]).new_data_key()
    with database.write() as connection:
        services.persons.change(connection, lost.id, data_key=stray)
    both = with_keys(services.settings, Fernet.generate_key().decode(), services.settings.encryption_keys)
    assert rewrap(both.database, both.vault) == Rewrapped(1, 0, 1)
    wrong = with_keys(services.settings, Fernet.generate_key().decode())
    with database.read() as connection:
        before = everything(connection)
    with pytest.raises(InvalidToken):
        rewrap(wrong.database, wrong.vault)
    with database.read() as connection:
        assert everything(connection) == before and person.id in before
    for one in (both, wrong):
        one.database.close()


def test_a_vault_without_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="key"):
        Vault([])


def test_names_are_the_same_for_the_same_key_only_and_parts_do_not_run_together() -> None:
    vault = Vault([Fernet.generate_key().decode()])
    assert vault.name("web", "a") == vault.name("web", "a")
    assert vault.name("web", "a") != Vault([Fernet.generate_key().decode()]).name("web", "a")
    assert len({vault.name("web", "a"), vault.name("we", "ba"), vault.name("weba"), vault.name("web", "", "a")}) == 4
