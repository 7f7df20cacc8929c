"""Our own tables. Columns that end in `_enc` hold text encrypted with the data key of the person it belongs to."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator):  # type: ignore[type-arg]
    """A moment in UTC. SQLite knows no time zones, so they are added when a moment is read."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.astimezone(timezone.utc).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.replace(tzinfo=timezone.utc) if value else None


def _id() -> Any:
    return Column("id", String(32), primary_key=True)


def _person(**options: Any) -> Any:
    return Column("person_id", String(32), ForeignKey("persons.id", ondelete="CASCADE"), nullable=False, **options)


persons = Table(
    "persons",
    metadata,
    _id(),
    Column("channel", String(16), nullable=False),
    Column("address_hash", String(64), nullable=False),  # keyed hash: finds a person, tells nothing
    Column("address_enc", Text, nullable=False),
    Column("data_key", Text, nullable=False),  # wrapped by ENCRYPTION_KEYS; without it nothing of theirs can be read
    Column("language", String(8)),
    Column("introduced_at", UtcDateTime),
    Column("remember", Boolean),  # None: not asked yet
    Column("remember_at", UtcDateTime),
    Column("age_group", String(8)),  # adult, minor16, child, helper
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_message_at", UtcDateTime, nullable=False),
    Column("discreet", Boolean, nullable=False, server_default=text("false")),  # somebody may read along on the phone
    Column("phase_enc", Text),  # the part of the path that the person chose, of who may be remembered
    UniqueConstraint("channel", "address_hash"),
)

conversations = Table(
    "conversations",
    metadata,
    _id(),  # the only name under which Rasa knows somebody
    _person(unique=True),
    # assistant, offered, waiting, manager, returned: follows from the person's handovers (bot/services/ownership.py)
    Column("owner", String(10), nullable=False, server_default="assistant"),
    Column("handover_id", String(32)),  # the handover that this follows from
    Column("urgent", Boolean, nullable=False, server_default=text("false")),  # whether one for danger is open
    Column("state_enc", Text),  # what is open: question asked, buttons offered, words that wait
    Column("busy_until", UtcDateTime),
    Column("busy_by", String(32)),
    Column("hidden_at", UtcDateTime),  # the person took the chat off the phone: what is older is not spoken of any more
)

inbox = Table(
    "inbox",
    metadata,
    _id(),
    Column("channel", String(16), nullable=False),
    Column("provider_id", String(128), nullable=False),
    Column("conversation_id", String(32), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),  # order within the conversation
    Column("kind", String(16), nullable=False),
    Column("content_enc", Text),
    Column("state", String(10), nullable=False, server_default="received"),  # received, done, failed
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("received_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("shown_id", String(64)),  # the provider's name of it on the phone, while it can still be taken off
    UniqueConstraint("channel", "provider_id"),
    Index("ix_inbox_state_conversation_id", "state", "conversation_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", String(32), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("cause", String(48), nullable=False),  # the inbound id or what else made us speak
    Column("position", Integer, nullable=False),
    Column("content_enc", Text),
    Column("state", String(10), nullable=False, server_default="queued"),  # queued, sending, sent, failed, dropped
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", UtcDateTime),
    Column("claimed_until", UtcDateTime),
    Column("claimed_by", String(32)),
    Column("provider_message_id", String(64)),  # of all its parts, while they can still be taken off the phone
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    UniqueConstraint("conversation_id", "cause", "position"),
    Index("ix_outbox_state_conversation_id", "state", "conversation_id"),
    sqlite_autoincrement=True,
)

offers = Table(
    "offers",
    metadata,
    _id(),  # what the phone sends back when the button is pressed
    Column("conversation_id", String(32), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("content_enc", Text, nullable=False),  # payload, title, the question that was open when it was offered
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_offers_conversation_id", "conversation_id"),
)

goals = Table(
    "goals",
    metadata,
    _id(),
    _person(index=True),
    Column("inbound_id", String(48), nullable=False),
    Column("content_enc", Text, nullable=False),  # text, language, domain, first_step, due
    Column("shared", Boolean, nullable=False, server_default=text("false")),
    Column("state", String(8), nullable=False, server_default="open"),  # open, reached, dropped
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("person_id", "inbound_id"),
)

opinions = Table(
    "opinions",
    metadata,
    _id(),
    _person(index=True),
    Column("inbound_id", String(48), nullable=False),
    Column("content_enc", Text, nullable=False),  # about, text, wish, language
    Column("shared", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("person_id", "inbound_id"),
)

talk_cards = Table(
    "talk_cards",
    metadata,
    _id(),
    _person(unique=True),
    Column("content_enc", Text, nullable=False),  # answers, language
    Column("updated_at", UtcDateTime, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    _id(),
    _person(),
    Column("form", String(32), nullable=False),
    Column("content_enc", Text, nullable=False),
    Column("state", String(8), nullable=False),  # open, parked
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("person_id", "form"),
)

client_managers = Table(
    "client_managers",
    metadata,
    _id(),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("locale", String(8), nullable=False, server_default="nl"),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("roles", String(40), nullable=False, server_default="manager"),  # with spaces between
    Column("created_at", UtcDateTime, nullable=False),
)

portal_sessions = Table(
    "portal_sessions",
    metadata,
    _id(),  # keyed hash of the cookie
    Column("manager_id", String(32), ForeignKey("client_managers.id", ondelete="CASCADE"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

login_attempts = Table(
    "login_attempts",
    metadata,
    _id(),
    Column("source", String(64), nullable=False, index=True),  # keyed hash of where it came from and for whom
    Column("at", UtcDateTime, nullable=False),
)

handovers = Table(
    "handovers",
    metadata,
    _id(),
    _person(index=True),
    Column("inbound_id", String(48), nullable=False),
    Column("urgency", String(8), nullable=False),  # now, soon, week
    Column("state", String(10), nullable=False),  # draft, waiting, taken, returned, closed, cancelled
    Column("content_enc", Text, nullable=False),  # why, and the summary line by line
    Column("taken_by", String(32), ForeignKey("client_managers.id")),
    Column("outcome", String(16)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("read_at", UtcDateTime),  # the first time
    Column("unread_since", UtcDateTime),  # the oldest that no client manager has looked at; empty: all was looked at
    Column("taken_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("route", String(16), nullable=False, server_default="other"),  # which list of steps in data/routes.yml
    Column("step", Integer, nullable=False, server_default="0"),  # how many steps it has gone
    Column("step_at", UtcDateTime),  # since when the newest step waits; None when no further step is left
    Column("not_to", String(32)),  # the client manager whom it is about: they never see it
    UniqueConstraint("person_id", "inbound_id"),
    Index("ix_handovers_state_urgency", "state", "urgency"),
)

handover_audiences = Table(
    "handover_audiences",
    metadata,
    Column("handover_id", String(32), ForeignKey("handovers.id", ondelete="CASCADE"), primary_key=True),
    Column("audience", String(16), primary_key=True),  # own, stand_in, duty, lead, confidant, team
)

manager_links = Table(
    "manager_links",
    metadata,
    Column("person_id", String(32), ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
    Column("manager_id", String(32), ForeignKey("client_managers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("state", String(8), primary_key=True),  # asked (the person has not said yes yet), linked
    Column("at", UtcDateTime, nullable=False),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("id", String(64), primary_key=True),  # keyed hash of the code
    Column("manager_id", String(32), ForeignKey("client_managers.id", ondelete="CASCADE"), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

stand_ins = Table(
    "stand_ins",
    metadata,
    _id(),
    Column("manager_id", String(32), ForeignKey("client_managers.id", ondelete="CASCADE"), nullable=False),
    Column("stand_in_id", String(32), ForeignKey("client_managers.id", ondelete="CASCADE"), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
)

return_codes = Table(
    "return_codes",
    metadata,
    Column("id", String(64), primary_key=True),  # keyed hash of the words
    Column("handover_id", String(32), ForeignKey("handovers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("until", UtcDateTime, nullable=False),
)

handover_events = Table(
    "handover_events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("handover_id", String(32), ForeignKey("handovers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    # sent, read, looked, taken, message, topic, cried, answer, opened, again, interpreter, translated, raised, lowered,
    # returned, passed, closed, cancelled, escalated, linked, unlinked, and to_<audience> when it goes a step further
    Column("kind", String(16), nullable=False),
    Column("manager_id", String(32)),
    Column("detail_enc", Text),  # of raised and lowered: from which urgency to which, and the client manager's note
    sqlite_autoincrement=True,
)

ownership_history = Table(
    "ownership_history",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", String(32), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("handover_id", String(32), ForeignKey("handovers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("owner_before", String(10), nullable=False),  # as in conversations
    Column("owner_after", String(10), nullable=False),
    Column("urgent", Boolean, nullable=False),  # whether one for danger was open afterwards
    # offered, discarded, sent, danger, withdrawn, taken, returned, closed
    Column("cause", String(16), nullable=False),
    Column("manager_id", String(32)),  # the client manager who did it; empty: the person, the gate or the clock
    sqlite_autoincrement=True,
)

handover_messages = Table(
    "handover_messages",
    metadata,
    _id(),
    Column("handover_id", String(32), ForeignKey("handovers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("author", String(8), nullable=False),  # person, manager; topic: what the person read about meanwhile
    Column("cause", String(48), nullable=False),  # inbound id, or the id of the form that the manager sent
    Column("content_enc", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("handover_id", "cause"),
)

private_messages = Table(
    "private_messages",
    metadata,
    _id(),
    Column("conversation_id", String(32), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("cause", String(48), nullable=False),  # as of the message in the handover
    Column("content_enc", Text),  # text, language; gone once it was opened, or was not for too long
    Column("created_at", UtcDateTime, nullable=False),
    Column("opened_at", UtcDateTime),
    Column("line_from", UtcDateTime),  # when the neutral line may be shown; none: at once
    Column("line_at", UtcDateTime),  # when it was
    UniqueConstraint("conversation_id", "cause"),
)

safe_contacts = Table(
    "safe_contacts",
    metadata,
    Column("person_id", String(32), ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
    Column("content_enc", Text, nullable=False),  # when, how, word, along
    Column("updated_at", UtcDateTime, nullable=False),
)

private_links = Table(
    "private_links",
    metadata,
    Column("id", String(64), primary_key=True),  # SHA-256 of the token in the link
    _person(index=True),
    Column("until", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

alerts = Table(
    "alerts",
    metadata,
    _id(),
    Column("kind", String(16), nullable=False),  # urgent, again, escalated, unanswered, waiting
    Column("handover_id", String(32), ForeignKey("handovers.id", ondelete="CASCADE"), nullable=False),
    Column("occasion", String(48), nullable=False, server_default=""),  # tells one cry from the next; empty: the first
    Column("way", String(16), nullable=False),  # email, telegram
    Column("recipient_enc", Text, nullable=False),
    Column("recipient_hash", String(64), nullable=False),  # keyed hash: each is told once
    Column("state", String(8), nullable=False, server_default="queued"),  # queued, sent, failed
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_try_at", UtcDateTime, nullable=False),  # while a worker has it in hand: when its claim ends
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    UniqueConstraint("handover_id", "kind", "occasion", "way", "recipient_hash"),
    Index("ix_alerts_state_next_try_at", "state", "next_try_at"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("holder", String(32), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)
