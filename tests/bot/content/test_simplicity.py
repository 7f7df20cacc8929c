"""The figures of a Dutch text, each on a text of which they are known."""

from __future__ import annotations

import pytest

from bot.content import limits
from bot.content.simplicity import is_passive, measure, simplicity_complaints, syllables

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("brief", 1), ("ja", 1), ("gemeente", 3), ("sociaal", 3), ("theorie", 3), ("financieel", 4), ("ruzie", 2), ("leeuw", 1),
        ("mooie", 2), ("nieuw", 1), ("bijstand", 2), ("inburgering", 4), ("coöperatie", 5), ("klantmanager", 4), ("ndb", 1),
        ("woensdag", 2), ("huis", 1), ("aanvraag", 2),
    ],
)  # fmt: skip
def test_syllables(word: str, number: int) -> None:
    assert syllables(word) == number


@pytest.mark.parametrize(
    "sentence",
    [
        "Uw brief wordt gelezen.", "Het geld werd betaald.", "De afspraak is nog niet afgezegd.", "Er is niets beantwoord.",
        "Uw aanvraag is afgewezen.", "De kosten worden door de gemeente vergoed.", "Uw bericht is bewaard.",
    ],
)  # fmt: skip
def test_a_passive_sentence_is_seen(sentence: str) -> None:
    assert is_passive(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "De gemeente leest uw brief.", "U bent verplicht om te komen.", "U wordt ziek.", "Dit is het besluit.",
        "Dat is bekend.",
        "U hebt de brief gelezen.", "Het is geld van de gemeente.", "Uw uitkering wordt lager.", "Zij zijn getrouwd.",
    ],
)  # fmt: skip
def test_an_active_sentence_is_none(sentence: str) -> None:
    assert not is_passive(sentence)


def test_the_figures_of_a_known_text() -> None:
    found = measure("U krijgt een brief. Lees de verblijfsvergunning vandaag.\n\nBel [[phone:duo]]!")
    assert (found.words, found.longest, round(found.mean, 2)) == (10, 4, 3.33)
    assert found.long_share == pytest.approx(1 / 9)  # nine words of letters, one of them long
    # u krijgt een brief lees de ver-blijfs-ver-gun-ning van-daag bel: 14 syllables in 9 words
    assert found.flesch_douma == pytest.approx(206.84 - 0.93 * 10 / 3 - 77 * 14 / 9)


def test_an_empty_text_has_figures() -> None:
    assert measure("").words == 0


EASY = "U krijgt een brief van de gemeente. Lees de brief vandaag. Bel als u hem niet begrijpt. Neem uw kind mee naar school."
HARD = {
    "words a sentence": "U gaat met uw kind en met uw brief naar de school in de stad. "
    "Daar ziet u de man die u gaat zeggen wat u nu kunt doen.",
    "long words": EASY
    + " Verblijfsvergunning, huurovereenkomst, arbeidsovereenkomst, zorgverzekering, inkomensondersteuning, toestemming.",
    "Flesch-Douma": "De gemeentelijke ondersteuning bevordert maatschappelijke participatie. Informatie over "
    "financiële tegemoetkomingen is beschikbaar. Individuele begeleiding is mogelijk na toestemming van de organisatie.",
    "passive sentences": "De brief is gelezen. Het geld wordt betaald. De afspraak is afgezegd.",
    "abbreviation 'd.w.z.'": "U komt, d.w.z. u bent er.",
    "abbreviation 'bijv.'": "Neem iets mee, bijv. een brief.",
    "abbreviation 't/m'": "Maandag t/m vrijdag.",
    "abbreviation 'SVB'": "De SVB betaalt.",
    "name of a law 'Wet inburgering'": "De Wet inburgering zegt dit.",
    "name of a law 'Participatiewet'": "De Participatiewet zegt dit.",
    "name of a law 'Artikel 5'": "Artikel 5 zegt dit.",
}  # fmt: skip


@pytest.mark.parametrize("what", HARD)
def test_what_is_hard_is_told_with_a_cure(what: str) -> None:
    found = list(simplicity_complaints(HARD[what], ()))
    assert any(what in line and ";" in line for line in found), found


@pytest.mark.parametrize(
    "text",
    [
        EASY,
        'Dit heet "SVB". De SVB betaalt.',
        "De AOW is geld voor ouderen.",
        'De "Participatiewet" is een regel van de overheid. De Participatiewet geldt voor iedereen.',
        "Deel I en deel II van het examen.",
    ],
)
def test_what_is_simple_or_explained_is_left_alone(text: str) -> None:
    assert list(simplicity_complaints(text, ())) == []


def test_a_listed_abbreviation_needs_no_explanation() -> None:
    assert list(simplicity_complaints("De SVB betaalt.", {"svb"})) == []


def test_shares_of_a_short_text_say_nothing() -> None:
    assert measure("Verblijfsvergunning.").long_share == 1 > limits.MOST_LONG_SHARE
    assert list(simplicity_complaints("Verblijfsvergunning.", ())) == []
