"""Asks a LibreTranslate server (https://docs.libretranslate.com): GET /languages, POST /translate."""

from __future__ import annotations

from typing import Any

import httpx
import structlog

from bot.languages import OTHER_CODES
from bot.translation.base import TranslationError

ANY_LANGUAGE = "auto"  # the server guesses it
SECONDS = 15.0  # for each of the two requests: a client manager waits for the page
REFUSALS = (400, 401, 403, 413, 429)  # as the server answers a wrong key, a text that is too long, too many requests
log = structlog.get_logger()


class LibreTranslate:
    """A `Translator` (bot/translation/base.py). Nothing of a text or a translation is kept or logged."""

    def __init__(self, url: str, key: str = "", seconds: float = SECONDS) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._seconds = seconds

    async def translate(self, text: str, source: str | None, target: str) -> str:
        """The text in the language `target`. Raises TranslationError."""
        # trust_env=False: no proxy of the environment gets the words; redirects are not followed for the same reason.
        async with httpx.AsyncClient(trust_env=False, timeout=self._seconds) as http:
            known = await self._known(http, source, target)
            question = {"q": text, "source": known, "target": target, "format": "text"}
            found = await self._ask(http, "POST", "/translate", question | ({"api_key": self._key} if self._key else {}))
        translated = found.get("translatedText") if isinstance(found, dict) else None
        if not isinstance(translated, str) or not translated.strip():
            raise _failed("broken")
        return translated

    async def _known(self, http: httpx.AsyncClient, source: str | None, target: str) -> str:
        """The server's own code of the language. Raises TranslationError when it cannot translate it to `target`."""
        languages = await self._ask(http, "GET", "/languages")
        if not isinstance(languages, list) or not all(isinstance(one, dict) and "code" in one for one in languages):
            raise _failed("broken")
        if source is None:
            return ANY_LANGUAGE
        codes = (source, *(other for other, ours in OTHER_CODES.items() if ours == source))
        everything = [one["code"] for one in languages]
        for one in languages:
            # Older servers do not list the targets: then each language can be put into each other one.
            if one["code"] in codes and target in (one.get("targets") or everything):
                return str(one["code"])
        raise _failed("unsupported")

    async def _ask(self, http: httpx.AsyncClient, method: str, path: str, content: dict[str, str] | None = None) -> Any:
        try:
            answer = await http.request(method, f"{self._url}{path}", json=content)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _failed("away", error=type(error).__name__) from None
        if answer.status_code in REFUSALS:
            raise _failed("refused", status=answer.status_code)
        if answer.status_code != 200:
            raise _failed("away", status=answer.status_code)
        try:
            return answer.json()
        except ValueError:
            raise _failed("broken") from None


def _failed(reason: Any, **facts: Any) -> TranslationError:
    log.warning("not_translated", reason=reason, **facts)
    return TranslationError(reason)
