"""Somebody covers for an officer who is away, from a day until a day.

Revision: 0035b
Follows: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0035b"
down_revision = "0035"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "covers",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("force_code", sa.String(2), nullable=False),
        sa.Column("officer_id", NUMBER, nullable=True),
        sa.Column("officer_email", sa.String(254), nullable=False),
        sa.Column("officer", sa.String(150), nullable=False),
        sa.Column("covered_by_id", NUMBER, nullable=False),
        sa.Column("covered_by", sa.String(150), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("case_ids", sa.JSON(), nullable=False),
        sa.Column("arranged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arranged_by", sa.String(200), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(200), nullable=True),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_covers_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["force_code"], ["forces.code"], name=op.f("fk_covers_force_code")),
        sa.ForeignKeyConstraint(["officer_id"], ["accounts.id"], name=op.f("fk_covers_officer_id")),
        sa.ForeignKeyConstraint(["covered_by_id"], ["accounts.id"], name=op.f("fk_covers_covered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_covers")),
    )
    op.create_index(op.f("ix_covers_force_code_until_on"), "covers", ["force_code", "until_on"])


def downgrade() -> None:
    op.drop_table("covers")
