"""The list of open handovers: what may be danger first, then the longest waiting."""

from __future__ import annotations

from typing import Any

import anyio
from starlette.requests import Request
from starlette.responses import Response

from bot.portal.access import desk, members_only, watchers_only
from bot.portal.pages import lasted, portal_of
from bot.portal.summary import URGENT, answer_is_due, channel_name, language_name, needs, state_of, topic_of
from bot.services.office import is_open
from bot.storage.client_managers import PortalSession


@members_only
async def show(request: Request, session: PortalSession) -> Response:
    return portal_of(request).page(request, "handovers.html", **await _open(request, session))


@watchers_only
async def part(request: Request, session: PortalSession) -> Response:
    """The list alone: the page asks for it when something changed."""
    return portal_of(request).page(request, "_list.html", **await _open(request, session))


async def _open(request: Request, session: PortalSession) -> dict[str, Any]:
    portal = portal_of(request)
    locale, texts = portal.locale(request), portal.services.speech.texts
    cases = await anyio.to_thread.run_sync(desk(request, session).open)
    unsent = await anyio.to_thread.run_sync(portal.services.alerts.unsent, session.manager.id)
    first_look, first_answer = await anyio.to_thread.run_sync(portal.services.escalation.medians, session.manager.id)
    settings = portal.services.settings
    rows: list[dict[str, Any]] = [
        {
            "case": case,
            "topic": topic_of(case.handover, texts, locale),
            "state": state_of(case.handover),
            "mine": case.handover.taken_by == session.manager.id,
            "language": language_name((case.handover.content or {}).get("language") or case.person.language, locale),
            "channel": channel_name(case.person.channel, locale),
            "due": answer_is_due(case),
            "overdue": portal.services.escalation.is_overdue(case.handover),
        }
        for case in cases
    ]
    groups = {
        "urgent": [row for row in rows if row["case"].handover.urgency == URGENT],
        "others": [row for row in rows if row["case"].handover.urgency != URGENT],
    }
    return {
        "groups": groups,
        "attention": sum(needs(case, session.manager.id) for case in cases),
        "unsent": unsent,
        "first_look": lasted(first_look, locale) if first_look is not None else "",
        "first_answer": lasted(first_answer, locale) if first_answer is not None else "",
        "on_duty": "" if is_open(settings) else settings.on_duty,
    }
