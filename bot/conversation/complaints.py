"""What a client manager who has the conversation must not get: a complaint about them, and the words of a return code.

The complaint waits with the person until they say where it goes. Who then may see it is left to `bot/services/routing.py`.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

import anyio

from bot.app import Services
from bot.conversation.interpretation import IDLE_SECONDS, interpret
from bot.conversation.old_buttons import answer_old_button
from bot.conversation.record import Effect, Record
from bot.conversation.state import State
from bot.messages import Reply, parse_payload
from bot.services.handover_requests import sent_response
from bot.services.return_codes import REFUSED, numbers_of
from bot.services.routes import COMPLAINT
from bot.storage.inbox import Received
from bot.storage.offers import Offer
from bot.understanding.core import Understood

Understand = Callable[[str], Awaitable[Understood]]
SURE = 0.8  # of a complaint: it is asked about, so that nothing is lost when it was none
ANSWER = "complaint"  # the intent of the buttons below it
FOR_SOMEBODY_ELSE = "/request_human answer=not_to_own"
TO_TEAM = "_team"  # ends the names of a request's questions once it is for somebody else


def asks_for_words(effect: Effect, offer: Offer | None) -> bool:
    """Ask what to tell somebody else, when a button asks for one: its title is not for the client manager either.

    The next words are kept from them.
    """
    if offer is None or offer.payload != FOR_SOMEBODY_ELSE:
        return False
    effect.state.complaint, effect.state.last_at = "", time.time()
    effect.replies.append(Reply("utter_complaint_words"))
    return True


def _is_code(text: str, replies: list[Reply]) -> bool:
    """Whether a text that looked like a return code is one, by what came of it.

    Four of its words are hardly ever anything else. Twelve digits may be a telephone number: only what they open counts.
    """
    opened = all(reply.response not in REFUSED for reply in replies)
    return opened or any(character.isalpha() for character in text)


def _is_complaint(understood: Understood) -> bool:
    """Whether a text surely complains about a client manager."""
    return understood.intent == COMPLAINT and understood.decision == "answer" and understood.confidence >= SURE


async def kept(
    services: Services, record: Record, understand: Understand, received: Received, effect: Effect
) -> tuple[bool, Offer | None]:
    """Whether a text is none for the client manager who has the talk, and the button below a complaint that it names."""
    text = received.content["text"]
    if await _opens_code(services, effect, text):
        return True, None
    understood = await understand(text)
    offer = await _button_meant(record, text, effect, understood)
    return offer is not None or await _is_held(services, text, effect, understood), offer


async def _opens_code(services: Services, effect: Effect, text: str) -> bool:
    """Open a return code that is typed to a client manager. False for any other text."""
    if numbers_of(text) is None:
        return False
    replies = await anyio.to_thread.run_sync(services.return_codes.open, effect.person, text)
    if _is_code(text, replies):
        effect.replies += replies
        return True
    return False


async def _button_meant(record: Record, text: str, effect: Effect, understood: Understood) -> Offer | None:
    """The button below a complaint that a text names, if one waits."""
    if effect.state.complaint is None:
        return None
    offers = await anyio.to_thread.run_sync(record.offered, effect.person, effect.state)
    offer = interpret(text, understood, effect.state, offers, frozenset()).offer
    return offer if offer is not None and parse_payload(offer.payload)[0] == ANSWER else None


async def _is_held(services: Services, text: str, effect: Effect, understood: Understood) -> bool:
    """Keep a complaint until the person says where it goes. False for what is none.

    What follows after a complaint that was asked for is one, whatever it says, and so is what answers a request that was
    begun for somebody else. To who took a complaint one may complain.
    """
    state = effect.state
    asked = state.complaint == "" and time.time() - state.last_at <= IDLE_SECONDS
    asked = asked or _begun_for_somebody_else(state)
    if not asked and not _is_complaint(understood):
        return False
    if not asked and await anyio.to_thread.run_sync(services.requests.is_complaint_talked_of, effect.person):
        return False
    state.complaint, state.last_at = "\n".join(part for part in (state.complaint, text) if part), time.time()
    state.question, state.prompt = None, []
    effect.replies.append(Reply("utter_complaint_held", {"words": state.complaint}))
    return True


def answer(services: Services, effect: Effect, chosen: str) -> None:
    """What the person decided about their complaint; when none waits (any more), the button is old."""
    words, effect.state.complaint = effect.state.complaint, None
    if words is None or (chosen != "no" and not words) or (chosen == "manager" and effect.person.owner != "manager"):
        effect.replies += answer_old_button(services.speech, effect)
    elif chosen == "team":
        effect.complains = words
        effect.replies.append(Reply(sent_response(services.settings, effect.person)))
    elif chosen == "manager":
        effect.passes_on = words
        effect.replies.append(Reply("utter_complaint_to_manager"))
    else:
        effect.replies.append(Reply("utter_handover_cancelled"))


def _begun_for_somebody_else(state: State) -> bool:
    """Whether the question that is open belongs to a request for anybody but the own client manager."""
    return state.form == "handover_form" and any(str(asked["response"]).endswith(TO_TEAM) for asked in state.prompt)
