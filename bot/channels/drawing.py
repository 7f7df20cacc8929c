"""Draws the picture of a message for a channel. What cannot be drawn is said in words; nobody sees an error."""

from __future__ import annotations

import anyio
import structlog

from bot.messages import Outbound
from bot.pictures.draw import draw

log = structlog.get_logger()


async def drawn(message: Outbound) -> bytes | None:
    """The picture as a PNG; None when the message has none or it cannot be drawn. Never raises."""
    if message.picture is None:
        return None
    try:
        return await anyio.to_thread.run_sync(draw, message.picture, message.language)
    except Exception as error:  # whatever it is: the words say the same
        reason = {"layout": message.picture.layout, "language": message.language, "error": type(error).__name__}
        log.error("picture_not_drawn", seq=message.seq, **reason)
        return None
