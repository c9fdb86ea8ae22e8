"""A row of an export says how many answers it would wait for as a case.

Revision: 0044
Follows: 0038b
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0038b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("custody_import_rows") as batch:
        batch.add_column(sa.Column("answers_missing", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("custody_import_rows") as batch:
        batch.drop_column("answers_missing")
