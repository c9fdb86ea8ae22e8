"""Messages go to people in the hours that are safe; whose words about them cannot be read is asked for days and hours.

Revision: 0051b
Follows: 0054
"""

import sqlalchemy as sa
from alembic import op

from programme.notices.written_hours import plan_of

revision = "0051b"
down_revision = "0054"
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
)
ASK = sa.text(
    "INSERT INTO tasks (referral_id, kind, state, due_on, raised_at) "
    "SELECT r.id, 'safe_hours', 'open', CURRENT_DATE, CURRENT_TIMESTAMP FROM referrals r "
    "WHERE r.person_id = :person AND r.clock_stopped_at IS NULL AND r.finalised_at IS NULL"
)


def upgrade() -> None:
    op.add_column("programmes", sa.Column("message_hours", sa.JSON(), nullable=False, server_default="[]"))
    _allow((*BEFORE, "safe_hours"))
    for row in op.get_bind().execute(sa.text("SELECT id, safe_hours FROM persons WHERE safe_hours <> ''")).all():
        if not plan_of(row.safe_hours):
            op.execute(ASK.bindparams(person=row.id))


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM tasks WHERE kind = 'safe_hours'"))
    _allow(BEFORE)
    op.drop_column("programmes", "message_hours")


def _allow(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("tasks") as batch:
        batch.drop_constraint(op.f("ck_tasks_task_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_tasks_task_kind"), f"kind IN ({', '.join(map(repr, kinds))})")
