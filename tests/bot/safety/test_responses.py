"""What the gate says: the same in every language, with numbers, short, and without a word that could do harm."""

from __future__ import annotations

import re

import pytest

from bot.languages import all_languages, live_languages
from bot.messages import Reply, parse_payload
from bot.safety.patterns import KINDS
from bot.texts import BLANK, load_texts

pytestmark = pytest.mark.integration

TEXTS = load_texts()
LANGUAGES = ("nl", "en", "ar")
OTHERS = ("told", "told_closed", "ask", "yes", "not_now", "other")
NAMES = [*(f"utter_{kind}" for kind in KINDS), *(f"utter_crisis_{name}" for name in OTHERS), "utter_gate_only"]


@pytest.mark.parametrize("name", NAMES)
def test_every_language_has_the_same_numbers_blanks_and_buttons(name: str) -> None:
    dutch = TEXTS.responses["nl"][name]
    for language in LANGUAGES:
        response = TEXTS.responses[language][name]
        assert BLANK.findall(response.text) == BLANK.findall(dutch.text)
        assert [choice.payload for choice in response.choices] == [choice.payload for choice in dutch.choices]
        assert (response.metadata or {}).get("status")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_crisis_text_is_one_short_message_with_112_and_the_words_to_say(kind: str, language: str) -> None:
    text = TEXTS.responses[language][f"utter_{kind}"].text
    assert "[[phone:112]]" in text
    assert text.endswith("[[sent]]")
    # In right-to-left text the words to say stand in isolates: their full stop and quote would jump to the wrong end.
    begin, end = ("\u2066", "\u2069") if all_languages()[language].direction == "rtl" else ("", "")
    quotes = [line for line in text.splitlines() if line.startswith(f'{begin}"') and line.endswith(f'"{end}')]
    assert len(quotes) == 2, "what to say in Dutch and in English"
    own = [line for line in text.splitlines() if line not in quotes and line != "[[sent]]"]
    assert sum(len(re.findall(r"[.?!](?=\s|$)", line)) for line in own[:-1]) <= 5
    assert len(TEXTS.render(Reply(f"utter_{kind}", {"sent": "x"}), language)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_gives_nothing_away(language: str) -> None:
    choices = TEXTS.responses[language]["utter_crisis_ask"].choices
    pressed = [parse_payload(choice.payload) for choice in choices]
    assert [entities["answer"] for _intent, entities in pressed] == ["yes", "not_now", "other", "on"]
    assert [intent for intent, _entities in pressed] == [*["crisis_answer"] * 3, "discreet"]
    assert all(len(choice.title) <= 24 for choice in choices)


@pytest.mark.parametrize(
    ("language", "never"),
    [
        ("nl", "familie|komt goed|beloof|klantmanager|anoniem|geheim"),
        ("en", "family|be all right|be alright|promise|manager|anonymous|secret"),
        ("ar", "عائلت|أهلك|سيكون كل شيء|أعدك|سري"),
    ],
)
def test_no_promise_no_family_no_waiting_for_the_client_manager(language: str, never: str) -> None:
    for name in NAMES:
        assert not re.search(never, TEXTS.responses[language][name].text, re.IGNORECASE), name


# Words for family and partners, by which somebody could be sent to those whom they fear.
FAMILY = {
    "nl": r"familie|gezin|ouders|partner|echtgen|\bman\b|vrouw",
    "en": r"famil|parent|partner|husband|wife|relative",
    "ar": r"عائل|أهل|أسرة|زوج|والد",
    "ti": r"ስድራ|ቤተሰብ|ወለዲ|ሰብኣይ|ሰበይቲ|መጻምድ",
    "fa": r"خانواد|فامیل|همسر|شوهر|والدین|پدر|مادر",
    "tr": r"\baile|\beşin|kocan|karın|anne|baban|akraba",
    "so": r"qoys|xaas|waalid|nin(?:kaa|kee)|ehel",
    "kmr": r"malbat|hevjîn|hevser|dê û bav|mêrê we|xizm",
}
SEEN_AFTERWARDS = ("utter_discreet_", "utter_private_", "utter_hidden_", "utter_contact_")


@pytest.mark.parametrize("language", list(FAMILY))
def test_nobody_in_danger_is_advised_to_talk_to_family(language: str) -> None:
    after = [name for name in TEXTS.responses["nl"] if name.startswith(SEEN_AFTERWARDS) and "_along_" not in name]
    for name in (*NAMES, *after):
        assert not re.search(FAMILY[language], TEXTS.responses[language][name].text, re.IGNORECASE), name


def test_every_live_language_is_looked_at() -> None:
    assert set(FAMILY) == set(live_languages())
