"""Which picture goes with a reply, and what stands in it.

A response names its picture in `metadata.picture`; `utter_picture_<name>` holds what stands in it, in lines: the title,
then headings, each with lines below it that begin with "- ". Its `metadata.layout` says how it is drawn. With
`metadata.here` the response says which row (from 1) is where the person is.
"""

from __future__ import annotations

from bot.messages import Picture, Reply
from bot.texts import RIGHT_TO_LEFT_MARK, Texts

BELOW = "- "  # begins a line that belongs to the heading above it


def picture_of(texts: Texts, reply: Reply, language: str) -> Picture | None:
    """The picture of a reply, its blanks filled; None when it has none, or when its text was taken off the air."""
    told = texts.response(reply.response, language).metadata or {}
    name = told.get("picture")
    if not name or not texts.has(f"utter_picture_{name}"):
        return None
    layout = (texts.response(f"utter_picture_{name}", language).metadata or {}).get("layout")
    if not layout:
        return None
    title, rows = rows_of(texts.lines(f"utter_picture_{name}", language, **reply.values))
    here = int(told.get("here", 0))
    return Picture(str(layout), title, rows, here, texts.line("utter_picture_here", language) if here else "")


def rows_of(lines: list[str]) -> tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """The title and the rows in these lines. A heading whose lines all came out empty is left out."""
    title, *others = (line.strip().lstrip(RIGHT_TO_LEFT_MARK) for line in lines) if lines else ("",)
    rows: list[tuple[str, list[str]]] = []
    for line in others:
        if line.startswith(BELOW.strip()) and rows:
            rows[-1][1].append(line.removeprefix(BELOW.strip()).strip())
        elif line:
            rows.append((line, []))
    told = ((heading, below, tuple(line for line in below if line)) for heading, below in rows)
    return title, tuple((heading, filled) for heading, below, filled in told if filled or not below)
