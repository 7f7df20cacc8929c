"""erasing while Rasa is away, and what is kept under the keys of the installation"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('trackers_left',
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('conversation_id', name=op.f('pk_trackers_left'))
    )
    op.create_table('installation_secrets',
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('wrapped', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_installation_secrets'))
    )


def downgrade() -> None:
    op.drop_table('installation_secrets')
    op.drop_table('trackers_left')
