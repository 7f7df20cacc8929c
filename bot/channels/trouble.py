"""What a channel says in the log when its provider fails: once per trouble, not each time; and how long it waits.

Knows no vendor; the channels say which trouble they are in.
"""

from __future__ import annotations

from typing import Any

import structlog

log = structlog.get_logger()

MEANINGS = {
    "conflict": "another program takes in messages with this token: stop it, or give each a bot of its own",
    "token": "the provider refuses the token: check the setting against what the provider gave",
    "network": "the provider cannot be reached: check the network and the address in the settings",
    "server": "the provider answers with errors: nothing to do but wait",
    "flood": "the provider asks to slow down",
    "storing": "a message could not be stored, so it is not confirmed and tried again: see the database",
    "unexpected": "an error that nobody foresaw; it is tried again",
}


class Trouble:
    """The trouble that a channel is in, if any."""

    def __init__(self, channel: str, first_pause: float = 0.5, longest_pause: float = 30.0) -> None:
        self._channel = channel
        self._first_pause = first_pause
        self._longest_pause = longest_pause
        self._failures = 0
        self.now = ""

    def enter(self, trouble: str, error: BaseException | None, **facts: Any) -> float:
        """Something went wrong (again): log it if it is news. Returns the seconds to wait, longer each time."""
        if trouble != self.now:
            facts["error"] = type(error).__name__  # never its text, which may hold an address or a person's words
            log.error("channel_trouble", channel=self._channel, trouble=trouble, meaning=MEANINGS[trouble], **facts)
            self.now = trouble
        pause = self._first_pause * 2.0 ** min(self._failures, 20)
        self._failures += 1
        return min(self._longest_pause, pause)

    def leave(self) -> None:
        """All is well."""
        if self.now:
            log.info("channel_well_again", channel=self._channel, after=self.now)
        self.now, self._failures = "", 0
