"""What a person answers to what we asked because they may be in danger."""

from __future__ import annotations

from bot.conversation.interpretation import CRISIS
from bot.conversation.record import Effect
from bot.messages import Reply


def answer_in_danger(effect: Effect, answer: str) -> None:
    """What a person said when we asked whether they are in danger. After a yes, what they tell goes to the team."""
    state = effect.state
    state.held, state.asked_in_danger = None, answer == "yes"
    if answer == "yes":
        state.question = CRISIS
        effect.replies.append(Reply("utter_crisis_yes"))
    elif answer == "not_now":
        effect.replies.append(Reply("utter_crisis_not_now"))
    else:
        effect.replies += [Reply("utter_crisis_other"), *state.asked_again()]


def tell_where(effect: Effect) -> None:
    """Somebody in danger says who and where they are: the team gets it with what they told before."""
    effect.state.asks_where, effect.tells_where = False, True
    effect.replies.append(Reply("utter_crisis_where_thanks"))
