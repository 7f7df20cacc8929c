"""Fitting texts into a messenger."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.text_fitting import RIGHT_TO_LEFT_MARK, fit, mark_right_to_left, split, utf16_units


def test_an_emoji_counts_twice() -> None:
    assert utf16_units("a👍ب") == 4


def test_a_short_text_stays_whole() -> None:
    assert split("one\n\ntwo ", 20) == ["one\n\ntwo"]


def test_lines_are_preferred_to_spaces() -> None:
    assert split("one two\nthree four", 12) == ["one two", "three four"]


def test_a_very_early_line_end_is_no_place_to_cut() -> None:
    assert split("a\nbb cc dd ee ff", 12) == ["a\nbb cc dd", "ee ff"]


def test_a_piece_may_end_right_before_a_space() -> None:
    assert split("12345 67890", 5) == ["12345", "67890"]


def test_emoji_are_never_halved() -> None:
    pieces = split("👍" * 9, 5)
    assert pieces == ["👍👍"] * 4 + ["👍"]


def test_a_vowel_sign_stays_with_its_letter() -> None:
    assert split("بِبِبِ", 3) == ["بِ", "بِ", "بِ"]


@given(st.text(alphabet="ab \n👍ب\u0650\u200dשק", max_size=80), st.integers(2, 12))
def test_pieces_fit_and_nothing_is_lost(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(0 < utf16_units(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_lines_that_begin_with_latin_or_digits_are_marked() -> None:
    mark = RIGHT_TO_LEFT_MARK
    assert mark_right_to_left("DUO مدرسة\nمدرسة DUO\nDUO\n\n112") == f"{mark}DUO مدرسة\nمدرسة DUO\n{mark}DUO\n\n{mark}112"


@pytest.mark.parametrize("text", ["", " \n ", "\t"])
def test_no_text_is_no_piece(text: str) -> None:
    assert fit(text, "ltr", 10) == fit(text, "rtl", 10) == []


def test_every_piece_of_a_right_to_left_text_is_marked_and_fits() -> None:
    pieces = fit("سلام DUO 112 " * 40, "rtl", 50)
    assert len(pieces) > 9
    assert all(piece[0] == RIGHT_TO_LEFT_MARK and utf16_units(piece) <= 50 for piece in pieces)
    assert all(piece.count(RIGHT_TO_LEFT_MARK) == 1 for piece in pieces)


def test_the_mark_counts_too() -> None:
    assert [utf16_units(piece) for piece in fit("ب" * 25, "rtl", 10)] == [9, 10, 9]
