"""One tap on a register's button counts once, however often a phone on a poor network sends it.

Revision: 0018
Follows: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attendances", sa.Column("last_press", sa.String(40), nullable=True))


def downgrade() -> None:
    op.drop_column("attendances", "last_press")
