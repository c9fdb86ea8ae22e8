"""What was recorded as done with a case, each time with who and why; no further action runs on to the last day; what the
force itself left undone has its own reasons.

Revision: 0015
Follows: 0014
"""

import sqlalchemy as sa
from alembic import op

import programme.storage.base

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE = "recorded_disposals"
DISPOSALS = ("charge_issued", "caution_completed", "no_further_action", "community_resolution")
DISPOSALS_ADDED = ("deferred_prosecution_completed", "time_limit_expired")
REASONS = (
    "attended_throughout",
    "did_not_come",
    "came_too_late",
    "identity_not_shown",
    "left_early",
    "removed",
    "offer_declined",
    "offer_lapsed",
    "not_booked_in_time",
    "fee_not_paid",
    "turned_away",
    "interpreter_absent",
    "course_cancelled",
    "no_place_in_time",
    "not_eligible",
    "withdrawn_by_force",
    "chose_court",
    "time_ran_out",
    "register_not_signed",
    "result_not_told",
)
NO_FAULT = (
    "turned_away",
    "interpreter_absent",
    "course_cancelled",
    "no_place_in_time",
    "not_eligible",
    "withdrawn_by_force",
    "time_ran_out",
    "register_not_signed",
    "result_not_told",
)
REASONS_ADDED = ("not_decided_in_time", "not_offered_in_time")


def upgrade() -> None:
    _allow_results((*DISPOSALS, *DISPOSALS_ADDED), (*REASONS, *REASONS_ADDED), (*NO_FAULT, *REASONS_ADDED))
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    instant = programme.storage.base.UtcDateTime(timezone=True)
    words = sa.Enum(*DISPOSALS, *DISPOSALS_ADDED, name="disposal", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        TABLE,
        sa.Column("id", number, nullable=False),
        sa.Column("referral_id", number, nullable=False),
        sa.Column("disposal", words, nullable=True),
        sa.Column("done_at", instant, nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("recorded_at", instant, nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", number, nullable=True),
        sa.Column("recorded_by_rank", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_recorded_disposals_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_disposals")),
    )
    op.create_index(op.f("ix_recorded_disposals_referral_id"), TABLE, ["referral_id"], unique=False)
    _keep_what_was_recorded()
    _refuse_changes()
    # After no further action a case can be charged until the last day: its clock is watched again.
    op.execute(
        "UPDATE referrals SET finalised_at = NULL "
        "WHERE finalised_by = 'no_further_action' AND clock_stopped_at IS NULL AND charge_by_on >= CURRENT_DATE"
    )
    # Whoever was never made an offer is not written to.
    op.execute(
        "UPDATE outbox SET state = 'stale' WHERE notice = 'result_returned_to_person' AND state IN ('queued', 'by_hand') "
        "AND NOT EXISTS (SELECT 1 FROM offers WHERE offers.referral_id = outbox.referral_id)"
    )


def downgrade() -> None:
    """What has no word of its own any more is no further action, and a case that nobody offered had no place."""
    listed = ", ".join(repr(word) for word in DISPOSALS_ADDED)
    reasons = ", ".join(repr(word) for word in REASONS_ADDED)
    op.execute(f"UPDATE results SET disposal = 'no_further_action' WHERE disposal IN ({listed})")  # noqa: S608 - ours
    op.execute(f"UPDATE results SET reason = 'no_place_in_time' WHERE reason IN ({reasons})")  # noqa: S608 - ours
    op.execute(f"UPDATE referrals SET finalised_by = 'no_further_action' WHERE finalised_by IN ({listed})")  # noqa: S608
    op.execute(
        "UPDATE referrals SET finalised_at = (SELECT max(kept.done_at) FROM recorded_disposals kept "
        "WHERE kept.referral_id = referrals.id) WHERE finalised_by IS NOT NULL AND finalised_at IS NULL"
    )
    op.drop_table(TABLE)
    _allow_results(DISPOSALS, REASONS, NO_FAULT)


def _keep_what_was_recorded() -> None:
    """Whoever recorded what stands now must not be the one who corrects it: the history knows who that was."""
    op.execute(
        f"INSERT INTO {TABLE} (referral_id, disposal, done_at, reason, recorded_at, recorded_by, recorded_by_id, "  # noqa: S608
        "recorded_by_rank) SELECT referrals.id, coalesce(referrals.clock_stopped_by, referrals.finalised_by), "
        "coalesce(referrals.clock_stopped_at, referrals.finalised_at), '', history.recorded_at, history.actor_label, "
        "history.actor_id, '' FROM referrals JOIN history ON history.id = (SELECT max(newest.id) FROM history newest "
        "WHERE newest.referral_id = referrals.id AND newest.event = 'disposal_recorded') "
        "WHERE coalesce(referrals.clock_stopped_by, referrals.finalised_by) IS NOT NULL"
    )


def _allow_results(disposals: tuple[str, ...], reasons: tuple[str, ...], no_fault: tuple[str, ...]) -> None:
    checks = {
        "disposal": _one_of("disposal", disposals),
        "no_fault_is_no_failure": f"verdict <> 'failed' OR reason NOT IN ({', '.join(repr(word) for word in no_fault)})",
        "result_reason": _one_of("reason", reasons),
    }
    with op.batch_alter_table("results") as batch:
        for name, condition in checks.items():
            batch.drop_constraint(op.f(f"ck_results_{name}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_results_{name}"), condition)


def _one_of(column: str, allowed: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in allowed)})"


def _refuse_changes() -> None:
    """It can only be added to, as history can (0002). The triggers go with the table."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_refuses_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {TABLE}_refuses_change BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_refuses_truncate BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
