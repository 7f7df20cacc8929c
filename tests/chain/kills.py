"""Kills processes of a running chain at random moments of conversations, and counts what was lost or came twice.

    python -m tests.chain.kills --kills 50 --conversations 20 --seed 1

The only window in which something may come twice lies between the provider's acceptance of a message and our note of it:
such a copy comes from a message that was on its way to the provider when the gateway was killed.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bot.languages import live_languages
from bot.supervisor import train_if_needed
from tests.bot_api.driver import BotApi
from tests.chain.inside import inside, telegram_person
from tests.chain.running import TOKEN, Chain
from tests.chain.talking import TelegramPerson, pattern
from tests.chain.wording import plain

RECOVERY = 240.0  # seconds within which an answer must come, whatever was killed
PARTS = ("gateway", "gateway", "actions", "rasa")  # the gateway has most to lose, and is back soonest
AT_ONCE = 4  # conversations side by side
MOST_DEATHS, DEATHS_WITHIN = 4, 125.0  # of one part in so many seconds: at one more the supervisor rightly gives up
FEW = 8  # kills that need no longer conversations
SECONDS_EACH, TURNS = 12.0, 25  # that a kill takes on average when the supervisor must not give up; turns of one talk
NEAR_A_KILL = 30.0  # seconds: a copy that comes later than this after a kill of the gateway has another cause
WORDS = {
    "nl": "mijn eigen woorden hierover", "en": "my own words about this", "ar": "كلماتي أنا عن هذا", "ti": "ናተይ ቃላት ብዛዕባ እዚ",
    "fa": "حرف‌های خودم درباره این", "tr": "bu konuda kendi sözlerim", "so": "erayadayda ku saabsan arrintan",
    "kmr": "gotinên min li ser vê",
}  # fmt: skip


@dataclass
class Tally:
    """What became of the conversations."""

    conversations: int = 0
    killed: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)  # what is missing, by person and kind
    within: int = 0  # copies of messages that were on their way when the gateway was killed
    outside: list[str] = field(default_factory=list)  # anything else that came or was kept twice

    def table(self) -> str:
        """For people."""
        kills = ", ".join(f"{part} {number}" for part, number in sorted(self.killed.items()))
        rows = [
            ("conversations", str(self.conversations)),
            ("kills", f"{sum(self.killed.values())} ({kills})"),
            ("lost", str(len(self.lost))),
            ("doubled within the window", str(self.within)),
            ("doubled outside the window", str(len(self.outside))),
        ]
        return "\n".join([*(f"{name:28}{value}" for name, value in rows), *self.lost, *self.outside])


def words(kind: str, person: TelegramPerson) -> str:
    """Words that nobody else uses; in them no number that might be one to call."""
    return f"{WORDS[person.language]} {kind} {person.id % 10_000}"


class Unhurried(TelegramPerson):
    """Somebody who thinks before each turn, so that a talk lasts long enough for many kills."""

    def __init__(self, api: BotApi, language: str, wait: float, thinks: float, seed: str) -> None:
        super().__init__(api, language, wait)
        self._thinks = thinks
        self._chance = random.Random(seed)

    def types(self, text: str) -> None:
        time.sleep(self._chance.uniform(0, 2 * self._thinks))
        super().types(text)

    def clicks(self, title: str) -> None:
        time.sleep(self._chance.uniform(0, 2 * self._thinks))
        super().clicks(title)


def converse(person: TelegramPerson) -> None:
    """A goal, an opinion and a message to the client manager, each with words of this person alone."""
    person.begins()
    person.records_a_goal(words("goal", person))
    person.gives_an_opinion(words("opinion", person))
    person.writes_to_the_manager(words("handover", person))
    person.sends_it()


def kill_at_random(
    chain: Chain, talks: Sequence[Future[None]], kills: int, chance: random.Random, tally: Tally, parts: Sequence[str]
) -> list[float]:
    """Kill parts of the chain while somebody talks, each when it runs again; returns the moments at which the gateway died."""
    moments: list[float] = []
    deaths: dict[str, list[float]] = {part: [] for part in parts}
    while sum(tally.killed.values()) < kills and not all(talk.done() for talk in talks):
        part = parts[sum(tally.killed.values()) % len(parts)]
        time.sleep(chance.uniform(0.3, 3.0))
        recent = deaths[part][-MOST_DEATHS:]
        while len(recent) == MOST_DEATHS and time.monotonic() - recent[0] < DEATHS_WITHIN:
            if all(talk.done() for talk in talks):
                return moments
            time.sleep(0.1)
        ends = time.monotonic() + 30
        while not chain.pids(part) and time.monotonic() < ends:
            time.sleep(0.05)
        chain.kill(part)
        tally.killed[part] += 1
        deaths[part].append(time.monotonic())
        if part == "gateway":
            moments.append(time.time())
    return moments


def count(chain: Chain, people: Sequence[TelegramPerson], gateway_died: Sequence[float], tally: Tally) -> None:
    """Compare what is kept and what was sent with what had to be."""
    with inside(chain) as services:
        for person in people:
            known = telegram_person(services, person.id)
            kept = {
                "goal": [goal.content["text"] for goal in services.goals.of(known)],
                "opinion": [opinion.content["text"] for opinion in services.opinions.of(known)],
                "handover": [word for one in services.requests.current(known) for word in one.content.get("words", [])],
            }
            for kind, found in kept.items():
                if words(kind, person) not in found:
                    tally.lost.append(f"{person.language} {person.id}: the {kind}")
                elif len(found) > 1:
                    tally.outside.append(f"{person.language} {person.id}: the {kind}, {len(found)} times")
            within, outside = copies(chain.api, person, gateway_died)
            tally.within += within
            tally.outside += [f"{person.language} {person.id}: {text[:40]!r}" for text in outside]
        with services.database.read() as connection:
            if services.outbox.any_due(connection):
                tally.lost.append("a message was never sent")
            if services.inbox.waiting_conversations(connection):
                tally.lost.append("a message was never answered")


def copies(api: BotApi, person: TelegramPerson, gateway_died: Sequence[float]) -> tuple[int, list[str]]:
    """(copies that a kill of the gateway between two sendings explains, the texts of all others).

    The ids of buttons tell two messages with the same text apart. One kill explains one copy of each message.
    """
    waits = pattern("utter_wait", person.language)
    seen: dict[tuple[str, object], float] = {}
    within = 0
    outside: list[str] = []
    for message in api.user(person.id).messages:
        if waits.fullmatch(plain(message.text)):
            continue
        key, came = (message.text, message.keyboard), float(message.raw["date"])
        if key in seen:
            # Telegram's clock counts whole seconds.
            explained = any(seen[key] - 1 <= died <= came + 1 and came - died <= NEAR_A_KILL for died in gateway_died)
            within += explained
            outside += [] if explained else [message.text]
        seen[key] = came
    return within, outside


def play(chain: Chain, languages: Sequence[str], kills: int, seed: int, parts: Sequence[str] = ()) -> Tally:
    """Let one person for each of these languages talk while parts of the chain are killed, then count."""
    chance, tally = random.Random(seed), Tally(conversations=len(languages))
    parts = parts or chance.choices(PARTS, k=kills)
    thinks = 0.0 if kills <= FEW else kills * SECONDS_EACH * min(AT_ONCE, len(languages)) / (len(languages) * TURNS)
    people = [Unhurried(chain.api, language, RECOVERY, thinks, f"{seed} {number}") for number, language in enumerate(languages)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        talks = [pool.submit(converse, person) for person in people]
        died = kill_at_random(chain, talks, kills, chance, tally, parts)
        for person, talk in zip(people, talks):
            if error := talk.exception():
                tally.lost.append(f"{person.language} {person.id}: {str(error)[:300]}")
    chain.wait_until_ready(240)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and _at_work(chain):
        time.sleep(0.5)
    count(chain, people, died, tally)
    return tally


def _at_work(chain: Chain) -> bool:
    with inside(chain) as services, services.database.read() as connection:
        return services.outbox.any_due(connection) or bool(services.inbox.waiting_conversations(connection))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it from the command line; 0 when nothing was lost and nothing came twice outside the window."""
    parser = argparse.ArgumentParser(prog="python -m tests.chain.kills", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--conversations", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    if not train_if_needed():
        print("Training failed: see above.", file=sys.stderr)
        return 2
    codes = list(live_languages())
    languages = [codes[number % len(codes)] for number in range(given.conversations)]
    with tempfile.TemporaryDirectory(prefix="wegwijs-kills-") as folder, BotApi.start(TOKEN) as api:
        chain = Chain(Path(folder), api)
        try:
            chain.start()
            tally = play(chain, languages, given.kills, given.seed)
        finally:
            chain.stop()
    print(tally.table())
    return 1 if tally.lost or tally.outside else 0


if __name__ == "__main__":
    sys.exit(main())
