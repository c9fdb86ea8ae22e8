"""The number on which those at a venue answer while people arrive. None is known of those that are there.

Revision: 0074
Follows: 0072b
"""

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0072b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("venues", sa.Column("day_number", sa.String(20), nullable=False, server_default=""))
    with op.batch_alter_table("venues") as batch:
        batch.alter_column("day_number", existing_type=sa.String(20), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("venues") as batch:
        batch.drop_column("day_number")
