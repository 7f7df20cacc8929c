"""What keeps the portal closed: headers on every answer, the cookie, and the checks on every form."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.settings import Settings

ROOT = "/portal"
SESSION_COOKIE = "wegwijs_portal"
LOGIN_COOKIE = "wegwijs_portal_login"
# Where a form may send the reader afterwards: pages of ours, and no address that somebody else made up.
OWN_PAGE = re.compile(rf"{ROOT}/(closed|people|what-you-see|handovers/[0-9a-f]{{32}})?")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not `no-referrer`: with that, browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def headers_of(path: str) -> dict[str, str]:
    """The headers of an answer at a path. Files of ours are asked for again each time (304), pages are never kept."""
    return {**HEADERS, "Cache-Control": "no-cache" if path.startswith(f"{ROOT}/static/") else "no-store"}


def set_cookie(response: Response, settings: Settings, name: str, value: str) -> None:
    """Set a cookie that only the portal gets, and that ends with the browser."""
    response.set_cookie(
        name, value, path=ROOT, httponly=True, samesite="strict", secure=settings.address.startswith("https://")
    )


def same_origin(request: Request, settings: Settings) -> bool:
    """Whether the form came from our own page, as far as the browser says.

    The scheme is not compared: behind a proxy that ends TLS we see http where the browser says https.
    """
    origin = request.headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc in {urlsplit(settings.address).netloc, request.headers.get("host")}


def same_token(form: Mapping[str, str], name: str, expected: str | None) -> bool:
    """Whether a form brought the token that was given to it; takes as long for a wrong one as for the right one."""
    given = form.get(name, "").encode(errors="replace")
    return bool(expected) and secrets.compare_digest(given, (expected or "").encode(errors="replace"))


def new_token() -> str:
    return secrets.token_urlsafe(32)
