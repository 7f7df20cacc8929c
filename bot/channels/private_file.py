"""The page that gives a person, once, all that is kept of them: to read there, as a file, or as a file for a machine.

A look (GET) shows buttons and opens nothing, so that previews of links do no harm; pressing one (POST) uses the link up.
Nothing on the page before that, nor its title, says what it gives. Somebody who may be read along with can only read it
there: a file would stay on the phone. Whatever is wrong with a link, the page is the same.
"""

from __future__ import annotations

import base64
import hashlib
import json

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.channels.private_contact import filled_in
from bot.channels.private_link import ELSEWHERE, FOLDER, HEADERS, PRIVATE_HEADERS, LinkPage
from bot.languages import language as language_of
from bot.services.own_data import PAGE, OwnData, OwnDataService
from bot.services.own_data_lines import when
from bot.services.own_data_words import OwnDataWords
from bot.texts import Texts

READ = "read"
FORMS = (READ, "save", "json")
FILE = "wegwijs-{day}.{ending}"  # the name of the file on the phone


class OwnDataPage(LinkPage):
    """Draws the page and the file in the language of the person, or of the browser where there is nobody to tell of."""

    unreadable = "own_data_unreadable"

    def __init__(self, own_data: OwnDataService, texts: Texts) -> None:
        super().__init__()
        self._own_data = own_data
        self._texts = texts
        drawing = Environment(loader=FileSystemLoader(FOLDER), autoescape=True)
        self._choose, self._all = drawing.get_template("choose.html"), drawing.get_template("own_data.html")
        self._style = Markup((FOLDER / "own_data.css").read_text(encoding="utf-8"))
        digest = base64.b64encode(hashlib.sha256(str(self._style).encode()).digest()).decode()
        self._policy = HEADERS["Content-Security-Policy"].replace("style-src 'self'", f"style-src 'sha256-{digest}'")

    def routes(self) -> list[BaseRoute]:
        """All below one path. It stands below that of the private page, so put these routes first."""
        below = Starlette(
            routes=[Route("/{token}", self._look, methods=["GET"]), Route("/{token}", self._take, methods=["POST"])],
            middleware=[PRIVATE_HEADERS],
            exception_handlers={HTTPException: self._not_here},
        )
        return [Mount(PAGE.rstrip("/"), below)]

    async def _look(self, request: Request) -> Response:
        return await self._answer(request, self._closed)

    async def _take(self, request: Request) -> Response:
        form = (await filled_in(request) or {}).get("form")
        if form not in FORMS:
            return self._gone(request)
        return await self._answer(request, lambda again, token: self._given(again, token, str(form)))

    def _closed(self, request: Request, token: str) -> Response:
        """The page before anything is opened."""
        behind = self._own_data.behind(token)
        if behind is None:
            return self._gone(request)
        language, discreet = behind
        if discreet:
            opens = [(READ, self._texts.line("utter_private_open", language))]
            return self._page(language, "utter_private_shown", forms=opens)
        forms = [(form, self._texts.line(f"utter_data_file_{form}", language)) for form in FORMS]
        return self._page(language, "utter_data_file_ready", forms=forms)

    def _given(self, request: Request, token: str, form: str) -> Response:
        behind = self._own_data.behind(token)
        if behind is None or (behind[1] and form != READ):
            return self._gone(request)
        return self._own_data.take(token, lambda data: self._written(data, form)) or self._gone(request)

    def _written(self, data: OwnData, form: str) -> Response:
        """All of it, in the form that was chosen."""
        day = f"{data.at:%Y-%m-%d}"
        if form == "json":
            body, kind = json.dumps(data.plain(), ensure_ascii=False, indent=2), "application/json"
            return Response(body, headers=_as_file(FILE.format(day=day, ending="json")), media_type=kind)
        page = self._drawn(data, here=form == READ)
        if form == READ:
            return HTMLResponse(page, headers={"Content-Security-Policy": self._policy})
        return HTMLResponse(page, headers=_as_file(FILE.format(day=day, ending="html")))

    def _drawn(self, data: OwnData, here: bool) -> str:
        """The file; read `here` it has a way to leave quickly, and a title that says nothing."""
        language = data.language

        def text(name: str, **values: object) -> str:
            return self._texts.line(f"utter_{name}", language, **values)

        return self._all.render(
            language=language,
            direction=language_of(language).direction,
            title=text("private_title" if here else "file_title"),
            heading=text("file_title"),
            intro=text("file_intro"),
            made=text("file_made", moment=when(data.at)),
            sections=OwnDataWords(data, self._texts).sections(),
            style=self._style,
            leave=text("private_leave") if here else "",
            elsewhere=ELSEWHERE,
        )

    def _plain(self, language: str, name: str, status: int, headers: dict[str, str] | None) -> Response:
        return self._page(language, name, status, headers)

    def _page(
        self, language: str, name: str, status: int = 200, headers: dict[str, str] | None = None, forms: object = ()
    ) -> Response:
        page = self._choose.render(
            language=language,
            direction=language_of(language).direction,
            title=self._texts.line("utter_private_title", language),
            line=self._texts.line(name, language),
            forms=forms,
            leave=self._texts.line("utter_private_leave", language),
            elsewhere=ELSEWHERE,
        )
        return HTMLResponse(page, status, headers)


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
