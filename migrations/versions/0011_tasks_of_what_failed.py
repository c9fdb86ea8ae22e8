"""Tasks for what failed and must be somebody's: nobody to tell, a message that did not go, a day that passed, money.

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BEFORE = ("bail_extension", "no_place_in_time", "look_again", "tell_neighbour")
ADDED = (
    "nobody_to_tell",
    "message_not_delivered",
    "time_limit_passed",
    "refund_sent_back",
    "payment_disputed",
    "payment_mismatch",
)


def upgrade() -> None:
    _allow((*BEFORE, *ADDED))


def downgrade() -> None:
    op.execute(sa.text(f"DELETE FROM tasks WHERE kind NOT IN ({_listed(BEFORE)})"))  # noqa: S608 - words of ours
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("tasks") as batch:
        batch.drop_constraint(op.f("ck_tasks_task_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_tasks_task_kind"), f"kind IN ({_listed(kinds)})")


def _listed(kinds: tuple[str, ...]) -> str:
    return ", ".join(repr(kind) for kind in kinds)
