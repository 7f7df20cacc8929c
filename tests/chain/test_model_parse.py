"""Rasa and the gateway understand alike, and what must not be left to Rasa's defaults is in force."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import build
from bot.languages import REFERENCE, ROOT, live_languages
from bot.storage.session import Database
from bot.storage.trackers import Trackers
from bot.texts import load_texts
from bot.understanding.core import Understanding
from bot.yaml_file import read_yaml
from tests.chain.inside import inside, telegram_person
from tests.chain.running import Chain, free_ports
from tests.chain.talking import TelegramPerson

PER_LANGUAGE = 10
START_SECONDS = 120


def held_out(language: str) -> list[str]:
    """The first text of each of ten files that the model has never seen."""
    files = sorted((ROOT / "tests" / "nlu" / language).glob("*.yml"))[:PER_LANGUAGE]
    entries = [read_yaml(file)["nlu"][0] for file in files]
    return [str(entry["examples"]).strip().splitlines()[0].removeprefix("- ").strip() for entry in entries]


@pytest.fixture(scope="module")
def rasa(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Rasa alone with its own HTTP interface, which the installation never opens."""
    folder: Path = tmp_path_factory.mktemp("rasa")
    (port,) = free_ports(1)
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "WEGWIJS_ENV_FILE": str(folder / "none.env"),
        "ACTIONS_URL": "http://127.0.0.1:9",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    command = [sys.executable, "-m", "rasa", "run", "--enable-api", "-i", "127.0.0.1", "-p", str(port)]
    with (folder / "rasa.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--model", str(build.model_of(model))], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + START_SECONDS
        while not _answers(address):
            assert process.poll() is None and time.monotonic() < until, (folder / "rasa.log").read_text()
            time.sleep(0.5)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.parametrize("language", list(live_languages()))
def test_rasa_parses_as_the_gateway_understands(language: str, rasa: str, model: str) -> None:
    core = Understanding.load(build.folder_of(model) / build.CORE)
    texts = held_out(language)
    assert len(texts) == PER_LANGUAGE
    for text in texts:
        parsed: dict[str, Any] = httpx.post(f"{rasa}/model/parse", json={"text": text}, trust_env=False).json()
        understood = core.understand(text)
        wanted = "unclear" if understood.decision == "choose" else understood.intent
        assert parsed["intent"]["name"] == wanted, text
        assert parsed["decision"] == understood.decision
        ranking = [(entry["name"], entry["confidence"]) for entry in parsed["intent_ranking"]]
        assert [name for name, _ in ranking] == [ranked.intent for ranked in understood.ranking[: len(ranking)]]
        assert [p for _, p in ranking] == pytest.approx([r.confidence for r in understood.ranking[: len(ranking)]], abs=1e-4)


def test_rasa_knows_the_name_of_every_response_and_the_language_of_every_example() -> None:
    from rasa.shared.importers.importer import TrainingDataImporter

    importer = TrainingDataImporter.load_from_config(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data")])
    assert set(importer.get_domain().responses) == set(load_texts().responses[REFERENCE])
    spoken = {example.get("language") for example in importer.get_nlu_data().intent_examples}
    assert spoken == set(live_languages())


def test_endpoints_lead_to_the_encrypted_tracker_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rasa.core.tracker_store import TrackerStore
    from rasa.utils.endpoints import read_endpoint_config

    from bot.dialogue.tracker_store import EncryptedTrackerStore

    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ACTIONS_URL", "http://127.0.0.1:9")
    store = TrackerStore.create(read_endpoint_config(str(ROOT / "endpoints.yml"), "tracker_store"))
    assert isinstance(getattr(store, "_tracker_store", store), EncryptedTrackerStore)


def test_a_tracker_store_in_memory_is_refused() -> None:
    from types import SimpleNamespace

    from rasa.core.tracker_store import InMemoryTrackerStore
    from rasa.shared.core.domain import Domain

    from bot.dialogue.channel import _take_over

    with pytest.raises(RuntimeError, match=r"endpoints\.yml"):
        _take_over(SimpleNamespace(tracker_store=InMemoryTrackerStore(Domain.empty())))


def test_what_rasa_remembers_of_a_talk_lies_encrypted_in_its_own_file(chain: Chain) -> None:
    person = TelegramPerson(chain.api, "nl")
    person.begins()
    person.says("Wat is een PIP?", "utter_ask_plan_meaning")
    with inside(chain) as services:
        conversation = telegram_person(services, person.id).conversation_id
        store = Database(services.settings.tracker_database)
        kept = Trackers(store, services.database, services.vault)
        assert "ask_plan_meaning" in (kept.read(conversation) or "")
        store.close()
    file = Path(services.settings.tracker_database.removeprefix("sqlite:///"))
    content = b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    assert conversation.encode() in content and b"plan_meaning" not in content


def test_rasa_of_the_installation_opens_no_interface_of_its_own(chain: Chain) -> None:
    assert httpx.post(f"{chain.rasa_address}/model/parse", json={"text": "x"}, trust_env=False).status_code == 404
    assert httpx.get(f"{chain.rasa_address}/conversations/x/tracker", trust_env=False).status_code == 404


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/status", trust_env=False, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
