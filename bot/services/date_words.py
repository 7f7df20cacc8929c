"""The words for dates that the team keeps in `data/dates.yml`: read and checked. What they mean is left to `dates.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, Extra, StrictBool, StrictInt, StrictStr, ValidationError, conint, validator

from bot.languages import ROOT, all_languages
from bot.yaml_file import read_yaml

FILE = ROOT / "data" / "dates.yml"
Unit = Literal["day", "week", "month", "year"]
# Which blank a pattern of each list must have.
BLANKS = {
    "ahead": ("{amount}", "{unit}"),
    "next": ("{unit}",),
    "this": ("{unit}",),
    "end": ("{period}",),
    "numbered_months": ("{number}",),
}


class DateWordsError(ValueError):
    """`data/dates.yml` cannot be used; the message names the place and the mistake, one line each."""


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid
        allow_mutation = False


class Shape(_Strict):
    """So many units from today; none of a week, month or year is the last day of the one we are in."""

    unit: Unit
    ahead: conint(strict=True, ge=0, le=2000)  # type: ignore[valid-type]


class DateWords(_Strict):
    """How dates are said in one language; the file's own head says what each list is for."""

    calendars: list[StrictStr] = []
    other_calendar: StrictBool = False
    numbers: dict[StrictInt, list[StrictStr]] = {}
    units: dict[Unit, list[StrictStr]] = {}
    amounts: dict[StrictStr, Shape] = {}
    words: dict[StrictStr, Shape] = {}
    ahead: list[StrictStr] = []
    next: list[StrictStr] = []
    this: list[StrictStr] = []
    end: list[StrictStr] = []
    months: dict[conint(strict=True, ge=1, le=12), list[StrictStr]] = {}  # type: ignore[valid-type]
    weekdays: dict[conint(strict=True, ge=1, le=7), list[StrictStr]] = {}  # type: ignore[valid-type]
    numbered_months: list[StrictStr] = []
    days: dict[conint(strict=True, ge=1, le=31), list[StrictStr]] = {}  # type: ignore[valid-type]
    day_endings: list[StrictStr] = []
    name_beginnings: list[StrictStr] = []
    name_endings: list[StrictStr] = []
    between: list[StrictStr] = []
    around: list[StrictStr] = []
    until: list[StrictStr] = []
    before: list[StrictStr] = []

    @validator(*BLANKS, each_item=True)
    def _one_blank(cls, pattern: str, field: Any) -> str:
        blanks = BLANKS[field.name.lstrip("_")]  # pydantic puts a stroke before the name of an item
        if sum(pattern.count(blank) for blank in blanks) != 1 or pattern.count("{") != 1:
            raise ValueError(f"{pattern!r} must have one blank: {' or '.join(blanks)}")
        return pattern

    @validator("calendars", each_item=True)
    def _known_to_cldr(cls, name: str) -> str:
        from babel import Locale, UnknownLocaleError

        try:
            Locale.parse(name)
        except (UnknownLocaleError, ValueError) as error:
            raise ValueError(f"{name!r} is no language of Unicode's tables (CLDR)") from error
        return name

    @validator("numbers", "units", "months", "weekdays", "days")
    def _one_meaning(cls, meanings: dict[Any, list[str]]) -> dict[Any, list[str]]:
        found: dict[str, Any] = {}
        for meaning, names in meanings.items():
            for name in names:
                if found.setdefault(name.casefold(), meaning) != meaning:
                    raise ValueError(f"{name!r} stands under {found[name.casefold()]} and under {meaning}; keep one")
        return meanings

    def names(self) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
        """Names of months, short names of months, and days of the week (1 is Monday); the team's own win over CLDR's."""
        from babel import Locale

        months: dict[str, int] = {}
        short: dict[str, int] = {}
        weekdays: dict[str, int] = {}
        for locale in (Locale.parse(name) for name in self.calendars):
            for context in ("format", "stand-alone"):
                months.update({name: month for month, name in locale.months[context]["wide"].items()})
                short.update({name: month for month, name in locale.months[context]["abbreviated"].items()})
                weekdays.update({name: day + 1 for day, name in locale.days[context]["wide"].items()})
        months.update({name: month for month, names in self.months.items() for name in names})
        weekdays.update({name: day for day, names in self.weekdays.items() for name in names})
        for pattern in self.numbered_months:
            for month in range(1, 13):
                for number in (str(month), *self.numbers.get(month, ())):
                    months[pattern.replace("{number}", number)] = month
        return months, short, weekdays


class AllDateWords(_Strict):
    """The whole file."""

    also: list[StrictStr] = []
    languages: dict[StrictStr, DateWords]

    @validator("languages")
    def _registered(cls, languages: dict[str, DateWords]) -> dict[str, DateWords]:
        unknown = sorted(set(languages) - set(all_languages()))
        if unknown:
            raise ValueError(f"{', '.join(unknown)}: not in languages.yml; add the language there or correct the code")
        return languages

    @validator("languages")
    def _also_is_written(cls, languages: dict[str, DateWords], values: dict[str, Any]) -> dict[str, DateWords]:
        missing = [code for code in values.get("also", []) if code not in languages]
        if missing:
            raise ValueError(f"`also` names {', '.join(missing)}, which has no words here; write them or take it out")
        return languages


def read_date_words(file: Path = FILE) -> AllDateWords:
    """The words of all languages. Raises DateWordsError."""
    try:
        return AllDateWords.parse_obj(read_yaml(file) or {})
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, found['loc']))}: {found['msg']}" for found in error.errors()]
    except yaml.YAMLError as error:
        lines = [" ".join(str(error).split())]
    except (OSError, UnicodeDecodeError) as error:
        lines = [f"cannot be read: {error}"]
    raise DateWordsError("\n".join(f"data/dates.yml: {line}" for line in lines))
