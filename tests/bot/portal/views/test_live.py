"""Open pages hear of changes, as long as the login lasts."""

from __future__ import annotations

from datetime import timedelta

import anyio
import pytest
from sqlalchemy import update

from bot.messages import now
from bot.portal.pages import Portal
from bot.portal.views.live import changes
from bot.services import managers
from bot.storage.client_managers import ClientManagers
from bot.storage.tables import portal_sessions
from tests.bot.portal.world import World


def _portal(world: World) -> Portal:
    portal: Portal = world.app.routes[0].app._app.state.portal  # type: ignore[attr-defined]
    return portal


async def test_one_event_at_once_and_one_for_each_change(world: World) -> None:
    cookie = world.log_in().cookies["wegwijs_portal"]
    events = changes(_portal(world), cookie, pause=0.01)
    with anyio.fail_after(10):
        assert await anext(events) == {"event": "change", "data": "0"}
        world.handover()
        assert (await anext(events))["data"] == "1"
        world.urgent()
        assert (await anext(events))["data"] == "2"


async def test_it_ends_with_the_login(world: World) -> None:
    browser = world.log_in()
    cookie = browser.cookies["wegwijs_portal"]
    events = changes(_portal(world), cookie, pause=0.01)
    with anyio.fail_after(10):
        await anext(events)
        session = world.services.managers.session(cookie)
        assert session is not None
        world.services.managers.log_out(session)
        assert [event["event"] async for event in events] == ["ended"]


def test_parts_and_events_do_not_keep_a_login_alive(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = world.log_in()
    cookie = browser.cookies["wegwijs_portal"]
    session = world.services.managers.peek(cookie)
    assert session is not None
    long_ago = now() - timedelta(hours=1)
    with world.services.database.write() as connection:
        connection.execute(update(portal_sessions).values(seen_at=long_ago))
    assert browser.get("/portal/list").status_code == 200
    with world.services.database.read() as connection:
        untouched = ClientManagers().session(connection, session.id)
    assert untouched is not None and untouched.seen_at == long_ago
    browser.get("/portal/")
    with world.services.database.read() as connection:
        used = ClientManagers().session(connection, session.id)
    assert used is not None and used.seen_at > long_ago
    monkeypatch.setattr(managers, "SESSION_LASTS", timedelta(0))
    assert world.services.managers.peek(cookie) is None
