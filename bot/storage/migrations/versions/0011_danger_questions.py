"""danger questions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('danger_questions',
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('inbound_id', sa.String(length=48), nullable=False),
    sa.Column('content_enc', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.Column('likely', sa.Boolean(), nullable=False),
    sa.Column('told_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_danger_questions_person_id_persons'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_danger_questions'))
    )


def downgrade() -> None:
    op.drop_table('danger_questions')
