"""Reads a day to come from what somebody typed: digits of any script, or words of their language.

Pure: the same text, language and day give the same answer, and no text makes it fail or slow. It never guesses: a text must be
a date as a whole, else the answer is None and the person is asked again. The words stand in `data/dates.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, TypeVar

import structlog

from bot.services.date_words import AllDateWords, DateWords, DateWordsError, Shape, read_date_words
from bot.services.days import MOST_YEARS, day_ahead, day_of, end_of, in_digits, later
from bot.understanding.normalise import normalise

LONGEST = 200  # characters; nobody needs more to say a day
MOST_STRIPPED = 4  # words like "on" and "please" around a date
_COUNTED = re.compile(r"(\d{1,3}) ?(.+)")
_ETHIOPIC = re.compile("([፲-፺]?)([፩-፱]?)")

# How exact what was said is: a day, the end of something, a span from today, or a month or year alone.
Exactness = Literal["day", "end", "span", "period"]
Found = tuple[Exactness, date]
Pattern = tuple[str, str]  # what stands before and after the blank
Meaning = TypeVar("Meaning")
log = structlog.get_logger()


class Dates:
    """Reads dates with the words of all languages."""

    def __init__(self, words: AllDateWords) -> None:
        self._words = words
        self._languages: dict[str, _Language] = {}

    def read(self, text: str, language: str | None, today: date) -> date | None:
        """The day that the text names, from today to five years ahead; None when it names none, or not clearly."""
        if len(text) > LONGEST:
            return None
        normal = normalise(text)
        codes = dict.fromkeys([language, *self._words.also])
        spoken = [self._language(code) for code in codes if code in self._words.languages]
        other_calendar = bool(spoken) and spoken[0].words.other_calendar
        day = in_digits(normal, today, other_calendar)
        if day is None:
            plain = _plain(text)
            day = next((found for one in spoken if (found := one.read(plain, today))), None)
        return day if day and today <= day <= later(today, 12 * MOST_YEARS) else None

    def _language(self, code: str) -> _Language:
        if code not in self._languages:  # two threads that make it at once make the same
            self._languages[code] = _Language(self._words.languages[code])
        return self._languages[code]


@lru_cache(maxsize=1)
def dates() -> Dates:
    """The reader with the team's words; when their file is broken, only digits are read."""
    try:
        return Dates(read_date_words())
    except DateWordsError as error:
        log.error("date_words_unreadable", reason=str(error))
        return Dates(AllDateWords(languages={}))


class _Language:
    """What one language's words mean; a text must fit them as a whole."""

    def __init__(self, words: DateWords) -> None:
        self.words = words
        months, short, weekdays = words.names()
        self._months = _with_affixes(months, words)
        self._all_months = {**_with_affixes(short, words), **self._months}
        self._weekdays = _with_affixes(weekdays, words)
        self._numbers = {_plain(name): number for number, names in words.numbers.items() for name in names}
        self._units = {_plain(name): unit for unit, names in words.units.items() for name in names}
        self._amounts = {_plain(name): shape for name, shape in words.amounts.items()}
        self._said = {_plain(name): shape for name, shape in words.words.items()}
        self._days = {_plain(name): day for day, names in words.days.items() for name in names}
        self._ahead = [_pattern(pattern, "{amount}") for pattern in words.ahead if "{amount}" in pattern]
        self._one_ahead = [_pattern(pattern, "{unit}") for pattern in words.ahead if "{unit}" in pattern]
        self._next = [_pattern(pattern, "{unit}") for pattern in words.next]
        self._this = [_pattern(pattern, "{unit}") for pattern in words.this]
        self._end = [_pattern(pattern, "{period}") for pattern in words.end]
        self._years = self._said_years()
        self._dates, self._period = self._date_expressions()
        # What may stand around a date, and how exact the date must be then.
        allowed: tuple[tuple[list[str], set[Exactness]], ...] = (
            (words.around, {"day", "end", "span", "period"}),
            (words.until, {"day", "end", "span"}),
            (words.before, {"day", "end"}),
        )
        self._around = [(_plain(name), exactness) for names, exactness in allowed for name in names]

    def read(self, text: str, today: date) -> date | None:
        tried: dict[str, set[Exactness]] = {text: {"day", "end", "span", "period"}}
        for _ in range(MOST_STRIPPED + 1):
            for rest, allowed in tried.items():
                found = self._match(rest, today)
                if found:
                    return found[1] if found[0] in allowed else None
            tried = {rest: allowed & exact for text, allowed in tried.items() for rest, exact in self._stripped(text)}
        return None

    def _stripped(self, text: str) -> Iterator[tuple[str, set[Exactness]]]:
        """The text without one of the words that may stand around a date."""
        for name, exactness in self._around:
            if text.startswith(f"{name} "):
                yield text[len(name) + 1 :], exactness
            if text.endswith(f" {name}"):
                yield text[: -len(name) - 1], exactness

    def _match(self, text: str, today: date) -> Found | None:
        if text in self._said:
            return self._shaped(self._said[text], today)
        if match := next((match for one in self._dates if (match := one.fullmatch(text))), None):
            return self._day_of_month(match, today)
        if weekday := _meant([("", ""), *self._next, *self._this], self._weekdays, text):
            return "day", today + timedelta(days=(weekday - 2 - today.weekday()) % 7 + 1)  # never today
        for period in _blanks(self._end, text):
            if last := self._last_day(period, today):
                return "end", last
        if unit := _meant(self._next, self._units, text):
            return "span", day_ahead(unit, 1, today)
        for amount in _blanks(self._ahead, text):
            if counted := self._amount(amount):
                return "span", day_ahead(*counted, today)
        if unit := _meant(self._one_ahead, self._units, text):
            return "span", day_ahead(unit, 1, today)
        last = self._last_day(text, today, alone=True)
        return ("period", last) if last else None

    def _shaped(self, shape: Shape, today: date) -> Found | None:
        if shape.ahead == 0 and shape.unit != "day":
            return None if self.words.other_calendar else ("period", end_of(shape.unit, today))
        return ("day" if shape.unit == "day" else "span"), day_ahead(shape.unit, shape.ahead, today)

    def _amount(self, text: str) -> tuple[str, int] | None:
        """Unit and number of "2 weeks", "two weeks" or "half a year"."""
        if text in self._amounts:
            return self._amounts[text].unit, self._amounts[text].ahead
        if match := _COUNTED.fullmatch(text):
            unit, count = self._units.get(match[2]), int(match[1])
            return (unit, count) if unit and count else None
        for number, count in self._numbers.items():
            unit = self._units.get(text[len(number) + 1 :])
            if unit and text.startswith(f"{number} "):
                return unit, count
        return None

    def _day_of_month(self, match: re.Match[str], today: date) -> Found | None:
        day = int(match["day"]) if match["day"].isdigit() else self._days[match["day"]]
        month, year = self._all_months[match["month"]], self._year(match, today)
        # Without a year it is the first such day to come (29 February is not in every year).
        for one in [year] if year else range(today.year, today.year + MOST_YEARS + 1):
            found = day_of(one, month, day)
            if found and (year or found >= today):
                return "day", found
        return None

    def _last_day(self, text: str, today: date, alone: bool = False) -> date | None:
        """The last day of a month or year; of "next month" and "the month" only after a word for the end."""
        if match := self._period.fullmatch(text):
            month, year = self._months[match["month"]], self._year(match, today)
            if year is None:
                year = today.year if month >= today.month else today.year + 1
            return end_of("month", date(year, month, 1))
        if re.fullmatch(r"20\d\d", text):
            return date(int(text), 12, 31)
        if self.words.other_calendar:
            return None
        if unit := _meant(self._this, self._units, text):
            return end_of(unit, today)
        if alone:
            return None
        if text in self._units:
            return end_of(self._units[text], today)
        unit = _meant(self._next, self._units, text)
        return end_of(unit, day_ahead(unit, 1, today)) if unit else None

    def _said_years(self) -> dict[str, int]:
        """How the present and the coming year are said: 0 or 1 ahead."""
        years = {name: shape.ahead for name, shape in self._said.items() if shape.unit == "year" and shape.ahead < 2}
        for ahead, patterns in enumerate((self.words.this, self.words.next)):
            for name in (name for name, unit in self._units.items() if unit == "year"):
                years.update({_plain(pattern.replace("{unit}", name)): ahead for pattern in patterns})
        return years

    def _date_expressions(self) -> tuple[list[re.Pattern[str]], re.Pattern[str]]:
        """Those of a day with its month, in both orders, and that of a month alone; each with or without a year."""
        relative = _any(self._years)
        ending, between = (_any(map(_plain, names)) for names in (self.words.day_endings, self.words.between))
        day = rf"(?P<day>\d{{1,2}}|{_any(self._days)})(?: ?(?:{ending}))?"
        month = f"(?P<month>{_any(self._all_months)})"
        year = rf"(?: (?P<year>20\d\d|\d\d)| (?P<after>{relative}))?"
        before = f"(?:(?P<before>{relative}) )?"
        orders = [f"{before}{day} ?(?:(?:{between}) )?{month}{year}", f"{before}{month} {day}{year}"]
        alone = rf"{before}(?P<month>{_any(self._months)})(?: (?P<year>20\d\d)| (?P<after>{relative}))?"
        return [re.compile(order) for order in orders], re.compile(alone)

    def _year(self, match: re.Match[str], today: date) -> int | None:
        if match["year"]:
            return int(match["year"]) % 100 + 2000
        said = match["before"] or match["after"]
        return today.year + self._years[said] if said else None


def _plain(text: str) -> str:
    """One spelling for words and messages: no accents, signs or apostrophes, Ethiopic numerals as digits, single blanks."""
    text = _ETHIOPIC.sub(_in_western_digits, normalise(text)).replace("'", "")
    return " ".join(re.sub(r"[^\w{}]+", " ", text).split())


def _in_western_digits(match: re.Match[str]) -> str:
    tens, ones = ("፲፳፴፵፶፷፸፹፺".find(match[1]) + 1 if match[1] else 0), ("፩፪፫፬፭፮፯፰፱".find(match[2]) + 1 if match[2] else 0)
    return str(10 * tens + ones) if match[0] else ""


def _with_affixes(names: dict[str, int], words: DateWords) -> dict[str, int]:
    plain = {_plain(name): meaning for name, meaning in names.items()}
    glued = {
        f"{beginning}{name}{ending}": meaning
        for name, meaning in plain.items()
        for beginning in ("", *map(_plain, words.name_beginnings))
        for ending in ("", *map(_plain, words.name_endings))
    }
    return {**glued, **plain}


def _any(names: Iterable[str]) -> str:
    """An expression for one of the names; for none of them, one that never matches."""
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name))) or r"(?!)"


def _pattern(pattern: str, blank: str) -> Pattern:
    head, tail = _plain(pattern).split(blank)
    return head, tail


def _blanks(patterns: Iterable[Pattern], text: str) -> Iterator[str]:
    """What stands in the blank of each pattern that the text fits."""
    for head, tail in patterns:
        if len(text) > len(head) + len(tail) and text.startswith(head) and text.endswith(tail):
            yield text[len(head) : len(text) - len(tail)]


def _meant(patterns: Iterable[Pattern], names: dict[str, Meaning], text: str) -> Meaning | None:
    """What the name in the blank of a pattern means."""
    return next((names[name] for name in _blanks(patterns, text) if name in names), None)
