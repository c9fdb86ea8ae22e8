"""Places on the courses of neighbouring programmes: the place, the state of a case that has one, and a result that the
neighbour does not tell.

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op

import programme.storage.base

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLE = "places_elsewhere"
STATES = (
    "undecided",
    "ineligible",
    "eligible",
    "offered",
    "accepted",
    "booked",
    "returned",
    "acknowledged",
    "closed",
    "withdrawn",
    "tied",
)
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
)
KINDS = ("bail_extension", "no_place_in_time", "look_again")
STATE, REASON, KIND = "placed_elsewhere", "result_not_told", "tell_neighbour"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    instant = programme.storage.base.UtcDateTime(timezone=True)
    op.create_table(
        TABLE,
        sa.Column("id", number, nullable=False),
        sa.Column("referral_id", number, nullable=False),
        sa.Column("force_code", sa.String(length=2), nullable=False),
        sa.Column("course_on", sa.Date(), nullable=False),
        sa.Column("their_reference", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "placed",
                "called_off",
                "over",
                name="elsewhere_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("arranged_at", instant, nullable=False),
        sa.Column("arranged_by", sa.String(length=200), nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("told_by", sa.String(length=100), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["force_code"], ["forces.code"], name=op.f("fk_places_elsewhere_force_code")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_places_elsewhere_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_elsewhere")),
    )
    op.create_index(op.f("ix_places_elsewhere_referral_id"), TABLE, ["referral_id"], unique=False)
    placed = sa.text("state = 'placed'")
    op.create_index(
        "uq_places_elsewhere_one_placed",
        TABLE,
        ["referral_id"],
        unique=True,
        sqlite_where=placed,
        postgresql_where=placed,
    )
    _allow("referrals", {"referral_state": _one_of("state", (*STATES, STATE))})
    _allow("results", _of_results((*REASONS, REASON), (*NO_FAULT, REASON)))
    _allow("tasks", {"task_kind": _one_of("kind", (*KINDS, KIND))})


def downgrade() -> None:
    """A case that has a place elsewhere looks for one again, and a result that nobody told is one that is not known."""
    op.execute(sa.text(f"DELETE FROM tasks WHERE kind = '{KIND}'"))  # noqa: S608 - a word of ours
    op.execute(sa.text(f"UPDATE results SET reason = 'register_not_signed' WHERE reason = '{REASON}'"))  # noqa: S608
    op.execute(sa.text(f"UPDATE referrals SET state = 'accepted' WHERE state = '{STATE}'"))  # noqa: S608
    _allow("tasks", {"task_kind": _one_of("kind", KINDS)})
    _allow("results", _of_results(REASONS, NO_FAULT))
    _allow("referrals", {"referral_state": _one_of("state", STATES)})
    op.drop_table(TABLE)


def _of_results(reasons: tuple[str, ...], no_fault: tuple[str, ...]) -> dict[str, str]:
    return {
        "no_fault_is_no_failure": f"verdict <> 'failed' OR reason NOT IN ({', '.join(repr(word) for word in no_fault)})",
        "result_reason": _one_of("reason", reasons),
    }


def _allow(table: str, checks: dict[str, str]) -> None:
    with op.batch_alter_table(table) as batch:
        for name, condition in checks.items():
            batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)


def _one_of(column: str, allowed: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in allowed)})"
