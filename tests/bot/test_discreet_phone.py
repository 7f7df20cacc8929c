"""A talk after a message about violence, in Dari, through the whole gateway: every byte that reaches the phone is read.

Only Rasa and the understanding core are stood in for; channels, gate, workers, portal's services and pages are the real ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import uvicorn

from bot.gateway import Gateway
from bot.messages import Reply
from bot.services.ready_sentences import ready_sentences, speak
from bot.settings import Settings
from bot.storage.persons import Person
from tests.bot.channels.contract import eventually
from tests.bot.conversation.fakes import FakeCore, FakeDialogue, answer, understood
from tests.bot_api import BotApi
from tests.conftest import KEY
from tests.migrated import make_tables
from tests.people import manager

pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")]

GOAL, HIT, HIDE, OPEN = "می‌خواهم یک هدف بنویسم", "شوهرم مرا لت می‌کند", "پنهان کن", "باز کردن"
OTHER = "منظورم چیز دیگری بود"
SECRET = "Kom morgen om tien uur, wij hebben een veilige kamer"
SOON = 15.0  # seconds, on a machine that does other things as well


class Phone(ABC):
    """One person's phone, and every byte that it was sent."""

    channel: str
    address: str

    @abstractmethod
    async def types(self, text: str) -> None:
        """Type a text."""

    @abstractmethod
    async def presses(self, title: str) -> None:
        """Press the newest button with this title."""

    @abstractmethod
    async def heard(self) -> list[dict[str, Any]]:
        """All that came, in order: each with `text` and the titles of its `buttons`, and whatever else was sent."""

    @abstractmethod
    async def on_screen(self) -> list[str]:
        """What both sides said and still stands there."""


class TelegramPhone(Phone):
    """Telegram: the calls that the bot made are what reaches the phone."""

    channel, address = "telegram", "1001"

    def __init__(self, api: BotApi) -> None:
        self._api, self._user = api, api.user(1001)

    async def types(self, text: str) -> None:
        self._user.says(text)

    async def presses(self, title: str) -> None:
        # A call is noted before its message stands in the chat.
        await eventually(lambda: any(title in message.buttons for message in self._user.messages), SOON)
        self._user.presses(title)

    async def heard(self) -> list[dict[str, Any]]:
        heard = []
        for call in self._api.calls:
            if call.method in ("getUpdates", "deleteWebhook", "deleteMessages"):
                continue  # nothing of these is shown
            keyboard = json.loads(call.parameters.get("reply_markup") or "{}").get("inline_keyboard", [])
            titles = [button["text"] for row in keyboard for button in row]
            rest = {name: value for name, value in call.parameters.items() if name not in ("text", "reply_markup")}
            if call.method == "answerCallbackQuery":
                assert set(rest) == {"callback_query_id"}, "a pressed button may not make the phone show a text"
                continue
            heard.append({"method": call.method, "text": call.parameters.get("text", ""), "buttons": titles, **rest})
        return heard

    async def on_screen(self) -> list[str]:
        state = self._api.state
        return [m.get("text", "?") for m in state.messages if (m["chat"]["id"], m["message_id"]) not in state.deleted]


class WebPhone(Phone):
    """The web chat: the events of its stream, from the beginning on."""

    channel = "web"

    def __init__(self, url: str) -> None:
        self.address = (uuid4().hex + uuid4().hex)[:43]
        self._http = httpx.AsyncClient(base_url=url, timeout=SOON, trust_env=False)
        self._events: list[dict[str, Any]] = []
        self._typed: list[str] = []
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        headers = {"Authorization": f"Bearer {self.address}"}
        async with self._http.stream("GET", "/chat/stream", headers=headers, timeout=None) as response:
            name = "message"
            async for line in response.aiter_lines():
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: "):
                    if name != "ready":
                        self._events.append({"method": name, **json.loads(line[6:])})
                    name = "message"

    async def _post(self, **content: str) -> None:
        headers = {"Authorization": f"Bearer {self.address}"}
        response = await self._http.post("/chat/messages", json={"id": str(uuid4()), **content}, headers=headers)
        assert response.status_code == 202 and response.json() == {"ok": True}

    async def types(self, text: str) -> None:
        self._typed.append(text)
        await self._post(kind="start") if text == "/start" else await self._post(kind="text", text=text)

    async def presses(self, title: str) -> None:
        buttons = [button for event in self._events for button in event.get("buttons", []) if button["title"] == title]
        await self._post(kind="button", button=buttons[-1]["id"])

    async def heard(self) -> list[dict[str, Any]]:
        return [
            {**event, "buttons": [button["title"] for button in event.get("buttons", [])]}
            for event in self._events
            if not event.get("clears")
        ]

    async def on_screen(self) -> list[str]:
        """What a page shows that asks for the conversation from its beginning, with every id that it may know."""
        shown = []
        for last in ("0", "1", str(max((event.get("seq", 0) for event in self._events), default=0))):
            headers = {"Authorization": f"Bearer {self.address}", "Last-Event-ID": last}
            async with self._http.stream("GET", "/chat/stream", headers=headers, timeout=SOON) as response:
                async for line in response.aiter_lines():
                    if line == "event: ready":
                        break
                    if line.startswith("data: "):
                        message = json.loads(line[6:])
                        shown += [] if message.get("clears") else [message["text"]]
        cleared = any(event.get("clears") for event in self._events)
        return shown + ([] if cleared else self._typed)

    async def close(self) -> None:
        self._listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._listening
        await self._http.aclose()


class House:
    """A running gateway."""

    def __init__(self, gateway: Gateway, url: str, dialogue: FakeDialogue) -> None:
        self.gateway, self.url, self.dialogue = gateway, url, dialogue
        self.services = gateway.services

    def person(self, phone: Phone) -> Person:
        found = self.services.people.known(phone.channel, phone.address)
        assert found is not None
        return found

    def line(self, name: str, language: str = "fa") -> list[str]:
        return [part.text for part in self.services.speech.in_words([Reply(name)], language)]


@pytest.fixture
async def house(bot_api: BotApi, tmp_path: Path) -> AsyncIterator[House]:
    bot_api.reset()
    settings = Settings(
        data_dir=tmp_path,
        encryption_keys=KEY,
        internal_token="a token for tests",
        telegram_bot_token=bot_api.token,
        telegram_api_url=bot_api.url,
    )
    gateway, dialogue, core = Gateway(settings), FakeDialogue(), FakeCore()
    make_tables(gateway.services.database)
    core.meanings = {GOAL: understood("set_goal", language="fa"), "سلام": understood("greet", language="fa")}
    dialogue.answers = {
        "set_goal": answer("utter_ask_goal_text", form="goal_form", question="goal_text"),
        "stop": answer("utter_form_parked"),
    }
    gateway.talk._dialogue = gateway.talk._turns._dialogue = dialogue
    gateway.talk._turns._core = core
    gateway.timers._dialogue = dialogue
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(gateway.app(), ws="none", lifespan="on", log_config=None, access_log=False))
        running = asyncio.create_task(server.serve([listening]))
        await eventually(lambda: server.started, SOON)
        yield House(gateway, f"http://127.0.0.1:{listening.getsockname()[1]}", dialogue)
        server.should_exit = server.force_exit = True
        await running


@pytest.fixture(params=["telegram", "web"])
async def phone(request: pytest.FixtureRequest, house: House, bot_api: BotApi) -> AsyncIterator[Phone]:
    if request.param == "telegram":
        yield TelegramPhone(bot_api)
        return
    made = WebPhone(house.url)
    yield made
    await made.close()


async def until_heard(phone: Phone, begin: int, count: int = 1) -> list[dict[str, Any]]:
    """What came after the first `begin` messages, once there are so many."""

    async def enough() -> bool:
        return len(await phone.heard()) >= begin + count

    await eventually(enough, SOON)
    return (await phone.heard())[begin:]


async def says(phone: Phone, text: str, count: int = 1) -> list[dict[str, Any]]:
    begin = len(await phone.heard())
    await phone.types(text)
    return await until_heard(phone, begin, count)


async def in_the_middle_of_a_goal(phone: Phone) -> None:
    """Somebody who speaks Dari, knows what Wegwijs is, and is writing a goal."""
    await says(phone, "/start")
    begin = len(await phone.heard())
    await phone.presses("فارسی / دری")

    async def asked() -> bool:
        return bool((await until_heard(phone, begin))[-1]["buttons"])

    await eventually(asked, SOON)  # whether we may remember, below the introduction
    begin = len(await phone.heard())
    await phone.presses((await phone.heard())[-1]["buttons"][-1])
    await until_heard(phone, begin)
    await says(phone, GOAL)


async def test_after_the_crisis_answer_nothing_but_neutral_lines_reaches_the_phone(house: House, phone: Phone) -> None:
    services, anna = house.services, manager(house.services)
    await in_the_middle_of_a_goal(phone)
    (crisis,) = await says(phone, HIT)
    assert "112" in crisis["text"] and crisis["buttons"] == ["کس دیگری هم می‌خواند", HIDE, OTHER]
    begin = len(await phone.heard())
    (case,) = services.handovers.open()
    handover = case.handover.id

    def client_manager() -> None:
        """All that the team can do, more than once."""
        services.escalation.round()
        services.handovers.read(handover, anna)
        assert services.handovers.take(handover, anna)
        assert services.handovers.write(handover, anna, SECRET, "form 1", "nl")
        sentence = ready_sentences(services.speech.texts)["safety"][0]
        spoken = speak(services.speech.texts, sentence, "fa", ("nl", "en"), dict.fromkeys(sentence.blanks, "Anna"))
        assert services.handovers.write(handover, anna, spoken.text, "form 2", spoken.language, spoken.beside)
        assert services.handovers.ask_interpreter(handover, anna)
        assert services.handovers.give_back(handover, anna)
        assert services.handovers.take(handover, anna)
        assert services.handovers.close(handover, anna, "referred")

    await asyncio.to_thread(client_manager)
    await house.gateway.timers.round()
    house.gateway._wake()
    (line,) = await until_heard(phone, begin)
    assert [line["text"].strip("\u200f")] == house.line("utter_discreet_line") and line["buttons"] == [OPEN]

    # What waits is opened elsewhere: the title typed does as the button, since that may be gone.
    (link,) = await says(phone, OPEN)
    before, _, rest = house.line("utter_private_link")[0].partition("[[link]]")
    address = re.search(r"(/private/[\w-]{43})", link["text"])
    assert address and link["buttons"] == [] and before.splitlines()[0] in link["text"] and rest == ""
    async with httpx.AsyncClient(base_url=house.url, trust_env=False) as browser:
        for _ in range(2):  # a preview looks first
            looked = await browser.get(address[1])
            assert looked.status_code == 200 and SECRET not in looked.text
        opened = await browser.post(address[1])
        assert SECRET in opened.text and "Anna" not in re.sub(r"<div.*?</div>", "", opened.text, flags=re.DOTALL)
        assert opened.headers["Cache-Control"] == "no-store" and opened.headers["Referrer-Policy"] == "no-referrer"
        assert (await browser.post(address[1])).status_code == 404 == (await browser.get(address[1])).status_code

    # Afterwards no form goes on by itself: what is said next is answered for what it is.
    house.dialogue.turns.clear()
    (greeted,) = await says(phone, "سلام")
    assert house.dialogue.intents == ["stop", "greet"] and [greeted["text"].strip("\u200f")] == house.line("utter_greet")

    everything = json.dumps((await phone.heard())[begin:], ensure_ascii=False)
    assert not re.search(rf"{SECRET}|Anna|kamer|{HIT}|لت|امن|خشونت|Veilig|کارمند|مسئول پرونده", everything), everything
    assert {heard["method"] for heard in (await phone.heard())[begin:]} <= {"sendMessage", "message"}, "not even typing …"


async def test_hiding_leaves_nothing_on_the_phone_and_all_with_the_team(house: House, phone: Phone) -> None:
    await in_the_middle_of_a_goal(phone)
    await says(phone, HIT)
    (case,) = house.services.handovers.open()
    house.dialogue.away = True  # and nobody has to be there for it
    assert await phone.on_screen()
    await phone.types(HIDE)

    async def empty() -> bool:
        return await phone.on_screen() == []

    await eventually(empty, SOON)
    kept = house.services.handovers.look(case.handover.id)
    assert kept is not None and kept.handover.content["words"] == [HIT], "the team keeps what it has"
    assert house.person(phone).discreet
    house.dialogue.away = False
    (greeted,) = await says(phone, "سلام")
    assert [greeted["text"].strip("\u200f")] == house.line("utter_greet")
