"""discreet"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('persons', sa.Column('discreet', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.create_table('private_messages',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('cause', sa.String(length=48), nullable=False),
    sa.Column('content_enc', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_private_messages_conversation_id_conversations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_private_messages')),
    sa.UniqueConstraint('conversation_id', 'cause', name=op.f('uq_private_messages_conversation_id_cause'))
    )
    op.create_table('private_links',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('until', sa.DateTime(), nullable=False),
    sa.Column('used_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_private_links_person_id_persons'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_private_links'))
    )
    op.create_index(op.f('ix_private_links_person_id'), 'private_links', ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_private_links_person_id'), table_name='private_links')
    op.drop_table('private_links')
    op.drop_table('private_messages')
    op.drop_column('persons', 'discreet')
