"""What somebody may not see is not there for them: on no page, in no number, at no address, in no sign that something changed.

Every address of the portal is tried, also those that are added later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import anyio
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from bot.portal.access import desk
from bot.portal.views.live import changes
from bot.storage.handovers import Handover
from tests.bot.portal.world import World, field
from tests.people import linked

CODE = Path(__file__).parents[4] / "bot" / "portal"


def routes(world: World) -> Iterator[tuple[str, str]]:
    """(method, path) of everything that the portal answers."""
    (mount,) = (route for route in world.app.routes if isinstance(route, Mount))
    for route in mount.app._app.routes:  # type: ignore[attr-defined]
        if isinstance(route, Route):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, f"/portal{route.path}"


def hidden(world: World) -> tuple[TestClient, Handover]:
    """Anna, and a complaint of her own person about her."""
    anna_id = world.manager("Anna")
    world.manager("Bea")
    person = world.person()
    linked(world.services, person, anna_id)
    return world.log_in("Anna"), world.handover(person, reason="complain_manager", words=["zij luistert nooit"])


def test_no_address_of_the_portal_shows_a_complaint_to_whom_it_is_about(world: World) -> None:
    anna, complaint = hidden(world)
    csrf, tried = field(anna.get("/portal/people"), "csrf"), 0
    for method, path in routes(world):
        if path in ("/portal/live", "/portal/logout", "/portal/login"):
            continue
        address = path.replace("{handover_id}", complaint.id)
        form = {"csrf": csrf, "text": "hallo", "form_id": "0" * 32, "outcome": "answered", "key": "read"}
        answer = anna.request(method, address, data=form if method == "POST" else None)
        assert complaint.id not in answer.text.replace(address, ""), address
        assert "luistert" not in answer.text, address
        if "{handover_id}" in path:
            assert answer.status_code == 404, address
            tried += 1
    assert tried >= 9
    case = world.services.handovers.look(complaint.id)
    assert case is not None and [event.kind for event in case.history] == ["sent"]


def test_it_looks_as_if_there_were_none(world: World) -> None:
    anna, _complaint = hidden(world)
    assert 'data-attention="0"' in anna.get("/portal/list").text
    assert "Niemand wacht op antwoord" in anna.get("/portal/").text


def test_a_colleague_sees_it_and_once_closed_it_stays_hidden(world: World) -> None:
    anna, complaint = hidden(world)
    bea = world.log_in("Bea")
    assert complaint.id in bea.get("/portal/").text
    bea_id = next(each.id for each in world.services.managers.colleagues() if each.name == "Bea")
    assert world.services.handovers.take(complaint.id, bea_id)
    assert complaint.id not in anna.get("/portal/").text
    assert world.services.handovers.close(complaint.id, bea_id, "answered")
    assert complaint.id in bea.get("/portal/closed").text and complaint.id not in anna.get("/portal/closed").text
    assert anna.get(f"/portal/handovers/{complaint.id}").status_code == 404
    assert "gelezen na" not in anna.get("/portal/").text  # nor in the figures


async def test_no_open_page_renews_itself_because_of_it(world: World) -> None:
    anna, complaint = hidden(world)
    events = changes(world.app.routes[0].app._app.state.portal, anna.cookies["wegwijs_portal"], 0.01)  # type: ignore[attr-defined]
    first = await events.__anext__()
    with world.services.database.write() as connection:
        world.services.requests._handovers.history.note(connection, complaint.id, "escalated")
    with anyio.move_on_after(0.5) as waited:
        await events.__anext__()
    assert first["data"] == "0" and waited.cancelled_caught
    await events.aclose()  # type: ignore[attr-defined]


def test_what_is_for_the_confidants_is_hidden_from_the_rest(world: World) -> None:
    world.services.managers.create("cato@gemeente.nl", "Cato", "een lang wachtwoord", ["confidant"])
    handover = world.urgent()
    anna, cato = world.log_in("Anna"), world.log_in("Cato")
    assert handover.id not in anna.get("/portal/").text
    assert anna.get(f"/portal/handovers/{handover.id}").status_code == 404
    assert cato.get(f"/portal/handovers/{handover.id}").status_code == 200


def test_pages_look_at_handovers_through_one_door() -> None:
    """A page that asked the service itself could forget who is looking."""
    door = f"{desk.__module__.replace('.', '/')}.py"
    for file in CODE.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        for found in re.finditer(r"(?<!bot\.)services\.handovers\b(\.\w+)?|alerts\.unsent(.*)|escalation\.medians(.*)", text):
            if found[0].startswith("services.handovers"):
                assert str(file).endswith(door) or found[1] == ".seen_by", f"{file.name}: {found[0]}"
            else:
                assert "session.manager.id" in found[0], f"{file.name}: {found[0]}"
