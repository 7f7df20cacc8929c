"""The talk card in the talk: kept, or only in the talk; begun, left, changed, sent and thrown away."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import base, my_data, talk_card
from actions.forms import LONGEST_WORDS, ValidateTalkCardForm
from bot.app import Services
from bot.languages import live_languages
from bot.messages import Reply
from bot.services.picturing import picture_of
from bot.services.talk_cards import QUESTIONS
from bot.storage.persons import Person
from tests.chain.wording import plain
from tests.people import introduced, remembered

FORM = "talk_card_form"
CARD = {"well": "de lessen", "ask": "Waarom duurt het {lang} [[rows]]?"}
IN_SLOTS = {"well": "de lessen", "hard": "skip", "ask": CARD["ask"], "disagree": "skip", "need": "skip"}


pytestmark = pytest.mark.usefixtures("wired")


class Turn:
    """What one action did: the responses, the buttons, the slots and which form is next."""

    def __init__(self, events: list[dict[str, Any]], messages: list[dict[str, Any]]) -> None:
        self.said = [message["response"] for message in messages]
        self.replies = [Reply(message["response"], message["custom"]["values"]) for message in messages]
        self.offered = [choice["payload"] for message in messages for choice in message["custom"]["choices"]]
        self.slots = {
            event["name"].removeprefix("talk_card_"): event["value"]
            for event in events
            if event["event"] == "slot" and event["name"].startswith("talk_card_")
        }
        self.next = next((event["name"] for event in events if event["event"] == "followup"), None)


async def act(
    action: base.WegwijsAction, person: Person, slots: dict[str, Any] | None = None, form: str | None = None, part: str = ""
) -> Turn:
    filled = {f"talk_card_{question}": value for question, value in (slots or {}).items()}
    entities = [{"entity": "part", "value": part}] if part else []
    message = {"entities": entities, "metadata": {"inbound_id": "1"}}
    active: dict[str, Any] = {"name": form} if form else {}
    tracker = Tracker(person.conversation_id, filled, message, [], False, None, active, "action_listen")
    dispatcher = CollectingDispatcher()
    return Turn(await action.run(dispatcher, tracker, {}), dispatcher.messages)


async def prepare(person: Person, part: str = "", slots: dict[str, Any] | None = None) -> Turn:
    return await act(talk_card.ActionPrepareTalk(), person, slots, part=part)


async def finish(person: Person, slots: dict[str, Any]) -> Turn:
    return await act(talk_card.ActionSaveTalkCard(), person, slots, form=FORM)


async def test_who_is_remembered_has_the_card_kept_and_nothing_stays_in_the_talk(services: Services) -> None:
    person = remembered(services)
    begun = await prepare(person)
    assert (begun.said, begun.next) == (["utter_talk_card_begin"], FORM)
    assert begun.slots == dict.fromkeys(QUESTIONS)
    services.forms.keep(person, FORM, {"talk_card_well": "de lessen"}, "parked")
    done = await finish(person, IN_SLOTS)
    assert done.said == ["utter_talk_card", "utter_talk_card_kept"]
    assert services.talk_cards.of(person) == CARD
    assert done.slots == dict.fromkeys(QUESTIONS)
    assert services.forms.unfinished(person, FORM) is None


@pytest.mark.parametrize("values", [{"remember": False}, {"remember": False, "age_group": "child"}])
async def test_of_who_is_not_remembered_the_card_is_in_the_talk_alone(services: Services, values: dict[str, Any]) -> None:
    person = introduced(services, **values)
    assert (await prepare(person)).next == FORM
    done = await finish(person, IN_SLOTS)
    assert done.said == ["utter_talk_card", "utter_talk_card_not_kept"]
    assert services.talk_cards.of(person) == {}
    assert done.slots == {}, "the slots are the card"
    assert ("/prepare_talk part=keep" in done.offered) == (values.get("age_group") != "child")
    again = await prepare(person, slots=IN_SLOTS)
    assert again.said == ["utter_talk_card", "utter_talk_card_not_kept"]


async def test_a_card_of_the_talk_is_kept_after_a_yes(services: Services) -> None:
    person = introduced(services, remember=False)
    assert (await prepare(person, "keep", IN_SLOTS)).said == ["utter_ask_remember_first"]
    person = remembered(services)
    kept = await prepare(person, "keep", IN_SLOTS)
    assert kept.said == ["utter_talk_card", "utter_talk_card_kept"]
    assert services.talk_cards.of(person) == CARD
    assert kept.slots == dict.fromkeys(QUESTIONS)


async def test_a_card_changed_after_the_consent_was_taken_back_is_not_kept(services: Services) -> None:
    person = remembered(services)
    services.talk_cards.keep(person, CARD)
    with services.database.write() as connection:
        person = services.people.set_remember(connection, person, False)
    await finish(person, IN_SLOTS)
    assert services.talk_cards.of(person) == {}


async def test_whose_age_is_not_known_is_asked_first(services: Services) -> None:
    person = introduced(services, remember=True, age_group=None)
    asked = await prepare(person)
    assert (asked.said, asked.next) == (["utter_ask_age_group"], None)


async def test_one_question_is_asked_again_and_the_others_stay(services: Services) -> None:
    person = remembered(services)
    services.talk_cards.keep(person, CARD)
    change = await prepare(person, "change")
    assert change.offered == [*(f"/prepare_talk part={question}" for question in QUESTIONS), "/prepare_talk"]
    again = await prepare(person, "ask")
    assert (again.next, again.slots) == (FORM, {**IN_SLOTS, "ask": None})
    await finish(person, {**IN_SLOTS, "ask": "skip"})
    assert services.talk_cards.of(person) == {"well": "de lessen"}


async def test_all_skipped_is_no_card(services: Services) -> None:
    person = remembered(services)
    services.talk_cards.keep(person, CARD)
    done = await finish(person, dict.fromkeys(QUESTIONS, "skip"))
    assert done.said == ["utter_talk_card_empty"]
    assert services.talk_cards.of(person) == {}


async def test_a_card_that_was_left_is_gone_on_with_and_a_new_one_forgets_it(services: Services) -> None:
    person = remembered(services)
    services.forms.keep(person, FORM, {"talk_card_well": "skip", "talk_card_hard": "lezen"}, "parked")
    resumed = await prepare(person)
    assert (resumed.said, resumed.next) == ([], FORM)
    assert (resumed.slots["well"], resumed.slots["hard"], resumed.slots["ask"]) == ("skip", "lezen", None)
    anew = await prepare(person, "new")
    assert (anew.next, anew.slots) == (FORM, dict.fromkeys(QUESTIONS))
    assert services.forms.unfinished(person, FORM) is None


@pytest.mark.parametrize("part", ["change", "send", "picture", "keep", "remove", "ask"])
async def test_an_old_button_without_a_card_says_so(services: Services, part: str) -> None:
    person = remembered(services)
    assert (await prepare(person, part)).said == ["utter_talk_card_none"]
    assert services.requests.open_draft(person) is None


async def test_a_card_is_sent_as_a_draft_that_is_seen_first(services: Services) -> None:
    person = remembered(services, language="ar")
    services.talk_cards.keep(person, CARD)
    sent = await prepare(person, "send")
    assert sent.said == ["utter_talk_card_sending", "utter_handover_summary", "utter_ask_handover_send"]
    draft = services.requests.open_draft(person)
    assert draft is not None and (draft.state, draft.reason) == ("draft", "talk_card")
    first, second = draft.content["words"]
    assert '"Dit gaat goed"' in first and CARD["well"] in first
    assert '"Dit wil ik vragen"' in second and CARD["ask"] in second
    assert services.requests.current(person) == []


async def test_a_card_is_thrown_away(services: Services) -> None:
    person = remembered(services)
    services.talk_cards.keep(person, CARD)
    removed = await prepare(person, "remove")
    assert (removed.said, removed.slots) == (["utter_talk_card_removed"], dict.fromkeys(QUESTIONS))
    assert services.talk_cards.of(person) == {}


async def test_my_data_shows_the_card(services: Services) -> None:
    person = remembered(services)
    assert "utter_talk_card" not in (await act(my_data.ActionViewMyData(), person)).said
    services.talk_cards.keep(person, CARD)
    shown = await act(my_data.ActionViewMyData(), person)
    assert "utter_talk_card" in shown.said and "/prepare_talk" in shown.offered
    kept_in_talk = await act(my_data.ActionViewMyData(), introduced(services, remember=False), IN_SLOTS)
    assert "utter_talk_card" in kept_in_talk.said


@pytest.mark.parametrize("language", live_languages())
async def test_the_words_are_shown_as_they_are_below_headings_that_staff_can_read(services: Services, language: str) -> None:
    person = remembered(services, language=language)
    done = await finish(person, IN_SLOTS)
    shown = services.speech.in_words(done.replies[:1], language)[0].text
    for question in CARD:
        line = next(line for line in shown.splitlines() if CARD[question] in line)
        assert services.speech.texts.line(f"utter_title_talk_card_{question}", "nl") in line
    assert services.speech.texts.line("utter_title_talk_card_need", "nl") not in shown


@pytest.mark.parametrize("language", live_languages())
async def test_a_picture_of_the_card_has_the_same_headings_and_words(services: Services, language: str) -> None:
    person = remembered(services, language=language)
    services.talk_cards.keep(person, CARD)
    (reply,) = (await prepare(person, "picture")).replies
    picture = picture_of(services.speech.texts, reply, language)
    assert picture is not None
    for (heading, words), question in zip(picture.rows, CARD, strict=True):
        assert services.speech.texts.line(f"utter_title_talk_card_{question}", "nl") in heading
        assert [plain(line) for line in words] == [CARD[question]]


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_answer_is_own_words_of_a_bearable_length(question: str) -> None:
    slot = f"talk_card_{question}"
    tracker = Tracker("somebody", {}, {"entities": []}, [], False, None, {"name": FORM}, "action_listen")
    validate = getattr(ValidateTalkCardForm(), f"validate_{slot}")
    for value, wanted in (("ok", "ok"), ("skip", "skip"), ("  ", None), ("x" * (LONGEST_WORDS + 1), None)):
        assert validate(value, CollectingDispatcher(), tracker, {}) == {slot: wanted}
