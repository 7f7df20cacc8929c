"""Somebody writes in another language than they chose: it is asked about, and never switched silently."""

from __future__ import annotations

from bot.conversation.record import Effect
from bot.languages import live_languages
from bot.messages import Reply
from bot.services.speech import Speech, language_choices
from bot.understanding.core import Understood

SURE, WORDS = 0.9, 4  # of the language, and how many words it takes to be so


def ask_about_language(speech: Speech, effect: Effect, understood: Understood, text: str) -> None:
    """Ask in which language to answer, once for each language: in the person's own and in the one that was written."""
    code = understood.language
    if (
        code in live_languages()
        and code != speech.language(effect.person)
        and understood.language_confidence >= SURE
        and len(text.split()) >= WORDS
        and code not in effect.state.guessed
    ):
        effect.state.guessed.append(code)
        effect.replies.append(Reply("utter_language_guess"))
        effect.replies.append(Reply("utter_language_guess", choices=language_choices(), language=code))
