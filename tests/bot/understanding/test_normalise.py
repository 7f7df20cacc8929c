"""The normal form: what is one spelling to a reader becomes one spelling to us, and nothing breaks it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.normalise import normalise, sentences, sentences_as_written


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("", ""),
        ("  Hallo   Wereld ", "hallo wereld"),
        ("Éénmaal, café", "eenmaal, cafe"),
        ("STRASSE Straße", "strasse strasse"),
        ("pleaaaase heeeelp", "pleaase heelp"),
        ("heel", "heel"),
        ("ＥＸＡＭ ①", "exam 1"),
        ("can’t ‘x’ “y” – …", "can't 'x' \"y\" - ..."),
        ("أحمد إلى آخر ٱسم", "احمد الي اخر اسم"),
        ("مدرسةٌ على", "مدرسه علي"),
        ("جـــدًّا", "جدا"),
        ("اسعااااف", "اسعاف"),
        ("مسؤول شيء سيئ", "مسوول شي سيي"),
        ("ک ی", "ك ي"),
        ("١١٢ ۱۱۲ 112", "112 112 112"),
        ("لا؟ نعم،", "لا? نعم,"),
        ("a\u200bb\u00adc\ufeffd\u2068e\u2069", "abcde"),
        ("a\x00b\tc\u00a0d", "a b c d"),
        ("a \r\n\n  b", "a\nb"),
        ("\ud800x", "x"),
        ("İstanbul IŞIK ı", "istanbul isik i"),
        ("!!!!!!!", "!!!"),
        ("🙏🏽", "🙏🏽"),
        ("ትግርኛ", "ትግርኛ"),
    ],
)
def test_normal_form(text: str, normal: str) -> None:
    assert normalise(text) == normal


@settings(max_examples=500, deadline=None)
@given(st.text(st.characters(blacklist_categories=()), max_size=200))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert not once.startswith(" ") and not once.endswith(" ")


def test_a_megabyte_is_quick() -> None:
    begun = time.process_time()
    normalise("Hallo ik ben أنا خائفةٌ " * 45_000)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("...", []),
        ("Hallo", ["Hallo"]),
        ("Een. Twee! Drie? Vier\nVijf", ["Een", "Twee", "Drie", "Vier", "Vijf"]),
        ("كيف؟ نعم. لا", ["كيف", "نعم", "لا"]),
        ("het kost 3.50 euro", ["het kost 3.50 euro"]),
        ("help!!!mijn kind", ["help", "mijn kind"]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_sentences_as_written_keep_their_signs() -> None:
    text = "Hoe laat is het? Ik kom!!\nTot morgen ... 12.30 uur\n\n ? "
    assert sentences_as_written(text) == ["Hoe laat is het?", "Ik kom!!", "Tot morgen ...", "12.30 uur"]
    assert sentences_as_written("? !") == []
