"""One message and its effect: who is it, what is meant, who answers. Reading and storing is left to `record`."""

from __future__ import annotations

import time

import anyio

from bot.app import Services
from bot.conversation import complaints
from bot.conversation.asked_in_danger import stay_near, tell_where
from bot.conversation.besides import answers_besides, tells_of_danger, topic_shown
from bot.conversation.buttons import Buttons
from bot.conversation.explaining import explained_words, with_letter, word_to_explain
from bot.conversation.interpretation import Meaning, interpret, is_polite
from bot.conversation.language_question import ask_about_language
from bot.conversation.named_language import named_language
from bot.conversation.own_pages import erase, link_to
from bot.conversation.partners import Dialogue, Understander
from bot.conversation.record import Effect, Record
from bot.conversation.turns import Turns
from bot.conversation.typed_titles import payload_of
from bot.languages import live_languages
from bot.messages import Choice, Reply, now
from bot.services.linking import digits_of
from bot.services.return_codes import numbers_of
from bot.storage.inbox import Received
from bot.storage.offers import Offer
from bot.understanding.core import Understood


class Talk:
    """Answers messages. Raises DialogueAway when Rasa is needed and away; then nothing was stored."""

    def __init__(self, services: Services, dialogue: Dialogue, core: Understander, own_words: frozenset[str]) -> None:
        self._services = services
        self._dialogue = dialogue
        self._own_words = own_words
        self._record = Record(services)
        self._turns = Turns(services, dialogue, core)
        self._buttons = Buttons(services, self._turns, self._record, own_words)

    async def answer(self, received: Received) -> None:
        """Give one stored message its effect, once."""
        person, state = await anyio.to_thread.run_sync(self._record.open, received.conversation_id)
        if person is None:
            return
        effect = Effect(person, state, asked_before=state.asked_in_danger, asked_where_before=state.asks_where)
        if received.gate != "none":
            await anyio.to_thread.run_sync(self._record.after_gate, received, effect)
        elif person.owner == "manager":
            await self._owned(received, effect)
            if not effect.besides:
                if not await anyio.to_thread.run_sync(self._record.to_manager, received, effect):
                    await self.answer(received)  # given back meanwhile: the assistant answers
                return
        elif await anyio.to_thread.run_sync(self._record.overtaken, received, person):
            await anyio.to_thread.run_sync(self._record.pass_over, received)
            return
        else:
            await self._converse(received, effect)
        if effect.erase:
            await erase(self._services, self._dialogue, effect.person, received)
        else:
            await anyio.to_thread.run_sync(self._record.store, received, effect)

    async def _owned(self, received: Received, effect: Effect) -> None:
        """A client manager has the conversation: answer only what is answered besides.

        The title of the neutral line's button, typed, is that button: it may be gone from the screen. One that is known no
        more is too: it may be that of a neutral line, and it has no words for a client manager.
        """
        text = received.content["text"]
        if received.kind == "button":
            offer = await anyio.to_thread.run_sync(self._record.offer, effect.person, received.content["button"])
            effect.besides = offer is None or answers_besides(offer.payload)
            if complaints.asks_for_words(effect, offer):
                effect.besides = True
            elif effect.besides:
                effect.topic = topic_shown(offer.payload) if offer else None
                await self._buttons.press(received, effect, offer)
        elif received.kind == "text" and self._services.discretion.opens(effect.person, text):
            effect.besides = True
            effect.replies.append(await anyio.to_thread.run_sync(link_to, self._services, effect.person, ""))
        elif tells_of_danger(received, effect.state):
            effect.besides = True
            effect.danger = effect.state.danger or "crisis_emergency"
            effect.state.question = effect.state.danger = None
        elif received.kind in ("text", "edited") and text.strip():
            effect.besides, offer = await complaints.kept(
                self._services, self._record, self._turns.understand, received, effect
            )
            if offer is not None:
                await self._buttons.press(received, effect, offer)

    # --- what is meant ---

    async def _converse(self, received: Received, effect: Effect) -> None:
        state, text = effect.state, received.content["text"]
        if received.kind == "button":
            offer = await anyio.to_thread.run_sync(self._record.offer, effect.person, received.content["button"])
            await self._buttons.press(received, effect, offer)
        elif received.kind in ("start", "text") and await self._is_code(effect, text):
            state.asks_where = False
        elif received.kind == "start":
            self._turns.greet(effect)
        elif received.kind != "text":
            effect.replies += [Reply(f"utter_{received.kind}"), *state.asked_again()]
        elif not text.strip():
            effect.replies += [Reply("utter_empty"), *state.asked_again()]
        elif self._services.discretion.opens(effect.person, text):
            effect.replies.append(await anyio.to_thread.run_sync(link_to, self._services, effect.person, ""))
        elif effect.person.introduced_at is None:
            await self._first_words(received, effect, text)
        else:
            await self._words(received, effect, text)
        state.last_at = time.time()

    async def _is_code(self, effect: Effect, text: str) -> bool:
        """Whether a text is a code, of a client manager or for an answer; if so, it has its effect.

        Not while a question takes own words: there, eight digits may be a date. Who has not heard yet what this is hears
        that first; a code for an answer opens it at once, since it is theirs already.
        """
        if effect.state.question in self._own_words:
            return False
        if numbers_of(text) is not None:
            effect.replies += await anyio.to_thread.run_sync(self._services.return_codes.open, effect.person, text)
            if effect.person.introduced_at is None:
                self._turns.greet(effect)
            return True
        if digits_of(text) is None or effect.state.asks_where:
            return False
        if effect.person.introduced_at is None:
            effect.state.held = text
            self._turns.greet(effect)
        else:
            effect.replies += await anyio.to_thread.run_sync(self._services.linking.typed, effect.person, text)
        return True

    async def _words(self, received: Received, effect: Effect, text: str) -> None:
        """A typed text of somebody whom we know."""
        understood = await self._turns.understand(text)
        offers = await anyio.to_thread.run_sync(self._record.offered, effect.person, effect.state)
        speech = self._services.speech
        spoken = speech.language(effect.person)
        meaning = interpret(text, understood, effect.state, offers, self._own_words, spoken=spoken)
        hard_word = word_to_explain(speech.texts, meaning)
        effect.state.asks_where = effect.state.asks_where and (meaning.near or is_polite(text, understood))
        typed = None if effect.state.form else payload_of(speech.texts, text, spoken)
        if meaning.offer is not None:
            await self._buttons.press(received, effect, meaning.offer)
        elif typed and not meaning.tells_of_danger:
            await self._buttons.press(received, effect, Offer("", typed, text, None, now()))
        elif meaning.near:
            stay_near(effect)
        elif meaning.tells_where:
            tell_where(effect)
        elif meaning.tells_of_danger:
            effect.danger = effect.state.danger or "crisis_emergency"
            effect.state.question = effect.state.danger = None
        elif hard_word:
            effect.replies += [explained_words(speech.texts, [hard_word]), *effect.state.asked_again()]
        elif meaning.turn is not None:
            await self._turns.take_up_held(received, effect)
            await self._turns.take(received, effect, meaning.turn, text)
            ask_about_language(self._services.speech, effect, understood, text)
            if effect.state.question is None:
                effect.replies = with_letter(speech, effect.replies, text, speech.language(effect.person))
        else:
            self._without_rasa(effect, meaning, understood, text)

    def _without_rasa(self, effect: Effect, meaning: Meaning, understood: Understood, text: str) -> None:
        state = effect.state
        if meaning.ask_write_or_answer:
            state.pending = text
            choices = (
                Choice("/write_this", response="utter_title_write_this"),
                Choice("/answer_this", response="utter_title_answer_this"),
            )
            effect.replies.append(Reply("utter_write_or_answer", {"words": text}, choices))
        elif meaning.danger:
            state.held, state.asked_in_danger, state.danger = text, True, understood.crisis().intent
            effect.telling.append(state.danger)
            effect.asks_about = state.danger
            effect.replies.append(Reply("utter_crisis_ask"))
        else:
            wrong = "utter_no_words" if meaning.no_words else "utter_please_choose"
            wrong = "utter_distress_signs" if meaning.distress else wrong
            effect.replies += [Reply("utter_too_long" if meaning.too_long else wrong), *state.asked_again()]

    # --- first contact ---

    async def _first_words(self, received: Received, effect: Effect, text: str) -> None:
        """A text before a language was chosen: a language's name, or words that wait until one is."""
        state = effect.state
        named = named_language(text)
        if named:
            await self._turns.at_reception(received, effect, "change_language", {"language": named})
            return
        if state.asks_where:
            tell_where(effect)
            return
        understood = await self._turns.understand(text)
        if understood.intent not in ("greet", "affirm", "thank", "change_language", "out_of_scope"):
            state.held = text if state.held is None else f"{state.held}\n{text}"
        if len(state.guessed) and understood.language in live_languages():
            # The buttons were passed over once: what is written tells the language well enough to begin.
            await self._turns.at_reception(received, effect, "change_language", {"language": understood.language})
            await self._turns.take_up_held(received, effect)
            return
        state.guessed.append(understood.language)
        self._turns.greet(effect)
