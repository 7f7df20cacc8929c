"""What a typed text means where the conversation stands: a button said in words, own words, a question, a wish."""

from __future__ import annotations

import re
import time
import unicodedata
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.conversation.calls_for_help import is_call_for_help
from bot.conversation.named_language import is_other, named_language, only_names_other, wished_language
from bot.conversation.said_outright import said_outright
from bot.conversation.state import State
from bot.conversation.typed_titles import bare
from bot.conversation.vague import OFTEN_MEANT, is_vague
from bot.dialogue.rasa import Turn
from bot.languages import language as language_of
from bot.languages import live_languages
from bot.services.folding import behind
from bot.services.hard_words import load_words
from bot.storage.offers import Offer
from bot.understanding.core import OUT_OF_SCOPE, Understood
from bot.understanding.language import UNKNOWN
from bot.understanding.normalise import normalise

LONGEST = 4000  # characters of a message that is read at all (about two pages)
IDLE_SECONDS = 3600.0  # after this, words typed at an old question are not taken for its answer without asking
CONTROLS = ("stop", "ask_capabilities", "change_language", "request_human", "delete_my_data", "view_my_data")
CONTROL_SURE, CONTROL_WORDS = 0.8, 8
WISH_WORDS = 20  # up to which a sure wish for a person, a stop or own data amid own words is asked about, not written down
STOP_SURE = 0.9  # less sure, it is asked first: stopping puts aside what somebody was writing
QUESTION_SURE = 0.6
MEANINGS = 3
QUESTIONS_WELCOME = ("handover_words", "handover_more", "talk_card_ask")  # what to ask somebody may well be a question
FOR_MANAGER = ("handover_words", "handover_more")  # questions of which the answer goes to a client manager
# Questions of a request that are answered by a tap or in a few words: a question typed there is one to us.
TAPPED = ("handover_topic", "handover_since", "handover_heavy", "handover_help", "handover_when", "handover_phone")
POLITE = ("thank", "greet", "goodbye", "affirm", "deny")
CRISIS = "crisis"  # the question that is open after somebody said that they are in danger
WORDS_OF_DANGER = 3  # fewer words that only the classifier takes for danger are asked about like any others
SURE_OF_YES = 0.7  # keyboard rubbish must not count as consent; a real yes or no is hardly ever below
LONG_TITLE = 9  # letters of a typed title that may have a slip in it
NEARLY, CLEARLY = 93.0, 8.0  # how like a title it must be, of 100, and how much more than the next one
# What is typed like a command ("/restart") is no command and no words that could mean something.
LIKE_COMMAND = re.compile(r"/\S+|/\w+\s*\{.*", re.DOTALL)
NOT_WORDS = Understood(UNKNOWN, 0.0, OUT_OF_SCOPE, "choose", 0.0)
YES_SIGNS, NO_SIGNS = ("👍", "👌", "✅", "🆗"), ("👎", "❌", "🚫")
SIGNS_OF_DISTRESS = (*"😭😢😿🥺😥😰😨😱😔😞😟😩😫😖😣😓🥀💔🆘", "☹", ":'(", ":(", "😮‍💨")
YES_PAYLOADS = (
    "/answer answer=use_said", "/answer answer=yes", "/remember answer=yes", "/send_handover", "/erase answer=yes",
    "/crisis_answer answer=yes", "/resume_form", "/link answer=yes", "/complaint answer=team", "/request_human",
)  # fmt: skip
NO_PAYLOADS = (
    "/answer answer=no", "/answer answer=skip", "/remember answer=no", "/cancel_handover", "/erase answer=no",
    "/crisis_answer answer=not_now", "/crisis_where answer=skip", "/discard_form", "/link answer=no",
    "/complaint answer=no",
    "/something_else", "/ask_capabilities",
)  # fmt: skip
# Buttons that make "yes" and "no" mean something though no form is open. A menu alone does not.
ASKING = (
    "/send_handover", "/erase answer=yes", "/resume_form", "/something_else", "/crisis_answer answer=yes",
    "/link answer=yes", "/crisis_where answer=skip", "/complaint answer=team",
)  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """What to do with a text. Exactly one is set: a button, a turn for Rasa, a word to explain, or one of the flags.

    Only beside a turn may stand which hard word the text asks about: it is explained when the topic's answer leaves it out.
    """

    offer: Offer | None = None
    turn: Turn | None = None
    ask_write_or_answer: bool = False
    please_choose: bool = False
    no_words: bool = False
    too_long: bool = False
    danger: bool = False
    hard_word: str = ""
    asked_word: str = ""
    distress: bool = False
    near: bool = False
    tells_of_danger: bool = False
    tells_where: bool = False


def interpret(
    text: str,
    understood: Understood,
    state: State,
    offers: list[Offer],
    own_words: frozenset[str],
    now: float | None = None,
    spoken: str = "",
) -> Meaning:
    """Read a text in its context. `offers` are the buttons of the last messages, `own_words` the slots that take any text,
    `spoken` the person's language."""
    if len(text) > LONGEST:
        return Meaning(too_long=True)
    pressed = _as_button(text, understood, offers, state)
    if pressed:
        return Meaning(offer=pressed)
    sign = next((intent for intent, signs in (("affirm", YES_SIGNS), ("deny", NO_SIGNS)) if text.strip() in signs), None)
    wordless = not any(character.isalnum() for character in normalise(text))
    idle = (now or time.time()) - state.last_at > IDLE_SECONDS
    if _near_danger(state, offers) and not idle and (sign or wordless or _is_few_words(text, understood)):
        return Meaning(near=True)
    if sign:
        return Meaning(turn=Turn(sign, text))
    control = _control(text, understood, state.question if state.question in own_words else None)
    if not control and state.question not in own_words and is_polite(text, understood) and named_language(text):
        control = "change_language"  # "no, Arabic"
    if control:
        return Meaning(turn=Turn(control, text))
    if wordless:
        return Meaning(no_words=True, distress=any(sign in text for sign in SIGNS_OF_DISTRESS))
    if state.question == CRISIS and len(text.split()) >= WORDS_OF_DANGER:
        return Meaning(tells_of_danger=True)
    if state.asks_where and not idle and not is_polite(text, understood) and not reads_as_question(text, understood):
        return Meaning(tells_where=True)
    asks_us = state.question in TAPPED and asks_for_explanation(text, understood)
    if state.question in own_words and not asks_us:
        welcome = state.question in QUESTIONS_WELCOME
        if idle or (not welcome and (reads_as_question(text, understood) or _may_be_wish(text, understood))):
            return Meaning(ask_write_or_answer=True)
        return Meaning(turn=Turn("own_words", text))
    if understood.intent.startswith("crisis_") and len(text.split()) >= WORDS_OF_DANGER:
        return Meaning(danger=True)
    asked = load_words().asked_about(text)
    if asked and (understood.decision != "answer" or understood.intent == OUT_OF_SCOPE):
        return Meaning(hard_word=asked)
    vague = is_vague(text)
    at_tap = vague and state.question is not None
    if state.form and not asks_us and (at_tap or understood.decision != "answer" or understood.intent in ("affirm", "deny")):
        return Meaning(please_choose=True)
    if vague:
        return Meaning(turn=Turn("unclear", text, understood.confidence, {"meaning": ",".join(OFTEN_MEANT)}))
    turn = as_turn(text, understood, spoken)
    return Meaning(turn=turn, asked_word=asked or "" if turn.intent != "explain_more" else "")


def _is_few_words(text: str, understood: Understood) -> bool:
    """Whether a text is nothing but a yes, a no, thanks or a call for help. A greeting begins anew."""
    polite = is_polite(text, understood) and understood.intent not in ("greet", "goodbye")
    return polite or is_call_for_help(text)


def _near_danger(state: State, offers: list[Offer]) -> bool:
    """Whether words of danger were the last that was spoken of: answered, asked about, or about to be told."""
    asked = state.asked_in_danger and any(offer.payload == "/crisis_answer answer=yes" for offer in offers)
    return state.near or asked or state.question == CRISIS


def is_like_command(text: str) -> bool:
    """Whether a text looks like a command to a machine ("/restart"): never understood, whatever its letters resemble."""
    return LIKE_COMMAND.fullmatch(text.strip()) is not None


def as_turn(text: str, understood: Understood, spoken: str = "") -> Turn:
    """A text as Rasa gets it when nothing is open: what it says outright, its intent, or the likeliest meanings to choose."""
    outright = said_outright(text, understood, spoken)
    if outright:
        return outright
    unsure = understood.decision == "choose" or (understood.intent == "stop" and understood.confidence < STOP_SURE)
    if unsure or understood.intent.startswith("crisis_"):
        likely = [r.intent for r in understood.ranking if r.intent != "out_of_scope" and not r.intent.startswith("crisis_")]
        return Turn("unclear", text, understood.confidence, {"meaning": ",".join(likely[:MEANINGS])})
    return Turn(understood.intent, text, understood.confidence)


def is_polite(text: str, understood: Understood) -> bool:
    """Whether a text is nothing but thanks, a greeting or a yes: it tells neither who nor where somebody is."""
    return understood.decision == "answer" and understood.intent in POLITE and not any(char.isdigit() for char in text)


def reads_as_question(text: str, understood: Understood) -> bool:
    """Whether a text is clearly a question to us and not somebody's own words."""
    if understood.decision != "answer" or not understood.intent.startswith("ask_") or understood.confidence < QUESTION_SURE:
        return False
    return _has_form_of_question(text, understood)


def asks_for_explanation(text: str, understood: Understood) -> bool:
    """Whether a text is clearly a question that Wegwijs explains: a topic of its own, or what a word means."""
    if understood.intent != "ask_capabilities" and reads_as_question(text, understood):
        return True
    return bool(load_words().asked_about(text)) and _has_form_of_question(text, understood)


def _has_form_of_question(text: str, understood: Understood) -> bool:
    """Whether a text has a question mark or begins with a word that asks."""
    if "?" in normalise(text):
        return True
    plain = normalise(text) + " "
    words = language_of(understood.language).question_words if understood.language != "und" else ()
    return any(plain.startswith(f"{normalise(word)} ") for word in words)


def _as_button(text: str, understood: Understood, offers: list[Offer], state: State) -> Offer | None:
    """The offered button that a text names: by its title, its number, or yes and no."""
    plain = bare(text)
    for offer in offers:
        if plain and plain == bare(offer.title):
            return offer
    alike = _alike(plain, offers)
    if alike:
        return alike
    number = _number(normalise(text).strip(" .!"))
    unseen = {*state.above, *(offer_id for offer in offers for offer_id in behind(offer.payload))}
    counted = [offer for offer in offers if offer.id not in unseen]
    if 1 <= number <= len(counted):
        return counted[number - 1]
    answerable = bool(state.question) or any(offer.payload in ASKING for offer in offers)
    short = len(plain.split()) <= 3
    short = short and understood.confidence >= SURE_OF_YES
    yes = text.strip() in YES_SIGNS or (short and understood.intent == "affirm")
    no = text.strip() in NO_SIGNS or (short and understood.intent == "deny")
    if answerable and (yes or no):
        for payload in YES_PAYLOADS if yes else NO_PAYLOADS:
            for offer in offers:
                if offer.payload == payload:
                    return offer
    return None


def _alike(plain: str, offers: list[Offer]) -> Offer | None:
    """The only button whose title is nearly what was typed.

    Never a short one, where a letter may turn the meaning ("geliyorum", I come, and "gelemiyorum", I cannot come).
    """
    ratios = [fuzz.ratio(plain, bare(offer.title)) for offer in offers]
    near = sorted(((ratio, number) for number, ratio in enumerate(ratios)), reverse=True)
    if len(plain) < LONG_TITLE or not near or near[0][0] < NEARLY:
        return None
    return None if len(near) > 1 and near[1][0] > near[0][0] - CLEARLY else offers[near[0][1]]


def _number(plain: str) -> int:
    """The number of a button that a text is, in the digits of any script (Ethiopic too); 0 for any other text."""
    digits = "".join(str(unicodedata.digit(character, "")) for character in plain)
    return int(digits) if len(plain) <= 2 and len(digits) == len(plain) and digits else 0


def _asks_for_other(plain: str, understood: Understood) -> bool:
    """Whether "do you speak …" with a language that Wegwijs does not know was taken for "who are you" or "what can you do"."""
    short = len(plain.split()) <= CONTROL_WORDS
    return short and understood.intent in ("ask_bot_identity", "ask_capabilities") and is_other(wished_language(plain) or "")


def _is_control(understood: Understood) -> bool:
    return understood.intent in CONTROLS and understood.decision == "answer" and understood.confidence >= CONTROL_SURE


def _may_be_wish(text: str, understood: Understood) -> bool:
    """Whether words that are too long for a command may still wish to stop, to speak to a person or to see what is kept."""
    return (
        _is_control(understood) and understood.intent != "change_language" and CONTROL_WORDS < len(text.split()) <= WISH_WORDS
    )


def _control(text: str, understood: Understood, words_for: str | None) -> str | None:
    """Stop, menu, language, a person, my data: these win at any moment.

    Where own words are asked for, "speak to me so that ..." is no wish for a language unless it names one, and what
    somebody writes to their client manager is no wish for one.
    """
    plain = normalise(text).strip(" .!?")
    for entry in live_languages().values():
        for intent, words in entry.control_words.items():
            if plain in {normalise(word) for word in words}:
                return intent
    if not words_for and (only_names_other(text) or _asks_for_other(plain, understood)):
        return "change_language"
    if (
        _is_control(understood)
        and (understood.intent != "stop" or understood.confidence >= STOP_SURE)
        and not is_vague(text)
        and len(plain.split()) <= CONTROL_WORDS
        and not (words_for and understood.intent == "change_language" and wished_language(text) is None)
        and not (words_for in FOR_MANAGER and understood.intent == "request_human")
    ):
        return understood.intent
    return None
