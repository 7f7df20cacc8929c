"""What goes with an explanation: its hard words can be tapped."""

from __future__ import annotations

from dataclasses import replace

from bot.messages import Choice, Reply
from bot.services.hard_words import load_words
from bot.texts import Texts

EXPLAIN_WORDS = "explain_words"


def explained_words(texts: Texts, keys: list[str]) -> Reply:
    """What hard words mean, by their keys; keys without a text are left out."""
    items = [{"response": f"utter_word_{key}"} for key in keys if texts.has(f"utter_word_{key}")]
    return Reply("utter_words", {"words": {"items": items, "join": "\n"}})


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
