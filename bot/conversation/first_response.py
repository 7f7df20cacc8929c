"""Which response a message would get first in a fresh conversation, read from the rules without running an action."""

from __future__ import annotations

from functools import lru_cache

from bot.conversation.explaining import word_to_explain
from bot.conversation.interpretation import interpret
from bot.conversation.named_language import wished_language
from bot.conversation.state import State
from bot.dialogue.rasa import Turn
from bot.languages import ROOT, live_languages
from bot.safety.gate import Judgement
from bot.texts import Texts, load_texts
from bot.understanding.core import Understood
from bot.yaml_file import read_yaml

# What an action says first to somebody who has just been introduced (a test compares this with the real thing).
FIRST_OF_ACTION = {
    "action_greet": "utter_greet",
    "action_ask_capabilities": "utter_ask_capabilities",
    "action_stop": "utter_stop",
    "action_explain_more": "utter_ask_simpler",
    "action_out_of_scope": "utter_out_of_scope",
    "action_not_understood": "utter_not_understood",
    "action_set_goal": "utter_ask_remember_first",
    "action_give_opinion": "utter_ask_remember_first",
    "action_ask_next_step": "utter_ask_next_step",
    "action_view_plan": "utter_view_plan",
    "action_view_goals": "utter_no_goals",
    "action_update_goal": "utter_no_goals",
    "action_request_human": "utter_ask_handover_topic",
    "action_view_my_data": "utter_view_my_data",
    "action_prepare_talk": "utter_talk_card_begin",
}


def first_response(text: str, understood: Understood, judgement: Judgement) -> str:
    """The name of the first response. The gate speaks before all else; then the text is read as in any talk."""
    if judgement.decision == "act":
        return f"utter_{judgement.kind}"
    if judgement.decision == "ask":
        return "utter_crisis_ask"
    if not text.strip():
        return "utter_empty"
    meaning = interpret(text, understood, State(), [], frozenset())
    if word_to_explain(_texts(), meaning):
        return "utter_words"
    if meaning.turn is None:
        wordless = "utter_distress_signs" if meaning.distress else "utter_no_words"
        return "utter_crisis_ask" if meaning.danger else "utter_too_long" if meaning.too_long else wordless
    return _of_turn(text, meaning.turn)


def _of_turn(text: str, turn: Turn) -> str:
    if turn.intent == "change_language":
        named = wished_language(text)
        if named is None:
            return "utter_change_language"
        return "utter_language_chosen" if named in live_languages() else "utter_language_not_yet"
    if turn.intent == "unclear":
        return "utter_not_understood" if turn.entities["meaning"] else "utter_something_else"
    if turn.entities:  # said outright: a part of an explanation
        return f"utter_{turn.entities['topic']}_{turn.entities['part']}"
    action = _first_actions().get(turn.intent, "action_not_understood")
    return FIRST_OF_ACTION.get(action, action)


@lru_cache(maxsize=1)
def _texts() -> Texts:
    return load_texts()


@lru_cache(maxsize=1)
def _first_actions() -> dict[str, str]:
    """The first action of each rule that begins with an intent."""
    found: dict[str, str] = {}
    for file in sorted((ROOT / "data" / "stories").glob("*.yml")):
        for rule in read_yaml(file)["rules"]:
            steps = rule["steps"]
            if "intent" in steps[0] and "action" in steps[1]:
                found[steps[0]["intent"]] = steps[1]["action"]
    return found
