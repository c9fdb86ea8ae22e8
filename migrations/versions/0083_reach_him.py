"""Whoever is not known to be reached is rung or handed paper: a task of his case.

Revision: 0083
Follows: 0082
"""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

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
)


def upgrade() -> None:
    _allow((*BEFORE, "reach_him"))


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM tasks WHERE kind = 'reach_him'"))
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("tasks") as batch:
        batch.drop_constraint(op.f("ck_tasks_task_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_tasks_task_kind"), f"kind IN ({', '.join(map(repr, kinds))})")
