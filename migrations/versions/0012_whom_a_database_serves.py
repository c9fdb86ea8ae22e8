"""A mark in the database that says whether a rehearsal or a force's service made it.

Revision: 0012
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "database_purpose",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("rehearsal", "production", name="purpose", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_database_purpose_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_database_purpose")),
    )


def downgrade() -> None:
    op.drop_table("database_purpose")
