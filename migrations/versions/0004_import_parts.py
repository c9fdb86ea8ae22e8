"""An uploaded export waits in the database until it is read, and an import keeps its totals.

The web process that took the file and the worker that reads it share nothing but the database.

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "custody_import_parts",
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["custody_imports.id"], name=op.f("fk_custody_import_parts_import_id")),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_custody_import_parts")),
    )
    op.add_column("custody_imports", sa.Column("totals", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("custody_imports", sa.Column("rows_ticked", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_custody_import_rows_verdict", "custody_import_rows", ["import_id", "verdict", "line"])


def downgrade() -> None:
    op.drop_index("ix_custody_import_rows_verdict", "custody_import_rows")
    op.drop_column("custody_imports", "rows_ticked")
    op.drop_column("custody_imports", "totals")
    op.drop_table("custody_import_parts")
