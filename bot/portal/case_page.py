"""The page of one handover, which several views draw: what stands on it, and the way back to it."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.languages import REFERENCE
from bot.messages import now
from bot.portal.access import desk
from bot.portal.cards import card_of
from bot.portal.locale import Locale
from bot.portal.pages import Portal, clock, portal_of
from bot.portal.security import ROOT
from bot.portal.sentences import offered
from bot.portal.summary import URGENT, language_name, needs, own_words, state_of, summarise, title_of
from bot.services.cases import Case
from bot.services.dutch_time import AMSTERDAM
from bot.services.dutch_time import clock as hour_of
from bot.services.handovers import OUTCOMES
from bot.services.requests_at_once import DANGER
from bot.services.safe_contact import SafeContact
from bot.storage.audiences import AUDIENCES
from bot.storage.client_managers import PortalSession
from bot.storage.handover_messages import HandoverMessage
from bot.storage.handovers import OPEN_STATES, URGENCIES
from bot.texts import FIRST_STRONG_ISOLATE, POP_ISOLATE, Texts

# What the history shows; messages stand in the conversation.
TOLD = (
    *("sent", "cried", "unanswered", "meant_other", "escalated", "read", "looked", "taken", "again", "interpreter"),
    *("translated", "raised", "lowered", "linked", "unlinked", "returned", "passed", "closed"),
    *(f"to_{audience}" for audience in AUDIENCES),
)


async def look(request: Request) -> Case:
    """The handover that the address names, or the page that says that it is not there: also when it is not for the reader."""
    handover_id = str(request.path_params["handover_id"])
    case = None
    if re.fullmatch(r"[0-9a-f]{32}", handover_id):
        case = await anyio.to_thread.run_sync(desk(request, request.state.session).look, handover_id)
    if case is None:
        raise HTTPException(404)
    return case


def back(case: Case, notice: str = "", anchor: str = "") -> Response:
    """To the page of the handover, which then says what was done."""
    query = f"?notice={notice}" if notice else ""
    return RedirectResponse(f"{ROOT}/handovers/{case.handover.id}{query}{anchor and '#'}{anchor}", 303)


def may_write(case: Case, session: PortalSession) -> bool:
    """Whether the conversation is this client manager's now."""
    return case.handover.state == "taken" and case.handover.taken_by == session.manager.id


async def case_page(
    request: Request,
    session: PortalSession,
    case: Case,
    template: str = "handover.html",
    status: int = 200,
    **values: Any,
) -> Response:
    """Draw the page of a handover, or a part of it."""
    portal = portal_of(request)
    undelivered = await anyio.to_thread.run_sync(_undelivered, portal, case)
    contact = await anyio.to_thread.run_sync(portal.services.discretion.contact, case.person)
    link = await anyio.to_thread.run_sync(portal.services.linking.of, case.person)
    cases = await anyio.to_thread.run_sync(desk(request, session).open)
    attention = sum(needs(other, session.manager.id) for other in cases)
    shown = {
        "text": "",
        "problem": "",
        "note": "",
        "chosen": "",
        "not_dutch": False,
        "attention": attention,
        "contact": _contact(contact, portal.locale(request)),
        "waits": _waits(contact, portal.locale(request)),
        "link": link,
        "linked_to_me": link is not None and link.manager_id == session.manager.id,
        **_shown(portal, request, session, case, undelivered),
        **values,
    }
    return portal.page(request, template, status, **shown)


def _undelivered(portal: Portal, case: Case) -> int:
    with portal.services.database.read() as connection:
        return portal.services.outbox.undelivered(connection, case.person.conversation_id)


def _contact(contact: SafeContact, locale: Locale) -> list[str]:
    """How the person may be reached, one line for each of their answers."""
    lines = []
    if contact.hours:
        begin, end = (f"{hour:02}:00" for hour in contact.hours)
        lines.append(locale.text("contact.safe.when", begin=begin, end=end))
    if contact.how:
        lines.append(locale.text(f"contact.safe.how.{contact.how}"))
    if contact.word:
        lines.append(locale.text("contact.safe.word", word=f"{FIRST_STRONG_ISOLATE}{contact.word}{POP_ISOLATE}"))
    if contact.along:
        lines.append(locale.text(f"contact.safe.along.{contact.along}"))
    return lines


def _waits(contact: SafeContact, locale: Locale) -> str:
    """Until when what is written now waits; nothing when it does not."""
    present = now()
    moment = contact.next_moment(present)
    return clock(moment, locale) if moment > present else ""


def _shown(portal: Portal, request: Request, session: PortalSession, case: Case, undelivered: int) -> dict[str, Any]:
    locale, handover, speech = portal.locale(request), case.handover, portal.services.speech
    mine = handover.taken_by == session.manager.id
    theirs = speech.language(case.person)
    return {
        "here": f"{ROOT}/handovers/{handover.id}",
        "handover": handover,
        "urgent": handover.urgency == URGENT,
        "approved": not handover.reason.startswith(DANGER),
        "urgencies": URGENCIES,
        "state": state_of(handover),
        "mine": mine,
        "open": handover.state in OPEN_STATES,
        "may_write": may_write(case, session),
        "may_close": mine and handover.state in ("taken", "returned"),
        "may_take": desk(request, session).may_take(handover, session.manager.id),
        "summary": summarise(case, speech.texts, locale),
        "card": card_of(handover, locale, portal.numbers),
        "messages": _messages(case, locale, speech.texts),
        "interpreter": next((event for event in case.history if event.kind == "interpreter"), None),
        "history": [event for event in case.history if event.kind in TOLD],
        "ownership": case.ownership,
        "ready": offered(speech.texts, locale, handover.urgency == URGENT) if may_write(case, session) else [],
        # The language in which we speak to the person, when it is not Dutch.
        "theirs": language_name(theirs, locale) if theirs != REFERENCE else "",
        "undelivered": undelivered,
        "translates": portal.services.translator is not None,
        "discreet": case.person.discreet,
        "outcomes": OUTCOMES,
        "form_id": uuid4().hex,
    }


def _messages(case: Case, locale: Locale, texts: Texts) -> list[dict[str, Any]]:
    """The messages in order, those of the person with their number among the person's: a translation is asked by it."""
    theirs = [message for message in case.messages if message.author == "person"]
    return [
        {**_message(message, case, locale, texts), "number": theirs.index(message) if message in theirs else None}
        for message in case.messages
    ]


def _message(message: HandoverMessage, case: Case, locale: Locale, texts: Texts) -> dict[str, Any]:
    """A message as it was sent, when it was opened and, of a ready sentence, what it says in the language of the reader.

    Of a topic that the person read about it is the title.
    """
    reader = locale.code
    if message.author == "topic":
        title = own_words(title_of(message.text, texts, locale), reader)
        return {"said": message, "opened": "", "over": False, "own": title, "beside": None}
    code = message.language or (case.person.language if message.author == "person" else None)
    known = {reader, REFERENCE} & message.beside.keys() if message.language != reader else set()
    meant_in = reader if reader in known else next(iter(known), None)
    return {
        "said": message,
        "opened": _opened(message, locale),
        "over": message.over,
        "own": own_words(message.text, code),
        "beside": own_words(message.beside[meant_in], meant_in) if meant_in else None,
    }


def _opened(message: HandoverMessage, locale: Locale) -> str:
    """When the person opened a message that waited for them: the hour, with the day when it was another one."""
    if message.opened_at is None:
        return ""
    days = {moment.astimezone(AMSTERDAM).date() for moment in (message.created_at, message.opened_at)}
    return hour_of(message.opened_at) if len(days) == 1 else clock(message.opened_at, locale)
