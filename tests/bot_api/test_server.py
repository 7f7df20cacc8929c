"""The Bot API server of the tests keeps what the Bot API documentation says."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import httpx
import pytest
import telegram

from tests.bot_api import BotApi, User
from tests.bot_api import faults as fault

pytestmark = pytest.mark.integration

PHOTO = b"\xff\xd8 a photo"


@pytest.fixture
def api(bot_api: BotApi) -> BotApi:
    bot_api.reset()
    return bot_api


@pytest.fixture
def person(api: BotApi) -> User:
    user = api.user(1001)
    user.says("hello")
    return user


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=5) as client:
        yield client


class Bot:
    """Calls methods as JSON and gives back the whole answer."""

    def __init__(self, api: BotApi, client: httpx.Client) -> None:
        self._address = f"{api.url}/bot{api.token}"
        self._client = client

    def __call__(self, method: str, **parameters: Any) -> dict[str, Any]:
        answer = self._client.post(f"{self._address}/{method}", json=parameters)
        content: dict[str, Any] = answer.json()
        assert content["ok"] == (answer.status_code == 200)
        assert content["ok"] or content["error_code"] == answer.status_code
        return content


@pytest.fixture
def bot(api: BotApi, client: httpx.Client) -> Bot:
    return Bot(api, client)


def keyboard(*titles: str, data: str = "id") -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": title, "callback_data": data}] for title in titles]}


# Calls and answers


@pytest.mark.parametrize("way", ["query", "form", "multipart", "json", "json text"])
def test_parameters_may_come_in_every_way(api: BotApi, client: httpx.Client, person: User, way: str) -> None:
    address = f"{api.url}/bot{api.token}/sendMessage"
    plain = {"chat_id": "1001", "text": "ሰላም", "reply_markup": json.dumps(keyboard("Yes"))}
    answer = {
        "query": lambda: client.get(address, params=plain),
        "form": lambda: client.post(address, data=plain),
        "multipart": lambda: client.post(address, data=plain, files={"unused": b"x"}),
        "json": lambda: client.post(address, json={"chat_id": 1001, "text": "ሰላም", "reply_markup": keyboard("Yes")}),
        "json text": lambda: client.post(address, json=plain),
    }[way]()
    message = answer.json()["result"]
    assert (message["text"], message["chat"]["id"], message["reply_markup"]) == ("ሰላም", 1001, keyboard("Yes"))
    assert person.messages[-1].buttons == ["Yes"]


def test_a_wrong_token_an_unknown_method_and_an_unknown_place(api: BotApi, client: httpx.Client, bot: Bot) -> None:
    wrong = client.get(f"{api.url}/bot1:wrong/getMe")
    assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")
    assert bot("sendMoney") == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    assert client.get(api.url).status_code == 404


def test_method_names_mind_no_capitals(bot: Bot) -> None:
    me = bot("GETME")["result"]
    assert me["is_bot"] is True
    assert me["username"] == "wegwijs_test_bot"


def test_what_is_no_json_is_refused(api: BotApi, client: httpx.Client) -> None:
    answer = client.post(f"{api.url}/bot{api.token}/getMe", content=b"{", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["description"]) == (400, "Bad Request: can't parse request JSON object")


# Sending


def test_a_sent_message_is_a_full_message(api: BotApi, bot: Bot, person: User) -> None:
    message = bot("sendMessage", chat_id=1001, text="  hello\u202e \n")["result"]
    assert abs(message["date"] - time.time()) < 5
    assert message["from"]["id"] == api.state.bot["id"]
    assert message["chat"]["type"] == "private"
    assert message["text"] == "hello"
    assert person.messages[-1].id == message["message_id"]


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 4040, "text": "x"}, "chat not found"),
        ({"chat_id": 1001}, "message text is empty"),
        ({"chat_id": 1001, "text": " \n\u200f "}, "message text is empty"),
        ({"chat_id": 1001, "text": "a" * 4097}, "message is too long"),
        ({"chat_id": 1001, "text": "👍" * 2049}, "message is too long"),
        ({"chat_id": 1001, "text": "x", "parse_mode": "MarkdownV3"}, "unsupported parse_mode"),
        ({"chat_id": 1001, "text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"chat_id": 1001, "text": "x", "reply_markup": [1]}, "object expected as reply markup"),
        ({"chat_id": 1001, "text": "x", "reply_markup": keyboard("Yes", data="é" * 33)}, "BUTTON_DATA_INVALID"),
        (
            {"chat_id": 1001, "text": "x", "reply_markup": keyboard("Yes", data="")},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"chat_id": 1001, "text": "x", "reply_markup": {"inline_keyboard": [{"text": "x"}]}},
            'field "inline_keyboard" must be an Array of Arrays',
        ),
    ],
)
def test_what_cannot_be_sent(bot: Bot, person: User, parameters: dict[str, Any], description: str) -> None:
    answer = bot("sendMessage", **parameters)
    assert (answer["error_code"], answer["description"]) == (400, f"Bad Request: {description}")
    assert person.messages == []


def test_the_longest_text_and_the_longest_button_pass(bot: Bot, person: User) -> None:
    assert bot("sendMessage", chat_id=1001, text="👍" * 2048, reply_markup=keyboard("Yes", data="é" * 32))["ok"]


def test_editing_and_deleting(bot: Bot, person: User) -> None:
    first = bot("sendMessage", chat_id=1001, text="one", reply_markup=keyboard("Yes"))["result"]
    where = {"chat_id": 1001, "message_id": first["message_id"]}
    same = bot("editMessageText", **where, text="one", reply_markup=keyboard("Yes"))
    assert same["description"].startswith("Bad Request: message is not modified")
    assert bot("editMessageText", **where, text="two")["result"]["edit_date"]
    assert (person.messages[0].text, person.messages[0].buttons) == ("two", [])
    assert bot("editMessageText", chat_id=1001, message_id=99, text="x")["error_code"] == 400
    assert bot("deleteMessage", **where)["result"] is True
    assert person.messages[0].deleted
    assert bot("deleteMessage", **where)["description"] == "Bad Request: message to delete not found"


def test_deleting_several_skips_what_is_gone_and_refuses_all_for_one_that_is_too_old(api: BotApi, bot: Bot) -> None:
    person = api.user(1001)
    mine = person.says("mine").message_id
    ours = bot("sendMessage", chat_id=1001, text="ours")["result"]["message_id"]
    assert bot("deleteMessages", chat_id=1001, message_ids=[mine, 9999])["result"] is True
    assert api.state.find_message(1001, mine) is None
    old = person.says("old").message_id
    api.state.messages[-1]["date"] -= 48 * 3600
    for method, given in (("deleteMessages", {"message_ids": [ours, old]}), ("deleteMessage", {"message_id": old})):
        assert bot(method, chat_id=1001, **given)["description"] == "Bad Request: message can't be deleted"
    assert api.state.find_message(1001, ours) is not None
    assert bot("deleteMessages", chat_id=1001, message_ids=[])["error_code"] == 400
    assert bot("deleteMessages", chat_id=1001, message_ids=list(range(1, 102)))["error_code"] == 400


def test_a_bot_cannot_edit_what_people_wrote(api: BotApi, bot: Bot) -> None:
    act = api.user(1001).says("mine")
    answer = bot("editMessageText", chat_id=1001, message_id=act.message_id, text="yours")
    assert answer["description"] == "Bad Request: message can't be edited"


def test_chat_actions(bot: Bot, person: User) -> None:
    assert bot("sendChatAction", chat_id=1001, action="typing")["result"] is True
    assert bot("sendChatAction", chat_id=1001, action="dancing")["error_code"] == 400


@pytest.mark.parametrize("kind", ["photo", "voice", "document"])
def test_files_by_upload_and_by_id_and_back(api: BotApi, bot: Bot, client: httpx.Client, person: User, kind: str) -> None:
    address = f"{api.url}/bot{api.token}/send{kind.capitalize()}"
    sent = client.post(address, data={"chat_id": 1001, "caption": "look"}, files={kind: ("a.jpg", PHOTO)}).json()
    file = sent["result"][kind][0] if kind == "photo" else sent["result"][kind]
    assert (sent["result"]["caption"], file["file_size"]) == ("look", len(PHOTO))
    again = bot(f"send{kind.capitalize()}", chat_id=1001, **{kind: file["file_id"]})
    assert again["ok"]
    path = bot("getFile", file_id=file["file_id"])["result"]["file_path"]
    assert client.get(f"{api.url}/file/bot{api.token}/{path}").content == PHOTO
    assert client.get(f"{api.url}/file/bot1:wrong/{path}").status_code == 401
    assert bot("getFile", file_id="nothing")["error_code"] == 400
    assert bot(f"send{kind.capitalize()}", chat_id=1001, **{kind: "nothing"})["error_code"] == 400
    assert bot(f"send{kind.capitalize()}", chat_id=1001)["error_code"] == 400


# Updates


def test_updates_stay_until_a_higher_offset_is_asked(api: BotApi, bot: Bot) -> None:
    first, second, third = (api.user(1001).says(str(number)).update_id for number in range(3))
    ids = [update["update_id"] for update in bot("getUpdates")["result"]]
    assert ids == [first, second, third] == [first, first + 1, first + 2]
    assert len(bot("getUpdates", limit=2)["result"]) == 2
    assert [update["update_id"] for update in bot("getUpdates", offset=second)["result"]] == [second, third]
    assert [update["update_id"] for update in bot("getUpdates", offset=first)["result"]] == [second, third]
    assert [update["update_id"] for update in bot("getUpdates", offset=-1)["result"]] == [third]
    assert bot("getUpdates", offset=third + 1)["result"] == []
    assert api.unconfirmed == []


def test_a_long_poll_waits_for_news_and_no_longer(api: BotApi, bot: Bot) -> None:
    began = time.monotonic()
    assert bot("getUpdates", timeout=1)["result"] == []
    assert 0.9 < time.monotonic() - began < 10
    with ThreadPoolExecutor() as threads:
        poll = threads.submit(bot, "getUpdates", timeout=20)
        api.wait_until(lambda api: api.state.listeners)
        api.user(1001).says("news")
        assert poll.result(2)["result"][0]["message"]["text"] == "news"


def test_of_two_polls_the_older_gives_way(api: BotApi, bot: Bot) -> None:
    with ThreadPoolExecutor() as threads:
        older = threads.submit(bot, "getUpdates", timeout=20)
        api.wait_until(lambda api: api.state.listeners)
        newer = threads.submit(bot, "getUpdates", timeout=20)
        conflict = older.result(2)
        assert conflict["error_code"] == 409
        assert conflict["description"].startswith("Conflict: terminated by other getUpdates request")
        api.user(1001).says("news")
        assert len(newer.result(2)["result"]) == 1


def test_only_wanted_kinds_are_kept(api: BotApi, bot: Bot, person: User) -> None:
    bot("getUpdates", allowed_updates=["edited_message"])
    person.says("not wanted")
    person.edits("wanted")
    assert ["message" in update for update in bot("getUpdates")["result"]] == [True, False]
    bot("getUpdates", allowed_updates=[])
    person.says("wanted again")
    assert len(bot("getUpdates")["result"]) == 3


def test_what_a_person_does_becomes_an_update(api: BotApi, bot: Bot, person: User) -> None:
    bot("sendMessage", chat_id=1001, text="older", reply_markup=keyboard("Yes", data="old"))
    bot("sendMessage", chat_id=1001, text="newer", reply_markup=keyboard("Yes", data="new"))
    for act in (person.sends_voice, person.sends_photo, person.sends_sticker, person.sends_location):
        act()
    person.says("👍 /start now")
    person.edits("changed")
    person.presses("Yes")
    with pytest.raises(LookupError, match="'Yes', 'Yes'"):
        person.presses("No")
    updates = bot("getUpdates")["result"]
    contents = ["voice", "photo", "sticker", "location", "entities"]
    assert all(name in update["message"] for name, update in zip(contents, updates[1:6], strict=True))
    assert updates[5]["message"]["entities"] == [{"type": "bot_command", "offset": 3, "length": 6}]
    assert updates[6]["edited_message"]["text"] == "changed"
    query = updates[7]["callback_query"]
    assert (query["data"], query["message"]["text"]) == ("new", "newer")
    assert bot("answerCallbackQuery", callback_query_id=query["id"])["result"] is True
    assert bot("answerCallbackQuery", callback_query_id="none")["error_code"] == 400
    voice = updates[1]["message"]["voice"]["file_id"]
    assert bot("getFile", file_id=voice)["result"]["file_path"].startswith("voice/")


class Hook(BaseHTTPRequestHandler):
    """A webhook that refuses the first delivery."""

    got: ClassVar[list[tuple[str | None, dict[str, Any]]]] = []

    def do_POST(self) -> None:
        update = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.got.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], update))
        self.send_response(500 if len(self.got) == 1 else 200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def test_a_webhook_gets_updates_in_order_until_it_takes_them(api: BotApi, bot: Bot) -> None:
    hook = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=hook.serve_forever, daemon=True).start()
    Hook.got.clear()
    address = f"http://127.0.0.1:{hook.server_port}/hook"
    assert bot("setWebhook", url="ftp://x")["error_code"] == 400
    assert bot("setWebhook", url=address, secret_token="no spaces")["error_code"] == 400
    assert bot("setWebhook", url=address, secret_token="s3cret")["result"] is True
    conflict = bot("getUpdates")
    assert (conflict["error_code"], "while webhook is active" in conflict["description"]) == (409, True)
    api.user(1001).says("one")
    api.user(1001).says("two")
    api.wait_until(lambda api: not api.unconfirmed)
    assert [(secret, update["message"]["text"]) for secret, update in Hook.got] == [
        ("s3cret", "one"),
        ("s3cret", "one"),
        ("s3cret", "two"),
    ]
    info = bot("getWebhookInfo")["result"]
    assert (info["url"], info["pending_update_count"]) == (address, 0)
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert bot("deleteWebhook")["result"] is True
    assert bot("getWebhookInfo")["result"]["url"] == ""
    api.user(1001).says("three")
    assert len(bot("getUpdates")["result"]) == 1
    assert bot("deleteWebhook", drop_pending_updates=True)["result"] is True
    assert bot("getUpdates")["result"] == []
    hook.shutdown()
    hook.server_close()


# Faults


def test_faults_last_as_many_calls_as_said(api: BotApi, bot: Bot, person: User) -> None:
    api.next_calls("sendMessage", fault.too_many_requests(9))
    api.next_calls("sendMessage", fault.blocked())
    api.next_calls("sendMessage", fault.server_error(), times=2)
    answers = [bot("sendMessage", chat_id=1001, text=str(number)) for number in range(5)]
    assert [answer.get("error_code") for answer in answers] == [429, 403, 500, 500, None]
    assert answers[0]["description"] == "Too Many Requests: retry after 9"
    assert answers[0]["parameters"] == {"retry_after": 9}
    assert answers[1]["description"] == "Forbidden: bot was blocked by the user"
    assert [message.text for message in person.messages] == ["4"]


def test_accepted_but_the_caller_never_hears(api: BotApi, bot: Bot, person: User) -> None:
    api.next_calls("sendMessage", fault.accept_and_drop())
    with pytest.raises(httpx.RemoteProtocolError):
        bot("sendMessage", chat_id=1001, text="once")
    bot("sendMessage", chat_id=1001, text="once")
    assert [message.text for message in person.messages] == ["once", "once"]


def test_a_hanging_call_has_no_effect(api: BotApi, person: User) -> None:
    api.next_calls("sendMessage", fault.hang())
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(
            f"{api.url}/bot{api.token}/sendMessage",
            params={"chat_id": 1001, "text": "x"},
            timeout=0.2,
            trust_env=False,
        )
    assert person.messages == []


def test_it_goes_away_and_comes_back_with_everything(api: BotApi, bot: Bot, person: User) -> None:
    address = api.url
    api.goes_away()
    with pytest.raises(httpx.TransportError):
        bot("getMe")
    with pytest.raises(httpx.ConnectError):
        bot("getMe")
    api.comes_back()
    assert api.url == address
    assert len(bot("getUpdates")["result"]) == 1


def test_waiting_for_a_message(api: BotApi, bot: Bot, person: User) -> None:
    threading.Timer(0.1, bot, args=["sendMessage"], kwargs={"chat_id": 1001, "text": "late"}).start()
    assert person.wait_for(lambda message: message.text == "late").text == "late"
    with pytest.raises(AssertionError, match="'late'"):
        person.wait_for(seconds=0.05, after=1)


# The real library


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_the_real_library_is_content(api: BotApi, person: User) -> None:
    async with telegram.Bot(api.token, base_url=f"{api.url}/bot", base_file_url=f"{api.url}/file/bot") as bot:
        assert bot.username == "wegwijs_test_bot"
        button = telegram.InlineKeyboardButton("Yes", callback_data="yes")
        message = await bot.send_message(1001, "hello", reply_markup=telegram.InlineKeyboardMarkup([[button]]))
        person.presses("Yes")
        text, press = await bot.get_updates()
        assert text.message is not None and text.message.text == "hello"
        assert press.callback_query is not None and await press.callback_query.answer()
        edited = await message.edit_text("bye")
        assert isinstance(edited, telegram.Message) and edited.text == "bye"
        assert await message.delete()
        photo = await bot.send_photo(1001, PHOTO, caption="look")
        assert await (await photo.photo[0].get_file()).download_as_bytearray() == PHOTO
        assert (await bot.send_voice(1001, PHOTO)).voice is not None
        assert (await bot.send_document(1001, PHOTO, filename="letter.pdf")).document is not None
        assert await bot.set_webhook("https://example.org/hook", secret_token="abc")
        assert (await bot.get_webhook_info()).url == "https://example.org/hook"
        with pytest.raises(telegram.error.Conflict):
            await bot.get_updates()
        assert await bot.delete_webhook()
        api.next_calls("sendMessage", fault.too_many_requests(2))
        with pytest.raises(telegram.error.RetryAfter):
            await bot.send_message(1001, "x")
        with pytest.raises(telegram.error.BadRequest, match="Chat not found"):
            await bot.send_message(5, "x")
    with pytest.raises(telegram.error.InvalidToken):
        async with telegram.Bot("1:wrong", base_url=f"{api.url}/bot"):
            pass
    await asyncio.sleep(0)
