"""What stands on the door of a venue, and what there is to eat. Nothing is known of those that are there.

Revision: 0063
Follows: 0060
"""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0060"
branch_labels = None
depends_on = None

LENGTHS = {"on_the_door": 100, "food": 400}


def upgrade() -> None:
    for name, length in LENGTHS.items():
        op.add_column("venues", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    with op.batch_alter_table("venues") as batch:
        for name, length in LENGTHS.items():
            batch.alter_column(name, existing_type=sa.String(length), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("venues") as batch:
        for name in LENGTHS:
            batch.drop_column(name)
