"""What goes with an explanation: its hard words can be tapped."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.interpretation import Meaning
from bot.conversation.letter_words import speaks_of_letter
from bot.languages import REFERENCE
from bot.messages import Choice, Reply
from bot.services.hard_words import load_words
from bot.services.speech import Speech
from bot.texts import Texts

EXPLAIN_WORDS = "explain_words"
LETTER = "/explain_more topic=letter part=start"  # the button "What is this letter?", as the menu has it
NO_LETTER = ("letter", "crisis", "not_understood_again")  # beginnings of responses that stay as they are


def explained_words(texts: Texts, keys: list[str]) -> Reply:
    """What hard words mean, by their keys; keys without a text are left out."""
    items = [{"response": f"utter_word_{key}"} for key in keys if texts.has(f"utter_word_{key}")]
    return Reply("utter_words", {"words": {"items": items, "join": "\n"}})


def word_to_explain(texts: Texts, meaning: Meaning) -> str:
    """The key of the hard word that is to be explained, or "".

    "What is a ..." is answered by the topic that it is about, if its answer speaks of the word; else from the word list.
    """
    if meaning.turn is None or not meaning.asked_word:
        return meaning.hard_word
    response = f"utter_{meaning.turn.intent}"
    told = texts.has(response) and load_words().stands_in(meaning.asked_word, texts.response(response, REFERENCE).text)
    return "" if told else meaning.asked_word


def with_hard_words(texts: Texts, replies: list[Reply], language: str) -> list[Reply]:
    """The replies, the last with a button for its hard words when it explains: they stand in quotes in every language."""
    if not replies or not explains(texts, replies[-1]):
        return replies
    keys = load_words().marked_in(texts.response(replies[-1].response, language).text)
    if not keys:
        return replies
    button = Choice(f"/{EXPLAIN_WORDS} words={','.join(keys)}", response="utter_title_words")
    return [*replies[:-1], replace(replies[-1], choices=(*replies[-1].choices, button))]


def explains(texts: Texts, reply: Reply) -> bool:
    """Whether a reply explains: its text rests on facts, and says on which."""
    return texts.has(reply.response) and bool((texts.response(reply.response, "nl").metadata or {}).get("facts"))


def with_letter(speech: Speech, replies: list[Reply], text: str, language: str) -> list[Reply]:
    """The replies, the last with the button "What is this letter?" when the text speaks of a letter and none offers it."""
    if not replies or not speaks_of_letter(text, language) or replies[-1].response.removeprefix("utter_").startswith(NO_LETTER):
        return replies
    offered = [*speech.texts.response(replies[-1].response, language).choices, *replies[-1].choices]
    menu = speech.texts.response("utter_ask_capabilities", language).choices
    button = next((choice for choice in menu if choice.payload == LETTER), None)
    if button is None or any(choice.payload == LETTER for choice in offered):
        return replies
    return [*replies[:-1], replace(replies[-1], choices=(*replies[-1].choices, button))]
