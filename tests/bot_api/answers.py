"""The errors of the Bot API, in Telegram's own words, and the shape of every answer."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


class ApiError(Exception):
    """A call that the Bot API refuses."""

    def __init__(self, code: int, description: str = "", parameters: dict[str, Any] | None = None) -> None:
        title = _TITLES[code]
        super().__init__(f"{title}: {description}" if description else title)
        self.code = code
        self.parameters = parameters


def bad(description: str) -> ApiError:
    """The most frequent one."""
    return ApiError(400, description)


def success(result: Any) -> Response:
    """`{"ok": true, "result": …}`."""
    return JSONResponse({"ok": True, "result": result})


def failure(error: ApiError) -> Response:
    """`{"ok": false, "error_code": …, "description": …}`, with the same HTTP status."""
    content: dict[str, Any] = {"ok": False, "error_code": error.code, "description": str(error)}
    headers = {}
    if error.parameters is not None:
        content["parameters"] = error.parameters
        if "retry_after" in error.parameters:
            headers["Retry-After"] = str(error.parameters["retry_after"])
    return JSONResponse(content, status_code=error.code, headers=headers)
