"""What is said to somebody who may be in danger, whoever found it out."""

from __future__ import annotations

from bot.messages import Reply

WHERE = "utter_crisis_where"


def crisis_replies(decision: str, kind: str, office_is_open: bool, ask_where: bool = False) -> list[Reply]:
    """What the gate says: the help that fits, and what is true of the message to the team.

    `ask_where`: the team does not know who and where this is, and nobody asked yet.
    """
    if decision == "ask":
        return [Reply("utter_crisis_ask")]
    told = "utter_crisis_told" if office_is_open else "utter_crisis_told_closed"
    helped = Reply(f"utter_{kind}", {"sent": {"response": told}})
    return [helped, Reply(WHERE)] if ask_where else [helped]
