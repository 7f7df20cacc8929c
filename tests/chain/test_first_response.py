"""The quality check tells the truth: the `response` that `python -m bot understand` prints is what people really get."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.languages import REFERENCE, ROOT, live_languages
from bot.texts import load_texts
from bot.yaml_file import read_yaml
from tests.bot_api.people import User
from tests.chain.inside import inside
from tests.chain.running import Chain
from tests.chain.wording import Wording
from tests.people import introduced

FIRST_CHAT = 6_000_001
WAIT = 60.0
SIDE_BY_SIDE = 8
# Said in the language that was just chosen, whichever that is.
IN_ANY_LANGUAGE = ("utter_language_chosen",)


def first_examples(language: str) -> dict[str, str]:
    """The first example of each intent in one language."""
    found: dict[str, str] = {}
    for file in sorted((ROOT / "data" / "nlu" / language).glob("*.yml")):
        for entry in read_yaml(file)["nlu"]:
            lines = str(entry["examples"]).strip().splitlines()  # none where a new language has nothing to say yet
            if lines:
                found.setdefault(entry["intent"], lines[0].removeprefix("- ").strip())
    return found


# Every intent in the reference language; in the others every fourth, each time others: rules are the same in all.
MESSAGES = [
    (language, intent, text)
    for shift, language in enumerate(live_languages())
    for place, (intent, text) in enumerate(sorted(first_examples(language).items()))
    if language == REFERENCE or (place + shift) % 4 == 0 or intent == "request_human"
]


def understand(lines: bytes) -> subprocess.CompletedProcess[bytes]:
    """Run the command on these lines."""
    command = [sys.executable, "-m", "bot", "understand", "-"]
    return subprocess.run(command, cwd=ROOT, input=lines, capture_output=True, check=True)


@pytest.fixture(scope="module")
def printed(model: str) -> dict[str, dict[str, Any]]:
    """What the command prints for each message."""
    output = understand("\n".join(text for _, _, text in MESSAGES).encode()).stdout
    return {entry["text"]: entry for entry in map(json.loads, output.splitlines())}


@pytest.fixture(scope="module")
def heard(chain: Chain) -> dict[tuple[str, str], str]:
    """The first message that the running chain gives to each, said by somebody who was just introduced."""
    with inside(chain) as services:
        users = [chain.api.user(chat) for chat in itertools.islice(itertools.count(FIRST_CHAT), len(MESSAGES))]
        for user, (language, _, _) in zip(users, MESSAGES):
            introduced(services, "telegram", str(user.id), language=language, remember=False)

    def first(user: User, text: str) -> str:
        user.says(text)
        return user.wait_for(seconds=WAIT).text

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        answers = pool.map(first, users, [text for _, _, text in MESSAGES])
        return {(language, text): answer for (language, _, text), answer in zip(MESSAGES, answers)}


@pytest.mark.parametrize(("language", "intent", "text"), MESSAGES, ids=[f"{code}-{name}" for code, name, _ in MESSAGES])
def test_the_printed_response_is_the_one_that_people_get(
    language: str, intent: str, text: str, printed: dict[str, dict[str, Any]], heard: dict[tuple[str, str], str]
) -> None:
    response, answer = printed[text]["response"], heard[language, text]
    spoken = live_languages() if response in IN_ANY_LANGUAGE else (language,)
    fits = [Wording(load_texts(), code).begins(response, answer) for code in spoken]
    assert any(fits), f"{text!r}: printed {response}, but the chain said {answer!r}"


def test_every_intent_of_the_domain_that_people_can_say_is_tried() -> None:
    domain = read_yaml(ROOT / "domain.yml")["intents"]
    spoken = domain[: domain.index("answer")]  # what follows is said by buttons and the gateway only
    assert {intent for code, intent, _ in MESSAGES if code == REFERENCE} == set(spoken)
    others = [intent for code, intent, _ in MESSAGES if code != REFERENCE]
    assert set(others) == set(spoken) and {code for code, _, _ in MESSAGES} == set(live_languages())


def test_understand_prints_one_json_line_for_each_line_and_nothing_else(model: str) -> None:
    lines = [b"Hallo", b"", b"  ", b"\xff\xfe broken", b'{"text": "x"}', b"/restart", b"a\x00b", "🌷".encode(), b"x" * 9000]
    result = understand(b"\n".join(lines) + b"\n")
    printed = [json.loads(line) for line in result.stdout.decode().splitlines()]
    assert [entry["text"] for entry in printed] == [line.decode("utf-8", "replace") for line in lines]
    known = load_texts()
    assert all(known.has(entry["response"]) for entry in printed)
    assert [entry["response"] for entry in printed[1:3]] == ["utter_empty"] * 2
    assert printed[5]["response"] == "utter_something_else", "what looks like a command is no intent"
    assert [entry["response"] for entry in printed[7:]] == ["utter_no_words", "utter_too_long"]
