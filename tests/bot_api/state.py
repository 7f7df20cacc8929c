"""What the server knows: chats, messages, updates that wait, files, faults, and every call that was made.

The server's thread and the test's thread both work on it: hold `changed` while reading or changing.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.bot_api.faults import Fault

DEFAULT_UPDATES = frozenset({"message", "edited_message", "callback_query", "channel_post", "my_chat_member"})


@dataclass(frozen=True)
class Call:
    """A call that the bot made."""

    method: str
    parameters: dict[str, Any]
    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class StoredFile:
    """A file that can be sent and downloaded by its id."""

    file_id: str
    path: str
    name: str
    mime_type: str
    content: bytes

    def described(self) -> dict[str, Any]:
        """As the Bot API describes every file."""
        return {
            "file_id": self.file_id,
            "file_unique_id": f"unique-{self.file_id}",
            "file_size": len(self.content),
        }


@dataclass
class Webhook:
    """Where updates go when they are not fetched."""

    url: str
    secret_token: str
    max_connections: int
    last_error: tuple[int, str] | None = None


class State:
    """One bot and everything around it."""

    def __init__(self, token: str, username: str) -> None:
        self.token = token
        self.bot = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Test bot",
            "username": username,
        }
        self.changed = threading.Condition()
        self.chats: dict[int, dict[str, Any]] = {}
        self.messages: list[dict[str, Any]] = []
        self.deleted: set[tuple[int, int]] = set()
        self.pending: list[dict[str, Any]] = []
        self.repeated: list[dict[str, Any]] = []
        self.given: dict[int, dict[str, Any]] = {}
        self.callbacks: dict[str, bool] = {}
        self.files: dict[str, StoredFile] = {}
        self.calls: list[Call] = []
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.allowed_updates = DEFAULT_UPDATES
        self.webhook: Webhook | None = None
        self.listeners: set[Callable[[], None]] = set()
        self._update_ids = itertools.count(700_000_001)
        self._message_ids = itertools.count(1)
        self._file_ids = itertools.count(1)

    def announce(self) -> None:
        """Wake everybody who waits for something to change."""
        with self.changed:
            self.changed.notify_all()
            listeners = list(self.listeners)
        for listener in listeners:
            listener()

    def add_update(self, kind: str, content: dict[str, Any]) -> int:
        """Queue an update, unless the bot does not want this kind. Returns its id."""
        with self.changed:
            update_id = next(self._update_ids)
            if kind in self.allowed_updates:
                self.pending.append({"update_id": update_id, kind: content})
                self.given[update_id] = self.pending[-1]
        self.announce()
        return update_id

    def new_message(self, chat: dict[str, Any], sender: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
        """Put a message into a chat and return it as the Bot API shows it."""
        with self.changed:
            message = {
                "message_id": next(self._message_ids),
                "from": sender,
                "chat": chat,
                "date": int(time.time()),
                **content,
            }
            self.messages.append(message)
        self.announce()
        return message

    def find_message(self, chat_id: int, message_id: int) -> dict[str, Any] | None:
        """A message that was not deleted."""
        with self.changed:
            for message in self.messages:
                if message["message_id"] == message_id and message["chat"]["id"] == chat_id:
                    return None if (chat_id, message_id) in self.deleted else message
        return None

    def store_file(self, folder: str, name: str, mime_type: str, content: bytes) -> StoredFile:
        """Keep a file and give it an id."""
        with self.changed:
            number = next(self._file_ids)
            suffix = name.rpartition(".")[2] if "." in name else "bin"
            file = StoredFile(f"{folder}-{number}", f"{folder}/file_{number}.{suffix}", name, mime_type, content)
            self.files[file.file_id] = file
            return file

    def next_fault(self, method: str) -> Fault | None:
        """The fault for this call, used up by asking."""
        with self.changed:
            queue = self.faults[method.lower()]
            return queue.popleft() if queue else None
