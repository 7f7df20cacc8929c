"""Somebody tells of violence in Dari, in the middle of a goal: what the phone gets afterwards, through the whole chain."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.bot_api.driver import BotApi
from tests.chain.inside import inside
from tests.chain.running import Chain
from tests.chain.talking import Talker, TelegramPerson, pattern, texts, title_of
from tests.chain.web_api import WebApiPerson
from tests.chain.wording import plain
from tests.people import manager

HIT, HIDE = "شوهرم مرا لت می‌کند", "پنهان کن"
SECRET = "Kom morgen om tien uur"


@pytest.fixture(params=["telegram", "web"])
def person(request: pytest.FixtureRequest, chain: Chain) -> Iterator[Talker]:
    if request.param == "telegram":
        yield TelegramPerson(chain.api, "fa")
        return
    web = WebApiPerson(chain.address, "fa")
    yield web
    web.goes()


def test_only_neutral_lines_follow_the_help_and_hiding_takes_all_away(chain: Chain, person: Talker) -> None:
    person.begins()
    person.menu()
    person.presses("/set_goal", "utter_ask_age_group")
    person.presses("/age_group answer=adult", "utter_ask_goal_text")
    person.says(HIT, "utter_crisis_violence")
    begin = len(person.told())
    channel = "web" if isinstance(person, WebApiPerson) else "telegram"
    address = person.token if isinstance(person, WebApiPerson) else str(person.id)  # type: ignore[attr-defined]
    with inside(chain) as services:
        told = services.people.known(channel, address)
        assert told is not None and told.discreet
        handover = services.requests.current(told)[0].id
        account = manager(services, f"Zahra {channel}".replace(" ", ""))
        services.handovers.read(handover, account)
        assert services.handovers.take(handover, account)
        assert services.handovers.write(handover, account, SECRET, "form 1", "nl")
        assert services.handovers.give_back(handover, account)
    person._seen = begin
    person.hears("utter_discreet_line")
    person.says(title_of("utter_discreet_line", "/open_private", "fa"), "utter_private_link")
    path = person.told()[-1].rpartition("/private/")[2].strip("\u2069 \n")
    with httpx.Client(base_url=f"{chain.address}/private/", trust_env=False) as browser:
        assert SECRET not in browser.get(path).text
        assert SECRET in browser.post(path).text
        assert browser.post(path).status_code == 404
    expected = [pattern(name, "fa") for name in ("utter_discreet_line", "utter_private_link")]
    assert all(any(one.fullmatch(plain(text)) for one in expected) for text in person.told()[begin:])

    person.menu()  # the goal was put aside, and is asked only when the person takes it up
    person.presses("/resume_form", "utter_ask_goal_text", title=texts().line("utter_title_resume_goal_form", "fa"))
    person.types(HIDE)
    if isinstance(person, TelegramPerson):
        hidden = chain.api.user(person.id)
        chain.api.wait_until(lambda api: all(message.deleted for message in hidden.messages), 20)
        assert _theirs(chain.api, person.id) == [], "what the person wrote is gone as well"
    with inside(chain) as services:
        case = services.handovers.look(handover)
        assert case is not None and case.handover.content["words"] == [HIT] and case.messages[0].text == SECRET
    person.menu()


def _theirs(api: BotApi, chat: int) -> list[str]:
    """What still stands in a chat, of both sides."""
    state = api.state
    return [
        message.get("text", "")
        for message in state.messages
        if message["chat"]["id"] == chat and (chat, message["message_id"]) not in state.deleted
    ]
