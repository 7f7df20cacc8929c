"""The talk card of a person: only of those who want it kept, one at a time, gone when it is empty."""

from __future__ import annotations

from typing import Any

import pytest

from bot.app import Services
from bot.services.own_words import NotKept
from bot.services.talk_cards import QUESTIONS
from tests.bot.services.test_own_words import NOT_KEPT, WORDS
from tests.people import introduced, remembered


@pytest.mark.parametrize("values", NOT_KEPT)
def test_the_card_of_others_is_not_kept(services: Services, values: dict[str, Any]) -> None:
    person = introduced(services, **values)
    with pytest.raises(NotKept):
        services.talk_cards.keep(person, {"ask": WORDS})
    assert services.talk_cards.of(person) == {}


@pytest.mark.parametrize("age_group", ["adult", "minor16"])
def test_a_card_is_kept_verbatim_and_replaced(services: Services, age_group: str) -> None:
    person = remembered(services, age_group=age_group, language="ar")
    assert services.talk_cards.of(person) == {}
    services.talk_cards.keep(person, {"well": WORDS, "ask": "waarom?"})
    services.talk_cards.keep(person, {"well": WORDS})
    assert services.talk_cards.of(person) == {"well": WORDS}


def test_a_card_without_an_answer_is_no_card(services: Services) -> None:
    person = remembered(services)
    services.talk_cards.keep(person, {"need": "een tolk"})
    services.talk_cards.keep(person, {})
    assert services.talk_cards.of(person) == {}


def test_a_card_is_thrown_away(services: Services) -> None:
    person = remembered(services)
    services.talk_cards.keep(person, {"need": "een tolk"})
    services.talk_cards.remove(person)
    assert services.talk_cards.of(person) == {}


def test_a_question_that_there_is_not_is_refused(services: Services) -> None:
    assert QUESTIONS == ("well", "hard", "ask", "disagree", "need")
    with pytest.raises(ValueError, match="unknown questions"):
        services.talk_cards.keep(remembered(services), {"asylum": "x"})
