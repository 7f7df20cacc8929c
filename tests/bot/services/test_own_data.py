"""A person's own data: every word that is kept of them is in the file, for them and for a machine, and nobody else's."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from bot.app import Services
from bot.languages import live_languages
from bot.messages import Inbound, now
from bot.portal.case_page import TOLD as TOLD_TO_STAFF
from bot.services.own_data import PAGE, OwnData
from bot.services.own_data_requests import SAID_AS
from bot.services.own_data_words import TOLD, OwnDataWords
from bot.storage.handover_tables import metadata
from bot.storage.own_data import readable
from bot.storage.persons import Person
from bot.storage.session import Database
from tests.bot.storage.test_encryption import ADDRESS, SECRET, fill
from tests.people import again, introduced, manager, remembered

OTHER, OTHER_ADDRESS = "ietsvaneenander", "adres-van-een-ander"
# An address of staff is not the person's.
NOT_IN_THE_FILE = {("alerts", "recipient_enc")}


def taken(services: Services, person: Person) -> OwnData:
    data = services.own_data.take(token_of(services, person), lambda found: found)
    assert data is not None
    return data


def token_of(services: Services, person: Person) -> str:
    return str(services.own_data.link(person).values["link"]).rpartition("/")[2]


def as_text(services: Services, data: OwnData) -> str:
    """All that the file says to a person."""
    shown = []
    for section in OwnDataWords(data, services.speech.texts).sections():
        shown.append(section.title)
        for part in section.parts:
            shown += [part.heading, *(line.text for line in part.lines)]
    return "\n".join(shown)


def sealed_words(services: Services, database: Database, person: Person) -> dict[tuple[str, str], set[str]]:
    """The planted words in each sealed column of all tables, of one person."""
    found: dict[tuple[str, str], set[str]] = {}
    with database.read() as connection:
        for table in metadata.tables.values():
            for column in (column for column in table.c if column.name.endswith("_enc")):
                words = found.setdefault((table.name, column.name), set())
                for sealed in connection.execute(select(column)).scalars():
                    content = services.vault.unseal(person.data_key, sealed)
                    shown = json.dumps(readable(content, {}) if table.name == "inbox" else content, ensure_ascii=False)
                    words.update(re.findall(rf"{SECRET}\d+x", shown))
    return found


def test_every_sealed_word_is_in_the_file_in_both_forms(services: Services, database: Database) -> None:
    person = again(services, fill(services))
    planted = sealed_words(services, database, person)
    data = taken(services, person)
    machine, human = json.dumps(data.plain(), ensure_ascii=False), as_text(services, data)
    assert {column for column, words in planted.items() if not words} == {("persons", "address_enc"), ("persons", "phase_enc")}
    for column, words in planted.items():
        for word in words:
            assert (word in machine, word in human) == ((False, False) if column in NOT_IN_THE_FILE else (True, True)), column
    for shown in (machine, human):
        assert ADDRESS in shown
    assert services.speech.texts.line("utter_title_phase_plan", "nl") in human and '"phase": "plan"' in machine


def test_nothing_of_anybody_else_is_in_it_and_no_key_hash_or_number_of_ours(services: Services, database: Database) -> None:
    person, other = fill(services), fill(services, OTHER_ADDRESS, OTHER, "Bert")
    data = taken(services, person)
    ours = set()
    with database.read() as connection:
        for table in metadata.tables.values():
            for row in connection.execute(select(table)):
                for name, value in row._mapping.items():
                    if value and (name in ("id", "data_key") or name.endswith(("_id", "_hash", "_enc"))):
                        ours.add(str(value))
    for shown in (json.dumps(data.plain(), ensure_ascii=False), as_text(services, data)):
        assert not any(word in shown for word in (OTHER, OTHER_ADDRESS, other.id, "Bert", "@gemeente"))
        assert not [value for value in ours if len(value) > 8 and value in shown]


def test_a_table_that_comes_later_is_shown_without_being_known_by_name(services: Services) -> None:
    person = remembered(services)
    data = taken(services, person)
    data.content["keepsakes"] = [{"content": "een nieuw woord"}]
    assert "een nieuw woord" in as_text(services, data)
    known = {table.name for table in metadata.tables.values() if {"person_id", "conversation_id"} & set(table.c.keys())}
    assert known - TOLD <= {"private_links", "ownership_history", "trackers_left"}


@pytest.mark.parametrize("code", live_languages())
def test_it_is_whole_in_every_language(services: Services, code: str) -> None:
    person = fill(services)
    with services.database.write() as connection:
        services.persons.change(connection, person.id, language=code)
    text = as_text(services, taken(services, person))
    assert services.speech.texts.line("utter_file_requests", code) in text
    assert "[[" not in text and "utter_" not in text and "None" not in text


def test_of_the_web_chat_the_key_to_the_chat_is_not_in_it(services: Services) -> None:
    person = introduced(services, "web", "the-token-that-opens-the-chat")
    data = taken(services, person)
    assert "the-token-that-opens" not in json.dumps(data.plain()) + as_text(services, data)


def test_messages_stand_in_order_with_their_moments_and_a_button_by_its_title(services: Services) -> None:
    person = introduced(services)
    with time_machine.travel(now() - timedelta(minutes=5)), services.database.write() as connection:
        offer = services.offers.add(connection, person, "/ask_rights", "Mijn rechten", None)
        content = {"text": "Wat wilt u weten?", "buttons": [{"id": offer.id, "title": "Mijn rechten"}], "author": "assistant"}
        services.outbox.add(connection, person, "a", [content])
    with services.database.write() as connection:
        services.inbox.add(connection, person, Inbound("web", person.address, "1", "button", "", offer.id), "none")
    data = taken(services, person)
    text = as_text(services, data)
    assert text.index("Wat wilt u weten?") < text.index(services.speech.texts.line("utter_file_pressed", "nl"))
    assert text.count("Mijn rechten") == 2 and offer.id not in json.dumps(data.plain()) + text
    assert data.plain()["inbox"][0]["received_at"].endswith("+00:00")


def test_who_only_read_or_judged_is_not_named_and_what_they_wrote_is_told(services: Services) -> None:
    person = introduced(services)
    reader, speaker = manager(services, "Carla"), manager(services, "Dora")
    services.requests.draft(person, "a", "request_human", {"words": ["help"]})
    sent = services.requests.send(person)
    assert sent is not None and services.handovers.read(sent.id, reader)
    assert services.handovers.set_urgency(sent.id, reader, "soon", "graag vandaag bellen")
    assert services.handovers.take(sent.id, speaker) and services.handovers.close(sent.id, speaker, "appointment")
    data = taken(services, person)
    for shown in (json.dumps(data.plain(), ensure_ascii=False), as_text(services, data)):
        assert "Carla" not in shown and "Dora" in shown and "graag vandaag bellen" in shown
    text = as_text(services, data)
    for name in ("file_event_read", "file_event_taken", "file_event_closed", "file_outcome_appointment", "file_urgency_soon"):
        assert services.speech.texts.line(f"utter_{name}", "nl") in text


def test_what_the_portal_tells_of_a_request_has_words_for_the_person(services: Services) -> None:
    """Besides, every change of who owns the talk that no event tells."""
    for kind in (*TOLD_TO_STAFF, "danger", "cancelled", "opened"):
        name = "to" if kind.startswith("to_") else SAID_AS.get(kind, kind)
        assert services.speech.texts.has(f"utter_file_event_{name}"), kind


def test_a_link_works_once_for_ten_minutes_and_opens_nothing_else(services: Services) -> None:
    person = introduced(services)
    token = token_of(services, person)
    assert services.discretion.behind(token) is None and services.discretion.open(token) is None
    assert services.own_data.behind(token) == ("nl", False)
    with time_machine.travel(now() + timedelta(minutes=11)):
        assert services.own_data.behind(token) is None and services.own_data.take(token, lambda found: found) is None
    assert services.own_data.take(token, lambda found: found) is not None
    assert services.own_data.take(token, lambda found: found) is None is services.own_data.behind(token)


def test_a_private_link_does_not_open_the_file(services: Services) -> None:
    person = introduced(services, discreet=True)
    token = str(services.discretion.link(person, contact=True).values["link"]).rpartition("/")[2]
    assert services.own_data.behind(token) is None and services.own_data.take(token, lambda found: found) is None
    assert services.discretion.behind(token) is not None


def test_when_it_cannot_be_written_the_link_still_works(services: Services) -> None:
    person = introduced(services)
    token = token_of(services, person)

    def fails(_: Any) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        services.own_data.take(token, fails)
    assert services.own_data.behind(token) == ("nl", False)


def test_to_a_discreet_person_the_chat_does_not_say_what_it_opens(services: Services) -> None:
    plain, discreet = (services.own_data.link(introduced(services, discreet=on)) for on in (False, True))
    assert (plain.response, discreet.response) == ("utter_data_file_link", "utter_data_file_link_discreet")
    assert PAGE in plain.values["link"] and PAGE in discreet.values["link"]


def test_all_that_can_be_kept_is_put_into_words(services: Services) -> None:
    person = introduced(services, remember=True, remember_at=now(), age_group="adult")
    anna = manager(services, "Anna")
    goals = [services.goals.add(person, name, f"doel {name}", "body", None, "2027-12-31", False) for name in "ab"]
    services.goals.set_state(person, goals[0], "reached")
    services.goals.set_state(person, goals[1], "dropped")
    services.forms.keep(person, "opinion_form", {"opinion_about": "rules", "opinion_text": "te streng", "opinion_share": "yes"})
    services.forms.keep(person, "goal_form", {"goal_domain": "mind", "goal_first_step": "skip", "reason": "complain_manager"})
    content = {
        "language": "nl", "channel": "web", "topic": "money", "since": "week", "heavy": "quite", "help": "talk",
        "words": ["twee regels\nonder elkaar"], "explained": ["ask_rights", "ask_benefit"], "not_to_own": True,
        "goals": [{"text": "een baan", "domain": "society", "first_step": "bellen", "language": "nl"}],
        "contact": {"how": "phone", "when": "na 5 uur", "phone": "06 98 76 54 32"},
    }  # fmt: skip
    services.requests.draft(person, "a", "complain_manager", content)
    with services.database.write() as connection:
        services.requests.urgent(connection, person, "b", "crisis_violence", "ik ben bang")
        services.linking._links.set(connection, person.id, anna, "asked")
        contact = {"when": "evening", "how": "phone", "along": "partner", "word": "roos"}
        services.discretion._contacts.keep(connection, person, contact)
        services.inbox.add(connection, person, Inbound("web", person.address, "1", "photo"), "ask")
        services.conversations.save_state(
            connection,
            person,
            {
                "pending": "mag dit",
                "complaint": "zij is onaardig",
                "danger": "crisis_violence",
                "prompt": [{"response": "utter_x", "values": {"words": "dit"}}],
            },
        )
        services.hiding.hide(connection, person, "d")
        picture = {"layout": "card", "title": "Mijn kaart", "rows": [["Nodig", ["een tolk"]]], "here": 0, "mark": ""}
        services.outbox.add(connection, person, "c", [{"text": "kijk", "buttons": [], "picture": picture}])
    text = as_text(services, taken(services, person))
    say = services.speech.texts.line
    for words in (
        *("doel a", "doel b", "31-12-2027", "te streng", "twee regels\nonder elkaar", "een baan", "bellen", "na 5 uur"),
        *("ik ben bang", "roos", "een tolk", "Mijn kaart", "mag dit", "dit", "Ik ben 18 of ouder", "Anna"),
        *("zij is onaardig", "06 98 76 54 32"),
        *(
            say(f"utter_{name}", "nl")
            for name in ("title_goal_reached", "file_goal_dropped", "file_event_danger", "file_danger")
        ),
        *(say(f"utter_{name}", "nl") for name in ("about_rules", "domain_mind", "sharing_yes", "file_request_draft")),
        *(say(f"utter_{name}", "nl") for name in ("contact_when_evening", "contact_along_partner", "file_no_words")),
        *(say(f"utter_{name}", "nl") for name in ("topic_money", "title_ask_rights", "summary_not_to_own", "file_urgency_now")),
    ):
        assert words in text, words
    assert "crisis_" not in text and "utter_" not in text and "skip" not in text and "None" not in text
