"""The response that a message would get first, for every intent that a text can have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.conversation.first_response import FIRST_OF_ACTION, first_response
from bot.languages import ROOT
from bot.safety.gate import Judgement
from bot.texts import Texts
from bot.yaml_file import read_yaml
from tests.bot.conversation.fakes import understood

DOMAIN = read_yaml(ROOT / "domain.yml")
# Intents that only a button has, or that the gateway makes of a text: no text is classified as one of them.
INTENTS_OF_TEXTS = sorted(
    {
        match[1]
        for file in (ROOT / "data" / "nlu").glob("*/*.yml")
        for match in re.finditer(r"^ *- intent: (\w+)$", Path(file).read_text(encoding="utf-8"), re.MULTILINE)
    }
)


def test_examples_are_only_of_intents_that_the_domain_knows() -> None:
    assert INTENTS_OF_TEXTS and set(INTENTS_OF_TEXTS) <= set(DOMAIN["intents"])


@pytest.mark.parametrize("decision", ["answer", "choose", "out_of_scope"])
@pytest.mark.parametrize("intent", INTENTS_OF_TEXTS)
def test_every_intent_of_a_text_has_a_first_response_that_exists(texts: Texts, intent: str, decision: str) -> None:
    response = first_response("een paar woorden", understood(intent, decision), Judgement())
    assert texts.has(response), response
    assert texts.response(response, "nl").text


def test_the_actions_that_are_named_exist() -> None:
    assert set(FIRST_OF_ACTION) <= set(DOMAIN["actions"])


@pytest.mark.parametrize("kind", [intent for intent in DOMAIN["intents"] if intent.startswith("crisis_")])
def test_the_gate_speaks_before_all_else(texts: Texts, kind: str) -> None:
    meant = understood("ask_rights")
    assert first_response("menu", meant, Judgement("act", kind)) == f"utter_{kind}"
    assert first_response("menu", meant, Judgement("ask", kind)) == "utter_crisis_ask"
    assert first_response("hij slaat mij", understood(kind), Judgement()) == "utter_crisis_ask"
    assert texts.has(f"utter_{kind}") and texts.has("utter_crisis_ask")


@pytest.mark.parametrize(
    ("text", "response"),
    [("", "utter_empty"), (" \n", "utter_empty"), ("🙂", "utter_no_words"), ("a" * 5000, "utter_too_long"),
     ("menu", "utter_ask_capabilities"), ("stop", "utter_stop"), ("wat mag ik", "utter_ask_rights")],
)  # fmt: skip
def test_a_text_is_read_as_in_any_talk(texts: Texts, text: str, response: str) -> None:
    assert first_response(text, understood("ask_rights"), Judgement()) == response
    assert texts.has(response)


def test_an_undecided_text_is_asked_about() -> None:
    assert first_response("eh", understood("ask_rights", "choose"), Judgement()) == "utter_not_understood"
