"""Which channels there are. A new channel is one module, one line here, its settings and its tests."""

from __future__ import annotations

from bot.app import Services
from bot.channels.base import Channel
from bot.channels.web import After, WebChannel


def channels_of(services: Services, after: After) -> dict[str, Channel]:
    """The channels that the settings open, by name. `after` reads what was sent to a web chat."""
    channels: list[Channel] = [WebChannel(after, services.speech.texts)]
    settings = services.settings
    if settings.telegram_bot_token:
        from bot.channels.telegram import TelegramChannel  # the library is slow to import

        channels.append(TelegramChannel(settings.telegram_bot_token, settings.telegram_api_url))
    return {channel.name: channel for channel in channels}
