"""The button that shows the rest of the buttons of a message was pressed. Which ones wait is decided in `services/folding`."""

from __future__ import annotations

from bot.conversation.old_buttons import answer_old_button
from bot.conversation.record import Effect
from bot.messages import Choice, Reply, parse_payload
from bot.services.speech import Speech
from bot.storage.offers import Offer


def show_rest(speech: Speech, effect: Effect, rest: list[Offer]) -> list[Reply]:
    """The buttons that waited. Answers to a question that is open no more are old, like their button itself."""
    answers = [offer for offer in rest if parse_payload(offer.payload)[0] == "answer"]
    if not rest or any(offer.question != effect.state.question for offer in answers):
        return answer_old_button(speech, effect)
    effect.rest = True
    return [Reply("utter_more_buttons", choices=tuple(Choice(offer.payload, offer.title) for offer in rest))]
