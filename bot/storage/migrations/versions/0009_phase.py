"""phase"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("persons", sa.Column("phase_enc", sa.Text(), nullable=True))


def downgrade() -> None:
    # Not in batch mode: that makes the table anew, and with the old one SQLite deletes all that belongs to its persons.
    op.drop_column("persons", "phase_enc")
