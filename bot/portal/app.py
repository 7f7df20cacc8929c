"""The portal of client managers, as one mount of the gateway."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.app import Services
from bot.portal.locale import load_locales
from bot.portal.pages import Portal, make_templates
from bot.portal.security import ROOT, headers_of
from bot.portal.views import (
    account,
    closed,
    errors,
    handover,
    handovers,
    live,
    login,
    people,
    ready,
    translation,
    urgency,
    what_you_see,
)
from bot.response_headers import ResponseHeaders
from bot.texts import read_numbers

STATIC = Path(__file__).parent / "static"


def portal(services: Services) -> Mount:
    """All pages of the portal, under /portal."""
    app = Starlette(
        routes=[
            Route("/", handovers.show, name="handovers"),
            Route("/list", handovers.part),
            Route("/closed", closed.show),
            Route("/people", people.show, methods=["GET"]),
            Route("/people/code", people.make_code, methods=["POST"]),
            Route("/people/unlink", people.unlink, methods=["POST"]),
            Route("/people/stand-in", people.stand_in, methods=["POST"]),
            Route("/people/stand-in/end", people.end_stand_in, methods=["POST"]),
            Route("/what-you-see", what_you_see.show),
            Route("/live", live.stream),
            Route("/login", login.show, methods=["GET"]),
            Route("/login", login.enter, methods=["POST"]),
            Route("/logout", account.leave, methods=["POST"]),
            Route("/locale", account.change_locale, methods=["POST"]),
            Route("/handovers/{handover_id}", handover.show, methods=["GET"]),
            Route("/handovers/{handover_id}/part", handover.part, methods=["GET"]),
            Route("/handovers/{handover_id}/take", handover.take, methods=["POST"]),
            Route("/handovers/{handover_id}/write", handover.write, methods=["POST"]),
            Route("/handovers/{handover_id}/ready", ready.preview, methods=["POST"]),
            Route("/handovers/{handover_id}/ready/send", ready.send, methods=["POST"]),
            Route("/handovers/{handover_id}/interpreter", handover.ask_interpreter, methods=["POST"]),
            Route("/handovers/{handover_id}/translate", translation.show, methods=["POST"]),
            Route("/handovers/{handover_id}/urgency", urgency.change, methods=["POST"]),
            Route("/handovers/{handover_id}/link", people.link, methods=["POST"]),
            Route("/handovers/{handover_id}/return", handover.give_back, methods=["POST"]),
            Route("/handovers/{handover_id}/close", handover.close, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        exception_handlers=errors.HANDLERS,
    )
    app.state.portal = Portal(services, load_locales(), read_numbers(), make_templates())
    return Mount(ROOT, ResponseHeaders(app, headers_of), name="portal")
