"""Starts and stops the whole chain for tests, and kills parts of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from bot.languages import ROOT
from tests.bot_api.driver import BotApi

READY_SECONDS = 150
TOKEN = "123456:TEST-token_of_the_chain"
PARTS = {"gateway": "bot serve", "rasa": "rasa run", "actions": "rasa_sdk"}


class Chain:
    """One running installation in a folder of its own, with Telegram pointing at our Bot API server."""

    def __init__(self, folder: Path, api: BotApi) -> None:
        self.folder = folder
        self.api = api
        self.port, rasa_port, actions_port = free_ports(3)
        self.address = f"http://127.0.0.1:{self.port}"
        self.rasa_address = f"http://127.0.0.1:{rasa_port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("WEGWIJS")},
            "WEGWIJS_ENV_FILE": str(folder / "none.env"),
            "DATA_DIR": str(folder / "var"),
            "PORT": str(self.port),
            "RASA_PORT": str(rasa_port),
            "ACTIONS_PORT": str(actions_port),
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api.url,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start everything; returns when the whole chain answers."""
        output = (self.folder / "run.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=ROOT, env=self.environment, stdout=output, stderr=output
        )
        output.close()
        self.wait_until_ready()

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert self.process and self.process.poll() is None, (self.folder / "run.log").read_text()
            try:
                if httpx.get(f"{self.address}/readyz", timeout=5, trust_env=False).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.3)
        raise AssertionError(f"the chain was not ready in {seconds} s: {(self.folder / 'run.log').read_text()}")

    def pids(self, part: str) -> list[int]:
        """The process ids of a part (gateway, rasa, actions) of this chain."""
        assert self.process
        found = []
        for child in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            try:
                command = Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
            if PARTS[part] in command:
                found.append(int(child))
        return found

    def kill(self, part: str) -> None:
        """kill -9 a part; the supervisor starts it again."""
        for pid in self.pids(part):
            os.kill(pid, signal.SIGKILL)

    def manage(self, email: str, name: str, password: str) -> None:
        """Make an account for a client manager."""
        subprocess.run(
            [sys.executable, "-m", "bot", "create-manager", "--email", email, "--name", name, "--password", password],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
        )

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)


def free_ports(count: int) -> list[int]:
    """Ports that nobody uses now."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
