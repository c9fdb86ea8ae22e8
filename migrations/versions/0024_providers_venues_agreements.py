"""Providers say whom to ask and until when they go on.

Revision: 0024
Follows: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("providers", sa.Column("contact_name", sa.String(100), nullable=False, server_default=""))
    op.add_column("providers", sa.Column("contact_email", sa.String(254), nullable=False, server_default=""))
    op.add_column("providers", sa.Column("telephone", sa.String(40), nullable=False, server_default=""))
    op.add_column("providers", sa.Column("until_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("providers", "until_on")
    op.drop_column("providers", "telephone")
    op.drop_column("providers", "contact_email")
    op.drop_column("providers", "contact_name")
