"""A button that was pressed: answered by the gateway itself, or a turn for Rasa."""

from __future__ import annotations

import anyio

from bot.app import Services
from bot.conversation import complaints
from bot.conversation.asked_in_danger import answer_in_danger
from bot.conversation.explaining import EXPLAIN_WORDS, explained_words
from bot.conversation.interpretation import as_turn
from bot.conversation.more_buttons import show_rest
from bot.conversation.old_buttons import answer_old_button
from bot.conversation.own_pages import link_to
from bot.conversation.reception import COMMANDS
from bot.conversation.record import Effect, Record
from bot.conversation.turns import Turns
from bot.dialogue.rasa import Turn
from bot.messages import Reply, parse_payload
from bot.services.folding import MORE
from bot.services.hiding import HIDE
from bot.storage.inbox import Received
from bot.storage.offers import Offer

ANSWERS = ("answer", "own_words")  # intents that mean something only while their question is open


class Buttons:
    """Gives a pressed button its effect. `own_words` are the slots that take any text."""

    def __init__(self, services: Services, turns: Turns, record: Record, own_words: frozenset[str]) -> None:
        self._services = services
        self._turns = turns
        self._record = record
        self._own_words = own_words

    async def press(self, received: Received, effect: Effect, offer: Offer | None) -> None:
        """A button. One that answers a question that is no longer open is never taken as an answer."""
        state = effect.state
        state.asks_where = False
        if offer is None:
            waiting = await anyio.to_thread.run_sync(self._services.discretion.waiting, effect.person)
            effect.replies += (
                [Reply("utter_button_old"), *waiting] if waiting else answer_old_button(self._services.speech, effect)
            )
            return
        intent, entities = parse_payload(offer.payload)
        if intent in ANSWERS and (offer.question != state.question or not state.question):
            effect.replies += answer_old_button(self._services.speech, effect)
        elif intent in COMMANDS:
            await self._command(received, effect, intent, entities)
        elif effect.person.introduced_at is None:
            self._turns.greet(effect)
        else:
            await self._turns.take(received, effect, Turn(intent, "", entities=entities), "")

    async def _command(self, received: Received, effect: Effect, intent: str, entities: dict[str, str]) -> None:
        """A button that the gateway itself answers."""
        state, answer = effect.state, entities.get("answer", "")
        if intent == "write_this" and state.pending is not None:
            words, state.pending = state.pending, None
            await self._turns.take(received, effect, Turn("own_words", words), words)
        elif intent == "answer_this" and state.pending is not None:
            words, state.pending = state.pending, None
            spoken = self._services.speech.language(effect.person)
            await self._turns.take(received, effect, as_turn(words, await self._turns.understand(words), spoken), words)
        elif intent == "crisis_where":
            effect.replies.append(Reply("utter_crisis_where_no"))
        elif intent == complaints.ANSWER:
            complaints.answer(self._services, effect, answer)
        elif intent == "link":
            effect.replies += await anyio.to_thread.run_sync(self._services.linking.answer, effect.person, answer)
        elif intent == "crisis_answer":
            meant = answer_in_danger(effect, answer, self._own_words)
            if meant is not None:
                await self._turns.take(received, effect, Turn("own_words", meant), meant)
        elif intent == HIDE:
            effect.hide = True
        elif intent == "open_private":
            part = entities.get("part", "")
            effect.replies.append(await anyio.to_thread.run_sync(link_to, self._services, effect.person, part))
        elif intent == "discreet":
            effect.discreet = answer == "on"
            effect.replies += [Reply("utter_discreet_on" if effect.discreet else "utter_discreet_off"), *state.asked_again()]
        elif intent == EXPLAIN_WORDS:
            keys = entities.get("words", "").split(",")
            effect.replies += [explained_words(self._services.speech.texts, keys), *state.asked_again()]
        elif intent == MORE:
            rest = await anyio.to_thread.run_sync(self._record.offers, effect.person, entities["offers"].split(","))
            effect.replies += show_rest(self._services.speech, effect, rest)
        elif intent == "erase":
            effect.erase = answer == "yes"
            if not effect.erase:
                effect.replies += [Reply("utter_data_kept"), *state.asked_again()]
        elif intent in ("change_language", "remember", "age_group"):
            await self._turns.at_reception(received, effect, intent, entities)
        else:
            effect.replies += answer_old_button(self._services.speech, effect)
