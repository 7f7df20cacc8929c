"""A Telegram Bot API server of our own, for tests: real HTTP, the answers and errors of the Bot API documentation.

    with BotApi.start() as api:
        amira = api.user(1001)
        amira.says("/start")
        ...                                   # a bot with api.token talks to api.url
        amira.wait_for(lambda message: "hello" in message.text)
        amira.presses("English")

What it leaves out: groups beyond delivering their messages, parse modes (refused), text entities other than commands,
payments, stickers as files, and Telegram's three-second delay of repeated conflicts.
"""

from tests.bot_api.driver import BotApi
from tests.bot_api.people import Act, SentMessage, User

__all__ = ["Act", "BotApi", "SentMessage", "User"]
