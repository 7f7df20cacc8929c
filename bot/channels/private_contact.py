"""The questions about contact on the private page: what the form shows, and what came back in it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.services.discretion import Opened
from bot.services.safe_contact import ANSWERS, LONGEST_WORD
from bot.texts import Texts

LARGEST_FORM = 4000  # bytes
IN_CHAT = "chat"  # messages are shown in the chat, not behind the neutral line


def questions(texts: Texts, opened: Opened) -> dict[str, object]:
    """The form in the person's language, with the answers until now. Its address is a token: the page's own is used up."""
    contact = opened.contact

    def text(name: str) -> str:
        return texts.line(f"utter_contact_{name}", opened.language)

    given = contact.given
    chosen = [
        {
            "name": name,
            "label": text(f"ask_{name}"),
            "none": text("no_answer"),
            "answers": [(answer, text(f"{name}_{answer}"), answer == given.get(name)) for answer in answers],
        }
        for name, answers in ANSWERS.items()
    ]
    in_chat = (IN_CHAT, text("line_chat"), not opened.line)
    return {
        "action": opened.token,
        "intro": text("intro"),
        "chosen": [*chosen, {"name": "line", "label": text("ask_line"), "none": text("line_short"), "answers": [in_chat]}],
        "word_label": text("ask_word"),
        "word_why": text("word_why"),
        "word": contact.word,
        "longest": LONGEST_WORD,
        "keep": text("keep"),
    }


async def filled_in(request: Request) -> dict[str, str] | None:
    """What was filled in; None when it is too much to be ours."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return None
    return dict(parse_qsl(body.decode("utf-8", "replace")))
