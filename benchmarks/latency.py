"""How soon an answer comes, at the beginning and at the end of a long talk; memory and start times.

Run: .venv/bin/python -m benchmarks.latency [messages]        (300 messages take a quarter of an hour: see PACE)
Baseline: the assistant that `rasa init` makes, trained and run here with the same settings, asked over its REST channel.
Both are asked in turn, so that both meet the same load, and measured from outside over HTTP: from the moment a message
leaves until the whole answer is there.
"""

from __future__ import annotations

import contextlib
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bot import build
from bot.languages import ROOT
from bot.supervisor import train_if_needed
from tests.bot_api.driver import BotApi
from tests.chain.running import TOKEN, Chain, free_ports
from tests.chain.web_api import WebApiPerson

PACE = 2.0  # seconds between two messages: the web chat takes 30 a minute of one person
EDGE = 10  # messages at the beginning and at the end whose median is taken
ASKED = (
    ("Wat wordt er van mij verwacht?", "utter_ask_expectations"),
    ("Wat doet mijn klantmanager?", "utter_ask_manager_role"),
    ("Wat zijn mijn rechten?", "utter_ask_rights"),
    ("Wat is mijn volgende stap?", "utter_ask_next_step"),
    ("Kan ik een tolk krijgen?", "utter_ask_interpreter"),
)
QUIET = {
    **{"OMP_NUM_THREADS": "1", "RASA_TELEMETRY_ENABLED": "false", "CUDA_VISIBLE_DEVICES": "-1"},
    **{"LOG_LEVEL": "ERROR", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"},
}  # as our supervisor starts Rasa
SAID_TO_RASA = ("hello", "I am feeling very good", "are you a bot?", "so sad", "bye")


@dataclass
class Measured:
    """What was seen of one assistant."""

    milliseconds: list[float] = field(default_factory=list)
    megabytes: dict[str, float] = field(default_factory=dict)
    seconds_to_start: dict[str, float] = field(default_factory=dict)

    def edges(self) -> tuple[float, float]:
        """The medians of the first and of the last messages."""
        return statistics.median(self.milliseconds[:EDGE]), statistics.median(self.milliseconds[-EDGE:])


class Wegwijs:
    """The whole chain as `script/run` starts it, asked in the web chat."""

    def __init__(self, folder: Path) -> None:
        self.measured = Measured()
        self._api = BotApi.start(TOKEN)
        self._chain = Chain(folder, self._api)
        begun = time.perf_counter()
        with (folder / "run.log").open("ab") as log:
            command = [sys.executable, "-m", "bot", "run"]
            self._chain.process = subprocess.Popen(command, cwd=ROOT, env=self._chain.environment, stdout=log, stderr=log)
        seconds = self.measured.seconds_to_start
        seconds["page and safety gate"] = seconds_until_ok(f"{self._chain.address}/healthz", begun)
        seconds["everything"] = seconds_until_ok(f"{self._chain.address}/readyz", begun)
        self._person = WebApiPerson(self._chain.address, "nl")
        self._person.begins(remember=False)

    def ask(self, number: int) -> None:
        """Ask one question and wait for the whole answer."""
        text, response = ASKED[number % len(ASKED)]
        self._person.says(text, response)
        self.measured.milliseconds.append((time.perf_counter() - self._person.posted_at) * 1000)

    def weigh(self) -> None:
        """Note the memory of each process."""
        chain, parts = self._chain, ("gateway", "actions", "rasa")
        assert chain.process is not None
        pids = {"supervisor": [chain.process.pid], **{part: chain.pids(part) for part in parts}}
        self.measured.megabytes = {part: sum(map(resident, found)) for part, found in pids.items()}

    def stop(self) -> None:
        self._chain.stop()
        self._api.stop()


class RasaInit:
    """Rasa's own starting point, over its REST channel."""

    def __init__(self, folder: Path) -> None:
        self.measured = Measured()
        rasa, environment = [sys.executable, "-m", "rasa"], {**os.environ, **QUIET}
        init = [*rasa, "init", "--no-prompt", "--init-dir", str(folder)]
        made = subprocess.run(init, env=environment, capture_output=True, check=False)
        assert list((folder / "models").glob("*.tar.gz")), made.stderr.decode()[-2000:]
        (port,) = free_ports(1)
        run = [*rasa, "run", "--enable-api", "-i", "127.0.0.1", "-p", str(port)]
        begun = time.perf_counter()
        nowhere = subprocess.DEVNULL
        self._server = subprocess.Popen(run, cwd=folder, env=environment, stdout=nowhere, stderr=nowhere)
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60)
        self.measured.seconds_to_start["everything"] = seconds_until_ok(f"{self._http.base_url}/status", begun)

    def ask(self, number: int) -> None:
        """Say one thing and wait for the whole answer."""
        message = {"sender": "benchmark", "message": SAID_TO_RASA[number % len(SAID_TO_RASA)]}
        sent = time.perf_counter()
        answer = self._http.post("/webhooks/rest/webhook", json=message)
        self.measured.milliseconds.append((time.perf_counter() - sent) * 1000)
        assert answer.status_code == 200

    def weigh(self) -> None:
        """Note the memory of the server."""
        self.measured.megabytes["rasa"] = resident(self._server.pid)

    def stop(self) -> None:
        self._http.close()
        self._server.send_signal(signal.SIGTERM)
        self._server.wait(30)


def seconds_until_ok(url: str, begun: float, patience: float = 300) -> float:
    """Seconds since `begun` until an address answers 200."""
    while time.perf_counter() - begun < patience:
        try:
            if httpx.get(url, trust_env=False, timeout=5).status_code == 200:
                return time.perf_counter() - begun
        except httpx.HTTPError:
            pass
        time.sleep(0.05)
    raise SystemExit(f"{url} did not answer within {patience:g} s")


def resident(pid: int) -> float:
    """Megabytes of a process in memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def table(ours: Measured, theirs: Measured, messages: int) -> str:
    """A Markdown table with ratios."""
    lines = ["| | Wegwijs | rasa init | ratio |", "|---|---:|---:|---:|"]

    def row(name: str, one: float | None, other: float | None, shown: Callable[[float], str]) -> None:
        cells = [shown(value) if value is not None else "–" for value in (one, other)]
        ratio = f"{one / other:.2f}" if one is not None and other else "–"
        lines.append(f"| {name} | {cells[0]} | {cells[1]} | {ratio} |")

    def ms(value: float) -> str:
        return f"{value:.0f} ms"

    (first, last), (their_first, their_last) = ours.edges(), theirs.edges()
    row("answer to the 1st message", ours.milliseconds[0], theirs.milliseconds[0], ms)
    row(f"answer to messages 1–{EDGE}, median", first, their_first, ms)
    row(f"answer to the {messages}th message", ours.milliseconds[-1], theirs.milliseconds[-1], ms)
    row(f"answer to messages {messages - EDGE + 1}–{messages}, median", last, their_last, ms)
    row("last answers against first", last / first, their_last / their_first, lambda value: f"×{value:.2f}")
    slow, their_slow = (statistics.quantiles(each.milliseconds, n=20)[-1] for each in (ours, theirs))
    row("95 of 100 answers are quicker than", slow, their_slow, ms)
    for part in ("supervisor", "gateway", "actions", "rasa"):
        row(f"memory: {part}", ours.megabytes[part], theirs.megabytes.get(part), lambda value: f"{value:.0f} MB")
    total, their_total = (sum(each.megabytes.values()) for each in (ours, theirs))
    row("memory: all", total, their_total, lambda value: f"{value:.0f} MB")
    for what, seconds in ours.seconds_to_start.items():
        row(f"start: {what}", seconds, theirs.seconds_to_start.get(what), lambda value: f"{value:.1f} s")
    return "\n".join(lines)


def main() -> None:
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it starts with & ignore it
    if not train_if_needed():
        raise SystemExit(1)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other, contextlib.ExitStack() as end:
        theirs = RasaInit(Path(one))
        end.callback(theirs.stop)
        ours = Wegwijs(Path(other))
        end.callback(ours.stop)
        for number in range(messages):
            time.sleep(PACE)
            ours.ask(number)
            theirs.ask(number)
        ours.weigh()
        theirs.weigh()
        load = os.getloadavg()
        print(f"build {build.build_id()}, {messages} messages, load of the machine at the end {load[0]:.1f} {load[2]:.1f}\n")
        print(table(ours.measured, theirs.measured, messages))


if __name__ == "__main__":
    main()
