"""Which parts of a printed paper were changed by hand before he signed it is kept with what he signed.

Revision: 0071b
Follows: 0071
"""

import sqlalchemy as sa
from alembic import op

revision = "0071b"
down_revision = "0071"
branch_labels = None
depends_on = None

TABLE = "caution_documents"


def upgrade() -> None:
    # The rows refuse an update, and a table that is made anew loses what refuses it: so no batch.
    op.add_column(TABLE, sa.Column("changed_by_hand", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column(TABLE, "changed_by_hand")
