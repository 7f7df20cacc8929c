"""routes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('client_managers', sa.Column('roles', sa.String(length=40), server_default='manager', nullable=False))
    # Each column by itself: SQLite would make the table anew for more, and dropping the old one deletes what hangs on it.
    op.add_column('handovers', sa.Column('route', sa.String(length=16), server_default='other', nullable=False))
    op.add_column('handovers', sa.Column('step', sa.Integer(), server_default='0', nullable=False))
    op.add_column('handovers', sa.Column('step_at', sa.DateTime(), nullable=True))
    op.add_column('handovers', sa.Column('not_to', sa.String(length=32), nullable=True))
    op.create_table('handover_audiences',
    sa.Column('handover_id', sa.String(length=32), nullable=False),
    sa.Column('audience', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['handover_id'], ['handovers.id'], name=op.f('fk_handover_audiences_handover_id_handovers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('handover_id', 'audience', name=op.f('pk_handover_audiences'))
    )
    # What was sent before is the whole team's, as it was; what nobody has looked at can still be escalated.
    op.execute("INSERT INTO handover_audiences (handover_id, audience) SELECT id, 'team' FROM handovers WHERE state <> 'draft'")
    op.execute(
        "UPDATE handovers SET step_at = sent_at WHERE state = 'waiting' AND read_at IS NULL"
        " AND id NOT IN (SELECT handover_id FROM handover_events WHERE kind = 'escalated')"
    )
    op.create_table('manager_links',
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('manager_id', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['manager_id'], ['client_managers.id'], name=op.f('fk_manager_links_manager_id_client_managers'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_manager_links_person_id_persons'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'state', name=op.f('pk_manager_links'))
    )
    op.create_index(op.f('ix_manager_links_manager_id'), 'manager_links', ['manager_id'], unique=False)
    op.create_table('link_codes',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('manager_id', sa.String(length=32), nullable=False),
    sa.Column('until', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['manager_id'], ['client_managers.id'], name=op.f('fk_link_codes_manager_id_client_managers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link_codes'))
    )
    op.create_table('stand_ins',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('manager_id', sa.String(length=32), nullable=False),
    sa.Column('stand_in_id', sa.String(length=32), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['manager_id'], ['client_managers.id'], name=op.f('fk_stand_ins_manager_id_client_managers'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['stand_in_id'], ['client_managers.id'], name=op.f('fk_stand_ins_stand_in_id_client_managers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stand_ins'))
    )
    op.create_table('return_codes',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('handover_id', sa.String(length=32), nullable=False),
    sa.Column('until', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['handover_id'], ['handovers.id'], name=op.f('fk_return_codes_handover_id_handovers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_return_codes'))
    )
    op.create_index(op.f('ix_return_codes_handover_id'), 'return_codes', ['handover_id'], unique=False)


def downgrade() -> None:
    for table in ('return_codes', 'stand_ins', 'link_codes', 'manager_links', 'handover_audiences'):
        op.drop_table(table)
    for column in ('not_to', 'step_at', 'step', 'route'):
        op.drop_column('handovers', column)
    op.drop_column('client_managers', 'roles')
