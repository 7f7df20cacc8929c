"""The tables of handovers: who may see them, what was said, who is told. Conventions as in `tables.py`."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from bot.storage.tables import UtcDateTime, id_column, metadata, person_column

handovers = Table(
    "handovers",
    metadata,
    id_column(),
    person_column(index=True),
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
    Column("audience", String(16), primary_key=True),  # own, stand_in, duty, lead, confidant, admin, team
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
    id_column(),
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
    # sent, read, looked, taken, message, topic, cried, unanswered, meant_other, answer, opened, again, interpreter,
    # translated, raised, lowered, returned, passed, closed, cancelled, escalated, linked, unlinked, and to_<audience>
    # when it goes a step further
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
    id_column(),
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
    id_column(),
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

danger_questions = Table(
    "danger_questions",
    metadata,
    Column("person_id", String(32), ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
    Column("inbound_id", String(48), nullable=False),  # the message that was asked about
    Column("content_enc", Text, nullable=False),  # its words, and of which kind of danger they may be
    Column("since", UtcDateTime, nullable=False),  # when we asked, or the person answered that they will write
    Column("likely", Boolean, nullable=False),  # so likely danger that the team is told when no answer comes
    Column("told_at", UtcDateTime),  # when the team was told
)

private_links = Table(
    "private_links",
    metadata,
    Column("id", String(64), primary_key=True),  # SHA-256 of the token in the link
    person_column(index=True),
    Column("until", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

alerts = Table(
    "alerts",
    metadata,
    id_column(),
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
