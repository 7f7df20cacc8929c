"""What is said leaves no readable trace on the disk, and goes when it must go."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.app import Services
from bot.conversation.timers import Timers
from bot.dialogue.rasa import Rasa
from bot.languages import ROOT
from bot.messages import now
from bot.services.erasure import CHAT_DAYS
from bot.settings import Settings
from bot.storage import tables, trackers
from bot.storage.persons import Person
from bot.storage.session import Database
from bot.storage.trackers import Trackers
from bot.yaml_file import read_yaml
from tests.chain.conftest import PASSWORD
from tests.chain.inside import inside, settings_of
from tests.chain.running import Chain
from tests.chain.talking import Talker, TelegramPerson, texts
from tests.chain.web_api import WebApiPerson

NAME = "Fatoumata Ziyaadova"
# Words that nobody else writes, by what they were said for.
SAID = {
    "nl": {
        "question": f"Wat wordt er van mij verwacht in Koolmeesdorp? Ik heet {NAME}",
        "goal": "Ik wil graag zonnebloemtandarts worden",
        "opinion": "De lessen zijn veel te zwemvliesachtig voor mij",
        "handover": "Mijn kwispelstaartkast past niet in mijn huis",
        "danger": "ik wil niet meer leven zonder mijn paardebloemring",
    },
    "ar": {
        "question": f"اسمي {NAME} وشو المطلوب مني كمربي فراشاتكم",
        "goal": "بدي صير خياط شمسيات زهرالليمونية",
        "opinion": "الدروس صعبة متل قشربطيخستان",
        "handover": "خزانتي المفتاحلولبية كبيرة على بيتي",
        "danger": "بدي موت وما عاد فيني عيش متل زيتونفضائي",
    },
}
MARKS = (
    *("Fatoumata", "Ziyaadova", "Koolmees", "zonnebloemtandarts", "zwemvliesachtig", "kwispelstaart", "paardebloem"),
    *("فراشاتكم", "زهرالليمونية", "قشربطيخستان", "المفتاحلولبية", "زيتونفضائي"),
)
WITH_ROWS = {
    *("persons", "conversations", "inbox", "outbox", "offers", "trackers"),
    *("goals", "opinions", "handovers", "handover_events"),
}


def test_nothing_that_was_said_can_be_read_on_the_disk(chain: Chain) -> None:
    in_telegram, in_web = TelegramPerson(chain.api, "nl"), WebApiPerson(chain.address, "ar")
    for person in (in_telegram, in_web):
        person.begins()
        said = SAID[person.language]
        person.says(said["question"], "utter_ask_expectations", "utter_not_understood")
        person.records_a_goal(said["goal"])
        person.gives_an_opinion(said["opinion"])
        person.writes_to_the_manager(said["handover"])
        person.sends_it()
        person.says(said["danger"], "utter_crisis_suicide")
    in_web.goes()

    files = {file: file.read_bytes() for file in chain.folder.rglob("*") if file.is_file()}
    assert {"wegwijs.db", "tracker.db", "gateway.log", "rasa.log", "actions.log", "run.log"} <= {f.name for f in files}
    assert b"message_stored" in next(content for file, content in files.items() if file.name == "gateway.log")
    secret = [
        *MARKS,
        str(in_telegram.id),
        in_web.token,
        PASSWORD,
        *chain.environment["TELEGRAM_BOT_TOKEN"].split(":")[1:],
    ]
    found = [(file.name, word) for word in secret for file, content in files.items() if holds(content, word)]
    assert not found
    stores = {file.name: content for file, content in files.items() if file.name.startswith(("wegwijs.db", "tracker.db"))}
    assert not [(name, word) for word in names_of_the_domain() for name, content in stores.items() if holds(content, word)]


def holds(content: bytes, word: str) -> bool:
    """Whether a file holds a word in any spelling in which it may have been written."""
    spellings = {word.encode(), json.dumps(word).strip('"').encode(), word.encode("utf-16-le")}
    lowered = content.lower()
    return any(spelling.lower() in lowered for spelling in spellings)


def names_of_the_domain() -> list[str]:
    """Intents, actions and responses: beside the id of a conversation they tell what somebody spoke of."""
    domain = read_yaml(ROOT / "domain.yml")
    names = [*domain["intents"], *domain["actions"], "utter_ask_expectations", "utter_crisis_suicide"]
    plain = [next(iter(name)) if isinstance(name, dict) else name for name in names]
    return [name for name in plain if "_" in name]  # a short word may stand in encrypted text by chance


@pytest.fixture
def services(chain: Chain) -> Iterator[Services]:
    with inside(chain) as found:
        yield found


@pytest.fixture
def settings(chain: Chain) -> Settings:
    return settings_of(chain)


@pytest.mark.parametrize("channel", ["telegram", "web"])
def test_who_asks_to_be_erased_is_gone_from_every_table(chain: Chain, services: Services, channel: str) -> None:
    talker: Talker = TelegramPerson(chain.api, "nl") if channel == "telegram" else WebApiPerson(chain.address, "nl")
    address = str(talker.id) if isinstance(talker, TelegramPerson) else talker.token  # type: ignore[attr-defined]
    said = SAID["nl"]
    talker.begins()
    talker.records_a_goal(said["goal"])
    talker.gives_an_opinion(said["opinion"])
    talker.writes_to_the_manager(said["handover"])
    talker.sends_it()
    talker.says("ik wil niet meer leven", "utter_crisis_suicide")
    person = known(services, channel, address)
    theirs = rows_of(services, person)
    assert {table for table, _ in theirs} >= WITH_ROWS
    ids = {row["id"] for _, row in theirs if row.get("id")} | {person.id, person.conversation_id}

    talker.menu()
    talker.presses("/view_my_data", "utter_ask_my_data")
    talker.presses("", "utter_delete_my_data", title=texts().line("utter_title_erase", "nl"))
    talker.presses("/erase answer=yes", "utter_data_erased")
    left = [(table, row) for table, row in rows(services) if ids & {value for value in row.values() if value}]
    assert not left
    stranger = known(services, channel, address)
    assert stranger.conversation_id != person.conversation_id and stranger.introduced_at is None
    talker.starts()
    talker.hears("utter_choose_language")


def test_who_asks_for_a_file_gets_all_that_they_said_once(chain: Chain, services: Services) -> None:
    talker = WebApiPerson(chain.address, "nl")
    said = SAID["nl"]
    talker.begins()
    talker.says(said["question"], "utter_ask_expectations", "utter_not_understood")
    talker.records_a_goal(said["goal"])
    talker.gives_an_opinion(said["opinion"])
    talker.writes_to_the_manager(said["handover"])
    talker.sends_it()
    talker.menu()
    talker.presses("/view_my_data", "utter_ask_my_data")
    title = texts().line("utter_title_data_file", "nl")
    told = talker.presses("", "utter_data_file_link", title=title)
    path = told.rpartition("/private/file/")[2].strip("\u2069 \n")
    with httpx.Client(base_url=f"{chain.address}/private/file/", trust_env=False) as browser:
        look, file = browser.get(path), browser.post(path, data={"form": "save"})
        assert browser.post(path, data={"form": "json"}).status_code == 404
    assert look.status_code == 200 and said["goal"] not in look.text
    assert file.status_code == 200 and "attachment" in file.headers["Content-Disposition"]
    for words in (said["question"], said["goal"], said["opinion"], said["handover"]):
        assert words in html.unescape(file.text)
    assert talker.token not in file.text


async def test_who_asks_to_be_erased_while_rasa_is_away_is_gone_at_once(
    chain: Chain, services: Services, settings: Settings
) -> None:
    talker = TelegramPerson(chain.api, "nl")
    talker.begins()
    talker.records_a_goal(SAID["nl"]["goal"])
    person = known(services, "telegram", str(talker.id))
    talker.says("Verwijder al mijn gegevens", "utter_delete_my_data")
    chain.kill("rasa")
    talker.presses("/erase answer=yes", "utter_data_erased")
    talker.hears("utter_data_erased_rest")
    assert services.goals.of(person) == [] and services.people.known("telegram", str(talker.id)) != person
    assert services.erasure.trackers_left() == [person.conversation_id]

    chain.wait_until_ready()
    rasa = Rasa(settings.rasa_url, settings.internal_token)
    await Timers(services, rasa).round()
    await rasa.close()
    ids = {person.id, person.conversation_id}
    assert not [table for table, row in rows(services) if ids & {value for value in row.values() if value}]


async def test_who_said_no_is_forgotten_after_the_retention_hours(chain: Chain, services: Services, settings: Settings) -> None:
    talkers = {name: TelegramPerson(chain.api, "nl") for name in ("silent", "talking", "remembered")}
    for name, talker in talkers.items():
        talker.begins(remember=name == "remembered")
        talker.says("Wat wordt er van mij verwacht?", "utter_ask_expectations")
    talkers["remembered"].records_a_goal(SAID["nl"]["goal"])
    people = {name: known(services, "telegram", str(talker.id)) for name, talker in talkers.items()}
    ago(services, people["silent"], timedelta(hours=settings.retention_hours, minutes=1))
    ago(services, people["talking"], timedelta(hours=settings.retention_hours, minutes=-5))
    ago(services, people["remembered"], timedelta(days=CHAT_DAYS, minutes=1))

    rasa = Rasa(settings.rasa_url, settings.internal_token)
    await Timers(services, rasa).round()
    await rasa.close()

    kept = {name: said_to_and_by(services, person) for name, person in people.items()}
    assert kept["talking"]["contents"] and kept["talking"]["tracker"]
    for name in ("silent", "remembered"):
        assert kept[name] == {"contents": [], "offers": 0, "state": {}, "tracker": False}
    assert [goal.content["text"] for goal in services.goals.of(people["remembered"])] == [SAID["nl"]["goal"]]
    talkers["silent"].says("Wat wordt er van mij verwacht?", "utter_ask_expectations")


def known(services: Services, channel: str, address: str) -> Person:
    person = services.people.known(channel, address)
    assert person is not None
    return person


def ago(services: Services, person: Person, silence: timedelta) -> None:
    """Let the last message of a person be longer ago."""
    with services.database.write() as connection:
        services.persons.change(connection, person.id, last_message_at=now() - silence)


def rows(services: Services) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row of every table, Rasa's trackers included."""
    with services.database.read() as connection:
        for table in tables.metadata.sorted_tables:
            for row in connection.execute(table.select()).mappings():
                yield table.name, dict(row)
    store = Database(services.settings.tracker_database)
    with store.read() as connection:
        for row in connection.execute(trackers.trackers.select()).mappings():
            yield "trackers", dict(row)
    store.close()


def rows_of(services: Services, person: Person) -> list[tuple[str, dict[str, Any]]]:
    """The rows of a person: those that name them, and those that name one of these."""
    ids, found = {person.id, person.conversation_id}, []
    everything = list(rows(services))
    for _ in range(2):
        found = [(table, row) for table, row in everything if ids & {value for value in row.values() if value}]
        ids |= {row["id"] for _, row in found if "id" in row}
    return found


def said_to_and_by(services: Services, person: Person) -> dict[str, Any]:
    """What is left of a person's chat."""
    mine = [(table, row) for table, row in rows_of(services, person) if table in ("inbox", "outbox", "offers")]
    with services.database.read() as connection:
        state = services.conversations.state(connection, person)
    store = Database(services.settings.tracker_database)
    tracked = person.conversation_id in Trackers(store, services.database, services.vault).ids()
    store.close()
    return {
        "contents": [row["content_enc"] for table, row in mine if table != "offers" and row["content_enc"]],
        "offers": sum(table == "offers" for table, _ in mine),
        "state": state,
        "tracker": tracked,
    }
