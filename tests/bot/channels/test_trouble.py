"""One log line per trouble, longer pauses each time."""

from __future__ import annotations

from structlog.testing import capture_logs

from bot.channels.trouble import Trouble


def test_a_trouble_is_logged_once_and_its_end_too() -> None:
    trouble = Trouble("telegram")
    with capture_logs() as logs:
        for _ in range(3):
            trouble.enter("network", OSError("http://secret"))
        trouble.enter("server", None)
        trouble.leave()
        trouble.leave()
    assert [(line["event"], line.get("trouble") or line.get("after")) for line in logs] == [
        ("channel_trouble", "network"),
        ("channel_trouble", "server"),
        ("channel_well_again", "server"),
    ]
    assert logs[0]["error"] == "OSError"
    assert "secret" not in str(logs)


def test_pauses_grow_to_a_limit_and_begin_anew() -> None:
    trouble = Trouble("telegram", first_pause=1, longest_pause=5)
    assert [trouble.enter("network", None) for _ in range(5)] == [1, 2, 4, 5, 5]
    trouble.leave()
    assert trouble.enter("network", None) == 1
