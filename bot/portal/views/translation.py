"""A text of a person translated by a machine: one click for one text, noted, shown beside the original and kept nowhere."""

from __future__ import annotations

import re

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.portal.access import checked_form, desk, members_only
from bot.portal.case_page import look
from bot.portal.pages import portal_of
from bot.portal.security import ROOT
from bot.portal.summary import OwnWords, language_name, own_words, summarise
from bot.services.cases import Case
from bot.storage.client_managers import PortalSession
from bot.translation.base import TranslationError


@members_only
async def show(request: Request, session: PortalSession) -> Response:
    """Have one text translated. What goes wrong stands on the page in one line; the original stands there in any case."""
    form = await checked_form(request, session)
    case = await look(request)
    portal = portal_of(request)
    translator, locale = portal.services.translator, portal.locale(request)
    original = _picked(request, case, form.get("what", ""))
    if translator is None:
        raise HTTPException(404)
    # Noted before it is asked: whether there is an answer or not, the words have left.
    noted = desk(request, session).note_translation
    await anyio.to_thread.run_sync(noted, case.handover.id, session.manager.id)
    translated, problem = None, ""
    try:
        found = await translator.translate(original.text, original.language, locale.code)
        translated = own_words(found, locale.code)
    except TranslationError as error:
        problem = error.reason
    return portal.page(
        request,
        "translation.html",
        here=f"{ROOT}/handovers/{case.handover.id}",
        handover=case.handover,
        original=original,
        spoken_in=language_name(original.language, locale),
        translated=translated,
        problem=problem,
    )


def _picked(request: Request, case: Case, what: str) -> OwnWords:
    """The text that a button names: words or goals of the summary, or a message of the person, by its place."""
    found = re.fullmatch(r"(words|goals|messages)-([0-9]{1,4})", what)
    if found is None:
        raise HTTPException(400)
    portal = portal_of(request)
    summary = summarise(case, portal.services.speech.texts, portal.locale(request))
    texts = {"words": summary.words, "goals": summary.goals}.get(found[1])
    if texts is None:
        texts = [own_words(one.text, one.language or case.person.language) for one in case.messages if one.author == "person"]
    if int(found[2]) >= len(texts):
        raise HTTPException(404)
    return texts[int(found[2])]
