"""A small SMTP server for tests: real sockets, what RFC 5321 asks of one, TLS and a password where a test wants them.

async with SmtpServer() as server:
    ...                       # a client sends to server.url
    server.taken              # the e-mails, with the envelope
"""

from __future__ import annotations

import asyncio
import base64
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

USER, PASSWORD = "wegwijs@gemeente.example", "p@ss/wo:rd"


@dataclass(frozen=True)
class Taken:
    """An e-mail that the server took."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    encrypted: bool
    user: str


@dataclass
class SmtpServer:
    """`refuse` maps a verb (CONNECT, AUTH, RCPT, DATA …) to the answer that it gets instead of a good one."""

    host: str = "127.0.0.1"
    certificate: ssl.SSLContext | None = None  # STARTTLS is offered
    tls_at_once: bool = False
    wants_password: bool = False
    silent: bool = False  # accepts connections and never says a word
    refuse: dict[str, str] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    passwords_in_clear: int = 0

    async def __aenter__(self) -> SmtpServer:
        context = self.certificate if self.tls_at_once else None
        self._server = await asyncio.start_server(self._serve, self.host, 0, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        """The address, as the setting wants it."""
        login = "wegwijs%40gemeente.example:p%40ss%2Fwo%3Ard@" if self.wants_password else ""
        return f"{'smtps' if self.tls_at_once else 'smtp'}://{login}{self.host}:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            if self.silent:
                await reader.read()
            else:
                await _Talk(self, reader, writer).run()
        writer.close()


class _Talk:
    """One connection."""

    def __init__(self, server: SmtpServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server, self._reader, self._writer = server, reader, writer
        self._encrypted = server.tls_at_once
        self._user = self._sender = ""
        self._recipients: list[str] = []

    async def run(self) -> None:
        self._say(self._server.refuse.get("CONNECT", "220 test ESMTP"))
        while line := (await self._reader.readline()).decode().strip():
            verb, _, rest = line.partition(" ")
            verb = verb.upper()
            if verb in self._server.refuse:
                self._say(self._server.refuse[verb])
            elif verb == "QUIT":
                self._say("221 bye")
                return
            elif verb == "STARTTLS" and self._server.certificate:
                await self._start_tls()
            elif verb == "DATA" and self._recipients:
                await self._take()
            else:
                self._say(self._answer(verb, rest))

    def _answer(self, verb: str, rest: str) -> str:
        server = self._server
        if verb == "EHLO":
            offers = ["test", "8BITMIME", *(["AUTH PLAIN"] if server.wants_password else [])]
            offers += ["STARTTLS"] if server.certificate and not self._encrypted else []
            return "\r\n".join(f"250{'-' if offer != offers[-1] else ' '}{offer}" for offer in offers)
        if verb == "AUTH":
            server.passwords_in_clear += not self._encrypted
            _, user, password = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")
            self._user = user if (user, password) == (USER, PASSWORD) else ""
            return "235 welcome" if self._user else "535 wrong"
        if verb in ("MAIL", "RCPT") and server.wants_password and not self._user:
            return "530 log in first"
        if verb == "MAIL":
            self._sender, self._recipients = _address(rest), []
            return "250 ok"
        if verb == "RCPT" and self._sender:
            self._recipients.append(_address(rest))
            return "250 ok"
        return "250 ok" if verb in ("RSET", "NOOP") else "503 not now"

    async def _take(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := await self._reader.readline()) != b".\r\n":
            if not line:
                raise ConnectionError
            lines.append(line[1:] if line.startswith(b"..") else line)
        message = cast(EmailMessage, message_from_bytes(b"".join(lines).replace(b"\r\n", b"\n"), policy=policy.default))
        taken = Taken(self._sender, tuple(self._recipients), message, self._encrypted, self._user)
        self._server.taken.append(taken)
        self._say("250 taken")

    async def _start_tls(self) -> None:
        self._say("220 go on")
        await self._writer.drain()
        protocol: Any = self._writer.transport.get_protocol()
        loop = asyncio.get_running_loop()
        transport: Any = await loop.start_tls(
            self._writer.transport, protocol, cast(ssl.SSLContext, self._server.certificate), server_side=True
        )
        self._reader._transport = transport  # type: ignore[attr-defined]
        self._writer = asyncio.StreamWriter(transport, protocol, self._reader, loop)
        self._encrypted = True

    def _say(self, line: str) -> None:
        self._writer.write(f"{line}\r\n".encode())


def _address(rest: str) -> str:
    return rest[rest.index("<") + 1 : rest.index(">")]
