"""One message and its effect: who is it, what is meant, who answers. Reading and storing is left to `record`."""

from __future__ import annotations

import time
from dataclasses import asdict

import anyio

from bot.app import Services
from bot.conversation import complaints
from bot.conversation.asked_in_danger import answer_in_danger, stay_near, tell_where
from bot.conversation.besides import answers_besides, tells_of_danger, topic_shown
from bot.conversation.explaining import EXPLAIN_WORDS, explained_words, with_hard_words, with_letter, word_to_explain
from bot.conversation.interpretation import NOT_WORDS, Meaning, as_turn, interpret, is_like_command, is_polite
from bot.conversation.language_question import ask_about_language
from bot.conversation.more_buttons import show_rest
from bot.conversation.named_language import named_language, wished_language
from bot.conversation.old_buttons import answer_old_button, note_choice
from bot.conversation.own_pages import erase, link_to
from bot.conversation.partners import Dialogue, Understander
from bot.conversation.reception import COMMANDS, Outcome, Reception, choose_language
from bot.conversation.record import Effect, Record
from bot.conversation.typed_titles import payload_of
from bot.dialogue.rasa import Turn
from bot.languages import live_languages
from bot.messages import Choice, Reply, now, parse_payload
from bot.services.folding import MORE
from bot.services.hiding import HIDE
from bot.services.linking import digits_of
from bot.services.return_codes import numbers_of
from bot.storage.inbox import Received
from bot.storage.offers import Offer
from bot.understanding.core import Understood

ANSWERS = ("answer", "own_words")  # intents that mean something only while their question is open
ASKS_FIRST = {"utter_ask_remember_first": "remember", "utter_ask_age_group": "age_group"}


class Talk:
    """Answers messages. Raises DialogueAway when Rasa is needed and away; then nothing was stored."""

    def __init__(self, services: Services, dialogue: Dialogue, core: Understander, own_words: frozenset[str]) -> None:
        self._services = services
        self._dialogue = dialogue
        self._core = core
        self._own_words = own_words
        self._reception = Reception(services.people, services.speech.texts)
        self._record = Record(services)

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
                await self._pressed(received, effect, offer)
        elif received.kind == "text" and self._services.discretion.opens(effect.person, text):
            effect.besides = True
            effect.replies.append(await anyio.to_thread.run_sync(link_to, self._services, effect.person, ""))
        elif tells_of_danger(received, effect.state):
            effect.besides = True
            effect.danger = effect.state.danger or "crisis_emergency"
            effect.state.question = effect.state.danger = None
        elif received.kind in ("text", "edited") and text.strip():
            effect.besides, offer = await complaints.kept(self._services, self._record, self._understand, received, effect)
            if offer is not None:
                await self._pressed(received, effect, offer)

    # --- what is meant ---

    async def _converse(self, received: Received, effect: Effect) -> None:
        state, text = effect.state, received.content["text"]
        if received.kind == "button":
            offer = await anyio.to_thread.run_sync(self._record.offer, effect.person, received.content["button"])
            await self._pressed(received, effect, offer)
        elif received.kind in ("start", "text") and await self._is_code(effect, text):
            state.asks_where = False
        elif received.kind == "start":
            self._greet(effect)
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
                self._greet(effect)
            return True
        if digits_of(text) is None or effect.state.asks_where:
            return False
        if effect.person.introduced_at is None:
            effect.state.held = text
            self._greet(effect)
        else:
            effect.replies += await anyio.to_thread.run_sync(self._services.linking.typed, effect.person, text)
        return True

    async def _words(self, received: Received, effect: Effect, text: str) -> None:
        """A typed text of somebody whom we know."""
        understood = await self._understand(text)
        offers = await anyio.to_thread.run_sync(self._record.offered, effect.person, effect.state)
        speech = self._services.speech
        spoken = speech.language(effect.person)
        meaning = interpret(text, understood, effect.state, offers, self._own_words, spoken=spoken)
        hard_word = word_to_explain(speech.texts, meaning)
        effect.state.asks_where = effect.state.asks_where and (meaning.near or is_polite(text, understood))
        typed = None if effect.state.form else payload_of(speech.texts, text, spoken)
        if meaning.offer is not None:
            await self._pressed(received, effect, meaning.offer)
        elif typed and not meaning.tells_of_danger:
            await self._pressed(received, effect, Offer("", typed, text, None, now()))
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
            await self._held(received, effect)
            await self._turn(received, effect, meaning.turn, text)
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
            effect.replies.append(Reply("utter_crisis_ask"))
        else:
            wrong = "utter_no_words" if meaning.no_words else "utter_please_choose"
            wrong = "utter_distress_signs" if meaning.distress else wrong
            effect.replies += [Reply("utter_too_long" if meaning.too_long else wrong), *state.asked_again()]

    async def _pressed(self, received: Received, effect: Effect, offer: Offer | None) -> None:
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
            self._greet(effect)
        else:
            await self._turn(received, effect, Turn(intent, "", entities=entities), "")

    async def _command(self, received: Received, effect: Effect, intent: str, entities: dict[str, str]) -> None:
        """A button that the gateway itself answers."""
        state, answer = effect.state, entities.get("answer", "")
        if intent == "write_this" and state.pending is not None:
            words, state.pending = state.pending, None
            await self._turn(received, effect, Turn("own_words", words), words)
        elif intent == "answer_this" and state.pending is not None:
            words, state.pending = state.pending, None
            spoken = self._services.speech.language(effect.person)
            await self._turn(received, effect, as_turn(words, await self._understand(words), spoken), words)
        elif intent == "crisis_where":
            effect.replies.append(Reply("utter_crisis_where_no"))
        elif intent == complaints.ANSWER:
            complaints.answer(self._services, effect, answer)
        elif intent == "link":
            effect.replies += await anyio.to_thread.run_sync(self._services.linking.answer, effect.person, answer)
        elif intent == "crisis_answer":
            meant = answer_in_danger(effect, answer, self._own_words)
            if meant is not None:
                await self._turn(received, effect, Turn("own_words", meant), meant)
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
            await self._received_at_reception(received, effect, intent, entities)
        else:
            effect.replies += answer_old_button(self._services.speech, effect)

    async def _received_at_reception(self, received: Received, effect: Effect, intent: str, entities: dict[str, str]) -> None:
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
            await self._turn(received, effect, wanted, wanted.text)
        elif intent == "remember":
            await self._held(received, effect)

    # --- first contact ---

    def _greet(self, effect: Effect) -> None:
        """Somebody opens the chat: choose a language first; who is known gets the menu."""
        if effect.person.introduced_at is None:
            effect.replies.append(choose_language())
        else:
            effect.replies += effect.state.asked_again() or [Reply("utter_greet"), Reply("utter_ask_capabilities")]

    async def _first_words(self, received: Received, effect: Effect, text: str) -> None:
        """A text before a language was chosen: a language's name, or words that wait until one is."""
        state = effect.state
        named = named_language(text)
        if named:
            await self._received_at_reception(received, effect, "change_language", {"language": named})
            return
        if state.asks_where:
            tell_where(effect)
            return
        understood = await self._understand(text)
        if understood.intent not in ("greet", "affirm", "thank", "change_language", "out_of_scope"):
            state.held = text if state.held is None else f"{state.held}\n{text}"
        if len(state.guessed) and understood.language in live_languages():
            # The buttons were passed over once: what is written tells the language well enough to begin.
            await self._received_at_reception(received, effect, "change_language", {"language": understood.language})
            await self._held(received, effect)
            return
        state.guessed.append(understood.language)
        self._greet(effect)

    async def _held(self, received: Received, effect: Effect) -> None:
        """Answer what was written before a language was chosen."""
        if effect.state.held and effect.person.introduced_at is not None:
            text, effect.state.held = effect.state.held, None
            if digits_of(text) is not None:
                effect.replies += await anyio.to_thread.run_sync(self._services.linking.typed, effect.person, text)
                return
            understood = await self._understand(text)
            spoken = self._services.speech.language(effect.person)
            await self._turn(received, effect, as_turn(text, understood, spoken), text, part="held")

    # --- Rasa ---

    async def _turn(self, received: Received, effect: Effect, turn: Turn, text: str, part: str = "") -> None:
        """Let Rasa answer, and note what is open afterwards."""
        if turn.intent == "change_language":
            code = turn.entities.get("language") or wished_language(text) or ""
            await self._received_at_reception(received, effect, "change_language", {"language": code})
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

    async def _understand(self, text: str) -> Understood:
        if is_like_command(text):
            return NOT_WORDS
        return await anyio.to_thread.run_sync(self._core.understand, text)
