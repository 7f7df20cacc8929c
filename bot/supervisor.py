"""Starts everything on one machine, starts again what dies, and leaves nothing behind."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from bot import build
from bot.languages import ROOT
from bot.processor import require_avx2
from bot.settings import Settings, SettingsError, inherited

PR_SET_PDEATHSIG = 1  # Linux prctl(2): the kernel ends a child when its parent dies, also after kill -9
_LIBC = ctypes.CDLL("libc.so.6", use_errno=True)  # loaded before a child needs it: until prctl nothing ends it
MOST_DEATHS, WITHIN_SECONDS = 5, 120.0
STOP_SECONDS = 8.0
GATEWAY_SECONDS = 15.0  # that Rasa waits for the gateway at most


@dataclass
class Child:
    """One process: how it is started, and when it died."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=deque)
    start_at: float = 0.0

    def start(self, logs: Path) -> None:
        log: IO[bytes] = (logs / f"{self.name}.log").open("ab")
        with log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=partial(_die_with, os.getpid()),
                start_new_session=True,  # Ctrl-C reaches us alone; we end the children in order
            )


def supervise(settings: Settings) -> int:
    """Run until Ctrl-C or until a child keeps dying. Returns the exit code."""
    require_avx2()
    _only_one(settings)
    _ports_are_free(settings)
    current = build.usable()
    if current is None:
        raise SettingsError("There is no model yet. Run script/train first.")
    if current != build.build_id():
        print("The data changed since the last training: the assistant runs with the older model.", flush=True)
    logs = settings.data_dir / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    children = _children(settings, current)
    _stop_on_signals()
    try:
        gateway, *others = children
        gateway.start(logs)  # first: it has most to read, and waits for the database before it answers
        _migrate(settings)
        _say_where(settings, logs)
        _wait_for(gateway, settings)
        for child in others:
            child.start(logs)
        return _watch(children, logs, settings)
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
        return 0
    finally:
        _end(children)


def _migrate(settings: Settings) -> None:
    from bot.storage.session import Database, DatabaseError
    from bot.storage.version import is_newest

    try:
        database = Database(settings.database)
        if not is_newest(database):
            from bot.storage.migrate import migrate

            migrate(database)
    except DatabaseError as error:
        raise SettingsError(f"The database cannot be reached ({type(error).__name__}). Check DATABASE_URL.") from None


def train_if_needed(force: bool = False) -> bool:
    """Train unless a build fits the data. True when there is one afterwards; an older build is never touched."""
    wanted = build.build_id()
    if not force and (build.is_complete(wanted) or build.from_cache(wanted)):
        build.finish(wanted)
        print(f"The model {wanted} fits the data.", flush=True)
        return True
    require_avx2()
    print(f"Training model {wanted}. The first time takes some minutes.", flush=True)
    begun = time.monotonic()
    result = subprocess.run(
        [sys.executable, "-m", "bot.dialogue.training", wanted], cwd=ROOT, env=_environment(None), check=False
    )
    if result.returncode:
        print("Training failed. The last good model, if there is one, stays in use.", file=sys.stderr, flush=True)
        return False
    print(f"Trained in {time.monotonic() - begun:.0f} s.", flush=True)
    return True


def _children(settings: Settings, current: str) -> list[Child]:
    python, environment = sys.executable, _environment(settings)
    model = str(build.model_of(current))
    rasa = [python, "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(settings.rasa_port), "--model", model]
    actions = [python, "-m", "rasa_sdk", "--actions", "actions", "-p", str(settings.actions_port)]
    return [
        Child("gateway", [python, "-m", "bot", "serve"], {**environment, "LOG_LEVEL": settings.log_level}),
        Child("actions", actions, environment),
        Child("rasa", [*rasa, "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"], environment),
    ]


def _environment(settings: Settings | None) -> dict[str, str]:
    """What the children get: one thread each for arithmetic, loopback, no telemetry, a Rasa that logs no texts."""
    extra = {
        "OMP_NUM_THREADS": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_HOST": "127.0.0.1",
        "LOG_LEVEL": "ERROR",
        "LOG_LEVEL_LIBRARIES": "ERROR",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
    }
    if settings is not None:
        extra["ACTIONS_URL"] = settings.actions_url
    return inherited(extra)


def _wait_for(gateway: Child, settings: Settings) -> None:
    """Wait until the gateway listens: page and safety gate come first, and Rasa would take the processor from it."""
    until = time.monotonic() + GATEWAY_SECONDS
    while time.monotonic() < until and gateway.process and gateway.process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1" if settings.host == "0.0.0.0" else settings.host, settings.port)) == 0:
                return
        time.sleep(0.1)


def _watch(children: list[Child], logs: Path, settings: Settings) -> int:
    """Start again what dies; give up, with one clear line, when it keeps dying."""
    while True:
        time.sleep(0.2)
        for child in children:
            if child.process is not None and child.process.poll() is not None:
                moment = time.monotonic()
                child.deaths.append(moment)
                while child.deaths and child.deaths[0] < moment - WITHIN_SECONDS:
                    child.deaths.popleft()
                if len(child.deaths) >= MOST_DEATHS:
                    print(
                        f"{child.name} died {MOST_DEATHS} times within {WITHIN_SECONDS:.0f} s, so everything stops."
                        f" See {logs / child.name}.log.",
                        file=sys.stderr,
                        flush=True,
                    )
                    return 1
                child.process = None
                child.start_at = moment + min(2.0 ** (len(child.deaths) - 1) - 1, 10.0)
                print(f"{child.name} stopped and is started again.", flush=True)
            if child.process is None and time.monotonic() >= child.start_at:
                child.start(logs)


def _end(children: list[Child]) -> None:
    """Ask all to stop, then make them."""
    alive = [child.process for child in children if child.process and child.process.poll() is None]
    for process in alive:
        process.terminate()
    until = time.monotonic() + STOP_SECONDS
    for process in alive:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _only_one(settings: Settings) -> None:
    """Hold a lock while running; the kernel lets go of it when we die."""
    global _lock
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    _lock = (settings.data_dir / "running.lock").open("a")
    try:
        fcntl.flock(_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise SettingsError(
            f"Wegwijs runs already with {settings.data_dir}. Stop it first, or set another DATA_DIR and PORT."
        ) from None


_lock: IO[str] | None = None


def _ports_are_free(settings: Settings) -> None:
    if len({settings.port, settings.rasa_port, settings.actions_port}) < 3:
        raise SettingsError("PORT, RASA_PORT and ACTIONS_PORT must be three different ports. Set them in .env.")
    for name, host, port in (
        ("PORT", settings.host, settings.port),
        ("RASA_PORT", "127.0.0.1", settings.rasa_port),
        ("ACTIONS_PORT", "127.0.0.1", settings.actions_port),
    ):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise SettingsError(
                    f"Port {port} cannot be used ({error.strerror}). Stop what uses it, or set {name} in .env."
                ) from None


def _stop_on_signals() -> None:
    """Let SIGTERM stop everything as Ctrl-C does; a shell that began us in the background has switched Ctrl-C off."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _say_where(settings: Settings, logs: Path) -> None:
    from bot.app import build_services

    print(f"\nWeb chat:  {settings.address}/\nPortal:    {settings.address}/portal\nLogs:      {logs}", flush=True)
    if not build_services(settings).managers.any():
        python = Path(sys.executable)
        shown = python.relative_to(ROOT) if python.is_relative_to(ROOT) else python
        print(f"No client manager can log in yet. Make an account:  {shown} -m bot create-manager", flush=True)
    print("The page and the safety gate answer within seconds; Rasa needs about half a minute. Ctrl-C stops all.", flush=True)


def _die_with(parent: int) -> None:
    """Runs in the child, before its program: let it end with the process `parent`, even when that has ended already."""
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
