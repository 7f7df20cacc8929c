"""The private page: opens, once, what waits behind the neutral line of a person who may be read along with.

A look (GET) shows one button and opens nothing, so that previews of links do no harm; pressing it (POST) uses the
link up. Below what waited stand some questions about contact; sending the answers uses up a link of its own.
Whatever is wrong with a link, the page is the same: it tells nothing. What waits is left to `discretion`.
"""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.private_contact import IN_CHAT, filled_in, questions
from bot.channels.private_link import ELSEWHERE, FOLDER, PRIVATE_HEADERS, LinkPage
from bot.languages import REFERENCE
from bot.languages import language as language_of
from bot.services.discretion import PAGE, Discretion
from bot.services.safe_contact import safe_contact
from bot.texts import Texts


class PrivatePage(LinkPage):
    """Draws the page in the language of the person, or of the browser where there is nobody to tell of."""

    def __init__(self, discretion: Discretion, texts: Texts) -> None:
        super().__init__()
        self._discretion = discretion
        self._texts = texts
        self._template = Environment(loader=FileSystemLoader(FOLDER), autoescape=True).get_template("page.html")

    def routes(self) -> list[BaseRoute]:
        """All below one path, the files of the page among them."""
        below = Starlette(
            routes=[
                Mount("/static", StaticFiles(directory=FOLDER / "static")),
                Route("/{token}", self._look, methods=["GET"]),
                Route("/{token}", self._open, methods=["POST"]),
            ],
            middleware=[PRIVATE_HEADERS],
            exception_handlers={HTTPException: self._not_here},
        )
        return [Mount(PAGE.rstrip("/"), below)]

    async def _look(self, request: Request) -> Response:
        return await self._answer(request, self._closed)

    async def _open(self, request: Request) -> Response:
        form = await filled_in(request)
        if form is None:
            return self._gone(request)
        if form.get("contact"):
            return await self._answer(request, lambda again, token: self._kept(again, token, form))
        return await self._answer(request, self._opened)

    def _closed(self, request: Request, token: str) -> Response:
        """The page before anything is opened."""
        behind = self._discretion.behind(token)
        if behind is None:
            return self._gone(request)
        language, waits = behind
        line = self._texts.line("utter_private_ready" if waits else "utter_contact_ready", language)
        return self._page(language, line=line, button=self._texts.line("utter_private_open", language))

    def _opened(self, request: Request, token: str) -> Response:
        """The page with what waited, and the questions about contact as they were answered until now."""
        opened = self._discretion.open(token)
        if opened is None:
            return self._gone(request)
        language = opened.language
        line = self._texts.line("utter_private_shown", language) if opened.messages else ""
        messages = [
            {
                "text": message.text,
                "language": message.language,
                "direction": language_of(message.language).direction if message.language else "auto",
                "dutch": self._texts.line("utter_in_dutch", language) if message.language == REFERENCE != language else "",
            }
            for message in opened.messages
        ]
        return self._page(language, line=line, messages=messages, contact=questions(self._texts, opened))

    def _kept(self, request: Request, token: str, form: dict[str, str]) -> Response:
        """The page after the questions: what became of the answers."""
        contact = safe_contact(form)
        language = self._discretion.answer(token, contact, line=form.get("line") != IN_CHAT)
        if language is None:
            return self._gone(request)
        line = self._texts.line("utter_contact_kept" if contact.given else "utter_contact_none", language)
        return self._page(language, line=line)

    def _plain(self, language: str, name: str, status: int, headers: dict[str, str] | None) -> Response:
        return self._page(language, status, headers, line=self._texts.line(name, language))

    def _page(self, language: str, status: int = 200, headers: dict[str, str] | None = None, **shown: object) -> Response:
        page = self._template.render(
            **{"button": "", "messages": [], "contact": None, **shown},
            language=language,
            direction=language_of(language).direction,
            title=self._texts.line("utter_private_title", language),
            leave=self._texts.line("utter_private_leave", language),
            elsewhere=ELSEWHERE,
        )
        return HTMLResponse(page, status, headers)
