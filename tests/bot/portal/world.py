"""A small municipality for tests: a database, a few client managers, and people who ask for one."""

from __future__ import annotations

import re
from contextlib import ExitStack
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from httpx import Response as Answer
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.app import Services, build_services
from bot.portal.app import portal
from bot.settings import Settings
from bot.storage.client_managers import ClientManagers
from bot.storage.handovers import Handover
from bot.storage.persons import Person
from bot.texts import Response, Texts
from tests.migrated import make_tables

PASSWORD = "een lang wachtwoord"
TEXTS = Texts(
    {
        "nl": {
            "utter_handover_read": Response("Gelezen om [[time]]."),
            "utter_handover_taken": Response("[[manager]] leest nu mee."),
            "utter_handover_returned": Response("Wegwijs antwoordt weer."),
            "utter_handover_closed": Response("De aanvraag is klaar."),
            "utter_title_ask_capabilities": Response("Menu"),
            "utter_title_sensitive_debt": Response("Schulden of geen geld"),
            "utter_title_ask_rights": Response("Mijn rechten"),
            "utter_in_dutch": Response("Dit bericht is in het Nederlands."),
            "utter_link_told": Response("[[manager]] is nu uw klantmanager."),
            "utter_link_ended": Response("U hebt geen vaste klantmanager meer."),
            "utter_title_link_no": Response("Nee"),
            "utter_discreet_line": Response("U hebt een bericht."),
            "utter_private_link": Response("[[link]]"),
            "utter_ready_read": Response("Ik heb uw bericht gelezen.", metadata={"group": "contact"}),
            "utter_ready_come": Response(
                "Kunt u op [[date]] om [[time]] komen naar [[place]]? [[who]] is er ook.", metadata={"group": "appointment"}
            ),
            "utter_ready_danger": Response("Bent u in gevaar? Bel [[phone:112]].", metadata={"group": "safety"}),
        },
        "en": {
            "utter_title_sensitive_debt": Response("Debts or no money"),
            "utter_ready_read": Response("I have read your message."),
        },
        "ar": {
            "utter_in_dutch": Response("هذه الرسالة بالهولندية."),
            "utter_ready_read": Response("لقد قرأت رسالتكم."),
            "utter_ready_come": Response("هل يمكنكم أن تأتوا يوم [[date]] الساعة [[time]] إلى [[place]]؟ [[who]] هناك أيضًا."),
        },
    },
    {"112": "112"},
)


class World:
    """What tests of the portal do again and again."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, **settings: Any) -> None:
        patch.setattr("bot.app.load_texts", lambda: TEXTS)
        key = Fernet.generate_key().decode()
        self.services: Services = build_services(Settings(data_dir=folder, encryption_keys=key, **settings))
        make_tables(self.services.database)
        self.app = Starlette(routes=[portal(self.services)])
        self._open = ExitStack()

    def manager(self, name: str = "Anna", email: str = "") -> str:
        """An account; returns its id."""
        return self.services.managers.create(email or f"{name.lower()}@gemeente.nl", name, PASSWORD)

    def browser(self, place: str = "192.0.2.1", **options: Any) -> TestClient:
        # Entered, it keeps one event loop for all its requests: making one for each takes longer than the request.
        return self._open.enter_context(TestClient(self.app, client=(place, 50000), **options))

    def close(self) -> None:
        """Close all browsers."""
        self._open.close()

    def log_in(self, name: str = "Anna", place: str = "192.0.2.1", **options: Any) -> TestClient:
        """A browser in which this client manager is logged in; the account is made when it is not there."""
        browser = self.browser(place, **options)
        if not _has_account(self.services, name):
            self.manager(name)
        answer = enter(browser, f"{name.lower()}@gemeente.nl", PASSWORD)
        assert answer.status_code == 303, answer.text
        return browser

    def person(self, language: str | None = "ar", channel: str = "web") -> Person:
        person = self.services.people.meet(channel, uuid4().hex)
        with self.services.database.write() as connection:
            return self.services.people.change(connection, person, language=language)

    def handover(self, person: Person | None = None, reason: str = "sensitive_debt", **content: Any) -> Handover:
        """A request that the person approved and sent."""
        person = person or self.person()
        lines = {
            "language": person.language,
            "channel": person.channel,
            "topic": reason,
            "words": ["لا أستطيع دفع الإيجار"],
            **content,
        }
        self.services.requests.draft(person, uuid4().hex, reason, lines)
        sent = self.services.requests.send(person)
        assert sent is not None
        return sent

    def urgent(self, person: Person | None = None, reason: str = "crisis_violence", words: str = "النجدة") -> Handover:
        """A handover that was sent at once, because somebody may be in danger."""
        person = person or self.person()
        with self.services.database.write() as connection:
            handover_id = self.services.requests.urgent(connection, person, uuid4().hex, reason, words)
        case = self.services.handovers.look(handover_id)
        assert case is not None
        return case.handover

    def says(self, person: Person, text: str) -> None:
        """The person writes while a handover is open."""
        current = self.services.people.in_conversation(person.conversation_id)
        assert current is not None
        with self.services.database.write() as connection:
            self.services.requests.hear(connection, current, uuid4().hex, text)

    def queued(self, person: Person) -> list[str]:
        """All messages that go out to a person, in order."""
        with self.services.database.write() as connection:
            while queued := self.services.outbox.claim(connection, "test", 60):
                self.services.outbox.sent(connection, queued.seq, None)
            return [content["text"] for _seq, content in self.services.outbox.after(connection, person, 0)]


def _has_account(services: Services, name: str) -> bool:
    with services.database.read() as connection:
        return ClientManagers().by_email(connection, f"{name.lower()}@gemeente.nl") is not None


def field(answer: Answer, name: str) -> str:
    """The value of a hidden field on a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found, f"no field {name} on {answer.url}"
    return found[1]


def words(page: str) -> str:
    """What a page says, without its tags; each line and each space once."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", page)).split())


def enter(browser: TestClient, email: str, password: str, **fields: str) -> Answer:
    """Fill in the login form."""
    form = browser.get("/portal/login")
    data = {"token": field(form, "token"), "email": email, "password": password, **fields}
    answer: Answer = browser.post("/portal/login", data=data, follow_redirects=False)
    return answer


def press(browser: TestClient, handover: Handover, action: str, **fields: str) -> Answer:
    """Press a button on the page of a handover."""
    page = browser.get(f"/portal/handovers/{handover.id}")
    data = {"csrf": field(page, "csrf"), **fields}
    answer: Answer = browser.post(f"/portal/handovers/{handover.id}/{action}", data=data, follow_redirects=False)
    return answer
