"""The order in which the signs of a line stand, after the Unicode Bidirectional Algorithm (UAX #9).

Pillow orders a text that one font can draw. A line of ours may need several fonts (Arabic, a Dutch word, an emoji), so
that the order must be known before the line is cut into what each font draws. Embeddings and overrides (LRE, RLO …) are
left out: our texts use isolates.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

HIDDEN = -1  # the level of a sign that only steers the order
ISOLATES = ("LRI", "RLI", "FSI")
CONTROLS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
NEUTRALS = ("B", "S", "WS", "ON", *ISOLATES, "PDI")
BRACKETS = {"(": ")", "[": "]", "«": "»", "‹": "›"}


def levels(text: str, right_to_left: bool) -> list[int]:
    """The level of each sign: even is read from the left, odd from the right, HIDDEN is not shown."""
    found = [0] * len(text)
    _resolve(text, list(range(len(text))), int(right_to_left), found)
    return [HIDDEN if sign in CONTROLS else level for sign, level in zip(text, found)]


def in_order(runs: Sequence[tuple[int, int]]) -> list[int]:
    """The places of runs, given as (place, level), from the left to the right of the line."""
    order = list(runs)
    for level in range(max((level for _, level in order), default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and order[end][1] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end + 1
    return [place for place, _ in order]


def _resolve(text: str, places: list[int], level: int, found: list[int]) -> None:
    """Give the signs at these places their levels; an isolate is one neutral sign here, and is resolved by itself."""
    mine: list[int] = []
    at = 0
    while at < len(places):
        place = places[at]
        mine.append(place)
        kind = unicodedata.bidirectional(text[place])
        if kind in ISOLATES:
            end = _closing(text, places, at)
            inner = places[at + 1 : end]
            right = _first_strong(text, inner) if kind == "FSI" else kind == "RLI"
            deeper = level + 1 if bool(level % 2) != right else level + 2
            _resolve(text, inner, deeper, found)
            at = end
        else:
            at += 1
    base = "R" if level % 2 else "L"
    kinds = _weak([unicodedata.bidirectional(text[place]) for place in mine], base)
    _paired([text[place] for place in mine], kinds, base)
    _neutral(kinds, base)
    for place, kind in zip(mine, kinds):
        if level % 2:
            found[place] = level if kind == "R" else level + 1
        else:
            found[place] = level + {"L": 0, "R": 1}.get(kind, 2)


def _closing(text: str, places: list[int], at: int) -> int:
    """Where the isolate that begins at `at` ends: at its PDI, else with the text."""
    depth = 0
    for end in range(at, len(places)):
        kind = unicodedata.bidirectional(text[places[end]])
        depth += (kind in ISOLATES) - (kind == "PDI")
        if depth == 0:
            return end
    return len(places)


def _first_strong(text: str, places: list[int]) -> bool:
    """Whether the first letter of these is written from the right."""
    kinds = (unicodedata.bidirectional(text[place]) for place in places)
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)


def _weak(kinds: list[str], base: str) -> list[str]:
    """Rules W1 to W7: marks, digits and what stands between digits."""
    before = base
    for at, kind in enumerate(kinds):  # W1; a joiner goes with what it joins
        if kind in ("NSM", "BN"):
            kinds[at] = before
        before = "ON" if kind in (*ISOLATES, "PDI") else kinds[at]
    strong = base
    for at, kind in enumerate(kinds):  # W2, W3
        if kind == "EN" and strong == "AL":
            kinds[at] = "AN"
        elif kind in ("L", "R", "AL"):
            strong = kind
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):  # W4
        around = {kinds[at - 1], kinds[at + 1]}
        if around == {"EN"} and kinds[at] in ("ES", "CS"):
            kinds[at] = "EN"
        elif around == {"AN"} and kinds[at] == "CS":
            kinds[at] = "AN"
    for order in (range(1, len(kinds)), range(len(kinds) - 2, -1, -1)):  # W5
        for at in order:
            beside = at - 1 if order.step > 0 else at + 1
            if kinds[at] == "ET" and kinds[beside] == "EN":
                kinds[at] = "EN"
    strong = base
    for at, kind in enumerate(kinds):  # W6, W7
        if kind in ("ES", "ET", "CS"):
            kinds[at] = "ON"
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"
        elif kind in ("L", "R"):
            strong = kind
    return kinds


def _paired(signs: list[str], kinds: list[str], base: str) -> None:
    """Rule N0: both brackets of a pair turn the same way."""
    opened: list[int] = []
    pairs = []
    for at, sign in enumerate(signs):
        if sign in BRACKETS:
            opened.append(at)
        elif sign in BRACKETS.values():
            matching = [begin for begin in opened if BRACKETS[signs[begin]] == sign]
            if matching:
                pairs.append((matching[-1], at))
                opened = [begin for begin in opened if begin < matching[-1]]
    for begin, end in sorted(pairs):
        inside = {_strong(kind) for kind in kinds[begin + 1 : end]} - {""}
        if base in inside:
            kinds[begin] = kinds[end] = base
        elif inside:
            before = next((_strong(kind) for kind in reversed(kinds[:begin]) if _strong(kind)), base)
            kinds[begin] = kinds[end] = before if before in inside else base


def _neutral(kinds: list[str], base: str) -> None:
    """Rules N1 and N2: what has no direction takes that of both its neighbours, or of the text."""
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] in NEUTRALS:
            end += 1
        if end > at:
            before = _strong(kinds[at - 1]) if at else base
            after = _strong(kinds[end]) if end < len(kinds) else base
            kinds[at:end] = [before if before == after else base] * (end - at)
        at = end + 1


def _strong(kind: str) -> str:
    """The direction that a kind has for what stands beside it; "" for none. Digits count as right-to-left."""
    return "R" if kind in ("R", "EN", "AN") else "L" if kind == "L" else ""
