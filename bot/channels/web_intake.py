"""What a browser may say to the web chat: reads a request into an Inbound, or refuses it with a code.

Length, language and meaning of a text are not judged here: the conversation answers those.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import re
from typing import Any, cast

from starlette.requests import ClientDisconnect, Request

from bot.messages import Inbound, Kind

LARGEST_BODY = 1_000_000  # bytes
LONGEST_BUTTON = 200  # characters; ids that we hand out are far shorter
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 random bytes in base64url, made by the browser
MESSAGE_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
SEQ = re.compile(r"[0-9]{1,18}")
KINDS = ("text", "button", "start")


class Refused(Exception):
    """A request that cannot be taken. The page turns `code` into words; nobody else sees it."""

    def __init__(self, status: int, code: str, retry_after: float = 0) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_after = retry_after


def token_of(request: Request) -> str:
    """The secret that says who writes. Raises Refused when there is none or it cannot be one of ours."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not TOKEN.fullmatch(token):
        raise Refused(401, "no_token")
    return token


def name_of(token: str) -> str:
    """A short name for a token that may stand in the database and in memory; the token cannot be found from it."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]


def address_of(request: Request) -> str:
    """The network address of the browser; for IPv6 its network, since one home has billions of addresses."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def seq_of(request: Request) -> int:
    """After which message the browser wants to go on; 0 (all of them) when it does not say so clearly."""
    given = request.headers.get("last-event-id") or request.query_params.get("after") or ""
    return int(given) if SEQ.fullmatch(given) else 0


async def inbound_of(request: Request, token: str) -> Inbound:
    """The message in a request. Raises Refused when it is none."""
    # A form on another site can send anything but this type without asking us first.
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "not_json")
    content = _parsed(await _body(request))
    message_id, kind = content.get("id"), content.get("kind")
    if not isinstance(message_id, str) or not MESSAGE_ID.fullmatch(message_id):
        raise Refused(400, "bad_id")
    if kind not in KINDS:
        raise Refused(400, "bad_kind")
    return Inbound(
        channel="web",
        sender=token,
        provider_id=f"{name_of(token)}:{message_id.lower()}",
        kind=cast(Kind, kind),
        text=_text(content) if kind == "text" else "",
        button=_button(content) if kind == "button" else "",
    )


async def _body(request: Request) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > LARGEST_BODY:
        raise Refused(413, "too_large")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise Refused(413, "too_large")
    except ClientDisconnect:
        raise Refused(400, "cut_off") from None
    return bytes(body)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise Refused(400, "not_utf8") from None
    except (ValueError, RecursionError):
        raise Refused(400, "not_json") from None
    if not isinstance(content, dict):
        raise Refused(400, "not_json")
    return content


def _text(content: dict[str, Any]) -> str:
    text = content.get("text")
    if not isinstance(text, str):
        raise Refused(400, "no_text")
    # Half of a character (a lone surrogate) cannot be written as UTF-8 anywhere after this: it becomes U+FFFD.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _button(content: dict[str, Any]) -> str:
    button = content.get("button")
    if not isinstance(button, str) or not 0 < len(button) <= LONGEST_BUTTON:
        raise Refused(400, "no_button")
    return button.encode("utf-8", "replace").decode()
