"""The link of a message with which whoever has it asks for nothing more there, and the task of his desk.

Revision: 0084
Follows: 0078
"""

import sqlalchemy as sa
from alembic import op

from programme.storage.base import UtcDateTime

revision = "0084"
down_revision = "0078"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
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
    "paid_outside",
    "reason_given",
    "reach_him",
)


def upgrade() -> None:
    _allow((*BEFORE, "asked_to_stop"))
    op.create_table(
        "stop_links",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("referral_id", NUMBER, nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("drawn_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_stop_links_referral_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_stop_links")),
    )
    op.create_index(op.f("ix_stop_links_address"), "stop_links", ["address"])
    op.create_index(op.f("ix_stop_links_drawn_at"), "stop_links", ["drawn_at"])


def downgrade() -> None:
    op.drop_table("stop_links")
    op.execute(sa.text("DELETE FROM tasks WHERE kind = 'asked_to_stop'"))
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("tasks") as batch:
        batch.drop_constraint(op.f("ck_tasks_task_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_tasks_task_kind"), f"kind IN ({', '.join(map(repr, kinds))})")
