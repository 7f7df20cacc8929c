"""One turn: Rasa answers, or the reception where somebody is new; what was wanted or held meanwhile is taken up again."""

from __future__ import annotations

from dataclasses import asdict

import anyio

from bot.app import Services
from bot.conversation.explaining import with_hard_words
from bot.conversation.interpretation import NOT_WORDS, as_turn, is_like_command
from bot.conversation.named_language import wished_language
from bot.conversation.old_buttons import note_choice
from bot.conversation.partners import Dialogue, Understander
from bot.conversation.reception import Outcome, Reception, choose_language
from bot.conversation.record import Effect
from bot.dialogue.rasa import Turn
from bot.messages import Reply
from bot.services.hiding import HIDE
from bot.services.linking import digits_of
from bot.storage.inbox import Received
from bot.understanding.core import Understood

ASKS_FIRST = {"utter_ask_remember_first": "remember", "utter_ask_age_group": "age_group"}


class Turns:
    """Takes turns with a person. Raises DialogueAway when Rasa is needed and away."""

    def __init__(self, services: Services, dialogue: Dialogue, core: Understander) -> None:
        self._services = services
        self._dialogue = dialogue
        self._core = core
        self._reception = Reception(services.people, services.speech.texts)

    async def understand(self, text: str) -> Understood:
        if is_like_command(text):
            return NOT_WORDS
        return await anyio.to_thread.run_sync(self._core.understand, text)

    async def take(self, received: Received, effect: Effect, turn: Turn, text: str, part: str = "") -> None:
        """Let Rasa answer, and note what is open afterwards."""
        if turn.intent == "change_language":
            code = turn.entities.get("language") or wished_language(text) or ""
            await self.at_reception(received, effect, "change_language", {"language": code})
            return
        if turn.intent == HIDE:  # words that waited: those that come in are heard before anything else
            effect.hide = True
            return
        if turn.intent == "delete_my_data":  # asked here: a form that is open would ask its own question after it
            effect.replies.append(Reply("utter_delete_my_data"))
            return
        person, state = effect.person, effect.state
        message_id, language = f"{received.id}{part}", self._services.speech.language(person)
        if state.calm and state.form:  # parked without a word: it can be taken up again
            await self._dialogue.answer(person.conversation_id, f"{message_id}calm", language, Turn("stop", ""))
        state.calm = state.near = False
        answer = await self._dialogue.answer(person.conversation_id, message_id, language, turn)
        effect.telling.append(turn.intent)
        replies = list(answer.replies)
        state.pending = None
        state.ask(answer.question, replies, answer.form)
        asked_first = ASKS_FIRST.get(replies[-1].response) if replies else None
        if asked_first:
            state.wanted = asdict(turn)
            state.ask(asked_first, replies)
        speech = self._services.speech
        replies = with_hard_words(speech.texts, replies, speech.language(person))
        note_choice(speech.texts, state, replies)
        effect.replies += replies or [Reply("utter_failed")]

    async def at_reception(self, received: Received, effect: Effect, intent: str, entities: dict[str, str]) -> None:
        """Language, being remembered, age: stored at once (repeating them changes nothing), then what was wanted."""

        def at_desk() -> Outcome:
            with self._services.database.write() as connection:
                if intent == "change_language":
                    return self._reception.choose(connection, effect.person, effect.state, entities.get("language", ""))
                if intent == "remember":
                    return self._reception.remember(connection, effect.person, effect.state, entities.get("answer") == "yes")
                return self._reception.age(connection, effect.person, effect.state, entities.get("answer", ""))

        outcome = await anyio.to_thread.run_sync(at_desk)
        effect.person = outcome.person or effect.person
        effect.introduced = effect.introduced or outcome.introduced
        effect.replies += outcome.replies
        if outcome.go_on and effect.state.wanted:
            wanted, effect.state.wanted = Turn(**effect.state.wanted), None
            await self.take(received, effect, wanted, wanted.text)
        elif intent == "remember":
            await self.take_up_held(received, effect)

    def greet(self, effect: Effect) -> None:
        """Somebody opens the chat: choose a language first; who is known gets the menu."""
        if effect.person.introduced_at is None:
            effect.replies.append(choose_language())
        else:
            effect.replies += effect.state.asked_again() or [Reply("utter_greet"), Reply("utter_ask_capabilities")]

    async def take_up_held(self, received: Received, effect: Effect) -> None:
        """Answer what was written before a language was chosen."""
        if effect.state.held and effect.person.introduced_at is not None:
            text, effect.state.held = effect.state.held, None
            if digits_of(text) is not None:
                effect.replies += await anyio.to_thread.run_sync(self._services.linking.typed, effect.person, text)
                return
            understood = await self.understand(text)
            spoken = self._services.speech.language(effect.person)
            await self.take(received, effect, as_turn(text, understood, spoken), text, part="held")
