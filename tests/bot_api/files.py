"""Files: those that come with a call or are named by their id, and getFile with the download behind it."""

from __future__ import annotations

from typing import Any

from tests.bot_api.answers import bad
from tests.bot_api.parameters import Parameters, Upload
from tests.bot_api.state import State, StoredFile

MAX_DOWNLOAD = 20 * 1024 * 1024


def attached(state: State, parameters: Parameters, name: str, folder: str) -> StoredFile:
    """The file of a call: uploaded under its name, uploaded elsewhere (`attach://…`), or known by its id."""
    given = parameters.get(name)
    if isinstance(given, str) and given.startswith("attach://"):
        given = parameters.get(given.removeprefix("attach://"))
    if isinstance(given, Upload):
        if not given.content:
            raise bad("file must be non-empty")
        return state.store_file(folder, given.name, given.mime_type, given.content)
    if not given:
        raise bad(f"there is no {name} in the request")
    with state.changed:
        file = state.files.get(str(given))
    if file is None:
        raise bad("wrong file identifier/HTTP URL specified")
    return file


async def get_file(state: State, parameters: Parameters) -> dict[str, Any]:
    """getFile"""
    if not parameters.text("file_id"):
        raise bad("file_id not specified")
    with state.changed:
        file = state.files.get(parameters.text("file_id"))
    if file is None:
        raise bad("invalid file_id")
    if len(file.content) > MAX_DOWNLOAD:
        raise bad("file is too big")
    return {**file.described(), "file_path": file.path}
