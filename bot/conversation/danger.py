"""What is said to somebody who may be in danger, whoever found it out."""

from __future__ import annotations

from bot.app import Services
from bot.messages import Reply
from bot.storage.persons import Person
from bot.storage.session import Connection

WHERE = "utter_crisis_where"


def asks_where(services: Services, connection: Connection, person: Person) -> bool:
    """Whether to ask who and where somebody in danger is: once, and not of whom a client manager knows.

    Nor of somebody over whose shoulder others may look: their name and place would stand on the screen. To be asked
    before the urgent request is made.
    """
    if services.discretion.holds(connection, person):
        return False
    if person.owner == "manager" or services.requests.in_danger(connection, person):
        return False
    return services.linking.known(connection, person) is None


def crisis_replies(decision: str, kind: str, office_is_open: bool, ask_where: bool = False) -> list[Reply]:
    """What the gate says: the help that fits, and what is true of the message to the team.

    `ask_where`: the team does not know who and where this is, and nobody asked yet.
    """
    if decision == "ask":
        return [Reply("utter_crisis_ask")]
    told = "utter_crisis_told" if office_is_open else "utter_crisis_told_closed"
    helped = Reply(f"utter_{kind}", {"sent": {"response": told}})
    return [helped, Reply(WHERE)] if ask_where else [helped]
