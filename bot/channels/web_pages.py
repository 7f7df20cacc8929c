"""What a browser gets to see of the web chat: the page, its texts, its files and the headers that keep it safe."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from starlette.middleware import Middleware

from bot.languages import OTHER_CODES, REFERENCE, language, live_languages
from bot.response_headers import ResponseHeaders
from bot.texts import LEFT_TO_RIGHT_ISOLATE, POP_ISOLATE, Texts

FOLDER = Path(__file__).resolve().parent / "web_page"
FRAME_ANCESTORS = "'self'"  # sites that may show the chat inside a page of theirs, e.g. "'self' https://www.ermelo.nl"
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {FRAME_ANCESTORS}"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
RESPONSES = "utter_web_"  # the page's own texts: data/responses/<language>/web_chat.yml
NUMBER = re.compile(f"{LEFT_TO_RIGHT_ISOLATE}([^{POP_ISOLATE}]+){POP_ISOLATE}")


class ChatPage:
    """The page in a language, before any script of it has run."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._template = Environment(loader=FileSystemLoader(FOLDER), autoescape=True).get_template("index.html")

    def html(self, accept_language: str) -> str:
        """The page in the first live language that the browser asks for."""
        content = self.content(preferred_language(accept_language))
        return self._template.render(**content, emergency=_with_numbers(content["texts"]["emergency"]))

    def content(self, code: str) -> dict[str, Any]:
        """The page's texts in a language, or in Dutch where that language has none."""
        code = code if self._texts.has(f"{RESPONSES}send", code) else REFERENCE
        names = [name for name in self._texts.responses.get(REFERENCE, {}) if name.startswith(RESPONSES)]
        return {
            "language": code,
            "direction": language(code).direction,
            "texts": {name.removeprefix(RESPONSES): self._texts.line(name, code) for name in names},
            "numbers": sorted(self._texts.shown_numbers()),
        }


def preferred_language(accept_language: str) -> str:
    """The live language that a browser likes best (RFC 9110, section 12.5.4), else Dutch."""
    wishes = []
    for position, part in enumerate(accept_language[:1000].split(",")):
        tag, _, weight = part.partition(";")
        match = re.fullmatch(r"\s*q=([01](?:\.[0-9]{0,3})?)\s*", weight)
        quality = float(match[1]) if match else 1.0
        code = tag.strip().lower().partition("-")[0]
        wishes.append((-quality, position, OTHER_CODES.get(code, code)))
    offered = live_languages()
    return next((tag for quality, _, tag in sorted(wishes) if tag in offered and quality < 0), REFERENCE)


def _with_numbers(text: str) -> list[tuple[str, bool]]:
    """A text in parts; True marks a telephone number, which the page makes into a link."""
    return [(part, position % 2 == 1) for position, part in enumerate(NUMBER.split(text)) if part]


def _headers_of(path: str) -> dict[str, str]:
    """The security headers, and how long a browser may keep what is at this path."""
    return {**SECURITY_HEADERS, "Cache-Control": _keep(path)}


def _keep(path: str) -> str:
    if "/chat/static/vendor/" in path:
        return "public, max-age=604800"
    if "/chat/static/" in path or "/chat/texts/" in path:
        return "no-cache"
    return "no-store"


WEB_HEADERS = Middleware(ResponseHeaders, headers_of=_headers_of)
