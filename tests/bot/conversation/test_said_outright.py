"""What is said outright opens what it names, in every language; danger, sensitive matters and sure topics go before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.interpretation import interpret
from bot.conversation.phrases import phrases, says, where, words_of
from bot.conversation.said_outright import load_absence, load_letters, said_outright
from bot.conversation.state import State
from bot.languages import ROOT, live_languages
from bot.texts import load_texts
from bot.understanding.core import Ranked
from bot.yaml_file import read_yaml
from tests.bot.conversation.fakes import Chat, answer, understood

LETTERS = [
    ("nl", "Ik heb een brief van DUO gekregen en ik begrijp het niet", "duo"),
    ("nl", "brief van de gemeente snap ik niet", "municipality"),
    ("nl", "Ik begrijp de brief van DUO over mijn examen niet", "duo"),
    ("nl", "er ligt een brief van het CAK, ik kan hem niet lezen", "cak"),
    ("nl", "ik begrijp een brief niet", "start"),
    ("en", "I got a letter from DUO and do not understand it", "duo"),
    ("en", "Letter from the tax office. I don't understand", "tax"),
    ("en", "my health insurance sent a letter, what does it say", "insurer"),
    ("ar", "وصلتني رسالة من DUO ولا أفهمها", "duo"),
    ("ar", "اجتني رسالة من البلدية وما فهمت شي", "municipality"),
    ("ti", "ደብዳበ ካብ DUO መጺኡኒ፡ ኣይተረድኣንን", "duo"),
    ("ti", "ካብ ምምሕዳር ከተማ ደብዳበ መጺኡኒ ኣይርድኣንን", "municipality"),
    ("fa", "یک نامه از DUO گرفتم و نمی‌فهمم", "duo"),
    ("fa", "از شهرداری نامه اومده نمیفهمم چی نوشته", "municipality"),
    ("tr", "DUO'dan mektup aldım, anlamadım", "duo"),
    ("tr", "vergi dairesinden bir mektup geldi, ne diyor", "tax"),
    ("so", "Warqad ayaan ka helay DUO, mana fahmin", "duo"),
    ("so", "degmada ayaa warqad ii soo dirtay ma fahmin", "municipality"),
    ("kmr", "Min ji DUO nameyek girt û ez fêm nakim", "duo"),
    ("kmr", "name ji şaredariyê hat, ez tê nagihîjim", "municipality"),
]
ABSENT = [
    ("nl", "Ik kan morgen niet komen, mijn kind is ziek"),
    ("nl", "mijn dochter heeft koorts, kan niet komen"),
    ("en", "I cannot come tomorrow, my child is ill"),
    ("en", "sorry can’t make it tomorrow"),
    ("ar", "لا أستطيع الحضور غدا، طفلي مريض"),
    ("ar", "بكرا ما بقدر اجي ابني مريض"),
    ("ti", "ጽባሕ ክመጽእ ኣይክእልን፡ ውላደይ ሓሚሙ"),
    ("fa", "فردا نمی‌توانم بیایم، بچه‌ام مریض است"),
    ("fa", "فردا نمیتونم بیام بچم مریضه"),
    ("tr", "Yarın gelemem, çocuğum hasta"),
    ("so", "Berri ma iman karo, ilmahaygu waa jiran yahay"),
    ("kmr", "Ez sibê nikarim bêm, zarokê min nexweş e"),
]
SENDERS = ("municipality", "duo", "ind", "cak", "tax", "insurer", "uwv", "cjib", "school", "housing")


def opened(text: str, intent: str, language: str, decision: str = "answer", confidence: float = 0.9) -> str | None:
    """What a text opens, by topic and part."""
    turn = said_outright(text, understood(intent, decision, confidence, language), language)
    return "_".join(turn.entities.values()) if turn else None


@pytest.mark.parametrize(("language", "text", "sender"), LETTERS)
@pytest.mark.parametrize("intent", ["ask_interpreter", "ask_simpler", "out_of_scope"])
def test_a_letter_that_is_not_understood_opens_the_help_with_its_sender(
    language: str, text: str, sender: str, intent: str
) -> None:
    assert opened(text, intent, language) == f"letter_{sender}"


@pytest.mark.parametrize(("language", "text"), ABSENT)
@pytest.mark.parametrize(
    ("intent", "decision"), [("ask_appointment", "answer"), ("out_of_scope", "out_of_scope"), ("ask_children", "choose")]
)
def test_who_cannot_come_gets_the_reasons_to_choose_from(language: str, text: str, intent: str, decision: str) -> None:
    assert opened(text, intent, language, decision) == "cannot_come_start"


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, text, *_ in (*LETTERS, *ABSENT)])
@pytest.mark.parametrize("intent", ["crisis_violence", "crisis_child"])
def test_nothing_is_opened_where_danger_may_be_meant(language: str, text: str, intent: str) -> None:
    assert opened(text, intent, language) is None
    heard = replace(understood("ask_appointment", language=language), ranking=(Ranked(intent, 0.2),))
    assert said_outright(text, heard, language) is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("letter about a sanction, I am angry", "sensitive_sanction"),
        ("I got a letter from DUO with a fine and do not understand it", "sensitive_sanction"),
        ("letter from IND, my permit stops, I do not understand", "sensitive_legal"),
        ("my manager threw my letter from DUO away, I don't understand", "complain_manager"),
        ("I cannot come tomorrow, I cry all day", "sensitive_mental_health"),
        ("I want to talk to somebody about the letter from DUO, I don't understand it", "request_human"),
    ],
)
def test_what_is_sensitive_and_who_wants_a_human_keep_their_own_answer(text: str, intent: str) -> None:
    assert opened(text, intent, "en") is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("when do I get the letter from DUO", "ask_integration_general"),
        ("please translate this letter from DUO", "ask_interpreter"),
        ("I did not get a letter from DUO, I don't understand why", "ask_integration_general"),
        ("how do I write a letter to my landlord", "ask_housing"),
        ("DUO wrote that I must learn, what does it mean", "ask_integration_general"),
        ("got a letter from DUO that I am inburgeringsplichtig, what does it mean", "ask_integration_general"),
        ("what happens if I do not come", "ask_consequences"),
        ("I cannot come to my lesson", "ask_appointment"),
        ("can somebody come with me to the appointment", "ask_appointment"),
    ],
)
def test_another_question_keeps_its_answer(text: str, intent: str) -> None:
    assert opened(text, intent, "en", confidence=0.97) is None


def test_a_letter_that_only_came_is_opened_where_the_topic_is_not_sure() -> None:
    assert opened("I got a letter from DUO", "ask_integration_exams", "en", confidence=0.6) == "letter_duo"
    assert opened("I got a letter from DUO", "ask_integration_exams", "en", confidence=0.97) is None


def test_where_it_is_uncertain_illness_may_be_why_but_what_is_sensitive_is_asked_about() -> None:
    for likeliest, expected in (("sensitive_medical", "cannot_come_start"), ("sensitive_family", None)):
        assert opened("I cannot come tomorrow", likeliest, "en", "choose") == expected


def test_the_sender_is_who_stands_nearest_to_the_letter() -> None:
    text = "at the gemeente they gave me a letter from DUO, I don't understand"
    assert opened(text, "ask_interpreter", "en") == "letter_duo"


def test_the_persons_own_language_counts_where_that_of_the_text_is_not_known() -> None:
    turn = said_outright("mektup DUO anlamadım", understood("ask_interpreter", language="und"), "tr")
    assert turn is not None and turn.entities["part"] == "duo"


def test_data_about_letters_and_absence_speak_all_languages_and_lead_somewhere() -> None:
    texts, letters = load_texts(), load_letters()
    assert set(letters.senders) >= set(SENDERS)
    assert all(texts.has(f"utter_letter_{sender}", language) for sender in letters.senders for language in live_languages())
    absence = load_absence()
    assert letters.about | letters.own_answer | absence.about <= set(read_yaml(ROOT / "domain.yml")["intents"])
    said = (letters.not_understood, letters.asks_what, letters.got, letters.unless, absence.phrases, absence.unless)
    for by_language in said:
        assert set(by_language) == set(live_languages()) and all(by_language.values())


def test_words_stand_in_order_with_a_few_others_between_them() -> None:
    (phrase, ending) = phrases(["kan niet komen", "mektub*"])
    assert says([phrase], words_of("Ik KAN morgen écht niet meer komen!"))
    assert not says([phrase], words_of("kan a b c d niet komen")) and not says([phrase], words_of("komen kan niet"))
    assert where(ending, words_of("bu mektubunu")) == [1] and not says([ending], words_of("mektu"))
    assert says(phrases(["don't come"]), words_of("I don’t come"))


def test_a_turn_that_opens_something_explains_no_word_beside_it() -> None:
    meaning = interpret("wat is dit voor brief van DUO", understood("ask_interpreter"), State(), [], frozenset())
    assert meaning.turn is not None and meaning.turn.entities == {"topic": "letter", "part": "duo"}
    assert meaning.asked_word == meaning.hard_word == ""


async def test_in_a_talk_rasa_is_asked_for_the_part_that_was_opened(chat: Chat) -> None:
    text = "ik kan morgen niet komen, mijn kind is ziek"
    chat.core.meanings[text] = understood("ask_appointment")
    chat.dialogue.answers["explain_more"] = answer("utter_cannot_come_start")
    assert await chat.says(text) == chat.line("utter_cannot_come_start")
    assert chat.dialogue.turns[-1][-1].entities == {"topic": "cannot_come", "part": "start"}


def test_a_language_of_which_the_data_say_nothing_yet_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    absence = replace(load_absence(), phrases={}, unless={})
    monkeypatch.setattr("bot.conversation.said_outright.load_absence", lambda: absence)
    letters = replace(load_letters(), not_understood={}, asks_what={}, got={}, unless={})
    monkeypatch.setattr("bot.conversation.said_outright.load_letters", lambda: letters)
    assert opened("Ik kan morgen niet komen", "ask_appointment", "nl") is None
    assert opened("Ik begrijp een brief niet", "ask_interpreter", "nl") is None
