"""The process that faces the world: channels, conversation, portal, health. Loads neither Rasa nor TensorFlow."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import lru_cache
from pathlib import Path

import anyio
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import build
from bot.alerts.sender import AlertSenders
from bot.alerts.straight import StraightAlerts
from bot.app import Services, build_services
from bot.channels.base import Channel
from bot.channels.private import PrivatePage
from bot.channels.private_file import OwnDataPage
from bot.channels.registry import channels_of
from bot.conversation.inbox_worker import InboxWorker
from bot.conversation.intake import Intake
from bot.conversation.outbox_worker import OutboxWorker
from bot.conversation.talk import Talk
from bot.conversation.timers import Timers
from bot.dialogue.rasa import DialogueAway, Rasa
from bot.languages import ROOT
from bot.messages import Outbound
from bot.portal.app import portal
from bot.safety.gate import Gate
from bot.services.speech import outbound
from bot.settings import Settings
from bot.storage.session import DatabaseError
from bot.understanding.core import Understanding, Understood
from bot.yaml_file import read_yaml

log = structlog.get_logger()


class Core:
    """The understanding core, or its absence: the gate must answer without it."""

    def __init__(self, folder: Path | None) -> None:
        self.loaded: Understanding | None = None
        try:
            if folder is not None:
                self.loaded = Understanding.load(folder)
        except Exception as error:  # whatever is wrong with the weights, the gate goes on with its patterns
            log.error("core_not_loaded", reason=type(error).__name__)

    def understand(self, text: str, language: str | None = None) -> Understood:
        """Raises DialogueAway while there are no weights."""
        if self.loaded is None:
            raise DialogueAway("no weights")
        return self.loaded.understand(text, language)


class Gateway:
    """All parts of the gateway, wired. `channels` can be given for tests."""

    def __init__(self, settings: Settings, channels: dict[str, Channel] | None = None) -> None:
        self.settings = settings
        self.build = build.usable()
        self.services: Services = build_services(settings)
        self.rasa = Rasa(settings.rasa_url, settings.internal_token)
        self.core = Core(build.folder_of(self.build) / build.CORE if self.build else None)
        self.channels = channels if channels is not None else channels_of(self.services, self.sent_after)
        self.talk = Talk(self.services, self.rasa, self.core, own_words_slots())
        self.sender = OutboxWorker(self.services, self.channels)
        self.worker = InboxWorker(self.services, self.talk, self.sender)
        self.timers = Timers(self.services, self.rasa)
        self.alerts = AlertSenders(self.services, self.channels)
        loaded = self.core.loaded
        gate = Gate.load(loaded.crisis_probability, loaded.language_of) if loaded else Gate.load()
        self.straight = StraightAlerts(self.services, self.channels)
        self.intake = Intake(self.services, gate, self._wake, self._send_now, self.straight.tell)
        self._tasks: list[asyncio.Task[None]] = []

    def app(self) -> Starlette:
        """The ASGI application."""
        routes = [Route("/healthz", self._health), Route("/readyz", self._ready), portal(self.services)]
        routes += OwnDataPage(self.services.own_data, self.services.speech.texts).routes()  # type: ignore[arg-type]
        routes += PrivatePage(self.services.discretion, self.services.speech.texts).routes()  # type: ignore[arg-type]
        for channel in self.channels.values():
            routes += channel.routes()  # type: ignore[arg-type]
        return Starlette(routes=routes, lifespan=self._lifespan)

    async def sent_after(self, token: str, seq: int) -> list[Outbound]:
        """What was sent to the person behind a web chat token after `seq`."""

        def read() -> list[Outbound]:
            person = self.services.people.known("web", token)
            if person is None:
                return []
            with self.services.database.read() as connection:
                found = self.services.outbox.after(connection, person, seq)
            return [outbound(number, content) for number, content in found]

        return await anyio.to_thread.run_sync(read)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        self._tasks = [asyncio.create_task(part.run()) for part in (self.worker, self.sender, self.timers, self.alerts)]
        for channel in self.channels.values():
            await channel.start(self.intake.receive)
        log.info("gateway_started", build=self.build, channels=sorted(self.channels))
        yield
        for channel in self.channels.values():
            await channel.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.straight.stop()
        await self.rasa.close()
        self.services.database.close()

    def _wake(self) -> None:
        self.worker.wake()
        self.sender.wake()

    async def _send_now(self, channel: str, address: str, message: Outbound) -> None:
        await self.channels[channel].send(address, message)

    async def _health(self, _: Request) -> Response:
        return JSONResponse({"alive": True})

    async def _ready(self, _: Request) -> Response:
        """Ready only when the whole chain answers; otherwise it names the parts that do not."""
        missing = []
        try:
            await anyio.to_thread.run_sync(self.services.managers.any)
        except DatabaseError:
            missing.append("database")
        if self.core.loaded is None:
            missing.append("understanding")
        if await self.rasa.ready() is None:
            missing.append("rasa")
        if not await actions_answer(self.settings.actions_url):
            missing.append("actions")
        status = {"ready": not missing, "build": self.build, "missing": missing}
        return JSONResponse(status, status_code=503 if missing else 200)


async def actions_answer(url: str) -> bool:
    """Whether the action server is up."""
    import httpx

    try:
        async with httpx.AsyncClient(trust_env=False, timeout=3) as http:
            return (await http.get(f"{url}/health")).status_code == 200
    except httpx.HTTPError:
        return False


@lru_cache(maxsize=1)
def own_words_slots() -> frozenset[str]:
    """The slots of the domain that take any text: what somebody types there is kept as it is."""
    domain = read_yaml(ROOT / "domain.yml")
    return frozenset(
        name for name, slot in domain["slots"].items() if any(mapping["type"] == "from_text" for mapping in slot["mappings"])
    )


def create_app(settings: Settings) -> Starlette:
    """The gateway as an ASGI application."""
    return Gateway(settings).app()
