"""Alembic's door to our tables; Rasa's own tables in the same database are left alone."""

from __future__ import annotations

from alembic import context

from bot.storage.handover_tables import metadata
from bot.storage.tables import UtcDateTime

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=lambda kind, item, _: "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False,
    include_object=lambda item, name, kind, reflected, compare_to: kind != "table" or name in metadata.tables,
)
with context.begin_transaction():
    context.run_migrations()
