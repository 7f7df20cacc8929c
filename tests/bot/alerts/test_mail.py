"""E-mail through a real server: encrypted where it can be, and a password never in the clear over a network."""

from __future__ import annotations

import smtplib
import ssl
import time

import pytest

from bot.alerts import mail
from bot.alerts.mail import MailWay, NotPrivate
from bot.storage.alerts import QueuedAlert
from tests.bot.alerts.conftest import ELSEWHERE
from tests.smtp_server import USER, SmtpServer

pytestmark = pytest.mark.integration

SENDER = "Wegwijs <wegwijs@gemeente.example>"


async def send(server: SmtpServer, alert: QueuedAlert) -> None:
    await MailWay(server.url, SENDER).send(alert, "Een aanvraag", "Regel één.\n\nhttps://wegwijs.example/portal")


async def test_an_email_arrives_whole(server: SmtpServer, alert: QueuedAlert) -> None:
    await send(server, alert)
    (taken,) = server.taken
    assert (taken.sender, taken.recipients) == ("wegwijs@gemeente.example", ("team@gemeente.example",))
    message = taken.message
    assert (message["Subject"], message["From"], message["To"]) == ("Een aanvraag", SENDER, "team@gemeente.example")
    assert message.get_content() == "Regel één.\n\nhttps://wegwijs.example/portal\n"
    assert message["Date"] and message["Auto-Submitted"] == "auto-generated"


async def test_the_same_alert_has_the_same_id_each_time(server: SmtpServer, alert: QueuedAlert) -> None:
    await send(server, alert)
    await send(server, alert)
    assert [taken.message["Message-ID"] for taken in server.taken] == ["<a1@gemeente.example>"] * 2


@pytest.mark.parametrize("tls_at_once", [True, False])
async def test_a_password_goes_over_an_encrypted_connection(
    certificate: ssl.SSLContext, alert: QueuedAlert, tls_at_once: bool
) -> None:
    async with SmtpServer(ELSEWHERE, certificate, tls_at_once, wants_password=True) as server:
        await send(server, alert)
        (taken,) = server.taken
        assert (taken.encrypted, taken.user, server.passwords_in_clear) == (True, USER, 0)


async def test_without_a_password_it_is_encrypted_where_the_server_can(certificate: ssl.SSLContext, alert: QueuedAlert) -> None:
    async with SmtpServer(ELSEWHERE, certificate) as can, SmtpServer(ELSEWHERE) as cannot:
        for server in (can, cannot):
            await send(server, alert)
        assert (can.taken[0].encrypted, cannot.taken[0].encrypted) == (True, False)


async def test_a_password_is_not_sent_to_a_server_elsewhere_without_encryption(alert: QueuedAlert) -> None:
    async with SmtpServer(ELSEWHERE, wants_password=True) as server:
        with pytest.raises(NotPrivate):
            await send(server, alert)
        assert (server.taken, server.passwords_in_clear) == ([], 0)


async def test_on_this_machine_it_may_be_sent(alert: QueuedAlert) -> None:
    async with SmtpServer(wants_password=True) as server:
        await send(server, alert)
        assert server.taken[0].user == USER


@pytest.mark.parametrize("tls_at_once", [True, False])
async def test_a_server_that_nobody_vouches_for_gets_nothing(
    certificate: ssl.SSLContext, alert: QueuedAlert, monkeypatch: pytest.MonkeyPatch, tls_at_once: bool
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    async with SmtpServer(ELSEWHERE, certificate, tls_at_once, wants_password=True) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            await send(server, alert)
        assert server.taken == []


@pytest.mark.parametrize(
    ("verb", "answer", "error"),
    [
        ("CONNECT", "554 no service", smtplib.SMTPConnectError),
        ("MAIL", "451 later", smtplib.SMTPSenderRefused),
        ("RCPT", "550 no such user", smtplib.SMTPRecipientsRefused),
        ("DATA", "554 no", smtplib.SMTPDataError),
    ],
)
async def test_what_the_server_refuses_is_an_error(
    server: SmtpServer, alert: QueuedAlert, verb: str, answer: str, error: type[Exception]
) -> None:
    server.refuse = {verb: answer}
    with pytest.raises(error):
        await send(server, alert)
    assert server.taken == []


async def test_a_goodbye_that_fails_is_no_failure(server: SmtpServer, alert: QueuedAlert) -> None:
    server.refuse = {"QUIT": "421 gone"}
    await send(server, alert)
    assert len(server.taken) == 1


async def test_a_server_that_says_nothing_is_waited_for_a_while(
    server: SmtpServer, alert: QueuedAlert, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mail.TIMEOUT == 10
    monkeypatch.setattr(mail, "TIMEOUT", 0.3)
    server.silent = True
    began = time.monotonic()
    with pytest.raises(OSError):
        await send(server, alert)
    assert time.monotonic() - began < 9


async def test_no_server_at_all_is_an_error(alert: QueuedAlert) -> None:
    async with SmtpServer() as server:
        pass
    with pytest.raises(OSError):
        await send(server, alert)
