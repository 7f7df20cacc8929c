"""What an alert says: that something waits, and where to read it. Nothing of the person or of what they wrote."""

from __future__ import annotations

from functools import lru_cache

from bot.portal.locale import DEFAULT, Locale, read_locale
from bot.storage.alerts import QueuedAlert


def in_words(alert: QueuedAlert, address: str) -> tuple[str, str]:
    """(subject, body) of an alert; `address` is where people reach the gateway."""
    locale = _locale()
    key = "alert.escalated_urgent" if alert.kind == "escalated" and alert.urgency == "now" else f"alert.{alert.kind}"
    what, link = locale.text(key), f"{address}/portal/handovers/{alert.handover_id}"
    return what, locale.text("alert.body", what=what, link=link)


def not_kept_in_words(address: str) -> tuple[str, str]:
    """(subject, body) of an alert that a message with possible danger could not be kept: the database is away."""
    locale = _locale()
    what = locale.text("alert.not_kept")
    return what, locale.text("alert.not_kept_body", what=what, link=f"{address}/portal/")


@lru_cache(maxsize=1)
def _locale() -> Locale:
    return read_locale(DEFAULT)
