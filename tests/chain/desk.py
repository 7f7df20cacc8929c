"""What happens to a conversation from the inside: the client manager's side of it, and persons made known beforehand."""

from __future__ import annotations

from uuid import uuid4

from bot.app import build_services
from bot.services.cases import Case
from tests.chain.inside import settings_of
from tests.chain.running import Chain
from tests.people import introduced


class Desk:
    """One client manager at work, and what else is done straight on the database of a running chain."""

    def __init__(self, chain: Chain, email: str, password: str) -> None:
        self._services = build_services(settings_of(chain))
        found = self._services.managers.log_in(email, password, "a desk")
        assert found is not None, "this client manager cannot log in"
        self._manager = found[1].manager.id

    def introduces(self, chat: int, language: str, remember: bool) -> None:
        """Make somebody known who has chosen a language and said whether we may remember."""
        introduced(self._services, "telegram", str(chat), language=language, remember=remember)

    def does(self, chat: int, what: str, value: str) -> None:
        """Read, take over, write, give back or close the newest handover of a chat."""
        handovers, case = self._services.handovers, self.case(chat)
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
        """The open handover of the person in this chat that no danger is the reason of."""
        cases = [case for case in self._services.handovers.open() if case.person.address == str(chat)]
        calm = [case for case in cases if case.handover.urgency != "now"]
        assert calm, "no handover of this person is open"
        return calm[-1]

    def close(self) -> None:
        self._services.database.close()
