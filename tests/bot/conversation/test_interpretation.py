"""What a typed text means depends on what is open."""

from __future__ import annotations

import time

import pytest

from bot.conversation.interpretation import LONGEST, Meaning, as_turn, interpret, reads_as_question
from bot.conversation.state import State
from bot.dialogue.rasa import Turn
from bot.messages import now
from bot.storage.offers import Offer
from bot.understanding.core import Understood
from tests.bot.conversation.fakes import understood

OWN_WORDS = frozenset({"goal_text", "handover_words"})
UNKNOWN = understood("out_of_scope", decision="out_of_scope")


def offer(payload: str, title: str) -> Offer:
    return Offer(payload, payload, title, None, now())


MENU = [
    offer("/ask_rights", "Mijn rechten"),
    offer("/set_goal", "Een doel opschrijven"),
    offer("/request_human", "Een mens"),
]
YES_NO = [offer("/answer answer=yes", "Ja, delen"), offer("/answer answer=no", "Nee, van mij")]
SEND = [offer("/send_handover", "Ja, sturen"), offer("/revise_handover", "Weglaten"), offer("/cancel_handover", "Nee")]


def read(text: str, meant: Understood = UNKNOWN, state: State | None = None, offers: list[Offer] | None = None) -> Meaning:
    return interpret(text, meant, state or State(last_at=time.time()), offers or [], OWN_WORDS)


def asked(question: str, **values: object) -> State:
    return State(**{"form": "goal_form", "question": question, "last_at": time.time(), **values})  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["Mijn rechten", "mijn  RECHTEN", "mijn rechten.", " Mijn rechten! ", "Mijn réchten"])
def test_the_title_of_a_button_presses_it(text: str) -> None:
    assert read(text, offers=MENU).offer == MENU[0]


@pytest.mark.parametrize(
    ("text", "intent"), [("لا، عربي", "deny"), ("yes english", "affirm"), ("hoi, Nederlands graag", "greet")]
)
def test_a_language_beside_a_yes_or_no_is_wished_for(text: str, intent: str) -> None:
    assert read(text, understood(intent)).turn == Turn("change_language", text)
    assert read(text, understood(intent), asked("goal_text")).turn == Turn("own_words", text)


def test_rubbish_is_no_consent() -> None:
    meant = understood("affirm", confidence=0.55)
    assert read("sdkjfh sdkj", meant, State(question="remember", last_at=time.time()), YES_NO).offer is None


READ = [
    offer("/handover_status", "Is het al gelezen?"),
    offer("/withdraw_handover", "Bericht terughalen"),
    offer("/x", "Ik kan niet komen"),
]


@pytest.mark.parametrize(
    ("text", "place"), [("is het al gelezen", 0), ("is ht al gelezen", 0), ("bericht terug halen", 1), ("ik kan niet kome", 2)]
)
def test_a_slip_in_a_long_title_still_presses_it(text: str, place: int) -> None:
    assert read(text, offers=READ).offer == READ[place]


@pytest.mark.parametrize("text", ["ik kan komen", "geliyorum", "is het al weg", "bericht", "ja delen niet"])
def test_what_is_only_somewhat_like_a_title_presses_none(text: str) -> None:
    assert read(text, offers=[*READ, *YES_NO]).offer is None


def test_a_slip_is_not_guessed_where_two_titles_fit() -> None:
    two = [offer("/a", "Lees mijn bericht nu"), offer("/b", "Lees mijn berichten nu")]
    assert read("lees mijn berichte nu", offers=two).offer is None


@pytest.mark.parametrize("intent", ["affirm", "deny"])
def test_yes_or_no_to_a_question_that_takes_neither_asks_to_choose(intent: str) -> None:
    domains = [offer("/answer answer=body", "Lichaam"), offer("/answer answer=head", "Hoofd")]
    assert read("ja", understood(intent), asked("goal_domain"), domains) == Meaning(please_choose=True)


@pytest.mark.parametrize("text", ["2", " 2.", "٢", "۲", "２", "፪"])
def test_the_number_of_a_button_presses_it_in_the_digits_of_any_script(text: str) -> None:
    assert read(text, offers=MENU).offer == MENU[1]


@pytest.mark.parametrize("text", ["0", "4", "99", "0031612345678", "0612345678", "2026", "²²²²", "𐩀𐩀", "፲", "1 2"])
def test_a_number_of_no_button_presses_none(text: str) -> None:
    assert read(text, offers=MENU).offer is None


@pytest.mark.parametrize(("text", "intent", "place"), [("ja", "affirm", 0), ("nee", "deny", 1), ("👍", "", 0), ("👎", "", 1)])
def test_yes_and_no_answer_the_question_that_is_open(text: str, intent: str, place: int) -> None:
    meant = understood(intent) if intent else UNKNOWN
    assert read(text, meant, asked("goal_share"), YES_NO).offer == YES_NO[place]


@pytest.mark.parametrize(("intent", "place"), [("affirm", 0), ("deny", 2)])
def test_yes_and_no_answer_whether_a_message_is_sent_though_no_form_is_open(intent: str, place: int) -> None:
    assert read("ja graag", understood(intent), State(), SEND).offer == SEND[place]


def test_yes_to_a_menu_presses_nothing() -> None:
    assert read("ja", understood("affirm"), offers=MENU).offer is None
    assert read("ja", understood("affirm"), offers=MENU).turn == Turn("affirm", "ja", 0.9)


def test_a_long_text_that_begins_with_yes_is_no_yes() -> None:
    text = "ja maar ik wil eerst mijn broer vragen"
    assert read(text, understood("affirm"), asked("goal_share"), YES_NO).offer is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [("stop", "stop"), ("Menu", "ask_capabilities"), ("القائمة", "ask_capabilities"), ("taal", "change_language"),
     ("een mens", "request_human"), ("STOP!", "stop"), ("وقف", "stop")],
)  # fmt: skip
@pytest.mark.parametrize("question", [None, "goal_text", "goal_share", "remember"])
def test_control_words_win_at_any_moment(text: str, intent: str, question: str | None) -> None:
    state = asked(question) if question else State()
    assert read(text, state=state).turn == Turn(intent, text)


def test_a_sure_wish_to_stop_wins_inside_own_words_and_an_unsure_one_does_not() -> None:
    sure, unsure = understood("stop", confidence=0.95), understood("stop", confidence=0.5)
    assert read("ik wil nu ophouden", sure, asked("goal_text")).turn == Turn("stop", "ik wil nu ophouden")
    assert read("ik wil nu ophouden", unsure, asked("goal_text")).turn == Turn("own_words", "ik wil nu ophouden")


def test_a_longer_text_that_surely_wishes_for_a_person_is_asked_about() -> None:
    text = "ik wil elke week met een mens van de gemeente over mijn werk praten"
    sure = understood("request_human", confidence=0.99)
    assert read(text, sure, asked("goal_text")) == Meaning(ask_write_or_answer=True)
    assert read(text, sure, asked("handover_words")).turn == Turn("own_words", text)  # that is what it is for
    assert read(text, understood("request_human", confidence=0.6), asked("goal_text")).turn == Turn("own_words", text)


def test_a_long_text_is_own_words_however_surely_it_speaks_of_a_person() -> None:
    text = "ik wil elke week met een mens van de gemeente over mijn werk praten " * 2
    assert read(text, understood("request_human", confidence=0.99), asked("goal_text")).turn == Turn("own_words", text)


def test_own_words_are_kept_as_they_are() -> None:
    text = "  Ik wil /restart {leren}\n\n[[x]] "
    meaning = read(text, understood("set_goal"), asked("goal_text"))
    assert meaning == Meaning(turn=Turn("own_words", text))


@pytest.mark.parametrize("text", ["mag ik werken?", "Hoe kan ik een tolk krijgen", "هل معي حق؟"])
def test_a_clear_question_where_own_words_are_asked_is_asked_about(text: str) -> None:
    language = "ar" if not text.isascii() else "nl"
    meaning = read(text, understood("ask_rights", language=language), asked("goal_text"))
    assert meaning == Meaning(ask_write_or_answer=True)


def test_words_that_are_no_clear_question_are_written_down() -> None:
    statement = understood("ask_find_work", confidence=0.9)
    unsure = understood("ask_rights", confidence=0.4)
    undecided = understood("ask_rights", decision="choose")
    for text, meant in (("ik wil werk vinden", statement), ("mag dat?", unsure), ("mag dat?", undecided)):
        assert read(text, meant, asked("goal_text")).turn == Turn("own_words", text)
        assert not reads_as_question(text, meant)


def test_after_an_hour_words_at_an_old_question_are_asked_about() -> None:
    state = asked("goal_text", last_at=time.time() - 3700)
    assert read("ik wil werk vinden", state=state).ask_write_or_answer
    assert read("ik wil werk vinden", state=asked("goal_text", last_at=time.time() - 3500)).turn is not None


def test_danger_is_asked_about_and_never_answered_by_rasa() -> None:
    meant = understood("crisis_violence")
    assert read("hij slaat mij", meant) == Meaning(danger=True)
    assert read("hij slaat mij", meant, asked("goal_share"), YES_NO) == Meaning(danger=True)


def test_a_text_that_is_too_long_is_not_read() -> None:
    assert read("a" * (LONGEST + 1), state=asked("goal_text")) == Meaning(too_long=True)
    assert not read("a" * LONGEST, state=asked("goal_text")).too_long


@pytest.mark.parametrize("text", ["🙂", "🙏🙏🙏", "...", "?!", "\u200b", "❤️"])
def test_signs_without_words_are_no_words(text: str) -> None:
    assert read(text) == Meaning(no_words=True)
    assert read(text, state=asked("goal_text")) == Meaning(no_words=True)


def test_a_thumb_without_a_question_is_a_yes_for_rasa() -> None:
    assert read("👍").turn == Turn("affirm", "👍")


def test_an_unclear_text_at_a_choice_is_asked_to_choose_and_a_clear_one_is_answered() -> None:
    state = asked("goal_domain")
    assert read("eh", understood("ask_rights", decision="choose"), state) == Meaning(please_choose=True)
    assert read("iets", UNKNOWN, state) == Meaning(please_choose=True)
    assert read("mijn rechten", understood("ask_rights"), state).turn == Turn("ask_rights", "mijn rechten", 0.9)


def test_an_unclear_text_becomes_the_likeliest_meanings_without_danger() -> None:
    ranking = ("ask_rights", "crisis_violence", "out_of_scope", "ask_plan_meaning", "set_goal", "stop")
    turn = as_turn("eh", understood("ask_rights", decision="choose", ranking=ranking))
    assert (turn.intent, turn.entities) == ("unclear", {"meaning": "ask_rights,ask_plan_meaning,set_goal"})


@pytest.mark.parametrize("text", ["/restart", '/delete_my_data{"a":1}', "/set_goal", "/answer answer=yes"])
def test_what_is_typed_is_never_a_command(text: str) -> None:
    meaning = read(text, state=asked("goal_share"), offers=YES_NO)
    assert meaning.offer is None
    assert meaning.turn is None or meaning.turn.intent == "out_of_scope"
