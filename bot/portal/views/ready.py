"""Ready sentences: first both languages are shown, then the sentence is sent.

What the client manager had typed meanwhile travels along, so that it stands on the page again afterwards.
"""

from __future__ import annotations

from typing import Any

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.portal.access import checked_form, desk, members_only
from bot.portal.case_page import back, case_page, look, may_write
from bot.portal.pages import portal_of
from bot.portal.security import ROOT
from bot.portal.sentences import Field, fields_of, filled, template
from bot.portal.summary import URGENT, language_name, own_words
from bot.portal.views.handover import id_of_words
from bot.services.cases import Case
from bot.services.ready_sentences import ReadySentence, Spoken, ready_sentence, speak
from bot.storage.client_managers import PortalSession


@members_only
async def preview(request: Request, session: PortalSession) -> Response:
    """Show the sentence as the client manager reads it and as the person gets it; nothing is sent."""
    form = await checked_form(request, session)
    case = await look(request)
    if not may_write(case, session):
        return await _refused(request, session, case, form)
    sentence = _picked(request, form)
    return _page(request, case, sentence, fields_of(sentence, portal_of(request).locale(request), form), form)


@members_only
async def send(request: Request, session: PortalSession) -> Response:
    """Send the sentence that was shown, or go back without sending."""
    form = await checked_form(request, session)
    case = await look(request)
    typed = form.get("text", "")
    if form.get("do") == "back":
        return await case_page(request, session, case, text=typed) if typed.strip() else back(case, anchor="ready")
    sentence = _picked(request, form)
    fields = fields_of(sentence, portal_of(request).locale(request), form)
    if any(field.problem for field in fields):
        return _page(request, case, sentence, fields, form)
    spoken = _spoken(request, case, sentence, fields)
    handovers, words_id = desk(request, session), id_of_words(form, spoken.text)
    if not await anyio.to_thread.run_sync(
        handovers.write, case.handover.id, session.manager.id, spoken.text, words_id, spoken.language, spoken.beside
    ):
        return await _refused(request, session, await look(request), form)
    if typed.strip():
        return await case_page(request, session, await look(request), text=typed, notice="written")
    return back(case, "written", "conversation")


def _picked(request: Request, form: dict[str, str]) -> ReadySentence:
    sentence = ready_sentence(portal_of(request).services.speech.texts, form.get("key", ""))
    if sentence is None:
        raise HTTPException(400)
    return sentence


async def _refused(request: Request, session: PortalSession, case: Case, form: dict[str, str]) -> Response:
    """The conversation is not this client manager's (any more); what was typed is shown, so that it is not lost."""
    typed = form.get("text", "")
    if not typed.strip():
        return back(case, "not_yours")
    return await case_page(request, session, case, status=409, text=typed, problem="not_yours")


def _spoken(request: Request, case: Case, sentence: ReadySentence, fields: list[Field]) -> Spoken:
    portal = portal_of(request)
    speech = portal.services.speech
    values = {field.name: filled(field.name, field.value) or "" for field in fields}
    return speak(speech.texts, sentence, speech.language(case.person), list(portal.locales), values)


def _page(request: Request, case: Case, sentence: ReadySentence, fields: list[Field], form: dict[str, str]) -> Response:
    portal = portal_of(request)
    locale, speech = portal.locale(request), portal.services.speech
    problem = any(field.problem for field in fields)
    shown: dict[str, Any] = {"unfilled": template(speech.texts, sentence, locale)}
    if not problem:
        spoken = _spoken(request, case, sentence, fields)
        theirs = speech.language(case.person)
        shown |= {
            "spoken": own_words(spoken.text, spoken.language),
            "spoken_in": language_name(spoken.language, locale),
            "beside": own_words(spoken.beside[locale.code], locale.code) if locale.code in spoken.beside else None,
            "missing": language_name(theirs, locale) if spoken.language != theirs else "",
        }
    id_of_words(form, "")  # a form without its id is refused here, not after the client manager looked at the sentence
    return portal.page(
        request,
        "ready.html",
        422 if problem else 200,
        here=f"{ROOT}/handovers/{case.handover.id}",
        handover=case.handover,
        urgent=case.handover.urgency == URGENT,
        sentence=sentence,
        fields=fields,
        problem=problem,
        typed=form.get("text", ""),
        form_id=form["form_id"],
        **shown,
    )
