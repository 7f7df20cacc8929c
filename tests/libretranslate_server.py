"""A small translation server of our own that speaks LibreTranslate's API, for tests: real HTTP, made-up words."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LANGUAGES = [
    {"code": "ar", "name": "Arabic", "targets": ["en", "nl"]},
    {"code": "tr", "name": "Turkish", "targets": ["en"]},
    {"code": "nl", "name": "Dutch", "targets": ["en"]},
]


class LibreTranslateServer:
    """Translates each text to `[target] text`. What it was asked stands in `asked`; set the rest to make it behave badly."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.languages: Any = LANGUAGES
        self.status = 200  # of the answer to a translation
        self.answer: bytes | None = None  # instead of a translation
        self.go_on = threading.Event()  # it answers only when this is set
        self.go_on.set()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def close(self) -> None:
        self.go_on.set()
        self._http.shutdown()
        self._http.server_close()


def _handler(server: LibreTranslateServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(200 if self.path == "/languages" else 404, json.dumps(server.languages).encode())

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append(asked)
            server.go_on.wait(30)
            translated = json.dumps({"translatedText": f"[{asked['target']}] {asked['q']}"}).encode()
            self._answer(server.status if self.path == "/translate" else 404, server.answer or translated)

        def _answer(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
