"""How a translation is written."""

from __future__ import annotations

import pytest

from bot.content.typography import typography_complaints
from bot.languages import all_languages

pytestmark = pytest.mark.integration

NAMES = {"duo", "vluchtelingenwerk", "b1-route"}


def told(code: str, text: str, dutch: str = "") -> list[str]:
    return list(typography_complaints(text, dutch, all_languages()[code], NAMES))


@pytest.mark.parametrize(
    ("code", "text", "says"),
    [
        ("ar", "هل هذا صحيح?", "'?' after a letter"),
        ("ar", "اكتبوا, ثم اتصلوا.", "',' after a letter"),
        ("fa", "بنویسید; زنگ بزنید.", "';' after a letter"),
        ("ti", "ንዓይ ሕተቱ.", "'.' after a letter"),
        ("ti", "ሕተቱ, ጽሓፉ።", "',' after a letter"),
        ("ar", "انتظروا ٦ أسابيع.", "the digit ٦"),
        ("fa", "۶ هفته.", "the digit ۶"),
        ("ar", "اتصلوا بمكتب Loket الآن.", "'Loket' in Latin letters"),
        ("ti", "ነቲ envelop ርኣዩ።", "'envelop' in Latin letters"),
        ("en", "word " * 26 + ".", "a sentence of 26 words"),
        ("ti", "ቃል " * 26 + "።", "a sentence of 26 words"),
    ],
)
def test_what_is_written_wrongly_is_told(code: str, text: str, says: str) -> None:
    assert any(line.startswith(says) for line in told(code, text))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ar", 'هل هذا "Mag dat?" صحيح؟ مستوى B1 و 1,5 سنة، عند DUO.'),
        ("ar", '🗣 "Ik ben ziek. Mag het anders?"\nمعنى ذلك: نعم.'),
        ("fa", "با VluchtelingenWerk و Wegwijs [[phone:duo]] صحبت کنید؟"),
        ("ti", "1. ሕተቱ።\n2. DUO'ውን ኣሎ ዶ?"),
        ("tr", "DUO'yu arayın, lütfen? Evet; hayır."),
        ("en", "word " * 25 + ". word " * 3),
    ],
)
def test_what_is_written_well_is_left_alone(code: str, text: str) -> None:
    assert told(code, text) == []


def test_a_length_that_is_far_from_dutch_is_told() -> None:
    dutch = "U krijgt een brief van de gemeente. Lees hem."
    assert any("times as long" in line for line in told("en", "A letter.", dutch))
    assert any("times as long" in line for line in told("en", "A long letter. " * 9, dutch))
    assert told("en", "You get a letter from the municipality. Read it.", dutch) == []
    assert told("en", "No, certainly not.", "Nee.") == []  # of a short text, lengths say nothing
