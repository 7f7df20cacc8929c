"""Which response a message would get first in a fresh conversation, read from the rules without running an action."""

from __future__ import annotations

from functools import lru_cache

import yaml

from bot.languages import ROOT
from bot.safety.gate import Judgement
from bot.understanding.core import Understood

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
    "action_view_goals": "utter_no_goals",
    "action_update_goal": "utter_no_goals",
    "action_request_human": "utter_ask_handover_words",
    "action_view_my_data": "utter_view_my_data",
}


def first_response(understood: Understood, judgement: Judgement) -> str:
    """The name of the first response. The gate speaks before all else."""
    if judgement.decision == "act":
        return f"utter_{judgement.kind}"
    if judgement.decision == "ask" or understood.intent.startswith("crisis_"):
        return "utter_crisis_ask"
    if understood.decision == "choose":
        return "utter_not_understood"
    action = _first_actions().get(understood.intent, "action_not_understood")
    return FIRST_OF_ACTION.get(action, action)


@lru_cache(maxsize=1)
def _first_actions() -> dict[str, str]:
    """The first action of each rule that begins with an intent."""
    found: dict[str, str] = {}
    for file in sorted((ROOT / "data" / "stories").glob("*.yml")):
        for rule in yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]:
            steps = rule["steps"]
            if "intent" in steps[0] and "action" in steps[1]:
                found[steps[0]["intent"]] = steps[1]["action"]
    return found
