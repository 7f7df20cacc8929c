"""The gate asked whether somebody can write freely: what they answer, and what the team is told when no answer comes.

Silence never brings a message to the phone: somebody may hold it. Above a second threshold it brings a client manager.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.messages import Reply, now
from bot.services.requests_at_once import Asked, RequestsAtOnce
from bot.settings import Settings
from bot.storage.danger_questions import DangerQuestions
from bot.storage.inbox import Inbox
from bot.storage.persons import Person, Persons
from bot.storage.session import Connection, Database, DatabaseError

log = structlog.get_logger()


class DangerQuestionService:
    """Keeps what was asked about until it is answered, told to the team, or over."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        questions: DangerQuestions,
        persons: Persons,
        inbox: Inbox,
        requests: RequestsAtOnce,
    ) -> None:
        self._settings = settings
        self._database = database
        self._questions = questions
        self._persons = persons
        self._inbox = inbox
        self._requests = requests

    def ask(self, connection: Connection, person: Person, inbound_id: str, kind: str, words: str, likely: bool) -> None:
        """The person is asked now. `kind` is the crisis intent, `likely` whether silence is told to the team."""
        self._questions.ask(connection, person, inbound_id, kind, words, likely)

    def take(self, connection: Connection, person: Person) -> Asked | None:
        """What was asked about, to go to the team with what the person told now; it waits no more."""
        question = self._questions.of(connection, person)
        self._questions.remove(connection, person)
        return Asked(question.inbound_id, question.words) if question else None

    def will_write(self, connection: Connection, person: Person) -> None:
        """They answered that they will write, now or later, or hid the chat: whether they do is waited for anew."""
        self._questions.wait_again(connection, person)

    def meant_other(self, connection: Connection, person: Person) -> bool:
        """They answered that they meant something else. What the team has is marked, never closed; whether it has any."""
        self._questions.remove(connection, person)
        return self._requests.mark_meant_other(connection, person)

    def speaks(self, connection: Connection, person: Person) -> Reply | None:
        """They wrote or pressed something else: no silence. What to say first, if the team was told meanwhile.

        Nothing to somebody over whose shoulder others may look.
        """
        question = self._questions.of(connection, person)
        if question is None:
            return None
        self._questions.remove(connection, person)
        if question.told_at is None or self._persons.is_discreet(connection, person.id):
            return None
        return Reply("utter_crisis_told_later")

    def round(self) -> int:
        """Tell the team of likely danger that was asked about and not answered; returns of how many. For one leader."""
        before = now() - timedelta(minutes=self._settings.silence_minutes)
        with self._database.read() as connection:
            silent = self._questions.silent_since(connection, before)
        return sum(self._tell(person_id) for person_id in silent)

    def _tell(self, person_id: str) -> bool:
        """What goes wrong with one does not hold up the next."""
        try:
            with self._database.write() as connection:
                person = self._persons.by_id(connection, person_id)
                question = self._questions.of(connection, person) if person else None
                before = now() - timedelta(minutes=self._settings.silence_minutes)
                if person is None or question is None or question.told_at is not None or question.since > before:
                    return False  # answered meanwhile
                if self._inbox.waiting(connection, person.conversation_id):
                    return False  # they wrote, and it is still to be understood
                self._requests.unanswered(connection, person, question.inbound_id, question.kind, question.words)
                self._questions.told(connection, person)
        except DatabaseError:
            raise
        except Exception as error:
            log.error("silence_not_told", reason=type(error).__name__)
            return False
        log.warning("silence_told", kind=question.kind)
        return True
