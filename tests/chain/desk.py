"""The client manager's side of a conversation, through the services that the portal uses."""

from __future__ import annotations

from uuid import uuid4

import pytest

from bot.app import Services, build_services
from bot.services.handovers import Case
from bot.settings import load
from tests.chain.running import Chain


class Desk:
    """One client manager at work on the database of a running chain."""

    def __init__(self, chain: Chain, email: str) -> None:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in chain.environment.items():
                patch.setenv(name, value)
            self.services: Services = build_services(load())
        with self.services.database.read() as connection:
            account = self.services.managers._managers.by_email(connection, email)
        assert account is not None
        self._manager = account.id

    def does(self, chat: int, what: str, value: str) -> None:
        """Read, take over, write, give back or close the newest handover of a chat."""
        handovers, case = self.services.handovers, self.case(chat)
        if what == "client manager writes":
            assert handovers.write(case.handover.id, self._manager, value, uuid4().hex)
        elif value == "reads":
            assert handovers.read(case.handover.id, self._manager)
        elif value == "takes over":
            assert handovers.take(case.handover.id, self._manager)
        elif value == "gives back":
            assert handovers.give_back(case.handover.id, self._manager)
        elif value == "closes":
            assert handovers.close(case.handover.id, self._manager, "answered")
        else:
            raise AssertionError(f"a client manager cannot do this: {value!r}")

    def case(self, chat: int) -> Case:
        """The open handover of the person in this chat."""
        found = [case for case in self.services.handovers.open() if case.person.address == str(chat)]
        assert found, "no handover of this person is open"
        return found[-1]

    def close(self) -> None:
        self.services.database.close()
