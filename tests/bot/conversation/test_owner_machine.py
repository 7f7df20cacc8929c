"""Persons and client managers act in any order, with crashes and repeats between: who may speak stays clear at every moment.

Never two voices and never none, no message lost or answered twice, one open request per person and reason, two client managers
never have the same conversation, a machine never makes anything less urgent, and there is always a way back for the person.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from bot.app import Services, build_services
from bot.safety.gate import Judgement
from bot.services.handovers import OUTCOMES
from bot.settings import Settings
from bot.storage.handover_tables import alerts
from bot.storage.handovers import OPEN_STATES, Handover
from bot.storage.ownership import OwnershipChange
from bot.storage.session import Connection
from bot.storage.tables import inbox, metadata, outbox
from tests.bot.conversation.fakes import Chat, answer, understood
from tests.migrated import make_tables
from tests.people import empty, introduced, manager

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]

HIT, DIE, SAD = "help hij slaat mij", "ik wil dood", "ik kan niet meer"
JUDGEMENTS = {
    HIT: Judgement("act", "crisis_violence", "nl"),
    DIE: Judgement("act", "crisis_suicide", "nl"),
    SAD: Judgement("ask", "crisis_suicide", "nl"),
}
REASONS = ("request_human", "sensitive_debt")
BEGINS = datetime(2026, 11, 24, 9, 0, tzinfo=timezone.utc)  # a Tuesday in office hours
PEOPLE, STAFF = st.integers(0, 1), st.integers(0, 1)
URGENCIES = {"now": 0, "soon": 1, "week": 2}


class Crash(Exception):
    """The process died before the transaction was committed."""


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(coroutine)


class OwnerMachine(RuleBasedStateMachine):
    """Two persons, two client managers, a clock, and a database that loses transactions."""

    services: Services

    def __init__(self) -> None:
        super().__init__()
        empty(self.services.database)
        self.clock = time_machine.travel(BEGINS, tick=False)
        self.time = self.clock.start()
        self.chats = [Chat(self.services, introduced(self.services, discreet=False)) for _ in range(2)]
        for chat in self.chats:
            chat.gate.judgements = JUDGEMENTS
            chat.core.meanings["wat mag ik"] = understood("ask_rights")
            chat.dialogue.answers["ask_rights"] = answer("utter_ask_rights")
        self.staff = [manager(self.services, name) for name in ("Anna", "Bram")]
        self.urgency: dict[str, str] = {}
        self.number = 0

    def teardown(self) -> None:
        self.clock.stop()

    @initialize()
    def everybody_sees_the_menu(self) -> None:
        """Both have a menu on their phones from the beginning, whoever has the conversation later."""
        self.buttons = {}
        for chat in self.chats:
            run(chat.says(button="made up"))
            self.buttons[chat.address] = {button["title"]: button["id"] for button in chat.shown[-1]["buttons"]}

    # --- the person ---

    @rule(who=PEOPLE, text=st.sampled_from(["wat mag ik", "hallo", HIT, DIE, SAD]), times=st.integers(1, 2))
    def writes(self, who: int, text: str, times: int) -> None:
        """A message comes in, perhaps twice under the same id."""
        chat, before, asked_where = self.chats[who], self.chats[who].person, self.chats[who].state.asks_where
        heard_before, said_before = self.heard(chat), self.answered(chat)
        self.number += 1
        provider_id = str(self.number)
        for _ in range(times):
            run(chat.arrives(text, provider_id=provider_id))
        run(chat.answer_all())
        heard, said = self.heard(chat) - heard_before, self.answered(chat) - said_before
        if text in JUDGEMENTS:
            assert said, "the gate was silent"
        elif before.owner == "manager":
            assert (heard, said) == (Counter([text]), 0), "words for the client manager were lost, or somebody else answered"
        else:
            assert said == 1, "nobody answered, or more than one"
            assert not heard or (asked_where and heard == Counter([text])), "the team got words that were not for it"

    @rule(who=PEOPLE, title=st.sampled_from(["Mijn rechten", "Wat wordt van mij verwacht?"]))
    def presses_an_explanation(self, who: int, title: str) -> None:
        chat = self.chats[who]
        before, owner = self.answered(chat), chat.person.owner
        topics = self.topics(chat)
        run(chat.says(button=self.buttons[chat.address][title]))
        assert self.answered(chat) == before + 1, "an explanation was not answered once"
        assert len(self.topics(chat)) == len(topics) + (owner == "manager")

    @rule(who=PEOPLE, reason=st.sampled_from(REASONS))
    def drafts(self, who: int, reason: str) -> None:
        content = {"words": ["Kunt u mij helpen?"], "contact": {"how": "chat", "when": "any"}}
        self.services.requests.draft(self.chats[who].person, uuid4().hex, reason, content)

    @rule(who=PEOPLE)
    def sends(self, who: int) -> None:
        person = self.chats[who].person
        there = self.services.requests.open_draft(person)
        assert (self.services.requests.send(person) is not None) == (there is not None)
        assert self.services.requests.open_draft(person) is None

    @rule(who=PEOPLE)
    def cancels(self, who: int) -> None:
        self.services.requests.cancel(self.chats[who].person)

    @rule(who=PEOPLE)
    def withdraws(self, who: int) -> None:
        self.services.requests.withdraw(self.chats[who].person)

    @rule(who=PEOPLE)
    def erases(self, who: int) -> None:
        """All that is theirs goes, and a stranger with nothing open comes back."""
        chat, before = self.chats[who], self.chats[who].person
        self.services.erasure.erase(before, uuid4().hex, uuid4().hex)
        assert self.changes(before.conversation_id) == []
        with self.services.database.write() as connection:
            self.services.persons.change(connection, chat.person.id, introduced_at=self.now())
        assert chat.person.owner == "assistant" and not self.of(chat)
        chat._seen = 0  # of the stranger nothing was seen yet
        run(chat.says(button="made up"))
        self.buttons[chat.address] = {button["title"]: button["id"] for button in chat.shown[-1]["buttons"]}

    # --- client managers ---

    @precondition(lambda self: self.open())
    @rule(staff=STAFF, data=st.data())
    def opens(self, staff: int, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.open()))
        case = self.services.handovers.read(one.id, self.staff[staff])
        assert case is not None and case.handover.read_at
        if one.state != "taken" or one.taken_by == self.staff[staff]:
            assert case.handover.unread_since is None

    @precondition(lambda self: self.open())
    @rule(staff=STAFF, data=st.data())
    def takes(self, staff: int, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.open()))
        won = self.services.handovers.take(one.id, self.staff[staff])
        held = [other for other in self.open() if other.person_id == one.person_id and other.state == "taken"]
        if won:
            assert {other.taken_by for other in held} == {self.staff[staff]}
        else:
            assert held, "it could not be taken, though nobody has the conversation"

    @precondition(lambda self: self.open())
    @rule(staff=STAFF, data=st.data(), twice=st.booleans())
    def answers(self, staff: int, data: st.DataObject, twice: bool) -> None:
        one = data.draw(st.sampled_from(self.open()))
        mine = one.state == "taken" and one.taken_by == self.staff[staff]
        chat = next(chat for chat in self.chats if chat.person.id == one.person_id)
        form, before = uuid4().hex, len(self.messages(one))
        for _ in range(1 + twice):
            assert self.services.handovers.write(one.id, self.staff[staff], "Dag!", form) is mine
        assert len(self.messages(one)) == before + mine
        if mine:
            assert chat.person.owner == "manager"

    @precondition(lambda self: self.open())
    @rule(staff=STAFF, data=st.data(), how=st.sampled_from(["gives back", *OUTCOMES]))
    def ends(self, staff: int, data: st.DataObject, how: str) -> None:
        one = data.draw(st.sampled_from(self.open()))
        if how == "gives back":
            self.services.handovers.give_back(one.id, self.staff[staff])
        else:
            self.services.handovers.close(one.id, self.staff[staff], how)

    # --- the clock and the machine ---

    @rule(minutes=st.sampled_from([1, 6, 20, 60 * 24 * 3]))
    def time_goes_by(self, minutes: int) -> None:
        self.time.shift(timedelta(minutes=minutes))
        self.services.escalation.round()
        again = self.services.escalation.round()
        assert again == 0, "the same was escalated twice"

    @rule(
        who=PEOPLE,
        staff=STAFF,
        what=st.sampled_from(["cry", "send", "draft", "withdraw", "take", "give back", "close", "write", "read"]),
        data=st.data(),
    )
    def crashes(self, who: int, staff: int, what: str, data: st.DataObject) -> None:
        """What dies before its commit leaves nothing behind: no state, no history, no message, no alert."""
        services, person, anybody = self.services, self.chats[who].person, self.staff[staff]
        opened = self.open()
        target = data.draw(st.sampled_from(opened)).id if opened else "0" * 32
        before = self.everything()
        with pytest.raises(Crash), self.dying():
            if what == "cry":
                with services.database.write() as connection:
                    services.requests.urgent(connection, person, uuid4().hex, "crisis_child", "help")
            elif what == "send":
                services.requests.send(person)
            elif what == "draft":
                services.requests.draft(person, uuid4().hex, REASONS[0], {"words": []})
            elif what == "withdraw":
                services.requests.withdraw(person)
            elif what == "take":
                services.handovers.take(target, anybody)
            elif what == "give back":
                services.handovers.give_back(target, anybody)
            elif what == "close":
                services.handovers.close(target, anybody, "answered")
            elif what == "write":
                services.handovers.write(target, anybody, "Dag!", uuid4().hex)
            else:
                services.handovers.read(target, anybody)
            raise Crash  # there was nothing to write
        assert self.everything() == before

    # --- what is always so ---

    @invariant()
    def all_is_well(self) -> None:
        self.who_may_speak_is_clear()
        self.one_open_request_for_each_reason()
        self.nothing_becomes_less_urgent()
        self.the_history_tells_how_it_came_so()
        self.danger_is_not_read_by_itself()
        self.alerts_of_one_request_leave_time_between_them()
        self.no_message_is_left_lying()

    def who_may_speak_is_clear(self) -> None:
        for chat in self.chats:
            opened, person = self.of(chat), chat.person
            taken = [one for one in opened if one.state == "taken"]
            assert (person.owner == "manager") == bool(taken)
            assert len({one.taken_by for one in taken}) <= 1, "two client managers have one conversation"
            if taken:
                assert person.handover_id in {one.id for one in taken}
            elif any(one.state == "waiting" for one in opened):
                assert person.owner == "waiting"
            elif opened:
                assert person.owner == "returned"
            else:
                offered = self.services.requests.open_draft(person) is not None
                assert person.owner == ("offered" if offered else "assistant")

    def one_open_request_for_each_reason(self) -> None:
        for chat in self.chats:
            reasons = [one.reason for one in self.of(chat)]
            assert len(reasons) == len(set(reasons)), f"two open requests for one reason: {reasons}"

    def nothing_becomes_less_urgent(self) -> None:
        for one in self.open():
            assert URGENCIES[one.urgency] <= URGENCIES[self.urgency.setdefault(one.id, one.urgency)]

    def the_history_tells_how_it_came_so(self) -> None:
        for chat in self.chats:
            changes, owner = self.changes(chat.person.conversation_id), "assistant"
            for change in changes:
                assert change.before == owner
                owner = change.after
            assert owner == chat.person.owner
            if changes:
                urgent = any(one.urgency == "now" for one in self.of(chat))
                assert changes[-1].urgent is urgent

    def danger_is_not_read_by_itself(self) -> None:
        """An unread request for danger stands before all that are read."""
        urgent = [case.handover for case in self.services.handovers.open() if case.handover.urgency == "now"]
        read = [one.unread_since is None for one in urgent]
        assert read == sorted(read)

    def alerts_of_one_request_leave_time_between_them(self) -> None:
        with self.services.database.read() as connection:
            query = select(alerts.c.handover_id, alerts.c.created_at).where(alerts.c.kind.in_(("urgent", "again")))
            moments: dict[str, list[datetime]] = {}
            for row in connection.execute(query.order_by(alerts.c.created_at)):
                moments.setdefault(row.handover_id, []).append(row.created_at)
        for found in moments.values():
            assert all(later - earlier >= timedelta(minutes=5) for earlier, later in pairwise(found))

    def no_message_is_left_lying(self) -> None:
        with self.services.database.read() as connection:
            assert connection.execute(select(inbox.c.id).where(inbox.c.state == "received")).first() is None

    # --- looking ---

    def now(self) -> datetime:
        return datetime.now(timezone.utc)

    def open(self) -> list[Handover]:
        return [case.handover for case in self.services.handovers.open()]

    def of(self, chat: Chat) -> list[Handover]:
        with self.services.database.read() as connection:
            return self.services.handovers._handovers.of(connection, chat.person, *OPEN_STATES)

    def messages(self, one: Handover) -> list[str]:
        case = self.services.handovers.look(one.id)
        return [message.author for message in case.messages] if case else []

    def heard(self, chat: Chat) -> Counter[str]:
        """What reached the client manager who has the conversation."""
        case = self.services.handovers.look(chat.person.handover_id or "")
        return Counter(message.text for message in case.messages if message.author == "person") if case else Counter()

    def topics(self, chat: Chat) -> list[str]:
        case = self.services.handovers.look(chat.person.handover_id or "")
        return [message.text for message in case.messages if message.author == "topic"] if case else []

    def answered(self, chat: Chat) -> int:
        """How many things were answered: the messages of one answer have one cause."""
        with self.services.database.read() as connection:
            query = select(outbox.c.cause).where(outbox.c.conversation_id == chat.person.conversation_id)
            return len(set(connection.execute(query).scalars()))

    def changes(self, conversation_id: str) -> list[OwnershipChange]:
        return self.services.ownership.of_conversation(conversation_id)

    def everything(self) -> list[Any]:
        """All rows of all tables."""
        with self.services.database.read() as connection:
            return [list(connection.execute(table.select())) for table in metadata.sorted_tables]

    @contextmanager
    def dying(self) -> Iterator[None]:
        """Every transaction that writes is lost, as when the process is killed."""
        real = self.services.database.write

        @contextmanager
        def lost() -> Iterator[Connection]:
            with real() as connection:
                yield connection
                raise Crash

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.services.database, "write", lost)
            yield


@pytest.fixture(scope="module", autouse=True)
def town() -> Iterator[None]:
    """One installation for all runs, with alerts to the team."""
    with tempfile.TemporaryDirectory(prefix="wegwijs-") as folder:
        key = Fernet.generate_key().decode()
        built = build_services(
            Settings(
                data_dir=Path(folder),
                encryption_keys=key,
                internal_token="a token for tests",
                alert_emails="team@gemeente.example",
                smtp_url="smtp://localhost",
                smtp_from="wegwijs@gemeente.example",
            )
        )
        make_tables(built.database)
        OwnerMachine.services = built
        yield
        built.database.close()


TestOwner = OwnerMachine.TestCase
TestOwner.settings = settings(
    max_examples=9,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # shrinking a failure would take minutes; the steps are printed as they were
)
