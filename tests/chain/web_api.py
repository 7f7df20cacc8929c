"""Somebody in the web chat without a browser: what the page does over HTTP, and nothing else."""

from __future__ import annotations

import json
import secrets
import threading
import time
from typing import Any
from uuid import uuid4

import httpx

from tests.chain.talking import WAIT, Talker

MOST_TRIES = 60  # of one message, when the chat asks to write more slowly


class WebApiPerson(Talker):
    """One token of the web chat, with its stream open in a thread."""

    def __init__(self, address: str, language: str, wait: float = WAIT) -> None:
        super().__init__(language, wait)
        self.token = secrets.token_urlsafe(32)
        self.messages: list[dict[str, Any]] = []
        self.posted_at = 0.0  # when the last message that was taken left
        self._closed = False
        headers = {"Authorization": f"Bearer {self.token}"}
        self._http = httpx.Client(base_url=f"{address}/chat", headers=headers, trust_env=False, timeout=30)
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def told(self) -> list[str]:
        return [message["text"] for message in list(self.messages)]

    def starts(self) -> None:
        self._posts(kind="start")

    def types(self, text: str) -> None:
        self._posts(kind="text", text=text)

    def clicks(self, title: str) -> None:
        for message in reversed(self.messages):
            for button in message["buttons"]:
                if button["title"] == title:
                    return self._posts(kind="button", button=button["id"])
        raise LookupError(f"there is no button {title!r}")

    def offered(self) -> list[str]:
        return next(([b["title"] for b in m["buttons"]] for m in reversed(self.messages) if m["buttons"]), [])

    def pause(self) -> None:
        time.sleep(0.002)

    def goes(self) -> None:
        """Close the chat."""
        self._closed = True
        self._http.close()

    def _posts(self, **content: str) -> None:
        message = {"id": str(uuid4()), **content}
        for _ in range(MOST_TRIES):
            self.posted_at = time.perf_counter()
            answer = self._http.post("/messages", json=message)
            if answer.status_code == 202:
                return
            time.sleep(float(answer.headers.get("Retry-After", 1)))
        raise AssertionError(f"the chat does not take a message: {answer.status_code} {answer.text}")

    def _listen(self) -> None:
        while not self._closed:
            last = str(self.messages[-1]["seq"] if self.messages else 0)
            try:
                with self._http.stream("GET", "/stream", headers={"Last-Event-ID": last}) as stream:
                    for line in stream.iter_lines():
                        if line.startswith("data: ") and "seq" in (found := json.loads(line[6:])):
                            self.messages.append(found)
            except (httpx.HTTPError, RuntimeError):
                time.sleep(0.2)
