"""Goals, opinions and unfinished forms: verbatim, once per message, and only of those who want them kept."""

from __future__ import annotations

from typing import Any

import pytest

from bot.app import Services
from bot.services.own_words import DOMAINS, NotKept
from bot.storage.persons import Person
from tests.people import introduced, remembered

WORDS = "أريد {goal} [[x]]\n\nNederlands leren & werken"
NOT_KEPT: list[dict[str, Any]] = [
    {"remember": None, "age_group": "adult"},
    {"remember": False, "age_group": "adult"},
    {"remember": True, "age_group": None},
    {"remember": True, "age_group": "child"},
    {"remember": True, "age_group": "helper"},
]


def add_goal(services: Services, person: Person, inbound_id: str = "a", text: str = WORDS, domain: str = "mind") -> str:
    return services.goals.add(person, inbound_id, text, domain, "bellen", "2027-01-01", shared=False)


@pytest.mark.parametrize("values", NOT_KEPT)
def test_own_words_of_others_are_not_kept(services: Services, values: dict[str, Any]) -> None:
    person = introduced(services, **values)
    with pytest.raises(NotKept):
        add_goal(services, person)
    with pytest.raises(NotKept):
        services.opinions.add(person, "a", "plan", WORDS, None, shared=False)
    with pytest.raises(NotKept):
        services.goals.rewrite(person, "any", WORDS)
    assert services.goals.of(person) == services.opinions.of(person) == []


@pytest.mark.parametrize("age_group", ["adult", "minor16"])
def test_a_goal_is_kept_verbatim_with_its_language(services: Services, age_group: str) -> None:
    person = remembered(services, age_group=age_group, language="ar")
    add_goal(services, person)
    (goal,) = services.goals.of(person)
    assert goal.content == {
        "text": WORDS, "language": "ar", "domain": "mind", "first_step": "bellen", "due": "2027-01-01",
    }  # fmt: skip
    assert (goal.shared, goal.state) == (False, "open")


def test_one_message_makes_one_goal(services: Services) -> None:
    person = remembered(services)
    assert add_goal(services, person, "a") == add_goal(services, person, "a", "iets anders")
    add_goal(services, person, "b")
    assert [goal.content["text"] for goal in services.goals.of(person)] == [WORDS, WORDS]


def test_a_domain_that_does_not_exist_is_refused(services: Services) -> None:
    assert DOMAINS == ("body", "mind", "social", "society")
    with pytest.raises(ValueError, match="domain"):
        add_goal(services, remembered(services), domain="money")


def test_a_goal_is_reached_and_found_by_its_state(services: Services) -> None:
    person = remembered(services)
    first, second = add_goal(services, person, "a"), add_goal(services, person, "b")
    assert services.goals.set_state(person, first, "reached")
    assert [goal.id for goal in services.goals.of(person, "reached")] == [first]
    assert [goal.id for goal in services.goals.of(person, "open")] == [second]
    with pytest.raises(ValueError, match="state"):
        services.goals.set_state(person, first, "forgotten")


def test_new_words_replace_the_old_and_nothing_else(services: Services) -> None:
    person = remembered(services)
    goal_id = add_goal(services, person)
    assert services.goals.rewrite(person, goal_id, "werken")
    goal = services.goals.one(person, goal_id)
    assert goal is not None
    assert (goal.content["text"], goal.content["first_step"], goal.content["due"]) == ("werken", "bellen", "2027-01-01")
    assert not services.goals.rewrite(person, "0" * 32, "werken")


def test_nobody_reaches_the_goal_of_somebody_else(services: Services) -> None:
    person, other = remembered(services), remembered(services)
    goal_id = add_goal(services, person)
    assert services.goals.one(other, goal_id) is None
    assert not services.goals.rewrite(other, goal_id, "werken")
    assert not services.goals.set_state(other, goal_id, "dropped")
    assert not services.goals.share(other, goal_id, True)
    (goal,) = services.goals.of(person)
    assert (goal.content["text"], goal.state, goal.shared) == (WORDS, "open", False)


def test_sharing_is_a_choice_that_can_be_taken_back(services: Services) -> None:
    person = remembered(services)
    goal_id = add_goal(services, person)
    for shared in (True, False):
        services.goals.share(person, goal_id, shared)
        assert services.goals.of(person)[0].shared is shared


def test_an_opinion_is_kept_verbatim_and_once(services: Services) -> None:
    person = remembered(services)
    for text in (WORDS, "iets anders"):
        services.opinions.add(person, "a", "plan", text, "een tolk", shared=True)
    (opinion,) = services.opinions.of(person)
    assert opinion.content == {"about": "plan", "text": WORDS, "wish": "een tolk", "language": "nl"}
    assert opinion.shared is True


def test_a_form_that_is_interrupted_is_parked_and_found_again(services: Services, person: Person) -> None:
    services.forms.keep(person, "opinion_form", {}, "parked")
    services.forms.keep(person, "goal_form", {"goal_text": WORDS})
    assert services.forms.parked(person) == ("opinion_form", {})
    assert services.forms.park(person) == ["goal_form"]
    assert services.forms.parked(person) == ("goal_form", {"goal_text": WORDS})
    services.forms.drop(person, "goal_form")
    assert services.forms.parked(person) == ("opinion_form", {})
    services.forms.drop(person)
    assert services.forms.parked(person) is None
