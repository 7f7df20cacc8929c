"""Starting, starting again, giving up and leaving nothing behind: with small children instead of Rasa."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import supervisor
from bot.languages import ROOT
from bot.settings import Settings, SettingsError
from bot.supervisor import Child

pytestmark = pytest.mark.integration

FOR_EVER = "import time; time.sleep(600)"


@pytest.fixture
def free_settings(tmp_path: Path) -> Settings:
    """Settings with three ports that nobody uses."""
    sockets = [socket.socket() for _ in range(3)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return Settings(
        data_dir=tmp_path, port=ports[0], rasa_port=ports[1], actions_port=ports[2],
        encryption_keys="A" * 43 + "=", internal_token="token",
    )  # fmt: skip


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Callable[..., Child]]:
    """Makes children that run a line of Python; none of them outlives the test."""
    made: list[Child] = []

    def make(script: str, name: str = "child", start: bool = True) -> Child:
        made.append(Child(name, [sys.executable, "-S", "-c", script], dict(os.environ)))
        if start:
            made[-1].start(tmp_path)
        return made[-1]

    yield make
    supervisor._end(made)


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Wait until something is so; False when it does not become so in time."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if condition():
            return True
        time.sleep(0.02)
    return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("name", ["port", "rasa_port", "actions_port"])
def test_a_port_that_is_taken_is_named_with_the_setting_that_changes_it(free_settings: Settings, name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", getattr(free_settings, name)))
        taken.listen()
        with pytest.raises(SettingsError) as error:
            supervisor._ports_are_free(free_settings)
    assert f"Port {getattr(free_settings, name)}" in str(error.value) and f"set {name.upper()} in .env" in str(error.value)
    assert "\n" not in str(error.value)


def test_ports_that_are_free_are_left_free(free_settings: Settings) -> None:
    supervisor._ports_are_free(free_settings)
    supervisor._ports_are_free(free_settings)


def test_two_parts_on_one_port_are_told_apart_before_the_start(free_settings: Settings) -> None:
    same = free_settings.copy(update={"rasa_port": free_settings.port})
    with pytest.raises(SettingsError, match="RASA_PORT"):
        supervisor._ports_are_free(same)


def test_a_second_start_with_the_same_folder_is_refused_and_the_first_goes_on(free_settings: Settings) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom bot import supervisor\nfrom bot.settings import Settings\n"
        "supervisor._only_one(Settings(data_dir=Path(sys.argv[1])))\nprint('running', flush=True)\ntime.sleep(600)"
    )
    command = [sys.executable, "-c", script, str(free_settings.data_dir)]
    first = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert first.stdout is not None and first.stdout.readline() == "running\n"
        with pytest.raises(SettingsError) as error:
            supervisor._only_one(free_settings)
        assert "runs already" in str(error.value) and "DATA_DIR" in str(error.value) and first.poll() is None
    finally:
        first.kill()
        first.wait()
    supervisor._only_one(free_settings)  # the kernel let go of the lock


def test_without_a_model_the_start_says_how_to_make_one(free_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor.build, "usable", lambda: None)
    with pytest.raises(SettingsError, match="script/train"):
        supervisor.supervise(free_settings)


def test_a_database_that_is_away_is_said_in_one_line(free_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor.build, "usable", lambda: "0" * 12)
    away = free_settings.copy(update={"database_url": "postgresql://nobody@127.0.0.1:9/none"})
    with pytest.raises(SettingsError, match="Check DATABASE_URL") as error:
        supervisor.supervise(away)
    assert "\n" not in str(error.value) and "nobody" not in str(error.value)


def test_a_child_that_dies_is_started_again(
    child: Callable[..., Child], free_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "times"
    script = (
        f"import os, time\nopen({str(marker)!r}, 'a').write('x')\n"
        f"time.sleep(600 if os.path.getsize({str(marker)!r}) > 1 else 0)"
    )
    children = [child(script), child(FOR_EVER, "steady")]
    steady = children[1].process
    monkeypatch.setattr(supervisor.time, "sleep", ending_after(lambda: marker.exists() and marker.stat().st_size == 2))
    with pytest.raises(KeyboardInterrupt):
        supervisor._watch(children, tmp_path, free_settings)
    assert children[1].process is steady and len(children[0].deaths) == 1


def ending_after(condition: Callable[[], bool]) -> Callable[[float], None]:
    """A pause that ends the watch, as Ctrl-C would, when something is so."""
    real, limit = time.sleep, time.monotonic() + 20

    def pause(seconds: float) -> None:
        if condition():
            raise KeyboardInterrupt
        assert time.monotonic() < limit
        real(min(seconds, 0.02))

    return pause


def test_a_child_that_keeps_dying_stops_all_with_one_line(
    child: Callable[..., Child], free_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(supervisor, "MOST_DEATHS", 3)
    children = [child("raise SystemExit(1)", "weak"), child(FOR_EVER, "strong")]
    assert supervisor._watch(children, tmp_path, free_settings) == 1
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("weak died 3 times") and str(tmp_path / "weak.log") in lines[0]
    supervisor._end(children)
    assert children[1].process is not None and children[1].process.poll() is not None


def test_deaths_of_long_ago_do_not_count(child: Callable[..., Child]) -> None:
    lived = child(FOR_EVER, start=False)
    lived.deaths.extend(time.monotonic() - supervisor.WITHIN_SECONDS - 1 for _ in range(supervisor.MOST_DEATHS))
    lived.process = subprocess.Popen([sys.executable, "-S", "-c", ""])
    lived.process.wait()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(supervisor.time, "sleep", ending_after(lambda: len(lived.deaths) == 1))
        patch.setattr(Child, "start", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            supervisor._watch([lived], Path("/"), None)  # type: ignore[arg-type]


def test_ending_asks_first_and_then_makes_stop(
    child: Callable[..., Child], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.5)
    obedient = child(FOR_EVER, "obedient")
    deaf = child(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)", "deaf"
    )
    assert obedient.process and deaf.process
    assert until(lambda: (tmp_path / "deaf.log").stat().st_size > 0)
    supervisor._end([obedient, deaf])
    assert (obedient.process.returncode, deaf.process.returncode) == (-signal.SIGTERM, -signal.SIGKILL)


def test_what_a_child_says_is_in_its_log(child: Callable[..., Child], tmp_path: Path) -> None:
    speaker = child("import sys; print('out'); print('err', file=sys.stderr)", "speaker")
    assert speaker.process and speaker.process.wait() == 0
    assert sorted((tmp_path / "speaker.log").read_text().split()) == ["err", "out"]


def test_kill_9_of_the_supervisor_ends_the_children(tmp_path: Path) -> None:
    script = (
        "import os, sys, time\nfrom pathlib import Path\nfrom bot.supervisor import Child\n"
        f"children = [Child(n, [sys.executable, '-S', '-c', {FOR_EVER!r}], dict(os.environ)) for n in 'ab']\n"
        "for child in children:\n    child.start(Path(sys.argv[1]))\n"
        "print(*(child.process.pid for child in children), flush=True)\ntime.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(pids) == 2 and all(alive(pid) for pid in pids)
    parent.kill()
    parent.wait()
    assert until(lambda: not any(alive(pid) for pid in pids))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_start_in_the_background_can_be_stopped(number: signal.Signals) -> None:
    script = (
        "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nfrom bot import supervisor\n"
        "supervisor._stop_on_signals()\n"
        "try:\n    print(flush=True)\n    time.sleep(600)\nexcept KeyboardInterrupt:\n    print('stopped')"
    )
    started = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None and started.stdout.readline() == "\n"
    started.send_signal(number)
    assert started.communicate(timeout=20)[0] == "stopped\n"


def test_children_get_no_telemetry_and_no_texts_in_their_logs(free_settings: Settings) -> None:
    environment = supervisor._environment(free_settings)
    assert environment["RASA_TELEMETRY_ENABLED"] == "false" and environment["SANIC_HOST"] == "127.0.0.1"
    assert environment["LOG_LEVEL"] == environment["LOG_LEVEL_LIBRARIES"] == "ERROR"
    assert environment["ACTIONS_URL"] == free_settings.actions_url and environment["PATH"] == os.environ["PATH"]


def test_rasa_and_actions_are_started_on_the_ports_of_the_settings(free_settings: Settings) -> None:
    commands = {child.name: child.command for child in supervisor._children(free_settings, "0" * 12)}
    assert set(commands) == {"gateway", "actions", "rasa"}
    assert str(free_settings.rasa_port) in commands["rasa"] and "127.0.0.1" in commands["rasa"]
    assert str(free_settings.actions_port) in commands["actions"]
