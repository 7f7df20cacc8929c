"""Telegram through real HTTP and the real library, against the Bot API server in `tests/bot_api`."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import telegram
from structlog.testing import capture_logs

from bot.channels.base import TryLater, Unreachable
from bot.channels.telegram import TelegramChannel
from bot.channels.text_fitting import RIGHT_TO_LEFT_MARK
from bot.channels.trouble import Trouble
from bot.messages import Button, Kind, Outbound
from tests.bot.channels.contract import ChannelContract, Provider, Received, Shown, eventually, outbound, pictured
from tests.bot.pictures.drawing import needs_fonts
from tests.bot_api import Act, BotApi, User
from tests.bot_api import faults as fault

CONTENTS: dict[str, dict[str, Any]] = {
    "video": {"video": {"file_id": "v", "file_unique_id": "v", "width": 1, "height": 1, "duration": 1}},
    "document": {"document": {"file_id": "d", "file_unique_id": "d"}},
    "contact": {"contact": {"phone_number": "0600000000", "first_name": "A"}},
    "other": {"dice": {"emoji": "🎲", "value": 3}},
}
MORE_CONTENTS: list[tuple[Kind, dict[str, Any]]] = [
    ("voice", {"audio": {"file_id": "a", "file_unique_id": "a", "duration": 1}}),
    ("voice", {"video_note": {"file_id": "n", "file_unique_id": "n", "length": 1, "duration": 1}}),
    (
        "location",
        {
            "location": {"latitude": 1.0, "longitude": 1.0},
            "venue": {"location": {"latitude": 1.0, "longitude": 1.0}, "title": "town hall", "address": "square 1"},
        },
    ),
    (
        "document",
        {
            "animation": {"file_id": "g", "file_unique_id": "g", "width": 1, "height": 1, "duration": 1},
            "document": {"file_id": "g", "file_unique_id": "g"},
        },
    ),
]


class TelegramProvider(Provider):
    """The Bot API server and one person."""

    address = "1001"
    kinds = frozenset(
        {"text", "start", "edited", "voice", "photo", "video", "sticker", "location", "document", "contact", "other"}
    )

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._person = api.user(1001)
        self._newest = 0

    async def sends(self, kind: Kind, text: str = "") -> None:
        person = self._person
        acts = {
            "text": lambda: person.says(text),
            "start": lambda: person.says("/start"),
            "edited": lambda: person.edits(text),
            "voice": person.sends_voice,
            "photo": lambda: person.sends_photo(text),
            "sticker": person.sends_sticker,
            "location": person.sends_location,
        }
        act: Act = acts[kind]() if kind in acts else person.sends(**CONTENTS[kind])
        self._newest = act.update_id

    async def presses(self, title: str) -> None:
        self._newest = self._person.presses(title).update_id

    async def repeats(self) -> None:
        self._api.repeats(self._newest)

    async def confirmed(self) -> bool:
        return not self._api.unconfirmed

    async def shown(self) -> list[Shown]:
        return [Shown(str(message.id), message.text, message.buttons) for message in self._person.messages]

    async def picture(self) -> bytes | None:
        photo = self._person.messages[-1].raw.get("photo")
        return self._api.state.files[photo[-1]["file_id"]].content if photo else None

    async def goes_away(self) -> None:
        await asyncio.to_thread(self._api.goes_away)

    async def blocks(self) -> None:
        self._api.next_calls("sendMessage", fault.blocked(), times=100)


pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")]


@pytest.fixture
def api(bot_api: BotApi) -> BotApi:
    bot_api.reset()
    return bot_api


@pytest.fixture
def person(api: BotApi) -> User:
    return api.user(1001)


def make_channel(api: BotApi, token: str = "") -> TelegramChannel:
    """A channel that waits less long than in earnest."""
    channel = TelegramChannel(token or api.token, api.url)
    channel._trouble = Trouble("telegram", first_pause=0.03, longest_pause=0.2)
    return channel


@pytest.fixture
async def channel(api: BotApi) -> AsyncIterator[TelegramChannel]:
    made = make_channel(api)
    yield made
    await made.stop()


@pytest.fixture
async def received(channel: TelegramChannel) -> Received:
    """What the started channel hands over."""
    received = Received()
    await channel.start(received)
    return received


class TestContract(ChannelContract):
    @pytest.fixture
    def provider(self, api: BotApi) -> Provider:
        return TelegramProvider(api)

    @pytest.fixture
    async def channel(self, provider: Provider, api: BotApi) -> TelegramChannel:
        return make_channel(api)


# What comes in


@pytest.mark.parametrize(("kind", "content"), MORE_CONTENTS)
async def test_other_contents_have_a_kind_too(person: User, received: Received, kind: Kind, content: Any) -> None:
    person.sends(**content)
    assert (await received.until(1))[0].kind == kind


async def test_a_caption_is_the_text(person: User, received: Received) -> None:
    person.sends_photo("what does this letter say")
    (inbound,) = await received.until(1)
    assert (inbound.kind, inbound.text) == ("photo", "what does this letter say")


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("/start", "start", ""),
        ("/start ermelo_42", "start", "ermelo_42"),
        ("/start@wegwijs_test_bot ermelo", "start", "ermelo"),
        ("/started", "text", "/started"),
        ("please /start", "text", "please /start"),
        ("/help", "text", "/help"),
    ],
)
async def test_only_start_is_a_start(person: User, received: Received, typed: str, kind: str, text: str) -> None:
    person.says(typed)
    (inbound,) = await received.until(1)
    assert (inbound.kind, inbound.text) == (kind, text)


async def test_the_id_is_that_of_the_update(person: User, received: Received) -> None:
    act = person.says("hello")
    (inbound,) = await received.until(1)
    assert inbound.provider_id == str(act.update_id)


async def test_an_edit_has_an_id_of_its_own_and_the_new_text(person: User, received: Received) -> None:
    person.says("I have an apointment")
    edit = person.edits("I have an appointment")
    _, inbound = await received.until(2)
    assert (inbound.kind, inbound.text, inbound.provider_id) == (
        "edited",
        "I have an appointment",
        str(edit.update_id),
    )


async def test_groups_and_moving_live_locations_leave_no_trace(api: BotApi, person: User, received: Received) -> None:
    group = person.in_group(-1001234)
    group.says("hello bot")
    group.edits("hello you bot")
    place = {"latitude": 1.0, "longitude": 1.0, "live_period": 900}
    live = person.sends(location=place)
    moved = {"message_id": live.message_id, "date": 1, "chat": {"id": 1001, "type": "private"}, "location": place}
    api.queue({"edited_message": moved})
    person.says("the end")
    assert [inbound.kind for inbound in await received.until(2)] == ["location", "text"]
    await eventually(lambda: not api.unconfirmed)
    assert {call.method for call in api.calls} == {"deleteWebhook", "getUpdates"}


async def test_a_pressed_button_stops_spinning_before_it_is_stored(api: BotApi, person: User, channel: TelegramChannel) -> None:
    received = Received()
    received.refuse_next = 10_000
    person.says("hello")
    await channel.send("1001", outbound("Which?", "Yes"))
    await channel.start(received)
    person.presses("Yes")
    await asyncio.sleep(0.1)
    assert not any(api.state.callbacks.values()), "the first message is not stored yet, so nothing is looked at"
    received.refuse_next = 3
    await received.until(2)
    await api.until(lambda api: all(api.state.callbacks.values()))
    await asyncio.sleep(0.05)
    assert len(api.calls_of("answerCallbackQuery")) == 1


async def test_an_expired_button_is_handed_over_all_the_same(api: BotApi, person: User, received: Received) -> None:
    api.next_calls("answerCallbackQuery", fault.refused(400, "query is too old"))
    message = {"message_id": 1, "date": 0, "chat": {"id": 1001, "type": "private"}}
    sender = {"id": 1001, "is_bot": False, "first_name": "A"}
    query = {"id": "old", "from": sender, "message": message, "chat_instance": "1", "data": "id-7"}
    api.queue({"callback_query": query})
    assert (await received.until(1))[0].button == "id-7"


async def test_an_update_that_nobody_can_read_is_skipped(api: BotApi, person: User, received: Received) -> None:
    with capture_logs() as logs:
        person.says("before")
        poison = api.queue({"message": {"message_id": "x", "chat": {"secret words": 1}}})
        person.says("after")
        assert [inbound.text for inbound in await received.until(2)] == ["before", "after"]
        await eventually(lambda: not api.unconfirmed)
    (line,) = [line for line in logs if line["event"] == "telegram_update_skipped"]
    assert line["update_id"] == poison
    assert "secret words" not in str(logs)


async def test_only_what_is_asked_for_is_asked(api: BotApi, person: User, received: Received) -> None:
    await api.until(lambda api: api.state.listeners)  # a long poll is under way
    assert api.calls_of("getUpdates")[0]["allowed_updates"] == '["message", "edited_message", "callback_query"]'
    api.queue({"my_chat_member": {"chat": {"id": 1001}}})
    assert not api.unconfirmed


# Not losing anything


async def test_after_a_crash_unconfirmed_updates_come_again(api: BotApi, person: User) -> None:
    crashed, before = make_channel(api), Received()
    before.refuse_next = 1000
    ids = [str(person.says(text).update_id) for text in ("one", "two")]
    await crashed.start(before)
    await eventually(lambda: before.attempts)
    assert crashed._polling is not None
    crashed._polling.cancel()  # no stop(): the process is gone

    restarted, after = make_channel(api), Received()
    await restarted.start(after)
    assert [inbound.provider_id for inbound in await after.until(2)] == ids
    await restarted.stop()
    await crashed.stop()


async def test_an_error_of_storing_that_nobody_waits_for_is_not_logged(
    api: BotApi, person: User, caplog: pytest.LogCaptureFixture
) -> None:
    channel, entered = make_channel(api), asyncio.Event()

    async def receive(inbound: Any) -> None:
        entered.set()
        await asyncio.sleep(0.1)
        raise OSError(inbound.text)

    await channel.start(receive)
    person.says("my secret words")
    await asyncio.wait_for(entered.wait(), 5)
    assert channel._polling is not None
    channel._polling.cancel()  # as at a shutdown that forgets to call stop()
    await asyncio.sleep(0.2)
    channel._storing = None
    gc.collect()
    await channel.stop()
    assert len(api.unconfirmed) == 1
    assert "secret words" not in caplog.text


async def test_stop_confirms_what_is_stored_and_nothing_more(api: BotApi, person: User) -> None:
    channel, received = make_channel(api), Received()
    person.says("stored")
    await channel.start(received)
    await received.until(1)
    await channel.stop()
    assert api.unconfirmed == []
    later = person.says("after")
    assert api.unconfirmed == [later.update_id]


async def test_a_message_that_is_being_stored_may_finish_at_stop(api: BotApi, person: User) -> None:
    channel, stored, entered = make_channel(api), [], asyncio.Event()

    async def receive(inbound: Any) -> None:
        entered.set()
        await asyncio.sleep(0.3)
        stored.append(inbound.text)

    await channel.start(receive)
    person.says("slow")
    await asyncio.wait_for(entered.wait(), 5)
    await channel.stop()
    assert stored == ["slow"]
    assert api.unconfirmed == []


async def test_it_can_start_again_after_a_stop(person: User, channel: TelegramChannel, received: Received) -> None:
    await channel.stop()
    person.says("hello")
    await channel.start(received)
    assert (await received.until(1))[0].text == "hello"
    assert await channel.send("1001", outbound("hello"))


async def test_a_waiting_webhook_gives_way_and_pending_messages_stay(api: BotApi, person: User) -> None:
    async with telegram.Bot(api.token, base_url=f"{api.url}/bot") as bot:
        await bot.set_webhook("http://127.0.0.1:9/hook")
    person.says("waiting")
    channel, received = make_channel(api), Received()
    await channel.start(received)
    assert (await received.until(1))[0].text == "waiting"
    assert api.state.webhook is None
    await channel.stop()


async def test_a_webhook_set_meanwhile_gives_way_too(api: BotApi, person: User, received: Received) -> None:
    await api.until(lambda api: api.state.listeners)
    async with telegram.Bot(api.token, base_url=f"{api.url}/bot") as bot:
        await bot.set_webhook("http://127.0.0.1:9/hook")
    person.says("hello")
    assert (await received.until(1))[0].text == "hello"


@pytest.mark.parametrize(
    ("trouble", "what"),
    [
        ("conflict", fault.refused(409, "terminated by other getUpdates request")),
        ("token", fault.refused(401)),
        ("server", fault.server_error()),
        ("server", fault.garbage()),
        ("network", fault.accept_and_drop()),
        ("flood", fault.too_many_requests(1)),
    ],
)
async def test_the_loop_lives_on_and_says_once_what_is_wrong(
    api: BotApi, person: User, trouble: str, what: fault.Fault
) -> None:
    times = 1 if trouble == "flood" else 3
    api.next_calls("getUpdates", what, times=times)
    channel, received = make_channel(api), Received()
    began = time.monotonic()
    with capture_logs() as logs:
        person.says("hello")
        await channel.start(received)
        await received.until(1)
    await channel.stop()
    assert time.monotonic() - began > (1 if trouble == "flood" else 0.1)
    lines = [(line["event"], line.get("trouble") or line.get("after")) for line in logs]
    assert lines == [("channel_trouble", trouble), ("channel_well_again", trouble)]


async def test_it_survives_an_outage(api: BotApi, person: User, received: Received) -> None:
    person.says("before")
    await received.until(1)
    with capture_logs() as logs:
        await asyncio.to_thread(api.goes_away)
        await eventually(lambda: logs)
        await asyncio.to_thread(api.comes_back)
        person.says("after")
        assert [inbound.text for inbound in await received.until(2)] == ["before", "after"]
    assert [line.get("trouble") for line in logs if line["event"] == "channel_trouble"] == ["network"]


async def test_a_hanging_poll_is_given_up(api: BotApi, person: User) -> None:
    api.next_calls("getUpdates", fault.hang())
    channel, received = make_channel(api), Received()
    channel.poll_seconds = 0
    channel.poll_grace = 0.3
    person.says("hello")
    await channel.start(received)
    assert (await received.until(1))[0].text == "hello"
    await channel.stop()


async def test_two_pollers_with_one_token_both_say_so(api: BotApi, person: User, received: Received) -> None:
    await api.until(lambda api: api.state.listeners)
    with capture_logs() as logs:
        second = make_channel(api)
        await second.start(Received())
        await eventually(lambda: any(line.get("trouble") == "conflict" for line in logs))
        await second.stop()
    person.says("hello")
    await received.until(1)


async def test_refused_messages_are_logged_without_their_words(person: User, received: Received) -> None:
    received.refuse_next = 3
    with capture_logs() as logs:
        act = person.says("my secret words")
        await received.until(1)
    assert [line["event"] for line in logs] == ["channel_trouble", "channel_well_again"]
    assert (logs[0]["trouble"], logs[0]["update_id"], logs[0]["error"]) == ("storing", act.update_id, "OSError")
    assert "secret words" not in str(logs)


# What goes out


@pytest.fixture
def reached(person: User) -> User:
    """A person who has written, so that the bot may."""
    person.says("hello")
    return person


async def test_one_button_per_row_and_no_preview_and_no_markup(api: BotApi, reached: User, channel: TelegramChannel) -> None:
    sent = await channel.send("1001", outbound("*not bold* <b>https://example.org</b>", "ኣወ", "ኣይፋል", "More"))
    (message,) = reached.messages
    assert sent == str(message.id)
    assert message.text == "*not bold* <b>https://example.org</b>"
    assert message.keyboard == ((("ኣወ", "id-0"),), (("ኣይፋል", "id-1"),), (("More", "id-2"),))
    (call,) = api.calls_of("sendMessage")
    assert call["link_preview_options"] == '{"is_disabled": true}'
    assert "parse_mode" not in call


async def test_right_to_left_text_is_marked(reached: User, channel: TelegramChannel) -> None:
    await channel.send("1001", outbound("DUO سلام", rtl=True))
    await channel.send("1001", outbound("DUO", rtl=False))
    assert [message.text for message in reached.messages] == ["\u200fDUO سلام", "DUO"]


@pytest.mark.parametrize("rtl", [False, True])
async def test_a_long_text_comes_in_parts_with_the_keyboard_under_the_last(
    reached: User, channel: TelegramChannel, rtl: bool
) -> None:
    text = "\n".join(f"{number} سلام 👍 " + "word " * 30 for number in range(80))
    sent = await channel.send("1001", outbound(text, "Yes", rtl=rtl))
    messages = reached.messages
    assert len(messages) > 2
    assert [message.buttons for message in messages] == [[]] * (len(messages) - 1) + [["Yes"]]
    assert sent == ",".join(str(message.id) for message in messages)
    words = " ".join(message.text for message in messages).replace("\u200f", "").split()
    assert words == text.split()
    assert all(message.text.startswith("\u200f") == rtl for message in messages)


async def test_clearing_takes_both_sides_messages_off_the_phone(api: BotApi, reached: User, channel: TelegramChannel) -> None:
    shown = [str(reached.says(f"line {number}").message_id) for number in range(120)]
    shown.append(str(await channel.send("1001", outbound("a" * 4096 + " b"))))
    assert await channel.clear("1001", shown, older=False)
    assert [len(json.loads(call["message_ids"])) for call in api.calls_of("deleteMessages")] == [100, 22]
    assert all(message.deleted for message in reached.messages)
    assert all(api.state.find_message(1001, int(part)) is None for each in shown for part in each.split(","))
    assert await channel.clear("1001", shown, older=False), "what is gone already is no error"
    assert not await channel.clear("1001", [], older=True)


async def test_what_is_too_old_stays_and_all_else_goes(api: BotApi, reached: User, channel: TelegramChannel) -> None:
    old = str(reached.says("old").message_id)
    api.state.messages[-1]["date"] -= 48 * 3600 + 1
    new = str(await channel.send("1001", outbound("new")))
    assert not await channel.clear("1001", [old, new, "999999"], older=False)
    assert api.state.find_message(1001, int(new)) is None and api.state.find_message(1001, int(old)) is not None


@pytest.mark.parametrize("what", [fault.too_many_requests(7), fault.server_error()])
async def test_clearing_is_tried_again_when_telegram_cannot_now(
    api: BotApi, reached: User, channel: TelegramChannel, what: fault.Fault
) -> None:
    shown = [str(await channel.send("1001", outbound("x")))]
    api.next_calls("deleteMessages", what)
    with pytest.raises(TryLater):
        await channel.clear("1001", shown, older=False)
    assert await channel.clear("1001", shown, older=False)


async def test_an_update_tells_how_its_message_is_called(api: BotApi, person: User, channel: TelegramChannel) -> None:
    received = Received()
    await channel.start(received)
    said = person.says("hello")
    await received.until(1)
    await channel.send("1001", outbound("Which?", "Yes"))
    asked = person.messages[-1].id
    person.presses("Yes")
    await received.until(2)
    await channel.stop()
    assert [inbound.shown_id for inbound in received] == [str(said.message_id), str(asked)]


async def test_nobody_gets_the_first_part_twice(api: BotApi, reached: User, channel: TelegramChannel) -> None:
    long = Outbound(7, "a" * 4096 + " " + "b" * 4096 + " c", (Button("Yes", "id"),))
    for what in (fault.fine(), fault.too_many_requests(3), fault.fine(), fault.server_error()):
        api.next_calls("sendMessage", what)
    for _ in range(2):
        with pytest.raises(TryLater):
            await channel.send("1001", long)
    await channel.send("1001", long)
    assert [message.text for message in reached.messages] == ["a" * 4096, "b" * 4096, "c"]


@pytest.mark.parametrize(
    ("what", "seconds"),
    [
        (fault.too_many_requests(7), 7),
        (fault.server_error(), 5),
        (fault.garbage(), 5),
        (fault.accept_and_drop(), 5),
        (fault.refused(401), 60),
    ],
)
async def test_what_may_work_later(
    api: BotApi, reached: User, channel: TelegramChannel, what: fault.Fault, seconds: float
) -> None:
    api.next_calls("sendMessage", what)
    with pytest.raises(TryLater) as raised:
        await channel.send("1001", outbound("hello"))
    assert raised.value.seconds == seconds
    assert raised.value.__context__ is None
    assert await channel.send("1001", outbound("hello"))


@pytest.mark.parametrize("address", ["4040", "nowhere", "", "@somebody"])
async def test_a_chat_that_is_not_there_is_unreachable(channel: TelegramChannel, address: str) -> None:
    with pytest.raises(Unreachable) as raised:
        await channel.send(address, outbound("hello"))
    assert raised.value.__context__ is None


@pytest.mark.parametrize("text", ["", "  \n"])
async def test_a_text_without_words_never_leaves(api: BotApi, reached: User, channel: Any, text: str) -> None:
    with pytest.raises(Unreachable, match="no text"):
        await channel.send("1001", outbound(text))
    assert not api.calls_of("sendMessage")


@pytest.mark.parametrize("button_id", ["", "é" * 33])
async def test_a_button_that_telegram_cannot_carry_never_leaves(
    api: BotApi, reached: User, channel: TelegramChannel, button_id: str
) -> None:
    with pytest.raises(Unreachable, match="64"):
        await channel.send("1001", Outbound(1, "hello", (Button("Yes", button_id),)))
    assert not api.calls_of("sendMessage")
    assert await channel.send("1001", Outbound(1, "hello", (Button("Yes", "é" * 32),)))


async def test_typing_is_shown(api: BotApi, reached: User, channel: TelegramChannel) -> None:
    await channel.typing("1001")
    assert api.calls_of("sendChatAction") == [{"chat_id": "1001", "action": "typing"}]


# The token


@pytest.mark.parametrize("kind", ["right", "wrong"])
async def test_the_token_is_never_logged(
    api: BotApi, reached: User, kind: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    token = api.token if kind == "right" else "987654321:WRONG-token-that-nobody-gave"
    caplog.set_level(logging.DEBUG)
    api.next_calls("getUpdates", fault.garbage())
    api.next_calls("sendMessage", fault.server_error())
    received, problems = Received(), []
    with capture_logs() as logs:
        channel = make_channel(api, token)
        await channel.start(received)
        await channel.typing("1001")
        for address in ("1001", "1001", "4040"):
            try:
                await channel.send(address, outbound("hello", "Yes"))
            except (TryLater, Unreachable) as error:
                problems.append(repr(error))
        if kind == "right":
            await received.until(1)
        await asyncio.to_thread(api.goes_away)
        await eventually(lambda: any(line.get("trouble") == "network" for line in logs))
        await channel.stop()
    assert problems
    output = capsys.readouterr()
    everything = caplog.text + str(logs) + str(problems) + output.out + output.err
    assert token.split(":")[1] not in everything
    assert "hello" not in caplog.text + str(logs)


# Pictures


@needs_fonts
async def test_a_picture_has_the_text_as_its_caption(api: BotApi, person: User, channel: TelegramChannel) -> None:
    person.says("hello")
    message = pictured("Dit is uw weg.", "Goed")
    sent_id = await channel.send("1001", replace(message, text="طريقكم", language="ar", direction="rtl"))
    (shown,) = person.messages
    assert (str(shown.id), shown.text, shown.buttons) == (sent_id, f"{RIGHT_TO_LEFT_MARK}طريقكم", ["Goed"])
    assert api.calls_of("sendMessage") == [] and len(api.calls_of("sendPhoto")) == 1


@needs_fonts
async def test_a_picture_that_telegram_refuses_is_said_in_words(api: BotApi, person: User, channel: TelegramChannel) -> None:
    person.says("hello")
    api.next_calls("sendPhoto", fault.refused(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
    await channel.send("1001", pictured("Dit is uw weg.", "Goed"))
    (shown,) = person.messages
    assert shown.text.startswith("Dit is uw weg.\n\nUw weg\n") and shown.buttons == ["Goed"]


@needs_fonts
async def test_a_text_too_long_for_a_caption_goes_with_the_words(api: BotApi, person: User, channel: TelegramChannel) -> None:
    person.says("hello")
    await channel.send("1001", pictured("woord " * 200, "Goed"))
    assert api.calls_of("sendPhoto") == [] and person.messages[-1].text.endswith("- later")


@needs_fonts
@pytest.mark.parametrize(
    ("happens", "means"),
    [(fault.blocked(), Unreachable), (fault.too_many_requests(2), TryLater), (fault.server_error(), TryLater)],
)
async def test_a_picture_that_cannot_go_out_now(
    api: BotApi, person: User, channel: TelegramChannel, happens: fault.Fault, means: type[Exception]
) -> None:
    person.says("hello")
    api.next_calls("sendPhoto", happens)
    with pytest.raises(means):
        await channel.send("1001", pictured("Dit is uw weg."))
    assert person.messages == []


# Staff


async def test_a_chat_of_staff_gets_a_plain_text(api: BotApi, person: User, channel: TelegramChannel) -> None:
    group = person.in_group(-100123)
    group.says("the bot is here")
    await channel.tell_staff("-100123", "A request waits: https://wegwijs.example/portal/handovers/1")
    assert [message.text for message in group.messages] == ["A request waits: https://wegwijs.example/portal/handovers/1"]
    (call,) = api.calls_of("sendMessage")
    assert "parse_mode" not in call and "reply_markup" not in call
    assert "is_disabled" in str(call["link_preview_options"])


async def test_a_chat_of_staff_that_is_not_there_is_unreachable(channel: TelegramChannel) -> None:
    with pytest.raises(Unreachable):
        await channel.tell_staff("-100999", "A request waits")


async def test_a_chat_of_staff_while_telegram_is_away_means_try_later(api: BotApi, channel: TelegramChannel) -> None:
    await asyncio.to_thread(api.goes_away)
    with pytest.raises(TryLater) as raised:
        await channel.tell_staff("-100123", "A request waits")
    assert api.token not in str(raised.value)
