"""Whether the settings of mail, alerts and duty are well formed. Reads no environment; never repeats a secret."""

from __future__ import annotations

import re
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from bot.local_layer import read_municipality

ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")
LONGEST_ROSTER = 200


def roster(value: str) -> str:
    """One line that staff read."""
    if not value.strip() or len(value) > LONGEST_ROSTER or not value.isprintable():
        raise ValueError(f"must be none or one line of at most {LONGEST_ROSTER} characters")
    return value.strip()


def addresses(value: str) -> str:
    """E-mail addresses separated by commas."""
    if value and not all(ADDRESS.fullmatch(part.strip()) for part in value.split(",")):
        raise ValueError("must be e-mail addresses separated by commas")
    return value


def mail_server(value: str, values: dict[str, Any]) -> str:
    """The address of a mail server. Without one the addresses for alerts would get nothing, and nobody would know."""
    if not value and values.get("alert_emails"):
        raise ValueError("must be set when ALERT_EMAILS is: smtp://user:password@host:port or smtps://…")
    if value and not _is_mail_server(value):
        raise ValueError("must look like smtp://user:password@host:port or smtps://…, odd characters as %40 and so on")
    return value


def sender(value: str, values: dict[str, Any]) -> str:
    """The address from which e-mails come, with a name before it or without."""
    if not value and values.get("alert_emails"):
        raise ValueError("must be set when ALERT_EMAILS is: the address from which the alerts come")
    if value and not (value.isprintable() and ADDRESS.fullmatch(parseaddr(value)[1])):
        raise ValueError("must be an e-mail address, such as wegwijs@gemeente.example")
    return value


def chat(value: str) -> str:
    """The number of a chat; that of a group is negative."""
    if value and not re.fullmatch(r"-?[0-9]{1,20}", value):
        raise ValueError("must be the number of a chat, such as -1001234567890")
    return value


def municipality(value: str) -> str:
    """A municipality with a file that can be read, or none."""
    value = value.strip().lower()
    if value:
        read_municipality(value)  # its error says which there are, or what to mend
    return value


def on_or_off(value: str) -> str:
    """One of two words."""
    if value.strip().lower() not in ("on", "off"):
        raise ValueError("must be on or off")
    return value.strip().lower()


def _is_mail_server(value: str) -> bool:
    try:
        parts = urlsplit(value)
        _ = parts.port  # looking at it checks it; its error would repeat a part of the password
    except ValueError:
        return False
    beyond = parts.path.strip("/") or parts.query or parts.fragment
    return parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and not beyond
