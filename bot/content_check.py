"""Our own checks of the data: every text in every live language, examples in the right place, numbers only in one table."""

from __future__ import annotations


def complaints() -> list[str]:
    """What is wrong with texts, examples and languages, one line each; empty when all is in order."""
    from bot.content.dates import date_complaints
    from bot.content.examples import example_complaints
    from bot.content.figures import figure_complaints
    from bot.content.local import local_complaints
    from bot.content.must_not_say import must_not_say_complaints
    from bot.content.omissions import omission_complaints
    from bot.content.responses import response_complaints

    return [
        *response_complaints(),
        *example_complaints(),
        *omission_complaints(),
        *date_complaints(),
        *figure_complaints(),
        *must_not_say_complaints(),
        *local_complaints(),
    ]
