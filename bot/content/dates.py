"""The check of the words for dates: can `data/dates.yml` be read, and does no key hide another?"""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.content.tree import parse, reason
from bot.languages import ROOT
from bot.services.date_words import DateWordsError, read_date_words


def date_complaints(root: Path = ROOT) -> list[str]:
    """What is wrong with the words for dates under `root`, one line each: file, place, cure."""
    file = root / "data" / "dates.yml"
    try:
        read_date_words(file)
        parse(file.read_text(encoding="utf-8"))
    except DateWordsError as error:
        return str(error).splitlines()
    except yaml.YAMLError as error:
        return [f"data/dates.yml: {reason(error)}; keep one of them"]
    return []
