"""A reason that he gave on the telephone is a task of his desk.

Revision: 0077
Follows: 0073c
"""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0073c"
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
)


def upgrade() -> None:
    _allow((*BEFORE, "reason_given"))


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM tasks WHERE kind = 'reason_given'"))
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("tasks") as batch:
        batch.drop_constraint(op.f("ck_tasks_task_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_tasks_task_kind"), f"kind IN ({', '.join(map(repr, kinds))})")
