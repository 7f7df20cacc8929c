"""E-mail: one alert to one address through the mail server of the organisation. The only room that knows SMTP."""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from urllib.parse import unquote, urlsplit

import anyio

from bot.storage.alerts import QueuedAlert

TIMEOUT = 10.0  # seconds that the server may let us wait for one answer
SUBMISSION, SUBMISSION_TLS = 587, 465
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NotPrivate(Exception):
    """The mail server offers no encryption: a password is not sent to it."""


class MailWay:
    """Alerts by e-mail."""

    name = "email"

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "smtps"
        self._host = parts.hostname or ""
        self._port = parts.port or (SUBMISSION_TLS if self._tls else SUBMISSION)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = sender

    async def send(self, alert: QueuedAlert, subject: str, body: str) -> None:
        """Hand an e-mail to the server. Raises when the server did not take it."""
        await anyio.to_thread.run_sync(self._send, alert, subject, body)

    def _send(self, alert: QueuedAlert, subject: str, body: str) -> None:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, self._sender, alert.recipient
        message["Date"] = formatdate(usegmt=True)
        # The same each time: a mail program shows an alert once, though a crash made us send it twice.
        message["Message-ID"] = f"<{alert.id}@{parseaddr(self._sender)[1].rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answer comes back
        message.set_content(body)
        server = self._connect()
        try:
            server.send_message(message, parseaddr(self._sender)[1], [alert.recipient])
        finally:
            with suppress(OSError, smtplib.SMTPException):  # it was taken, or refused, already
                server.quit()
            server.close()

    def _connect(self) -> smtplib.SMTP:
        """A connection that is encrypted where the server can, and logged in where there is a password."""
        me = socket.gethostname()  # asking for the full name may take long without DNS
        if self._tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, me, timeout=TIMEOUT, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self._host, self._port, me, timeout=TIMEOUT)
        try:
            server.ehlo_or_helo_if_needed()
            private = self._tls or self._host in LOOPBACK
            if not private and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                private = True
            if self._user:
                if not private:
                    raise NotPrivate
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server
