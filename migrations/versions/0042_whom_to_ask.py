"""Whom staff ask, the data protection officer and the postal address belong to the programme, not to the machine.

Revision: 0042
Follows: 0035c
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0035c"
branch_labels = None
depends_on = None

NEW = ("support_contact", "support_hours", "data_protection_contact", "postal_address")


def upgrade() -> None:
    with op.batch_alter_table("programmes") as batch:
        for name in NEW:
            batch.add_column(sa.Column(name, sa.String(200), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("programmes") as batch:
        for name in NEW:
            batch.drop_column(name)
