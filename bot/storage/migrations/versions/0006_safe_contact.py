"""safe contact"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('safe_contacts',
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('content_enc', sa.Text(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_safe_contacts_person_id_persons'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_safe_contacts'))
    )
    op.add_column('conversations', sa.Column('hidden_at', sa.DateTime(), nullable=True))
    op.add_column('inbox', sa.Column('shown_id', sa.String(length=64), nullable=True))
    op.add_column('private_messages', sa.Column('line_from', sa.DateTime(), nullable=True))
    op.add_column('private_messages', sa.Column('line_at', sa.DateTime(), nullable=True))
    # What waits already has its line.
    op.execute("UPDATE private_messages SET line_at = created_at")


def downgrade() -> None:
    for table, column in (('private_messages', 'line_at'), ('private_messages', 'line_from'), ('inbox', 'shown_id'), ('conversations', 'hidden_at')):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
    op.drop_table('safe_contacts')
