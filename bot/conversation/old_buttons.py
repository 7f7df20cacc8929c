"""A button of before was pressed: what is open now is shown once more below the answer, so that nobody is stuck."""

from __future__ import annotations

from dataclasses import asdict

from bot.conversation.explaining import explains
from bot.conversation.record import Effect
from bot.conversation.state import State
from bot.languages import REFERENCE
from bot.messages import Reply
from bot.services.speech import Speech
from bot.texts import Texts


def note_choice(texts: Texts, state: State, replies: list[Reply]) -> None:
    """Keep what offered buttons, while no question of a form is open that is asked again anyway."""
    offering = [reply for reply in replies if reply.choices or _written(texts, reply)]
    state.choice = [asdict(reply) for reply in offering[-1:]] if not state.question else []


def answer_old_button(speech: Speech, effect: Effect) -> list[Reply]:
    """The open question again, else the last choice, else the menu.

    Of what asks nothing (an explanation, "it is kept") only the buttons are shown again.
    """
    old = "utter_button_old"
    asked, offered = effect.state.asked_again(), effect.state.offered_again()
    if not asked and offered and not _asks(speech.texts, offered[0]):
        written = speech.texts.response(offered[0].response, speech.language(effect.person)).choices
        return [Reply(old, choices=(*written, *offered[0].choices))]
    return [Reply(old), *(asked or offered or [Reply("utter_ask_capabilities")])]


def _asks(texts: Texts, reply: Reply) -> bool:
    """Whether a reply asks something, and does not only explain."""
    return "?" in texts.response(reply.response, REFERENCE).text and not explains(texts, reply)


def _written(texts: Texts, reply: Reply) -> bool:
    return texts.has(reply.response) and bool(texts.response(reply.response, REFERENCE).choices)
