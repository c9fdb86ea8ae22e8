"""Messages go to people in the hours that are safe, an answer to what he does himself at once; whose words about them cannot be read is asked for days and hours.

Revision: 0051b
Follows: 0054
"""

import re

import sqlalchemy as sa
from alembic import op

from programme.storage.base import UtcDateTime

revision = "0051b"
down_revision = "0054"
branch_labels = None
depends_on = None

INSTANTS = ("he_acted_at", "first_tried_at")
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

# The reading of that day, which no later one changes: each part has days and hours, and hours alone are of the days before.
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = "(?:" + "|".join(name[:size] for name in NAMES for size in range(len(name), 2, -1)) + ")s?"
TO = r"\s*(?:\bto\b|\buntil\b|\btill\b|-|–)\s*"
DAYS = rf"(?:every day|daily|any day|all days|weekdays|weekends?|{DAY}(?:(?:{TO}|\s*(?:,|&|,?\s*\band\b)\s*){DAY})*)"
AT = r"(?:midday|noon|midnight|\d{1,2}(?:[:.]\d\d)?\s*[ap]m|\d{1,2}[:.]\d\d|\d{4})"
SPAN = rf"({AT})(?:{TO}|\s+and\s+)({AT})"
HOURS = rf"(?:(?:from |between )?{SPAN}|after {AT}|(?:at )?any ?time|day and night)"
PART = rf"(?:{DAYS} )?{HOURS}"
ALL_OF_IT = re.compile(rf"{PART}(?:\s*[,;]\s*{PART})*")


def can_be_kept_to(text: str) -> bool:
    """Whether somebody wrote days and hours, each that begins before it ends."""
    plain = " ".join(text.lower().split())
    days = [[one[:3] for one in pair] for pair in re.findall(rf"({DAY}){TO}({DAY})", plain)]
    spans = [(minutes(opens), minutes(closes)) for opens, closes in re.findall(SPAN, plain)]
    order = [name[:3] for name in NAMES]
    return (
        ALL_OF_IT.fullmatch(plain) is not None
        and all(order.index(first) < order.index(last) for first, last in days)
        and all(opens < closes or closes == 0 for opens, closes in spans)
    )


def minutes(at: str) -> int:
    """From midnight on."""
    if at in ("midday", "noon", "midnight"):
        return 0 if at == "midnight" else 12 * 60
    digits = re.sub(r"\D", "", at)
    hour, minute = (int(digits), 0) if len(digits) < 3 else (int(digits[:-2]), int(digits[-2:]))
    return (hour % 12 + 12 * at.endswith("pm") if at.endswith("m") else hour) * 60 + minute


def upgrade() -> None:
    op.add_column("programmes", sa.Column("message_hours", sa.JSON(), nullable=False, server_default="[]"))
    for name in INSTANTS:
        op.add_column("outbox", sa.Column(name, UtcDateTime(timezone=True), nullable=True))
    op.execute(sa.text("UPDATE outbox SET first_tried_at = queued_at WHERE attempts > 0"))
    _allow((*BEFORE, "safe_hours"))
    for row in op.get_bind().execute(sa.text("SELECT id, safe_hours FROM persons WHERE safe_hours <> ''")).all():
        if row.safe_hours.strip() and not can_be_kept_to(row.safe_hours):
            op.execute(ASK.bindparams(person=row.id))


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM tasks WHERE kind = 'safe_hours'"))
    _allow(BEFORE)
    op.drop_column("programmes", "message_hours")
    with op.batch_alter_table("outbox") as batch:
        for name in INSTANTS:
            batch.drop_column(name)


def _allow(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("tasks") as batch:
        batch.drop_constraint(op.f("ck_tasks_task_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_tasks_task_kind"), f"kind IN ({', '.join(map(repr, kinds))})")
