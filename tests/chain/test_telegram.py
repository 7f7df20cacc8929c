"""What Telegram does to us, through the whole chain: limits, blocks, edits, restarts."""

from __future__ import annotations

import pytest

from tests.bot_api.faults import blocked, too_many_requests
from tests.bot_api.people import SentMessage, User
from tests.chain.running import Chain
from tests.chain.talking import TelegramPerson, pattern
from tests.chain.wording import plain

RIGHT_TO_LEFT_MARK = "\u200f"
LONGEST_CALLBACK = 64


@pytest.fixture
def person(chain: Chain) -> TelegramPerson:
    """Somebody who speaks Dutch and knows what Wegwijs is."""
    return introduced(chain, "nl")


def introduced(chain: Chain, language: str) -> TelegramPerson:
    person = TelegramPerson(chain.api, language)
    person.begins(remember=False)
    return person


def user_of(chain: Chain, person: TelegramPerson) -> User:
    return chain.api.user(person.id)


def times_said(person: TelegramPerson, response: str) -> int:
    """How often a response was said to this person."""
    return sum(bool(pattern(response, person.language).fullmatch(plain(text))) for text in person.told())


def test_after_429_the_answer_arrives_once_and_not_before_the_time(chain: Chain, person: TelegramPerson) -> None:
    chain.api.next_calls("sendMessage", too_many_requests(2))
    person.says("Ben je een mens?", "utter_ask_bot_identity")
    sent = [call.at for call in chain.api.calls if call.method == "sendMessage"]
    assert sent[-1] - sent[-2] >= 2, "sent again before Telegram allowed it"
    assert times_said(person, "utter_ask_bot_identity") == 1


def test_who_blocks_us_does_not_hold_up_others_and_is_answered_after_coming_back(chain: Chain, person: TelegramPerson) -> None:
    other = introduced(chain, "en")
    chain.api.next_calls("sendMessage", blocked())
    person.says("Ben je een mens?")
    chain.api.wait_until(lambda api: not api.state.faults["sendmessage"], 20)
    other.says("Are you a real person?", "utter_ask_bot_identity")
    person.says("Wat is mijn volgende stap?", "utter_ask_next_step")
    assert times_said(person, "utter_ask_bot_identity") == 0, "what was refused for good is not sent later"


def test_arabic_stands_from_right_to_left_and_numbers_in_it_from_left_to_right(chain: Chain) -> None:
    reader, dutch = introduced(chain, "ar"), introduced(chain, "nl")
    arabic = [message.text for message in user_of(chain, reader).messages[1:]]
    assert arabic and all(text.startswith(RIGHT_TO_LEFT_MARK) for text in arabic)
    assert any("\u2066112\u2069" in text for text in arabic)
    assert not any(text.startswith(RIGHT_TO_LEFT_MARK) for text in dutch.told())


def test_buttons_stand_one_per_row_and_their_data_mean_nothing_to_others(chain: Chain, person: TelegramPerson) -> None:
    person.menu()
    with_buttons = [message for message in user_of(chain, person).messages if message.keyboard]
    assert len(with_buttons) >= 3
    data = [item for message in with_buttons for item in _data(message)]
    assert all(len(row) == 1 for message in with_buttons for row in message.keyboard)
    assert len(data) == len(set(data)), "a button is offered anew each time"
    assert all(0 < len(item.encode()) <= LONGEST_CALLBACK and not set(item) & set("/={ ") for item in data)


def test_a_button_of_somebody_else_does_nothing(chain: Chain, person: TelegramPerson) -> None:
    thief = introduced(chain, "nl")
    person.says("Verwijder al mijn gegevens", "utter_delete_my_data")
    message = user_of(chain, person).messages[-1]
    thief._seen = len(thief.told())
    user_of(chain, thief).presses_on(user_of(chain, thief).messages[-1], _data(message)[0])
    thief.hears("utter_button_old")
    person.says("Ben je een mens?", "utter_ask_bot_identity")


def test_a_pressed_button_stops_turning(chain: Chain, person: TelegramPerson) -> None:
    person.presses("/ask_capabilities", "utter_ask_capabilities", title="Menu")
    with chain.api.state.changed:
        asked = dict(chain.api.state.callbacks)
    assert asked and all(asked.values()), "each callback query is answered"


def test_an_edited_message_is_not_read_again_but_danger_in_it_is(chain: Chain, person: TelegramPerson) -> None:
    user = user_of(chain, person)
    person.says("Wat is een PIP?", "utter_ask_plan_meaning")
    person._seen = len(person.told())
    user.edits("Wat zijn mijn rechten?")
    person.hears("utter_edited")
    person._seen = len(person.told())
    user.edits("Ik wil niet meer leven")
    person.hears("utter_crisis_suicide")
    assert times_said(person, "utter_ask_rights") == 0


def test_the_same_update_twice_is_answered_once(chain: Chain, person: TelegramPerson) -> None:
    user = user_of(chain, person)
    act = user.says("Ben je een mens?")
    person.hears("utter_ask_bot_identity")
    chain.api.repeats(act.update_id)
    person.says("Wat is mijn volgende stap?", "utter_ask_next_step")
    assert times_said(person, "utter_ask_bot_identity") == 1


def test_groups_are_left_alone(chain: Chain, person: TelegramPerson) -> None:
    before = len(person.told())
    group = user_of(chain, person).in_group(-100_777)
    group.says("Ben je een mens?")
    person.says("Dank je wel!", "utter_thank")
    assert group.messages == [] and len(person.told()) == before + 1


def test_what_was_written_while_the_gateway_was_down_is_answered_once_in_order(chain: Chain, person: TelegramPerson) -> None:
    user = user_of(chain, person)
    chain.kill("gateway")
    person._seen = len(person.told())
    acts = [user.says(text) for text in ("Ben je een mens?", "Dank je wel!", "Wat is mijn volgende stap?")]
    assert acts[-1].update_id in chain.api.unconfirmed
    person.hears("utter_ask_next_step")
    chain.api.wait_until(lambda api: acts[-1].update_id not in api.unconfirmed, 30)
    answers = ["utter_ask_bot_identity", "utter_thank", "utter_ask_next_step"]
    said = [name for text in person.told() for name in answers if pattern(name, "nl").fullmatch(plain(text))]
    assert said == answers


def _data(message: SentMessage) -> list[str]:
    return [data for row in message.keyboard for _, data in row]
