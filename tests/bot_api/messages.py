"""The methods by which a bot speaks: sending, editing, deleting, answering buttons, showing that it types."""

from __future__ import annotations

import time
from typing import Any

from tests.bot_api.answers import bad
from tests.bot_api.files import attached
from tests.bot_api.markup import inline_keyboard
from tests.bot_api.parameters import Parameters
from tests.bot_api.state import State

MAX_TEXT = 4096
MAX_CAPTION = 1024
MOST_DELETED = 100
DELETABLE = 48 * 3600  # seconds
# Telegram takes these out of every text: line and paragraph separators, embeddings and overrides of direction.
_TAKEN_OUT = dict.fromkeys([*range(0x2028, 0x202F), 0x0D])
_ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"),
    *("choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}


async def send_message(state: State, parameters: Parameters) -> dict[str, Any]:
    """sendMessage"""
    chat = _chat(state, parameters)
    text = _text(parameters)
    return _send(state, parameters, chat, {"text": text})


async def edit_message_text(state: State, parameters: Parameters) -> dict[str, Any]:
    """editMessageText"""
    chat = _chat(state, parameters)
    text = _text(parameters)
    keyboard = inline_keyboard(parameters)
    with state.changed:
        message = state.find_message(chat["id"], parameters.integer("message_id"))
        if message is None:
            raise bad("message to edit not found")
        if message["from"]["id"] != state.bot["id"]:
            raise bad("message can't be edited")
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        if message["text"] == text and message.get("reply_markup") == keyboard:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message"
            )
        message.pop("reply_markup", None)
        message.update({"text": text, "edit_date": int(time.time()), **_with(keyboard)})
    state.announce()
    return message


async def delete_message(state: State, parameters: Parameters) -> bool:
    """deleteMessage"""
    chat = _chat(state, parameters)
    with state.changed:
        message = state.find_message(chat["id"], parameters.integer("message_id"))
        if message is None:
            raise bad("message to delete not found")
        if not _can_be_deleted(message):
            raise bad("message can't be deleted")
        state.deleted.add((chat["id"], message["message_id"]))
    state.announce()
    return True


async def delete_messages(state: State, parameters: Parameters) -> bool:
    """deleteMessages: those that are not found are skipped; one that may not be deleted spoils all."""
    chat = _chat(state, parameters)
    ids = parameters.structure("message_ids", "can't parse message identifiers JSON object")
    if not isinstance(ids, list) or not ids:
        raise bad("message identifiers are not specified")
    if len(ids) > MOST_DELETED:
        raise bad("too many message identifiers specified")
    with state.changed:
        found = [message for number in ids if (message := state.find_message(chat["id"], int(number)))]
        if not all(_can_be_deleted(message) for message in found):
            raise bad("message can't be deleted")
        state.deleted.update((chat["id"], message["message_id"]) for message in found)
    state.announce()
    return True


def _can_be_deleted(message: dict[str, Any]) -> bool:
    """In a private chat both sides' messages for 48 hours; a dice only after 24, so that nobody takes back a bad throw."""
    age = time.time() - message["date"]
    return age < DELETABLE and ("dice" not in message or age > DELETABLE / 2)


async def answer_callback_query(state: State, parameters: Parameters) -> bool:
    """answerCallbackQuery"""
    query = parameters.text("callback_query_id")
    if len(parameters.text("text")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    with state.changed:
        if query not in state.callbacks:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        state.callbacks[query] = True
    state.announce()
    return True


async def send_chat_action(state: State, parameters: Parameters) -> bool:
    """sendChatAction"""
    _chat(state, parameters)
    if parameters.text("action") not in _ACTIONS:
        raise bad("wrong parameter action in request")
    return True


async def send_photo(state: State, parameters: Parameters) -> dict[str, Any]:
    """sendPhoto"""
    chat = _chat(state, parameters)
    file = attached(state, parameters, "photo", "photos")
    size = {"width": 90, "height": 90}
    return _send(state, parameters, chat, {"photo": [{**file.described(), **size}], **_caption(parameters)})


async def send_voice(state: State, parameters: Parameters) -> dict[str, Any]:
    """sendVoice"""
    chat = _chat(state, parameters)
    file = attached(state, parameters, "voice", "voice")
    facts = {"duration": parameters.integer("duration"), "mime_type": file.mime_type}
    return _send(state, parameters, chat, {"voice": {**file.described(), **facts}, **_caption(parameters)})


async def send_document(state: State, parameters: Parameters) -> dict[str, Any]:
    """sendDocument"""
    chat = _chat(state, parameters)
    file = attached(state, parameters, "document", "documents")
    facts = {"file_name": file.name, "mime_type": file.mime_type}
    return _send(state, parameters, chat, {"document": {**file.described(), **facts}, **_caption(parameters)})


def _send(state: State, parameters: Parameters, chat: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    keyboard = inline_keyboard(parameters)
    return state.new_message(chat, state.bot, {**content, **_with(keyboard)})


def _with(keyboard: dict[str, Any] | None) -> dict[str, Any]:
    return {"reply_markup": keyboard} if keyboard else {}


def _chat(state: State, parameters: Parameters) -> dict[str, Any]:
    """The chat that is meant. A bot can write only where somebody wrote first."""
    if not parameters.text("chat_id"):
        raise bad("chat_id is empty")
    with state.changed:
        chat = state.chats.get(parameters.integer("chat_id"))
    if chat is None:
        raise bad("chat not found")
    return chat


def _text(parameters: Parameters) -> str:
    if parameters.text("parse_mode"):
        raise bad("unsupported parse_mode")
    text = parameters.text("text").translate(_TAKEN_OUT).strip()
    if not text.strip("\u200b\u200c\u200d\u200e\u200f\u2060 \n"):
        raise bad("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad("message is too long")
    return text


def _caption(parameters: Parameters) -> dict[str, Any]:
    if parameters.text("parse_mode"):
        raise bad("unsupported parse_mode")
    caption = parameters.text("caption").translate(_TAKEN_OUT).strip()
    if utf16_length(caption) > MAX_CAPTION:
        raise bad("message caption is too long")
    return {"caption": caption} if caption else {}


def utf16_length(text: str) -> int:
    """Telegram's measure of length."""
    return len(text.encode("utf-16-le")) // 2
