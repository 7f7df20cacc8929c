"""What a Telegram update means for us. Reads the objects of `telegram.py`'s library, but does not load it."""

from __future__ import annotations

import re
from typing import Any

from bot.messages import Inbound, Kind

_START = re.compile(r"/start(?:@\w+)?(?:\s+(?P<parameter>.*))?$", re.DOTALL)
_KINDS: dict[str, Kind] = {  # in this order: an animation is a document too, a venue a location
    "voice": "voice",
    "audio": "voice",
    "video_note": "voice",
    "photo": "photo",
    "video": "video",
    "sticker": "sticker",
    "location": "location",
    "venue": "location",
    "animation": "document",
    "document": "document",
    "contact": "contact",
}


def read(update: Any, channel: str) -> Inbound | None:
    """What a person did, or None for what is not for us: groups, channels, a live location that moves on."""
    query, edited = update.callback_query, update.edited_message
    message = update.message or edited or (query and query.message)
    if message is None or message.chat.type != "private":
        return None

    def inbound(kind: Kind, text: str = "", button: str = "") -> Inbound:
        shown = str(message.message_id)
        return Inbound(channel, str(message.chat.id), str(update.update_id), kind, text, button, shown_id=shown)

    if query is not None:
        return inbound("button", button=query.data) if query.data else None
    text = message.text or message.caption or ""
    if edited is not None:
        return inbound("edited", text) if text or not edited.location else None
    if message.text:
        start = _START.match(text)
        return inbound("start", start["parameter"] or "") if start else inbound("text", text)
    return inbound(next((kind for content, kind in _KINDS.items() if getattr(message, content)), "other"), text)
