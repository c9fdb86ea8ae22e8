"""A message waits for safe hours, or for a help number, and says so; what is owed already is told as what it was.

Revision: 0051
Follows: 0052
"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0052"
branch_labels = None
depends_on = None

BEFORE = (
    "address_refused",
    "not_an_address",
    "account_disabled",
    "not_accepted",
    "service_away",
    "service_refused",
    "key_refused",
    "no_carrier",
    "no_words",
    "gives_away",
)
ADDED = ("no_help_line", "outside_hours", "hours_unread")
OWED_STILL = ("queued", "sending", "by_hand", "failed")
LOST = {"asked": "asked", "not_paid": "hold_ran_out"} | {
    # What a service of after said of it, before this step was taken back and taken again.
    said: said
    for said in ("hold_ran_out", "not_taken_in", "case_ended")
}
TOLD_AS = {
    "offer_declined": "his_answer",
    "chose_court": "his_answer",
    "not_booked_in_time": "not_booked",
    "fee_not_paid": "not_booked",
    "register_not_signed": "not_known",
    "result_not_told": "not_known",
}
BY_VERDICT = {"completed": "completed", "failed": "not_completed", "no_fault": "no_fault"}

OUTBOX = sa.table(
    "outbox",
    sa.column("id", sa.BigInteger),
    sa.column("dedupe_key", sa.String),
    sa.column("notice", sa.String),
    sa.column("referral_id", sa.BigInteger),
    sa.column("facts", sa.JSON),
    sa.column("state", sa.String),
)
REFERRALS = sa.table("referrals", sa.column("id", sa.BigInteger), sa.column("complete_by_on", sa.Date))
RESULTS = sa.table(
    "results",
    sa.column("id", sa.BigInteger),
    sa.column("verdict", sa.String),
    sa.column("reason", sa.String),
    sa.column("booking_id", sa.BigInteger),
)


def upgrade() -> None:
    _allow((*BEFORE, *ADDED))
    _tell_as_it_was(op.get_bind())


def downgrade() -> None:
    op.execute(sa.text(f"UPDATE outbox SET cause = 'no_words' WHERE cause IN {ADDED}"))  # noqa: S608 - names of ours
    _allow(BEFORE)


def _allow(causes: tuple[str, ...]) -> None:
    with op.batch_alter_table("outbox") as batch:
        batch.drop_constraint(op.f("ck_outbox_cause"), type_="check")
        batch.create_check_constraint(op.f("ck_outbox_cause"), f"cause IN ({', '.join(map(repr, causes))})")


def _tell_as_it_was(db: sa.Connection) -> None:
    owed = sa.select(OUTBOX).where(OUTBOX.c.state.in_(OWED_STILL))
    for row in db.execute(owed.where(OUTBOX.c.notice == "place_cancelled")).all():
        last_day = sa.select(REFERRALS.c.complete_by_on).where(REFERRALS.c.id == row.referral_id)
        because = LOST.get(row.facts.get("because", ""), "cancelled")
        _keep(db, row, because=because, complete_by_on=db.execute(last_day).scalar_one().isoformat())
    for row in db.execute(owed.where(OUTBOX.c.notice == "place_elsewhere_called_off")).all():
        _keep(db, row, who="us")
    for row in db.execute(owed.where(OUTBOX.c.notice == "result_returned_to_person")).all():
        number = int(row.dedupe_key.rpartition(":")[2])
        result = db.execute(sa.select(RESULTS).where(RESULTS.c.id == number)).one()
        told_as = TOLD_AS.get(result.reason, BY_VERDICT[result.verdict])
        _keep(db, row, told_as=told_as, course_on=_course_on(db, row, number), excuse_counts=False, has_page=True)


def _course_on(db: sa.Connection, row: sa.Row[tuple[object, ...]], result: int) -> str | None:
    here = sa.text(
        "SELECT d.starts_at FROM results r JOIN bookings b ON b.id = r.booking_id"
        " JOIN course_dates d ON d.id = b.course_date_id WHERE r.id = :number"
    )
    there = sa.text("SELECT course_on FROM places_elsewhere WHERE referral_id = :number ORDER BY id DESC LIMIT 1")
    found = db.execute(here, {"number": result}).scalar() or db.execute(there, {"number": row.referral_id}).scalar()
    return str(found)[:10] if found else None


def _keep(db: sa.Connection, row: sa.Row[tuple[object, ...]], **more: object) -> None:
    facts = {**row.facts, **more}
    db.execute(sa.update(OUTBOX).where(OUTBOX.c.id == row.id).values(facts=facts))
