"""alerts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('alerts',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('handover_id', sa.String(length=32), nullable=False),
    sa.Column('way', sa.String(length=16), nullable=False),
    sa.Column('recipient_enc', sa.Text(), nullable=False),
    sa.Column('recipient_hash', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=8), server_default='queued', nullable=False),
    sa.Column('tries', sa.Integer(), server_default='0', nullable=False),
    sa.Column('next_try_at', sa.DateTime(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['handover_id'], ['handovers.id'], name=op.f('fk_alerts_handover_id_handovers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts')),
    sa.UniqueConstraint('handover_id', 'kind', 'way', 'recipient_hash', name=op.f('uq_alerts_handover_id_kind_way_recipient_hash'))
    )
    op.create_index('ix_alerts_state_next_try_at', 'alerts', ['state', 'next_try_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_alerts_state_next_try_at', table_name='alerts')
    op.drop_table('alerts')
