"""Checking an inline keyboard as Telegram does."""

from __future__ import annotations

from typing import Any

from tests.bot_api.answers import bad
from tests.bot_api.parameters import Parameters

MAX_CALLBACK_BYTES = 64
MAX_BUTTONS = 100
_OTHER_KEYBOARDS = {"keyboard", "remove_keyboard", "force_reply"}


def inline_keyboard(parameters: Parameters) -> dict[str, Any] | None:
    """The inline keyboard of a call, checked; None when there is none or it is of another kind."""
    markup = parameters.structure("reply_markup", "can't parse reply keyboard markup JSON object")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" not in markup:
        if markup and not _OTHER_KEYBOARDS & markup.keys():
            raise bad("can't parse reply keyboard markup JSON object")
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list):
        raise bad('field "inline_keyboard" must be of type Array')
    if any(not isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" must be an Array of Arrays')
    checked = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, checked)) > MAX_BUTTONS:
        raise bad("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": checked} if checked else None


def _button(button: Any) -> dict[str, str]:
    prefix = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad(prefix + "InlineKeyboardButton must be an Object")
    text = button.get("text")
    if text is None:
        raise bad(prefix + 'Can\'t find field "text"')
    if not isinstance(text, str):
        raise bad(prefix + 'Field "text" must be of type String')
    if button.get("url"):
        return {"text": text, "url": button["url"]}
    data = button.get("callback_data")
    if not data:
        raise bad(prefix + "Text buttons are unallowed in the inline keyboard")
    if not text.strip():
        raise bad("BUTTON_TEXT_INVALID")
    if len(str(data).encode()) > MAX_CALLBACK_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    return {"text": text, "callback_data": str(data)}
