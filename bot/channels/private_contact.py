"""The questions about contact on the private page: what the form shows, and what came back in it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.services.safe_contact import ANSWERS, LONGEST_WORD, SafeContact
from bot.texts import Texts

LARGEST_FORM = 4000  # bytes


def questions(texts: Texts, contact: SafeContact, language: str, action: str) -> dict[str, object]:
    """The form in one language, with the answers until now. `action` is where it is sent."""

    def text(name: str) -> str:
        return texts.line(f"utter_contact_{name}", language)

    given = contact.given
    return {
        "action": action,
        "intro": text("intro"),
        "chosen": [
            {
                "name": name,
                "label": text(f"ask_{name}"),
                "none": text("no_answer"),
                "answers": [(answer, text(f"{name}_{answer}"), answer == given.get(name)) for answer in answers],
            }
            for name, answers in ANSWERS.items()
        ],
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
