"""what a client manager adds to an event of a handover"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("handover_events") as table:
        table.add_column(sa.Column("detail_enc", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("handover_events") as table:
        table.drop_column("detail_enc")
