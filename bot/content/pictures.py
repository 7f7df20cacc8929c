"""The checks of pictures: what a response says of its picture, what stands in it, and whether the fonts can draw it.

How such a text is written is told in `bot/services/picturing.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.tree import Tree, Written
from bot.pictures.bidi import CONTROLS
from bot.pictures.draw import LAYOUTS
from bot.pictures.fonts import FILES, FOLDER, CannotDraw, fonts_of
from bot.services.picturing import rows_of
from bot.texts import BLANK

PICTURE = "utter_picture_"
LONGEST_BESIDE = 1000  # characters; a caption of Telegram has 1024
SAME_IN_ALL = ("picture", "here", "layout")


def picture_complaints(tree: Tree, code: str, name: str, written: Written) -> Iterator[str]:
    """What is wrong with a response that names a picture, or that is the text of one."""
    told = written.metadata or {}
    if "picture" in told:
        yield from _beside(tree, told, written)
    if name.startswith(PICTURE) and "layout" in told:
        if told["layout"] not in LAYOUTS:
            yield f"metadata.layout is {told['layout']!r}; write one of {', '.join(LAYOUTS)}"
        yield from _drawable(written.text)
    elif "here" in told and "picture" not in told:
        yield "metadata.here says a place in a picture, but there is no metadata.picture; name one"


def picture_differences(tree: Tree, code: str, name: str, written: Written) -> Iterator[str]:
    """Where a translation has another picture than the Dutch text, or other rows in it."""
    dutch = tree.reference[name]
    mine, theirs = written.metadata or {}, dutch.metadata or {}
    for key in SAME_IN_ALL:
        if mine.get(key) != theirs.get(key):
            yield f"metadata.{key} is {mine.get(key)!r}, in Dutch {theirs.get(key)!r}; make them the same"
    if "layout" in theirs and _shape(written.text) != _shape(dutch.text):
        yield 'has other headings or lines ("- …") below them than in Dutch; make them the same'


def _beside(tree: Tree, told: dict[str, object], written: Written) -> Iterator[str]:
    picture = tree.reference.get(f"{PICTURE}{told['picture']}")
    if picture is None or "layout" not in (picture.metadata or {}):
        yield f"metadata.picture names {PICTURE}{told['picture']}, which has no Dutch text with a metadata.layout; write it"
        return
    rows, here = len(_shape(picture.text)), told.get("here")
    if here is not None and not (isinstance(here, int) and 1 <= here <= rows):
        yield f"metadata.here is {here!r}; write the number of a heading of the picture, 1 to {rows}"
    if "\n\n" in written.text or len(written.text) > LONGEST_BESIDE:
        yield f"stands beside a picture; make it one message of at most {LONGEST_BESIDE} characters"


def _shape(text: str) -> list[int]:
    """How many lines stand below each heading."""
    return [len(lines) for _, lines in rows_of(text.split("\n"))[1]]


def _drawable(text: str) -> Iterator[str]:
    if not all((FOLDER / file).is_file() for file in FILES):
        return  # nothing can be drawn here; script/setup says so
    shown = "".join(sign for sign in BLANK.sub("", text) if sign not in CONTROLS and sign != "\n")
    try:
        left_out = {sign for sign, file in zip(shown, fonts_of(shown)) if file is None and not "\u200c" <= sign <= "\u200d"}
    except CannotDraw as error:
        yield f"{error}; use another"
        return
    for sign in sorted(left_out - {"\ufe0f"}):
        yield f"no font of the pictures has the sign U+{ord(sign):04X}; use another"
