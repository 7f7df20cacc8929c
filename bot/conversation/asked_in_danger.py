"""What a person answers to what we asked because they may be in danger."""

from __future__ import annotations

from bot.conversation.interpretation import CRISIS
from bot.conversation.record import Effect
from bot.messages import Reply


def answer_in_danger(effect: Effect, answer: str, own_words: frozenset[str]) -> str | None:
    """What a person said when we asked whether they are in danger. After a yes, what they tell goes to the team.

    Returns the words that answer the open question of a form after all, when something else was meant.
    """
    state = effect.state
    effect.answered = answer
    words, state.pending = state.pending, None
    state.held, state.asked_in_danger = None, answer == "yes"
    if answer == "yes":
        state.question = CRISIS
        effect.replies.append(Reply("utter_crisis_yes"))
    elif answer == "not_now":
        state.near = True
        effect.replies.append(Reply("utter_crisis_not_now"))
    elif words is not None and state.question in own_words:
        effect.replies.append(Reply("utter_crisis_other_go_on"))
        return words
    else:
        again = state.asked_again()
        effect.replies += [Reply("utter_crisis_other_go_on" if again else "utter_crisis_other"), *again]
    return None


def stay_near(effect: Effect) -> None:
    """A bare yes, a sign or a call for help after danger: nothing cheerful, nothing lost, what was asked is asked again."""
    state = effect.state
    effect.stays_near = True
    if state.question == CRISIS:
        effect.replies.append(Reply("utter_crisis_yes"))
    else:
        effect.replies.append(Reply("utter_crisis_ask" if state.asked_in_danger else "utter_crisis_near"))


def tell_where(effect: Effect) -> None:
    """Somebody in danger says who and where they are: the team gets it with what they told before."""
    effect.state.asks_where, effect.tells_where = False, True
    effect.replies.append(Reply("utter_crisis_where_thanks"))
