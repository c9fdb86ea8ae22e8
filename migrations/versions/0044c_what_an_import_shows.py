"""An import keeps the name of its file and how many rows are odd in which way; a row, the case that it is already.

Revision: 0044c
Follows: 0044b
"""

import sqlalchemy as sa
from alembic import op

revision = "0044c"
down_revision = "0044b"
branch_labels = None
depends_on = None

KNOWN = "fk_custody_import_rows_known_id"


def upgrade() -> None:
    with op.batch_alter_table("custody_imports") as batch:
        batch.add_column(sa.Column("file_name", sa.String(120), nullable=False, server_default=""))
        batch.add_column(sa.Column("kinds", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("custody_import_rows") as batch:
        batch.add_column(sa.Column("known_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch.create_foreign_key(KNOWN, "referrals", ["known_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("custody_import_rows") as batch:
        batch.drop_constraint(KNOWN, type_="foreignkey")
        batch.drop_column("known_id")
    with op.batch_alter_table("custody_imports") as batch:
        batch.drop_column("kinds")
        batch.drop_column("file_name")
