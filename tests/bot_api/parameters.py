"""The parameters of a call, from wherever the Bot API takes them: query string, form, multipart form or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from tests.bot_api.answers import bad


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime_type: str
    content: bytes


class Parameters(dict[str, Any]):
    """What a call was given, with the forgiving conversions of the Bot API."""

    def text(self, name: str) -> str:
        """A string; empty when absent."""
        value = self.get(name, "")
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; the default when absent or not a number."""
        try:
            return int(self.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """True for true, True, yes and 1."""
        return str(self.get(name, "")).lower() in {"true", "yes", "1"}

    def structure(self, name: str, refusal: str) -> Any:
        """An object or list, given as JSON text in forms and as itself in JSON; None when absent."""
        value = self.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad(refusal) from None


async def read(request: Request) -> Parameters:
    """Everything that a call was given."""
    given = Parameters(request.query_params)
    kind = request.headers.get("content-type", "").split(";")[0].strip()
    if kind == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            body = None
        if not isinstance(body, Mapping):
            raise bad("can't parse request JSON object")
        given.update({name: value for name, value in body.items() if value is not None})
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form() as form:
            for name, value in form.items():
                given[name] = await _upload(value) if isinstance(value, UploadFile) else value
    else:
        await request.body()
    return given


async def _upload(file: UploadFile) -> Upload:
    return Upload(file.filename or "file", file.content_type or "application/octet-stream", await file.read())
