"""Draws the pages: templates, the words of the reader's language, moments as clocks in the Netherlands show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime, format_timedelta
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from bot.app import Services
from bot.messages import now
from bot.portal.locale import DEFAULT, Locale
from bot.portal.security import ROOT
from bot.services.dutch_time import AMSTERDAM
from bot.storage.client_managers import PortalSession

TEMPLATES = Path(__file__).parent / "templates"
# The same after linking somebody or naming a stand-in.
ABOUT_PEOPLE = ("linked", "unlinked", "not_linked_discreet", "not_linked_refused", "alone", "stand_in", "stand_in_ended")
# What a page may say after an action: a link can name one of these and nothing else.
NOTICES = (
    *("written", "taken", "interpreter", "urgency", "returned", "closed", "first", "held", "not_yours", "logged_out"),
    "expired",
    *ABOUT_PEOPLE,
)


@dataclass(frozen=True)
class Portal:
    """What the views of the portal share."""

    services: Services
    locales: dict[str, Locale]
    numbers: dict[str, str]
    templates: Environment

    def locale(self, request: Request) -> Locale:
        """The language of the reader: of the account, before a login of the address."""
        session = session_of(request)
        code = session.manager.locale if session else request.query_params.get("locale", DEFAULT)
        return self.locales.get(code, self.locales[DEFAULT])

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        """Draw a page. All that is put into it is escaped."""
        locale, session = self.locale(request), session_of(request)
        notice = request.query_params.get("notice", "")
        shown = {
            "_": locale.text,
            "count": locale.count,
            "has": locale.has,
            "locale": locale.code,
            "locales": list(self.locales),
            "moment": lambda at: clock(at, locale),
            "day": lambda at: format_date(at, "EEE d MMM y", locale=locale.code),
            "ago": lambda at: ago(at, locale),
            "root": ROOT,
            "here": request.url.path,
            "session": session,
            "notice": notice if notice in NOTICES else "",
            **values,
        }
        html = self.templates.get_template(template).render(shown)
        # Half a character, as a phone can send it, cannot be encoded: it is shown as a question mark.
        return Response(html.encode("utf-8", "replace"), status, media_type="text/html")


def make_templates() -> Environment:
    """The templates, with everything escaped that is put into them."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def portal_of(request: Request) -> Portal:
    portal: Portal = request.app.state.portal
    return portal


def session_of(request: Request) -> PortalSession | None:
    """The login that the access check found for this request."""
    session: PortalSession | None = getattr(request.state, "session", None)
    return session


def clock(at: datetime, locale: Locale) -> str:
    """Day and hour in the Netherlands, for example "di 21 nov 14:03"; with the year when it is another one."""
    local = at.astimezone(AMSTERDAM)
    pattern = "EEE d MMM HH:mm" if local.year == now().astimezone(AMSTERDAM).year else "d MMM y HH:mm"
    return format_datetime(local, pattern, locale=locale.code)


def ago(at: datetime, locale: Locale) -> str:
    """How long ago, for example "3 uur"."""
    return lasted(now() - at, locale)


def lasted(time: timedelta, locale: Locale) -> str:
    """How long something took, for example "3 uur"."""
    return format_timedelta(max(time, timedelta()), granularity="minute", locale=locale.code)
