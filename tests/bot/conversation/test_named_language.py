"""Which language a text names, whether Wegwijs speaks it or not."""

from __future__ import annotations

import pytest

from bot.conversation.interpretation import interpret
from bot.conversation.named_language import is_other, named_language, wished_language
from bot.conversation.state import State
from bot.languages import all_languages, other_languages
from bot.understanding.normalise import normalise
from tests.bot.conversation.fakes import Chat, understood


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nederlands", "nl"), ("dutch", "nl"), ("English!", "en"), ("عربي", "ar"), ("بالعربي", "ar"), ("3arabi", "ar"),
        ("العربية", "ar"), ("ትግርኛ", "ti"), ("Turkish please", "tr"), ("I speak arabic", "ar"), ("فارسی", "fa"),
    ],
)  # fmt: skip
def test_a_text_that_names_a_language_is_understood_in_any_language(text: str, code: str) -> None:
    assert named_language(text) == code


@pytest.mark.parametrize("text", ["", "hallo", "Ik wil graag Nederlands leren op school", "so what", "ja", "🙂", "1"])
def test_a_text_that_speaks_of_something_else_names_no_language(text: str) -> None:
    assert named_language(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("do you speak Russian", "ru"), ("میشه پشتو گپ بزنی", "ps"), ("Українська?", "uk"), ("spreek je Russisch?", "ru"),
        ("هل تتكلم بالروسية", "ru"), ("Rusça biliyor musun", "ru"), ("ብኣምሓርኛ ትዛረብ ዶ", "am"), ("tu bi rûsî diaxivî", "ru"),
        ("can you talk in pashto please, it is easier for me", "ps"), ("speak kurdi sorani with me", "ckb"),
        ("do you speak English", "en"), ("Russian or Pashto", None), ("speak to me so that I understand", None),
    ],
)  # fmt: skip
def test_a_wish_for_a_language_names_it_anywhere(text: str, code: str | None) -> None:
    assert wished_language(text) == code


def test_a_language_that_wegwijs_speaks_is_no_other_one_and_no_name_stands_twice() -> None:
    names = [normalise(name) for spoken in other_languages().names.values() for name in dict.fromkeys(map(normalise, spoken))]
    ours = {normalise(name) for entry in all_languages().values() for name in (*entry.spoken, entry.name)}
    assert not set(other_languages().names) & set(all_languages())
    assert len(names) == len(set(names)) and not set(names) & ours


@pytest.mark.parametrize("text", ["Українська?", "ma ku hadli kartaa af oromo"])
async def test_whoever_asks_for_another_language_hears_that_it_is_not_there_yet(chat: Chat, text: str) -> None:
    chat.core.meanings[text] = understood("ask_capabilities", confidence=0.45)
    assert await chat.says(text) == chat.line("utter_language_not_yet")
    assert chat.dialogue.turns == [] and chat.shown[-1]["buttons"]


def test_where_own_words_are_asked_for_the_name_of_a_language_is_such_words() -> None:
    meaning = interpret(
        "Français", understood("out_of_scope"), State(question="goal_text", last_at=9e9), [], frozenset({"goal_text"})
    )
    assert meaning.turn is not None and meaning.turn.intent == "own_words"
    assert is_other("fr") and not is_other("nl")
