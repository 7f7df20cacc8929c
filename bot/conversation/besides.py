"""What is answered though a client manager has the conversation: explanations, the phone, own data, and the gate's question.

Only buttons: what somebody types is for the client manager, but for what `complaints.py` keeps. Answering is left to `talk`.
"""

from __future__ import annotations

from bot.conversation.interpretation import CRISIS, WORDS_OF_DANGER
from bot.conversation.reception import PHONE_COMMANDS
from bot.conversation.state import State
from bot.messages import parse_payload
from bot.services.folding import MORE
from bot.storage.inbox import Received

COMMANDS = (*PHONE_COMMANDS, MORE, "explain_words", "change_language", "erase", "crisis_answer", "complaint")
EXPLAINED = ("ask_", "explain_more", "cannot_come", "sensitive_", "complain_manager", "view_my_data", "delete_my_data")
OF_ANOTHER = ("handover_status", "withdraw_handover")  # of a complaint that waits beside: nothing of it is for who has the talk
# Of these a client manager sees that the person read about them; the menu, privacy and what is grave stay with the person.
SHOWN = ("ask_", "cannot_come")
NOT_SHOWN = ("ask_capabilities", "ask_privacy", "ask_bot_identity")


def answers_besides(payload: str) -> bool:
    """Whether a button with this meaning is answered by Wegwijs although a client manager has the conversation."""
    intent, _ = parse_payload(payload)
    return intent in COMMANDS or intent.startswith((*EXPLAINED, *OF_ANOTHER))


def topic_shown(payload: str) -> str | None:
    """The topic that a client manager sees the person read about; None where there is none to see."""
    intent, entities = parse_payload(payload)
    topic = entities.get("topic", "") if intent == "explain_more" else intent
    return topic if topic.startswith(SHOWN) and topic not in NOT_SHOWN else None


def tells_of_danger(received: Received, state: State) -> bool:
    """Whether a text tells what happens, after somebody said that they are in danger."""
    return received.kind == "text" and state.question == CRISIS and len(received.content["text"].split()) >= WORDS_OF_DANGER
