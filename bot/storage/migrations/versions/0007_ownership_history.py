"""ownership history, what is unread, alerts of a later cry"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ONCE, ONCE_EACH_CRY = "uq_alerts_handover_id_kind_way_recipient_hash", "uq_alerts_handover_id_kind_occasion_way_recipient_hash"


def upgrade() -> None:
    op.create_table('ownership_history',
    sa.Column('seq', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('handover_id', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('owner_before', sa.String(length=10), nullable=False),
    sa.Column('owner_after', sa.String(length=10), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('cause', sa.String(length=16), nullable=False),
    sa.Column('manager_id', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_ownership_history_conversation_id_conversations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['handover_id'], ['handovers.id'], name=op.f('fk_ownership_history_handover_id_handovers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_ownership_history')),
    sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_ownership_history_conversation_id'), 'ownership_history', ['conversation_id'], unique=False)
    op.create_index(op.f('ix_ownership_history_handover_id'), 'ownership_history', ['handover_id'], unique=False)
    # Only alerts may be made anew: SQLite would delete with these tables all that hangs on their rows.
    op.add_column('conversations', sa.Column('urgent', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('handovers', sa.Column('unread_since', sa.DateTime(), nullable=True))
    with op.batch_alter_table('alerts') as alerts:
        alerts.add_column(sa.Column('occasion', sa.String(length=48), server_default='', nullable=False))
        alerts.drop_constraint(ONCE, type_='unique')
        alerts.create_unique_constraint(ONCE_EACH_CRY, ['handover_id', 'kind', 'occasion', 'way', 'recipient_hash'])
    # What nobody had looked at so far is unread since it was sent; what had been given back is the state of its conversation.
    op.execute("UPDATE handovers SET unread_since = sent_at WHERE state = 'waiting' AND read_at IS NULL")
    op.execute(
        "UPDATE conversations SET urgent = (1 = 1) WHERE person_id IN (SELECT person_id FROM handovers"
        " WHERE urgency = 'now' AND state IN ('waiting', 'taken', 'returned'))"
    )
    for state, owner in (('draft', 'offered'), ('returned', 'returned')):
        op.execute(
            f"UPDATE conversations SET owner = '{owner}', handover_id = (SELECT max(id) FROM handovers"
            f" WHERE handovers.person_id = conversations.person_id AND state = '{state}')"
            f" WHERE owner = 'assistant' AND person_id IN (SELECT person_id FROM handovers WHERE state = '{state}')"
        )


def downgrade() -> None:
    op.execute("UPDATE conversations SET owner = 'assistant', handover_id = NULL WHERE owner IN ('offered', 'returned')")
    op.execute("DELETE FROM alerts WHERE occasion <> ''")
    with op.batch_alter_table('alerts') as alerts:
        alerts.drop_constraint(ONCE_EACH_CRY, type_='unique')
        alerts.create_unique_constraint(ONCE, ['handover_id', 'kind', 'way', 'recipient_hash'])
        alerts.drop_column('occasion')
    op.drop_column('handovers', 'unread_since')
    op.drop_column('conversations', 'urgent')
    op.drop_index(op.f('ix_ownership_history_handover_id'), table_name='ownership_history')
    op.drop_index(op.f('ix_ownership_history_conversation_id'), table_name='ownership_history')
    op.drop_table('ownership_history')
