"""An address that has an account of another organisation is invited like any other, and nobody learns of it.

Revision: 0035c
Follows: 0035b
"""

import sqlalchemy as sa
from alembic import op

revision = "0035c"
down_revision = "0035b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("invited_as", sa.String(254), nullable=True))


def downgrade() -> None:
    op.drop_column("accounts", "invited_as")
