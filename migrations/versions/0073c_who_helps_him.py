"""Somebody who helps him is recorded, with what that person may do.

Revision: 0073c
Follows: 0073b
"""

import sqlalchemy as sa
from alembic import op

from programme.storage.base import UtcDateTime

revision = "0073c"
down_revision = "0073b"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = ("solicitor", "appropriate_adult", "interpreter", "support_worker", "other")


def upgrade() -> None:
    op.create_table(
        "supporters",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("referral_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("organisation", sa.String(120), nullable=False),
        sa.Column("reached_by", sa.String(200), nullable=False),
        sa.Column("may_be_told", sa.Boolean(), nullable=False),
        sa.Column("may_speak", sa.Boolean(), nullable=False),
        sa.Column("comes", sa.Boolean(), nullable=False),
        sa.Column("named_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("named_by", sa.String(200), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(200), nullable=True),
        sa.CheckConstraint(f"kind IN ({', '.join(map(repr, KINDS))})", name=op.f("ck_supporters_supporter_kind")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_supporters_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supporters")),
    )
    op.create_index(op.f("ix_supporters_referral_id"), "supporters", ["referral_id"])


def downgrade() -> None:
    op.drop_table("supporters")
