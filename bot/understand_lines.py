"""Understanding a file line by line, exactly as the running assistant would: how the team checks quality."""

from __future__ import annotations

import json
import sys
from typing import BinaryIO

from tqdm import tqdm

from bot import build
from bot.conversation.first_response import first_response
from bot.conversation.interpretation import NOT_WORDS, is_like_command
from bot.safety.gate import Gate
from bot.settings import SettingsError
from bot.understanding.core import Understanding

SHOWN = 5


def understand_lines(lines: BinaryIO, language: str | None) -> None:
    """Print one JSON object per line on standard output; progress goes to standard error.

    Nothing in a line is a command. A line that is no UTF-8 is read with the broken bytes replaced.
    """
    current = build.usable()
    if current is None:
        raise SettingsError("There is no model yet. Run script/train first.")
    core = Understanding.load(build.folder_of(current) / build.CORE)
    gate = Gate.load(core.crisis_probability)
    texts = lines.read().split(b"\n")
    if texts and not texts[-1]:
        texts.pop()
    for line in tqdm(texts, file=sys.stderr, unit=" lines"):
        text = line.removesuffix(b"\r").decode("utf-8", "replace")
        understood = NOT_WORDS if is_like_command(text) else core.understand(text, language)
        judgement = gate.judge(text)
        result = {
            "text": text,
            "language": understood.language,
            "intent": understood.intent,
            "decision": understood.decision,
            "confidence": round(understood.confidence, 4),
            "ranking": [
                {"intent": ranked.intent, "confidence": round(ranked.confidence, 4)} for ranked in understood.ranking[:SHOWN]
            ],
            "gate": judgement.decision,
            "response": first_response(text, understood, judgement),
        }
        print(json.dumps(result, ensure_ascii=False), flush=False)
