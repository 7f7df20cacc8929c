"""Parts of the chain are killed in the middle of conversations: nothing is lost, nothing happens twice."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.languages import ROOT
from tests.bot_api.driver import BotApi
from tests.chain.kills import play
from tests.chain.running import TOKEN, Chain
from tests.chain.talking import TelegramPerson

SEED = 20261122
KILLS = ("gateway", "actions", "gateway", "rasa", "gateway")
RECOVERY = 120.0  # seconds within which an answer must come, whatever was killed
SOON = 6.0  # seconds to an answer of the gate on a busy machine; `benchmarks/gate.py` measures the real figure
SOON_AGAIN = 25.0  # seconds after a kill of the gateway: its start, and the end of the claims that it had
CHILDREN = 3


@pytest.fixture(scope="module")
def fragile(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """A chain of our own: what is killed here disturbs no other test."""
    api = BotApi.start(TOKEN)
    chain = Chain(tmp_path_factory.mktemp("fragile"), api)
    try:
        chain.start()
        yield chain
    finally:
        chain.stop()
        api.stop()


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Chain]:
    """A chain that was just started: all its processes are there, Rasa still loads."""
    api = BotApi.start(TOKEN)
    chain = Chain(tmp_path, api)
    start_without_waiting(chain)
    until(lambda: len(children(chain)) == CHILDREN, 30)
    yield chain
    chain.stop()
    for pid in left(children(chain)):
        os.kill(pid, signal.SIGKILL)
    api.stop()


def start_without_waiting(chain: Chain) -> None:
    output = (chain.folder / "run.log").open("ab")
    with output:
        chain.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=ROOT, env=chain.environment, stdout=output, stderr=output
        )


def children(chain: Chain) -> list[int]:
    assert chain.process is not None
    try:
        return [int(pid) for pid in Path(f"/proc/{chain.process.pid}/task/{chain.process.pid}/children").read_text().split()]
    except OSError:
        return []


def left(pids: list[int]) -> list[int]:
    """Those that still run; one that only waits to be reaped does not."""
    running = []
    for pid in pids:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                running.append(pid)
        except OSError:
            pass
    return running


def until(condition: object, seconds: float) -> None:
    """Wait until `condition()` is true."""
    assert callable(condition)
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, f"not so within {seconds:g} s"
        time.sleep(0.05)


def test_goals_opinions_and_handovers_are_kept_once_whatever_is_killed(fragile: Chain) -> None:
    """A small run of `python -m tests.chain.kills`."""
    tally = play(fragile, ("nl", "en", "ar"), len(KILLS), SEED, KILLS)
    assert (tally.lost, tally.outside) == ([], []), tally.table()
    assert tally.killed["gateway"] >= 2 and tally.killed["rasa"], "the talks were over before the kills"
    # Between Telegram's acceptance and our note of it a kill must lead to a second copy: better than none.
    assert tally.within <= tally.killed["gateway"]


def test_who_waits_when_the_gateway_dies_is_answered_soon(fragile: Chain) -> None:
    fragile.wait_until_ready()
    people = [TelegramPerson(fragile.api, "nl", RECOVERY) for _ in range(3)]
    for person in people:
        person.begins()
    for person in people:
        person.says("Wat wordt er van mij verwacht?")
    time.sleep(0.05)
    fragile.kill("gateway")
    begun = time.monotonic()
    for person in people:
        person.hears("utter_ask_expectations")
    assert time.monotonic() - begun < SOON_AGAIN


@pytest.mark.parametrize(("language", "danger"), [("ar", "بدي موت")])
def test_without_rasa_the_gate_answers_and_the_rest_is_kept(fragile: Chain, language: str, danger: str) -> None:
    fragile.wait_until_ready()
    calm, other = TelegramPerson(fragile.api, "nl", RECOVERY), TelegramPerson(fragile.api, language, RECOVERY)
    calm.begins()
    other.begins()
    fragile.kill("rasa")
    calm.says("Wat wordt er van mij verwacht?")
    begun = time.monotonic()
    other.says(danger, "utter_crisis_suicide")
    assert time.monotonic() - begun < SOON
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"{fragile.rasa_address}/webhooks/gateway/", timeout=1, trust_env=False)
    calm.hears("utter_wait")
    calm.hears("utter_ask_expectations")
    fragile.wait_until_ready()


def test_a_second_start_is_refused_in_one_line(fragile: Chain) -> None:
    started = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        env=fragile.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert started.returncode != 0
    assert "runs already" in started.stderr
    assert len(started.stderr.strip().splitlines()) == 1
    assert httpx.get(f"{fragile.address}/healthz", trust_env=False).status_code == 200


@pytest.mark.parametrize("setting", ["PORT", "RASA_PORT", "ACTIONS_PORT"])
def test_a_taken_port_is_refused_in_one_line(setting: str, model: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        chain = Chain(tmp_path, BotApi(TOKEN))
        port = taken.getsockname()[1]
        started = subprocess.run(
            [sys.executable, "-m", "bot", "run"],
            cwd=ROOT,
            env={**chain.environment, "TELEGRAM_BOT_TOKEN": "", "TELEGRAM_API_URL": "", setting: str(port)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert started.returncode != 0
    assert f"Port {port}" in started.stderr and setting in started.stderr
    assert len(started.stderr.strip().splitlines()) == 1


@pytest.mark.usefixtures("model")
def test_a_killed_supervisor_leaves_nothing_behind(begun: Chain) -> None:
    assert begun.process is not None
    pids = children(begun)
    begun.process.kill()
    begun.process.wait(5)
    until(lambda: not left(pids), 5)


@pytest.mark.usefixtures("model")
def test_ctrl_c_stops_everything(begun: Chain) -> None:
    assert begun.process is not None
    pids = children(begun)
    begun.process.send_signal(signal.SIGINT)
    assert begun.process.wait(15) == 0
    assert not left(pids)
    assert "Traceback" not in (begun.folder / "run.log").read_text()
