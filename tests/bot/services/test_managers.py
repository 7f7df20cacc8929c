"""Accounts and logins of client managers."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from bot.app import Services
from bot.messages import now
from bot.services.managers import (
    SESSION_IDLES,
    SESSION_LASTS,
    TRIES_FOR_ACCOUNT_FROM_PLACE,
    TRIES_FROM_PLACE,
    WINDOW,
    ManagerError,
    TooManyAttempts,
)

ANNA, BRAM, PASSWORD, WRONG = "anna@gemeente.nl", "bram@gemeente.nl", "een lang wachtwoord", "een ander wachtwoord"
OFFICE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture(autouse=True)
def accounts(services: Services) -> None:
    for email, name in ((ANNA, "Anna"), (BRAM, "Bram")):
        services.managers.create(email, name, PASSWORD)


def enters(services: Services, email: str = ANNA, password: str = PASSWORD, place: str = OFFICE) -> str | None:
    """The cookie of a login, or None."""
    found = services.managers.log_in(email, password, place)
    return found and found[0]


@pytest.mark.parametrize(
    ("email", "name", "password", "line"),
    [("anna", "A", PASSWORD, "not an e-mail"), ("a b@c.nl", "A", PASSWORD, "not an e-mail"),
     ("c@gemeente.nl", " ", PASSWORD, "name is needed"), ("c@gemeente.nl", "C", "kort", "at least 12"),
     (" ANNA@gemeente.nl ", "A", PASSWORD, "already")],
)  # fmt: skip
def test_an_account_that_cannot_be_made_says_why(services: Services, email: str, name: str, password: str, line: str) -> None:
    with pytest.raises(ManagerError, match=line):
        services.managers.create(email, name, password)


def test_the_right_password_opens_a_session_that_knows_who_it_is(services: Services) -> None:
    session = services.managers.session(enters(services, " Anna@Gemeente.NL "))
    assert session is not None and session.manager.name == "Anna" and len(session.csrf) > 20


@pytest.mark.parametrize(("email", "password"), [(ANNA, WRONG), (ANNA, ""), ("nobody@gemeente.nl", PASSWORD), ("", "")])
def test_anything_else_opens_nothing(services: Services, email: str, password: str) -> None:
    assert enters(services, email, password) is None


@pytest.mark.parametrize("cookie", [None, "", "made up", "\x00", "a" * 10_000])
def test_a_cookie_of_nobody_is_no_session(services: Services, cookie: str | None) -> None:
    assert services.managers.session(cookie) is None and services.managers.peek(cookie) is None


def test_neither_cookie_nor_password_stands_in_the_database(services: Services) -> None:
    cookie = enters(services)
    with services.database.read() as connection:
        rows = str(list(connection.exec_driver_sql("SELECT * FROM portal_sessions, client_managers")))
    assert ANNA in rows and cookie and cookie not in rows and PASSWORD not in rows


def test_too_many_wrong_passwords_stop_this_place_for_this_account_only(services: Services) -> None:
    for _ in range(TRIES_FOR_ACCOUNT_FROM_PLACE):
        assert enters(services, password=WRONG) is None
    with pytest.raises(TooManyAttempts):
        enters(services)
    assert enters(services, BRAM)  # a colleague in the same office
    assert enters(services, ANNA, place=ELSEWHERE)  # nobody locks another person out


def test_guessing_at_many_accounts_stops_the_place_and_no_other(services: Services) -> None:
    for number in range(TRIES_FROM_PLACE):
        assert enters(services, f"{number}@gemeente.nl", WRONG) is None
    with pytest.raises(TooManyAttempts):
        enters(services)
    assert enters(services, place=ELSEWHERE)


def test_after_a_while_the_place_may_try_again(services: Services) -> None:
    for _ in range(TRIES_FOR_ACCOUNT_FROM_PLACE):
        enters(services, password=WRONG)
    with time_machine.travel(now() + WINDOW + timedelta(seconds=1)):
        assert enters(services)


def test_a_right_password_makes_up_for_wrong_ones_before(services: Services) -> None:
    for _ in range(3):
        for _ in range(TRIES_FOR_ACCOUNT_FROM_PLACE - 1):
            enters(services, password=WRONG)
        assert enters(services)


def test_a_session_ends_when_it_is_not_used(services: Services) -> None:
    cookie = enters(services)
    with time_machine.travel(now() + SESSION_IDLES + timedelta(minutes=1)):
        assert services.managers.session(cookie) is None
    assert services.managers.session(cookie) is None


def test_looking_on_does_not_count_as_use(services: Services) -> None:
    cookie, begun = enters(services), now()
    with time_machine.travel(begun + SESSION_IDLES - timedelta(minutes=5)):
        assert services.managers.peek(cookie)
    with time_machine.travel(begun + SESSION_IDLES + timedelta(minutes=5)):
        assert services.managers.peek(cookie) is None


def test_a_session_that_is_used_ends_after_a_working_day(services: Services) -> None:
    cookie, begun = enters(services), now()
    moment = begun
    while moment + timedelta(hours=1) < begun + SESSION_LASTS:
        moment += timedelta(hours=1)
        with time_machine.travel(moment):
            assert services.managers.session(cookie)
    with time_machine.travel(begun + SESSION_LASTS + timedelta(seconds=1)):
        assert services.managers.session(cookie) is None


def test_logging_out_ends_this_session_and_no_other(services: Services) -> None:
    here, there = enters(services), enters(services, place=ELSEWHERE)
    session = services.managers.session(here)
    assert session is not None
    services.managers.log_out(session)
    assert services.managers.session(here) is None and services.managers.session(there)


def test_a_new_password_ends_all_sessions(services: Services) -> None:
    cookies = [enters(services), enters(services, place=ELSEWHERE)]
    services.managers.set_password(f" {ANNA.upper()}", WRONG)
    assert [services.managers.session(cookie) for cookie in cookies] == [None, None]
    assert enters(services) is None and enters(services, password=WRONG)


@pytest.mark.parametrize(("email", "password", "line"), [(ANNA, "kort", "at least 12"), ("x@y.nl", PASSWORD, "no account")])
def test_a_password_that_cannot_be_set_says_why(services: Services, email: str, password: str, line: str) -> None:
    with pytest.raises(ManagerError, match=line):
        services.managers.set_password(email, password)


def test_an_account_that_is_closed_cannot_enter_and_its_session_is_over(services: Services) -> None:
    cookie = enters(services)
    with services.database.write() as connection:
        connection.exec_driver_sql("UPDATE client_managers SET active = false WHERE email = 'anna@gemeente.nl'")
    assert services.managers.session(cookie) is None and enters(services) is None


def test_the_language_of_the_portal_is_kept(services: Services) -> None:
    session = services.managers.session(enters(services))
    assert session is not None and session.manager.locale == "nl"
    services.managers.set_locale(session.manager, "en")
    later = services.managers.session(enters(services))
    assert later is not None and later.manager.locale == "en"
