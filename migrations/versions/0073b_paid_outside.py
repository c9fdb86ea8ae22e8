"""What was paid without a card page is recorded by one of staff and confirmed by another.

Revision: 0073b
Follows: 0073
"""

import sqlalchemy as sa
from alembic import op

from programme.storage.base import UtcDateTime

revision = "0073b"
down_revision = "0073"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HOW = ("bank_transfer", "cash", "postal_order", "cheque")
BEFORE = (
    "bail_extension",
    "no_place_in_time",
    "look_again",
    "tell_neighbour",
    "nobody_to_tell",
    "message_not_delivered",
    "time_limit_passed",
    "refund_sent_back",
    "payment_disputed",
    "payment_mismatch",
    "safe_hours",
)
STANDS = sa.text("came IS NULL OR came")


def upgrade() -> None:
    op.create_table(
        "paid_outside",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("referral_id", NUMBER, nullable=False),
        sa.Column("fee_id", NUMBER, nullable=False),
        sa.Column("amount_pence", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(60), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.Column("recorded_by_id", NUMBER, nullable=True),
        sa.Column("came", sa.Boolean(), nullable=True),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(200), nullable=True),
        sa.CheckConstraint("amount_pence > 0", name=op.f("ck_paid_outside_positive")),
        sa.CheckConstraint(f"how IN ({', '.join(map(repr, HOW))})", name=op.f("ck_paid_outside_paid_how")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_paid_outside_referral_id")),
        sa.ForeignKeyConstraint(["fee_id"], ["fees.id"], name=op.f("fk_paid_outside_fee_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["accounts.id"], name=op.f("fk_paid_outside_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paid_outside")),
    )
    op.create_index(op.f("ix_paid_outside_referral_id"), "paid_outside", ["referral_id"])
    op.create_index(
        "uq_paid_outside_one", "paid_outside", ["fee_id"], unique=True, sqlite_where=STANDS, postgresql_where=STANDS
    )
    _allow((*BEFORE, "paid_outside"))


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM tasks WHERE kind = 'paid_outside'"))
    _allow(BEFORE)
    op.drop_table("paid_outside")


def _allow(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("tasks") as batch:
        batch.drop_constraint(op.f("ck_tasks_task_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_tasks_task_kind"), f"kind IN ({', '.join(map(repr, kinds))})")
