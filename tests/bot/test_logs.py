"""Logs carry ids and facts, never what somebody wrote: also when an error quotes it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bot.languages import ROOT

BEGIN = """
import asyncio, logging, sys, threading
import structlog
from bot import logs
logs.configure("INFO")
log = structlog.get_logger()
def fail():
    raise ValueError("cannot read: mijn geheim")
"""

# Ways in which an error whose text quotes a message comes to a log.
WAYS = {
    "ours": "try:\n    fail()\nexcept ValueError:\n    log.exception('went_wrong')",
    "ours, with the error": (
        "try:\n    fail()\nexcept ValueError as error:\n    kept = error\nlog.error('went_wrong', exc_info=kept)"
    ),
    "a chain": (
        "try:\n    try:\n        fail()\n    except ValueError as error:\n"
        "        raise RuntimeError('mijn geheim') from error\n"
        "except RuntimeError:\n    log.exception('went_wrong')"
    ),
    "a library": "try:\n    fail()\nexcept ValueError:\n    logging.getLogger('library').exception('went_wrong')",
    "a task": (
        "async def task():\n    fail()\n"
        "async def main():\n    asyncio.create_task(task())\n    await asyncio.sleep(0.01)\n"
        "    import gc; gc.collect()\nasyncio.run(main())\nlogging.getLogger('asyncio').error('went_wrong ValueError')"
    ),
    "a thread": (
        "thread = threading.Thread(target=fail)\nthread.start()\nthread.join()\n"
        "logging.getLogger('x').error('went_wrong ValueError')"
    ),
}


def run(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + script], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("way", WAYS)
def test_an_error_that_quotes_a_message_does_not_bring_it_into_the_log(way: str) -> None:
    logged = run(WAYS[way])
    assert "went_wrong" in logged and "geheim" not in logged


def test_an_error_is_logged_with_its_kind_and_the_places_it_passed() -> None:
    entry = json.loads(run(WAYS["ours"]).strip().splitlines()[-1])
    assert (entry["event"], entry["error"], entry["level"]) == ("went_wrong", "ValueError", "error")
    assert entry["at"].count("<string>:") == 2 and entry["timestamp"].endswith("Z")


def test_an_error_of_a_library_is_logged_with_its_kind_and_the_places_it_passed() -> None:
    logged = run(WAYS["a library"])
    assert "ValueError" in logged and "<string>:" in logged and "Traceback" not in logged


def test_libraries_speak_only_of_trouble_because_they_log_addresses() -> None:
    logged = run("logging.getLogger('httpx').info('GET /bot123:token')\nlog.info('ours')")
    assert "ours" in logged and "token" not in logged


def test_the_level_is_a_setting() -> None:
    script = "logs.configure('WARNING')\nlog = structlog.get_logger()\nlog.info('quiet')\nlog.warning('loud')"
    assert "quiet" not in run(script) and "loud" in run(script)
