"""Our own tables; those of handovers stand in `handover_tables.py`.

Columns that end in `_enc` hold text encrypted with the data key of the person it belongs to.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
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


def id_column() -> Any:
    """A random number as the key of a row."""
    return Column("id", String(32), primary_key=True)


def person_column(**options: Any) -> Any:
    """The person to whom a row belongs: it goes with them."""
    return Column("person_id", String(32), ForeignKey("persons.id", ondelete="CASCADE"), nullable=False, **options)


persons = Table(
    "persons",
    metadata,
    id_column(),
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
    id_column(),  # the only name under which Rasa knows somebody
    person_column(unique=True),
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
    id_column(),
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
    id_column(),  # what the phone sends back when the button is pressed
    Column("conversation_id", String(32), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("content_enc", Text, nullable=False),  # payload, title, the question that was open when it was offered
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_offers_conversation_id", "conversation_id"),
)

goals = Table(
    "goals",
    metadata,
    id_column(),
    person_column(index=True),
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
    id_column(),
    person_column(index=True),
    Column("inbound_id", String(48), nullable=False),
    Column("content_enc", Text, nullable=False),  # about, text, wish, language
    Column("shared", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("person_id", "inbound_id"),
)

talk_cards = Table(
    "talk_cards",
    metadata,
    id_column(),
    person_column(unique=True),
    Column("content_enc", Text, nullable=False),  # answers, language
    Column("updated_at", UtcDateTime, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    id_column(),
    person_column(),
    Column("form", String(32), nullable=False),
    Column("content_enc", Text, nullable=False),
    Column("state", String(8), nullable=False),  # open, parked
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("person_id", "form"),
)

client_managers = Table(
    "client_managers",
    metadata,
    id_column(),
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
    id_column(),  # keyed hash of the cookie
    Column("manager_id", String(32), ForeignKey("client_managers.id", ondelete="CASCADE"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

login_attempts = Table(
    "login_attempts",
    metadata,
    id_column(),
    Column("source", String(64), nullable=False, index=True),  # keyed hash of where it came from and for whom
    Column("at", UtcDateTime, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("holder", String(32), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

trackers_left = Table(
    "trackers_left",
    metadata,
    Column("conversation_id", String(32), primary_key=True),  # of somebody who was erased: nobody's any more
    Column("since", UtcDateTime, nullable=False),
)

installation_secrets = Table(
    "installation_secrets",
    metadata,
    Column("name", String(32), primary_key=True),  # naming: what makes keyed hashes
    Column("wrapped", Text, nullable=False),  # by ENCRYPTION_KEYS
)
