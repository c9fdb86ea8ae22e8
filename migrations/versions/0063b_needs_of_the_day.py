"""He says what he needs on the day, and is answered.

Revision: 0063b
Follows: 0068
"""

import sqlalchemy as sa
from alembic import op

from programme.storage.base import UtcDateTime

revision = "0063b"
down_revision = "0068"
branch_labels = None
depends_on = None

TABLE = "day_needs"
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("referral_id", NUMBER, nullable=False),
        sa.Column("kinds", sa.String(200), nullable=False),
        sa.Column("language", sa.String(60), nullable=False),
        sa.Column("words", sa.String(300), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("arranged", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(300), nullable=False),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(200), nullable=False),
        sa.Column("answered_date_id", NUMBER, nullable=True),
        sa.CheckConstraint(
            "(arranged IS NULL) = (answered_date_id IS NULL)", name=op.f("ck_day_needs_answered_for_a_date")
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_day_needs_referral_id")),
        sa.ForeignKeyConstraint(["answered_date_id"], ["course_dates.id"], name=op.f("fk_day_needs_answered_date_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_needs")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_day_needs_referral_id")),
    )


def downgrade() -> None:
    op.drop_table(TABLE)
