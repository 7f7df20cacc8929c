"""What a talk reads and stores: each method is one transaction. What is said and why is left to `talk`."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.app import Services
from bot.conversation.danger import asks_where, crisis_replies
from bot.conversation.state import State
from bot.messages import Reply
from bot.services.folding import behind
from bot.services.office import is_open
from bot.services.routes import COMPLAINT
from bot.storage.inbox import Received
from bot.storage.offers import Offer
from bot.storage.persons import Person
from bot.storage.session import Connection


@dataclass
class Effect:
    """What a message brings about, before it is stored."""

    person: Person
    state: State
    replies: list[Reply] = field(default_factory=list)
    erase: bool = False
    asked_before: bool = False  # whether the gate had asked when we began
    asked_where_before: bool = False  # and whether it had asked who and where they are
    danger: str | None = None  # the crisis intent of what is told to the team at once
    telling: list[str] = field(default_factory=list)  # the intents of what the person told us of
    answered: str | None = None  # what the person answers to our question whether they are in danger: yes, not_now, other
    stays_near: bool = False  # whether a few words after danger are answered with it once more
    asks_about: str | None = None  # the crisis intent that the person is asked about now
    tells_where: bool = False  # whether the person tells who and where they are, after words of danger
    hide: bool = False  # take all off the phone
    discreet: bool | None = None  # what the person says of somebody who reads along
    introduced: bool = False  # whether the person is told now what this is
    besides: bool = False  # whether this is answered although a client manager has the conversation
    complains: str | None = None  # a complaint that the person sends to somebody else of the team
    passes_on: str | None = None  # words that waited, and that the person gives to that client manager after all
    rest: bool = False  # whether only the rest of the buttons is shown: those above can still be said in words
    topic: str | None = None  # what the client manager who has the conversation sees that the person read about


class Record:
    """The database, as a talk sees it. Blocks: to be called in a thread."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def open(self, conversation_id: str) -> tuple[Person | None, State]:
        """Whose conversation this is and where it stands; no person when they were erased meanwhile."""
        with self._services.database.read() as connection:
            person = self._services.persons.by_conversation(connection, conversation_id)
            stored = self._services.conversations.state(connection, person) if person else {}
        return person, State.read(stored)

    def offer(self, person: Person, offer_id: str) -> Offer | None:
        """What a button that was offered to this person stands for."""
        with self._services.database.read() as connection:
            return self._services.offers.find(connection, person, offer_id)

    def overtaken(self, received: Received, person: Person) -> bool:
        """Whether the person took the conversation off their phone after this message: nothing is said to it any more."""
        with self._services.database.read() as connection:
            return self._services.hiding.overtook(connection, person, received.received_at)

    def pass_over(self, received: Received) -> None:
        """Leave a message without an answer."""
        with self._services.database.write() as connection:
            self._services.inbox.done(connection, received.id)

    def offered(self, person: Person, state: State) -> list[Offer]:
        """The buttons of the last messages, also those that wait behind the one for the rest."""
        shown = self.offers(person, [*state.offered, *state.above])
        return [*shown, *self.offers(person, [offer_id for offer in shown for offer_id in behind(offer.payload)])]

    def offers(self, person: Person, offer_ids: list[str]) -> list[Offer]:
        """What these buttons stand for; those that this person was not offered are left out."""
        with self._services.database.read() as connection:
            found = [self._services.offers.find(connection, person, offer_id) for offer_id in offer_ids]
        return [offer for offer in found if offer]

    def after_gate(self, received: Received, effect: Effect) -> None:
        """The gate has answered already. A client manager who has the conversation gets the words as well."""
        with self._services.database.write() as connection:
            current = self._services.persons.by_id(connection, effect.person.id)
            if current and current.owner == "manager":
                self._services.requests.hear(connection, current, received.id, received.content["text"])

    def to_manager(self, received: Received, effect: Effect) -> bool:
        """A client manager has the conversation and gets the words; the assistant is silent. False when it was given back."""
        with self._services.database.write() as connection:
            current = self._services.persons.by_id(connection, effect.person.id)
            if current is None or current.owner != "manager":
                return current is None
            self._pass_on(connection, current, received)
            self._services.inbox.done(connection, received.id)
        return True

    def _pass_on(self, connection: Connection, person: Person, received: Received) -> None:
        """Give the words of a message, or the title of its button, to the client manager who has the conversation."""
        services, text = self._services, received.content["text"]
        services.danger_questions.speaks(connection, person)
        if received.kind == "button":
            offer = services.offers.find(connection, person, received.content["button"])
            text = offer.title if offer else ""
        if text.strip():
            services.requests.hear(connection, person, received.id, text)
        elif received.kind != "text":
            services.speech.say(connection, person, received.id, [Reply(f"utter_{received.kind}")])

    def _heed_question(self, connection: Connection, received: Received, effect: Effect) -> None:
        """What the message means for the question whether the person is in danger."""
        questions, person = self._services.danger_questions, effect.person
        if effect.asks_about:
            questions.ask(connection, person, received.id, effect.asks_about, received.content["text"], likely=False)
        elif effect.answered == "other":
            if questions.meant_other(connection, person) and effect.replies:
                effect.replies[0] = Reply("utter_crisis_other_marked")
        elif effect.answered or effect.stays_near or effect.discreet or effect.hide:
            questions.will_write(connection, person)
        elif received.gate == "none" and (told := questions.speaks(connection, person)):
            effect.replies.insert(0, told)

    def store(self, received: Received, effect: Effect) -> None:
        """Queue what is said, keep what is open, and mark the message as done: all or nothing.

        When a client manager took the conversation over while the answer was made, they get the words instead: of two
        voices one speaks.
        """
        services, person, state = self._services, effect.person, effect.state
        with services.database.write() as connection:
            current = services.persons.by_id(connection, person.id)
            if current is None:
                return  # erased meanwhile
            for telling in (*effect.telling, effect.danger or ""):
                services.discretion.notice(connection, person, telling)
            owned = current.owner == "manager"
            kept = effect.besides or COMPLAINT in effect.telling  # not for the eyes of who just took over
            if owned and received.gate == "none" and not kept and not effect.danger:
                self._pass_on(connection, current, received)
                services.inbox.done(connection, received.id)
                return
            if effect.introduced:
                services.people.introduced(connection, person)
            if effect.discreet is not None:
                services.discretion.set(connection, person, effect.discreet)
            if effect.danger:
                text = received.content["text"]
                state.asks_where = asks_where(services, connection, person)
                asked = services.danger_questions.take(connection, person)
                services.requests.urgent(connection, person, received.id, effect.danger, text, asked)
                state.calm_down()
                effect.replies += crisis_replies("act", effect.danger, is_open(services.settings), state.asks_where)
                if owned:
                    services.requests.hear(connection, current, received.id, text)
            if effect.tells_where and not services.requests.add_to_urgent(
                connection, person, received.id, received.content["text"]
            ):
                effect.replies = [Reply("utter_crisis_where_late")]
            self._heed_question(connection, received, effect)
            if effect.complains:
                services.requests.complain(connection, current, received.id, effect.complains)
            if effect.passes_on and owned:
                services.requests.hear(connection, current, received.id, effect.passes_on)
            elif effect.passes_on:  # given back meanwhile: nobody would get it
                effect.replies = [Reply("utter_button_old")]
            if owned and effect.topic:
                services.requests.read_about(connection, current, received.id, effect.topic)
            effect.replies += services.return_codes.after(connection, person, effect.replies)
            if services.hiding.overtook(connection, person, received.received_at):
                effect.replies = []
                state.hide()
            if effect.hide:
                services.hiding.hide(connection, person, received.id)
                state.hide()
            elif effect.replies:
                state.above = [*state.above, *state.offered] if effect.rest else []
                state.offered = services.speech.say(connection, person, received.id, effect.replies, state.question)
            stored = State.read(services.conversations.state(connection, person))
            if stored.asked_in_danger and not effect.asked_before:  # the gate asked while this answer was made
                state.asked_in_danger, state.danger = True, stored.danger
            if stored.asks_where and not effect.asked_where_before:
                state.asks_where = True
            services.conversations.save_state(connection, person, state.as_dict())
            services.inbox.done(connection, received.id)
