"""The people on the other side: what they do becomes updates, and what the bot sent them can be looked at."""

from __future__ import annotations

import asyncio
import copy
import itertools
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.bot_api.messages import utf16_length
from tests.bot_api.state import State

_COMMAND = re.compile(r"(?:^|(?<=\s))/[A-Za-z0-9_]{1,32}(?:@\w+)?")
_query_ids = itertools.count(1)


class Act(NamedTuple):
    """What a person did: the update it became and the message it is about."""

    update_id: int
    message_id: int


@dataclass(frozen=True)
class SentMessage:
    """A message that the bot sent, as it looks now. `keyboard` holds rows of (title, callback data)."""

    id: int
    text: str
    keyboard: tuple[tuple[tuple[str, str], ...], ...]
    deleted: bool
    raw: dict[str, Any]

    @property
    def buttons(self) -> list[str]:
        """The titles, from top to bottom."""
        return [title for row in self.keyboard for title, _ in row]


class User:
    """One person in one chat with the bot."""

    def __init__(self, state: State, user_id: int, chat: dict[str, Any]) -> None:
        self.id = user_id
        self._state = state
        self._chat = chat
        self._me = {"id": user_id, "is_bot": False, "first_name": f"Person {user_id}", "language_code": "nl"}

    def in_group(self, group_id: int) -> User:
        """The same person in a group that the bot is in."""
        return User(self._state, self.id, {"id": group_id, "type": "supergroup", "title": "A group"})

    def says(self, text: str) -> Act:
        """Type a text."""
        commands = [
            {"type": "bot_command", "offset": utf16_length(text[: match.start()]), "length": len(match[0])}
            for match in _COMMAND.finditer(text)
        ]
        return self.sends(text=text, **({"entities": commands} if commands else {}))

    def edits(self, text: str, message_id: int | None = None) -> Act:
        """Change a text that was sent before; without an id the newest."""
        with self._state.changed:
            mine = [m for m in self._in_chat() if m["from"]["id"] == self.id and message_id in (None, m["message_id"])]
            if not mine:
                raise LookupError("there is no such message of this person")
            mine[-1].update(text=text, edit_date=int(time.time()))
            changed = copy.deepcopy(mine[-1])
        return Act(self._state.add_update("edited_message", changed), changed["message_id"])

    def presses(self, title: str) -> Act:
        """Press the newest button with this title."""
        for message in reversed(self.messages):
            for shown, data in (button for row in message.keyboard for button in row):
                if shown == title and not message.deleted:
                    return self._query(message, data)
        shown_now = [button for message in self.messages for button in message.buttons]
        raise LookupError(f"there is no button {title!r}; there are {shown_now}")

    def presses_on(self, message: SentMessage, data: str) -> Act:
        """Press the button with this callback data under one message, however old."""
        return self._query(message, data)

    def sends_voice(self, content: bytes = b"OggS voice") -> Act:
        """Send a voice message."""
        file = self._state.store_file("voice", "voice.oga", "audio/ogg", content)
        return self.sends(voice={**file.described(), "duration": 3, "mime_type": "audio/ogg"})

    def sends_photo(self, caption: str = "") -> Act:
        """Send a photo."""
        file = self._state.store_file("photos", "photo.jpg", "image/jpeg", b"JFIF photo")
        photo = [{**file.described(), "width": 90, "height": 60}]
        return self.sends(photo=photo, **({"caption": caption} if caption else {}))

    def sends_sticker(self) -> Act:
        """Send a sticker."""
        file = self._state.store_file("stickers", "sticker.webp", "image/webp", b"RIFF sticker")
        facts = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍"}
        return self.sends(sticker={**file.described(), **facts})

    def sends_location(self) -> Act:
        """Share a place."""
        return self.sends(location={"latitude": 52.35, "longitude": 5.62})

    def sends(self, **content: Any) -> Act:
        """Send anything: the fields of a Bot API Message."""
        with self._state.changed:
            self._state.chats.setdefault(self._chat["id"], self._chat)
        message = self._state.new_message(self._chat, self._me, content)
        return Act(self._state.add_update("message", copy.deepcopy(message)), message["message_id"])

    @property
    def messages(self) -> list[SentMessage]:
        """All that the bot sent to this chat, in order."""
        with self._state.changed:
            bot = self._state.bot["id"]
            return [self._seen(message) for message in self._in_chat() if message["from"]["id"] == bot]

    def since(self, begin: int) -> list[SentMessage]:
        """What the bot sent to this chat after the first `begin` messages: as `messages`, but cheap to ask often."""
        with self._state.changed:
            bot = self._state.bot["id"]
            return [self._seen(m) for m in [m for m in self._in_chat() if m["from"]["id"] == bot][begin:]]

    def wait_for(
        self, predicate: Callable[[SentMessage], bool] = lambda _: True, seconds: float = 5.0, after: int = 0
    ) -> SentMessage:
        """The first message that fits, of those after the first `after`; waits for it. Blocks: see `until`."""
        ends = time.monotonic() + seconds
        with self._state.changed:
            while True:
                found = next(filter(predicate, self.messages[after:]), None)
                if found is not None:
                    return found
                left = ends - time.monotonic()
                if left <= 0:
                    seen = [message.text for message in self.messages]
                    raise AssertionError(f"no such message within {seconds:g} s; the bot sent {seen}")
                self._state.changed.wait(left)

    async def until(
        self, predicate: Callable[[SentMessage], bool] = lambda _: True, seconds: float = 5.0, after: int = 0
    ) -> SentMessage:
        """As `wait_for`, for tests in whose event loop the bot itself runs."""
        return await asyncio.to_thread(self.wait_for, predicate, seconds, after)

    def _query(self, message: SentMessage, data: str) -> Act:
        query_id = f"query-{next(_query_ids)}"
        with self._state.changed:
            self._state.callbacks[query_id] = False
            self._state.chats.setdefault(self._chat["id"], self._chat)
        update = {"id": query_id, "from": self._me, "message": message.raw, "chat_instance": "1", "data": data}
        return Act(self._state.add_update("callback_query", update), message.id)

    def _in_chat(self) -> list[dict[str, Any]]:
        return [message for message in self._state.messages if message["chat"]["id"] == self._chat["id"]]

    def _seen(self, message: dict[str, Any]) -> SentMessage:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        return SentMessage(
            id=message["message_id"],
            text=message.get("text", message.get("caption", "")),
            keyboard=tuple(tuple((b["text"], b.get("callback_data", b.get("url", ""))) for b in row) for row in rows),
            deleted=(self._chat["id"], message["message_id"]) in self._state.deleted,
            raw=copy.deepcopy(message),
        )
