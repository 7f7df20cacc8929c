"""What a person asks of what is kept of them: a link to a page of their own, or that all of it goes."""

from __future__ import annotations

import anyio

from bot.app import Services
from bot.conversation.partners import Dialogue
from bot.dialogue.rasa import DialogueAway
from bot.messages import Reply
from bot.storage.inbox import Received
from bot.storage.persons import Person


def link_to(services: Services, person: Person, part: str) -> Reply:
    """A link to what waits behind the neutral line, to the answers about contact, or to all that is kept."""
    if part == "file":
        return services.own_data.link(person)
    return services.discretion.ask_again(person) if part == "again" else services.discretion.link(person, part == "contact")


async def erase(services: Services, dialogue: Dialogue, person: Person, received: Received) -> None:
    """Forget everything of a person, then say so to somebody whom we no longer know. This waits for nobody.

    Is Rasa away, its tracker loses its key with the person; the timers take it away when Rasa is back.
    """
    try:
        await dialogue.forget(person.conversation_id)
        left = False
    except DialogueAway:
        left = True
    await anyio.to_thread.run_sync(services.erasure.erase, person, received.id, received.provider_id, left)
