"""What people wrote is unreadable at rest, and gone when it is erased: every byte of the files is searched."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import select

from bot.app import Services, build_services
from bot.messages import Inbound, now
from bot.settings import Settings
from bot.storage.handover_tables import metadata
from bot.storage.persons import Person
from bot.storage.session import Connection, Database
from bot.storage.vault import Vault
from tests.people import manager, remembered, told

SECRET = "geheimzinnigeword"
ADDRESS = "adres-van-iemand-31612345678"
# What tells about somebody without being their words: why they asked for a person, what they pressed, danger.
REASON, PAYLOAD, QUESTION, GATE = "sensitive_debt", "goalofsomebody", "handover_words", "act"
HIDDEN = (SECRET, ADDRESS, REASON, PAYLOAD, QUESTION)
# Tables that hold nothing of a person.
NOT_OF_PEOPLE = {"client_managers", "portal_sessions", "login_attempts", "leases", "stand_ins", "link_codes"}


def fill(services: Services) -> Person:
    """Somebody of whom every table that can hold something holds something, with the secret in every text."""
    person = remembered(services, channel="telegram", address=ADDRESS)
    anna = manager(services)
    with services.database.write() as connection:
        for text, button in ((SECRET, ""), ("", SECRET)):
            inbound = Inbound("telegram", ADDRESS, "1" if text else "2", "text", text, button)
            services.inbox.add(connection, person, inbound, GATE)
        services.conversations.save_state(connection, person, {"held": SECRET})
        services.outbox.add(connection, person, "cause", [{"text": SECRET}])
        services.offers.add(connection, person, f"/pick_goal goal={PAYLOAD}", SECRET, QUESTION)
    services.goals.add(person, "a", SECRET, "mind", SECRET, None, shared=True)
    services.opinions.add(person, "a", "plan", SECRET, SECRET, shared=False)
    services.talk_cards.keep(person, {"ask": SECRET})
    services.forms.keep(person, "goal_form", {"goal_text": SECRET})
    services.requests.draft(person, "a", REASON, {"words": [SECRET]})
    sent = services.requests.send(person)
    assert sent is not None and services.handovers.take(sent.id, anna)
    services.handovers.write(sent.id, anna, SECRET, "form")
    with services.database.write() as connection:
        services.alerts.queue.add(connection, sent.id, "waiting", "email", f"{SECRET}@gemeente.example")
        current = services.persons.by_id(connection, person.id)
        assert current is not None
        services.requests.hear(connection, current, "b", SECRET)
        services.discretion.set(connection, current, True)
        services.discretion._contacts.keep(connection, current, {"word": SECRET})
    services.handovers.write(sent.id, anna, SECRET, "another form")
    services.discretion.link(person)
    with services.database.write() as connection:
        services.linking._links.set(connection, person.id, anna, "linked")
        services.return_codes._codes.keep(connection, "a keyed hash", sent.id, now() + timedelta(days=14))
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
    assert found is not None and rotated.goals.of(found)[0].content["text"] == SECRET
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


def test_a_vault_without_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="key"):
        Vault([])


def test_names_are_the_same_for_the_same_key_only_and_parts_do_not_run_together() -> None:
    vault = Vault([Fernet.generate_key().decode()])
    assert vault.name("web", "a") == vault.name("web", "a")
    assert vault.name("web", "a") != Vault([Fernet.generate_key().decode()]).name("web", "a")
    assert len({vault.name("web", "a"), vault.name("we", "ba"), vault.name("weba"), vault.name("web", "", "a")}) == 4
