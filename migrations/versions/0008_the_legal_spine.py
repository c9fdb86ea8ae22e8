"""The legal spine: routes and rules as dated data, rungs that are acknowledged, tasks, concerns, and what he was told.

Nothing but a charge issued stops a clock from here on; another final disposal says that there is nothing left to charge.

Revision: 0008
Follows: 0007
"""

from datetime import date

import sqlalchemy as sa
from alembic import op

import programme.storage.base

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

APPEND_ONLY = ("explanations_given", "caution_documents")
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
)
NO_FAULT = (
    "turned_away",
    "interpreter_absent",
    "course_cancelled",
    "no_place_in_time",
    "not_eligible",
    "withdrawn_by_force",
)
RETURN_STATES = ("sent", "acknowledged", "acted_on")

_CAUTION = "Criminal Justice Act 2003 ss.22-27; DPP guidance on adult conditional cautions: 16 weeks, exceptionally 20"
_NOT_COMMENCED = "Police, Crime, Sentencing and Courts Act 2022 Part 6: shown as not commenced when this was written"
ROUTES = (
    {
        "key": "conditional_caution",
        "code": "conditional_caution",
        "name": "Conditional caution",
        "from_on": date(2004, 7, 3),
        "is_on": True,
        "admission": "admits",
        "authoriser_rank": "sergeant",
        "paper": "caution",
        "weeks": 16,
        "exceptional_weeks": 20,
        "on_failure": "prosecution",
        "success_outcome": 3,
        "success_finalisation": "Adult conditional caution, conditions met",
        "source": _CAUTION,
    },
    {
        "key": "deferred_prosecution",
        "code": "deferred_prosecution",
        "name": "Deferred prosecution",
        "from_on": date(2019, 4, 1),
        "is_on": True,
        "admission": "not_needed",
        "authoriser_rank": "sergeant",
        "paper": "agreement",
        "weeks": None,
        "exceptional_weeks": None,
        "on_failure": "decision_revives",
        "success_outcome": 22,
        "success_finalisation": "Educational activity undertaken, not in the public interest to go on",
        "source": "Home Office outcome 22, in use since 1 April 2019: activity undertaken, no admission needed",
    },
    {
        "key": "community_resolution",
        "code": "community_resolution",
        "name": "Community resolution",
        "from_on": date(2013, 4, 1),
        "is_on": True,
        "admission": "accepts_responsibility",
        "authoriser_rank": "constable",
        "paper": "record",
        "weeks": None,
        "exceptional_weeks": None,
        "on_failure": "no_prosecution",
        "success_outcome": 8,
        "success_finalisation": "Community resolution, agreed action carried out",
        "source": "Home Office outcome 8; whether one can be reopened is for the force's lawyer",
    },
    {
        "key": "diversionary_caution",
        "code": "diversionary_caution",
        "name": "Diversionary caution",
        "from_on": date(2022, 4, 28),
        "is_on": False,
        "admission": "admits",
        "authoriser_rank": "sergeant",
        "paper": "caution",
        "weeks": 16,
        "exceptional_weeks": 20,
        "on_failure": "prosecution",
        "success_outcome": None,
        "success_finalisation": "",
        "source": f"{_NOT_COMMENCED} (s.99)",
    },
    {
        "key": "community_caution",
        "code": "community_caution",
        "name": "Community caution",
        "from_on": date(2022, 4, 28),
        "is_on": False,
        "admission": "admits",
        "authoriser_rank": "sergeant",
        "paper": "caution",
        "weeks": 16,
        "exceptional_weeks": 20,
        "on_failure": "penalty_only",
        "success_outcome": None,
        "success_finalisation": "",
        "source": f"{_NOT_COMMENCED}: breach can only be met with a financial penalty",
    },
)
CRITERIA = (
    ("adult_on_offence_date", None),
    ("programme_offence", None),
    ("offence_not_in_future", None),
    ("admission_made", None),
    ("first_course", "inspector"),
    ("no_open_case", None),
    ("time_left", None),
    ("surname_known", None),
    ("one_person", None),
    ("enough_evidence", None),
    ("no_concern", None),
    ("no_violence", "inspector"),
    ("no_relevant_record", "inspector"),
)


def upgrade() -> None:
    op.create_table(
        "disposal_routes",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column(
            "admission",
            sa.Enum(
                "admits",
                "accepts_responsibility",
                "not_needed",
                name="admission_need",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("authoriser_rank", sa.String(length=40), nullable=False),
        sa.Column(
            "paper",
            sa.Enum(
                "caution", "agreement", "record", name="paper", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("weeks", sa.Integer(), nullable=True),
        sa.Column("exceptional_weeks", sa.Integer(), nullable=True),
        sa.Column(
            "on_failure",
            sa.Enum(
                "prosecution",
                "decision_revives",
                "no_prosecution",
                "penalty_only",
                name="failure_means",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("success_outcome", sa.Integer(), nullable=True),
        sa.Column("success_finalisation", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.Column("made_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "exceptional_weeks IS NULL OR exceptional_weeks >= weeks",
            name=op.f("ck_disposal_routes_exceptional_is_longer"),
        ),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_disposal_routes_until_after_from")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_disposal_routes")),
    )
    op.create_index("uq_disposal_routes_code_from_on", "disposal_routes", ["code", "from_on"], unique=True)
    op.create_table(
        "eligibility_rules",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("lookback_years", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("made_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("lookback_years BETWEEN 0 AND 50", name=op.f("ck_eligibility_rules_lookback_in_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_rules")),
    )
    op.create_index(op.f("ix_eligibility_rules_from_on_id"), "eligibility_rules", ["from_on", "id"], unique=False)
    op.create_table(
        "clock_rungs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("days_left", sa.Integer(), nullable=False),
        sa.Column("charge_by_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "raised",
                "passed_up",
                "acknowledged",
                "ended",
                name="rung_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "officer",
                "supervisor",
                "coordinator",
                "safeguarding",
                "finance",
                "auditor",
                "provider_staff",
                "partner_staff",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("raised_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("pass_up_on", sa.Date(), nullable=False),
        sa.Column("passed_up_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_clock_rungs_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_rungs")),
    )
    op.create_index(
        "ix_clock_rungs_to_pass_up",
        "clock_rungs",
        ["pass_up_on", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('raised', 'passed_up')"),
        postgresql_where=sa.text("state IN ('raised', 'passed_up')"),
    )
    op.create_index(
        "ix_clock_rungs_waiting",
        "clock_rungs",
        ["role", "raised_at", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('raised', 'passed_up')"),
        postgresql_where=sa.text("state IN ('raised', 'passed_up')"),
    )
    op.create_index("uq_clock_rungs_once", "clock_rungs", ["referral_id", "days_left", "charge_by_on"], unique=True)
    op.create_table(
        "concerns",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("signs", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "cleared", "upheld", name="concern_state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("raised_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("raised_by", sa.String(length=200), nullable=False),
        sa.Column("decided_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_concerns_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
    )
    op.create_index(
        "ix_concerns_open",
        "concerns",
        ["raised_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(op.f("ix_concerns_referral_id"), "concerns", ["referral_id"], unique=False)
    op.create_index(
        "uq_concerns_one_open",
        "concerns",
        ["referral_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "drug_interventions",
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "not_considered",
                "not_needed",
                "voluntary_referral",
                "test_authorised",
                name="drug_step",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("recorded_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_drug_interventions_referral_id")),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_drug_interventions")),
    )
    op.create_table(
        "tasks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "bail_extension",
                "no_place_in_time",
                name="task_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open", "done", "not_needed", name="task_state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("raised_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("done_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_tasks_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index(
        "ix_tasks_due",
        "tasks",
        ["due_on", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(op.f("ix_tasks_referral_id"), "tasks", ["referral_id"], unique=False)
    op.create_index(
        "uq_tasks_one_open",
        "tasks",
        ["referral_id", "kind"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "caution_documents",
        sa.Column("offer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offence", sa.String(length=1000), nullable=False),
        sa.Column("admission", sa.String(length=1000), nullable=False),
        sa.Column("consent", sa.String(length=1000), nullable=False),
        sa.Column("conditions", sa.String(length=1000), nullable=False),
        sa.Column("signed_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.String(length=200), nullable=False),
        sa.Column("given_by_rank", sa.String(length=40), nullable=False),
        sa.Column("warning_given", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_caution_documents_offer_id")),
        sa.PrimaryKeyConstraint("offer_id", name=op.f("pk_caution_documents")),
    )
    op.create_table(
        "explanations_given",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=60), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "in_person",
                "by_telephone",
                "by_video",
                "read_online",
                name="explained_how",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("given_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.String(length=200), nullable=False),
        sa.Column("interpreter", sa.String(length=100), nullable=False),
        sa.Column("solicitor", sa.String(length=100), nullable=False),
        sa.Column("appropriate_adult", sa.String(length=100), nullable=False),
        sa.Column("recorded_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_explanations_given_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanations_given")),
    )
    op.create_index(
        op.f("ix_explanations_given_offer_id_given_at"), "explanations_given", ["offer_id", "given_at"], unique=False
    )

    _seed()
    _alter_programmes()
    _alter_offers()
    _alter_referrals()
    _alter_results()
    _refuse_changes()


def downgrade() -> None:
    _allow_changes()
    _alter_results_back()
    _alter_referrals_back()
    _alter_offers_back()
    with op.batch_alter_table("programmes") as batch:
        batch.drop_constraint(op.f("ck_programmes_limits_in_order"), type_="check")
        for column in ("pass_up_days", "ladder", "route", "answer_limit_days"):
            batch.drop_column(column)
    for table in (
        "explanations_given",
        "caution_documents",
        "tasks",
        "drug_interventions",
        "concerns",
        "clock_rungs",
        "eligibility_rules",
        "disposal_routes",
    ):
        op.drop_table(table)


def _seed() -> None:
    """What is in force, with its source. A case that began before this release began under these."""
    routes = sa.table(
        "disposal_routes",
        *(sa.column(name) for name in ("key", "code", "name", "admission", "authoriser_rank", "paper", "on_failure")),
        *(sa.column(name) for name in ("success_finalisation", "source", "made_by", "is_on")),
        sa.column("from_on", sa.Date()),
        *(sa.column(name, sa.Integer()) for name in ("weeks", "exceptional_weeks", "success_outcome")),
    )
    op.bulk_insert(routes, [{**route, "made_by": "the first release"} for route in ROUTES])
    rules = sa.table(
        "eligibility_rules",
        sa.column("from_on", sa.Date()),
        sa.column("lookback_years", sa.Integer()),
        sa.column("criteria", sa.JSON()),
        sa.column("reason"),
        sa.column("made_by"),
    )
    criteria = [{"code": code, "is_asked": True, "override_rank": rank} for code, rank in CRITERIA]
    op.bulk_insert(
        rules,
        [
            {
                "from_on": date(1985, 9, 16),
                "lookback_years": 3,
                "criteria": criteria,
                "reason": "The rules that the service began with.",
                "made_by": "the first release",
            }
        ],
    )


def _alter_programmes() -> None:
    with op.batch_alter_table("programmes") as batch:
        batch.add_column(sa.Column("answer_limit_days", sa.Integer(), nullable=False, server_default="21"))
        batch.add_column(sa.Column("route", sa.String(40), nullable=False, server_default="conditional_caution"))
        batch.add_column(sa.Column("ladder", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("pass_up_days", sa.Integer(), nullable=False, server_default="2"))
    # A force that gives more than 21 days to answer gets no shorter limit than that.
    op.execute(
        "UPDATE programmes SET answer_limit_days = answer_within_days WHERE answer_within_days > answer_limit_days"
    )
    with op.batch_alter_table("programmes") as batch:
        batch.create_check_constraint(
            op.f("ck_programmes_limits_in_order"), "answer_limit_days >= answer_within_days AND pass_up_days >= 0"
        )


def _alter_offers() -> None:
    answers = sa.Enum("accepted", "declined", "court", "changed_mind", name="answer", native_enum=False, length=40)
    instant = programme.storage.base.UtcDateTime(timezone=True)
    with op.batch_alter_table("offers") as batch:
        batch.add_column(sa.Column("answer", answers, nullable=True))
        batch.add_column(sa.Column("answer_limit_at", instant, nullable=True))
        batch.add_column(sa.Column("advice_wanted_at", instant, nullable=True))
        batch.add_column(sa.Column("authorised_by", sa.String(200), nullable=False, server_default=""))
        batch.add_column(sa.Column("authorised_rank", sa.String(40), nullable=False, server_default=""))
        batch.add_column(sa.Column("reopened_reason", sa.String(400), nullable=False, server_default=""))
        batch.create_check_constraint(
            op.f("ck_offers_answer"), _one_of("answer", ("accepted", "declined", "court", "changed_mind"))
        )
    op.execute("UPDATE offers SET answer = 'accepted' WHERE state = 'accepted'")
    op.execute("UPDATE offers SET answer = 'declined' WHERE state = 'declined'")


def _alter_offers_back() -> None:
    with op.batch_alter_table("offers") as batch:
        batch.drop_constraint(op.f("ck_offers_answer"), type_="check")
        for column in (
            "answer",
            "answer_limit_at",
            "advice_wanted_at",
            "authorised_by",
            "authorised_rank",
            "reopened_reason",
        ):
            batch.drop_column(column)


def _alter_referrals() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    _drop_running()
    with op.batch_alter_table("referrals") as batch:
        batch.add_column(sa.Column("rules_id", number, nullable=False, server_default="1"))
        batch.add_column(sa.Column("tied_to_id", number, nullable=True))
        batch.add_column(sa.Column("exceptional_reason", sa.String(400), nullable=False, server_default=""))
        batch.add_column(sa.Column("finalised_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("finalised_by", sa.String(40), nullable=True))
        batch.add_column(sa.Column("clock_checked_on", sa.Date(), nullable=True))
        batch.drop_column("warned_rung")  # rungs are rows of their own now
        batch.drop_constraint(op.f("ck_referrals_referral_state"), type_="check")
        batch.create_check_constraint(op.f("ck_referrals_referral_state"), _one_of("state", (*STATES, "tied")))
        batch.create_foreign_key(op.f("fk_referrals_route"), "disposal_routes", ["route"], ["key"])
        batch.create_foreign_key(op.f("fk_referrals_rules_id"), "eligibility_rules", ["rules_id"], ["id"])
        batch.create_foreign_key(op.f("fk_referrals_tied_to_id"), "referrals", ["tied_to_id"], ["id"])
    _create_running("clock_stopped_at IS NULL AND finalised_at IS NULL")
    tied = sa.text("tied_to_id IS NOT NULL")
    op.create_index("ix_referrals_tied_to", "referrals", ["tied_to_id"], sqlite_where=tied, postgresql_where=tied)
    # What had stopped a clock without a charge had only finished the case.
    op.execute(
        "UPDATE referrals SET finalised_at = clock_stopped_at, finalised_by = clock_stopped_by, clock_stopped_at = NULL, "
        "clock_stopped_by = NULL WHERE clock_stopped_by <> 'charge_issued'"
    )


def _alter_referrals_back() -> None:
    op.execute(
        "UPDATE referrals SET clock_stopped_at = finalised_at, clock_stopped_by = finalised_by "
        "WHERE clock_stopped_at IS NULL AND finalised_at IS NOT NULL"
    )
    op.execute("UPDATE referrals SET state = 'undecided' WHERE state = 'tied'")
    _drop_running()
    op.drop_index("ix_referrals_tied_to", table_name="referrals")
    with op.batch_alter_table("referrals") as batch:
        for name in ("route", "rules_id", "tied_to_id"):
            batch.drop_constraint(op.f(f"fk_referrals_{name}"), type_="foreignkey")
        batch.add_column(sa.Column("warned_rung", sa.Integer(), nullable=True))
        batch.drop_constraint(op.f("ck_referrals_referral_state"), type_="check")
        batch.create_check_constraint(op.f("ck_referrals_referral_state"), _one_of("state", STATES))
        for column in (
            "rules_id",
            "tied_to_id",
            "exceptional_reason",
            "finalised_at",
            "finalised_by",
            "clock_checked_on",
        ):
            batch.drop_column(column)
    _create_running("clock_stopped_at IS NULL")


def _alter_results() -> None:
    _change_results(
        (*REASONS, "chose_court", "time_ran_out", "register_not_signed"),
        (*NO_FAULT, "time_ran_out", "register_not_signed"),
        (*RETURN_STATES, "superseded"),
    )
    with op.batch_alter_table("results") as batch:
        batch.drop_constraint(op.f("uq_results_referral_id"), type_="unique")
        batch.add_column(sa.Column("proposed_outcome", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("proposed_finalisation", sa.String(100), nullable=False, server_default=""))
    standing = sa.text("state <> 'superseded'")
    op.create_index("ix_results_referral_id", "results", ["referral_id"])
    op.create_index(
        "uq_results_one_standing",
        "results",
        ["referral_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def _alter_results_back() -> None:
    op.execute("DELETE FROM results WHERE state = 'superseded'")
    op.execute(
        "UPDATE results SET reason = 'withdrawn_by_force' WHERE reason IN ('time_ran_out', 'register_not_signed')"
    )
    op.execute("UPDATE results SET reason = 'offer_declined' WHERE reason = 'chose_court'")
    op.drop_index("uq_results_one_standing", table_name="results")
    op.drop_index("ix_results_referral_id", table_name="results")
    with op.batch_alter_table("results") as batch:
        batch.drop_column("proposed_finalisation")
        batch.drop_column("proposed_outcome")
        batch.create_unique_constraint(op.f("uq_results_referral_id"), ["referral_id"])
    _change_results(REASONS, NO_FAULT, RETURN_STATES)


def _change_results(reasons: tuple[str, ...], no_fault: tuple[str, ...], states: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{word}'" for word in no_fault)
    checks = {
        "no_fault_is_no_failure": f"verdict <> 'failed' OR reason NOT IN ({listed})",
        "result_reason": _one_of("reason", reasons),
        "return_state": _one_of("state", states),
    }
    with op.batch_alter_table("results") as batch:
        for name, condition in checks.items():
            batch.drop_constraint(op.f(f"ck_results_{name}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_results_{name}"), condition)


def _drop_running() -> None:
    op.drop_index("ix_referrals_clock", table_name="referrals")
    op.drop_index("ix_referrals_running", table_name="referrals")


def _create_running(condition: str) -> None:
    where = sa.text(condition)
    for name, columns in (
        ("ix_referrals_clock", ["force_code", "charge_by_on", "id"]),
        ("ix_referrals_running", ["charge_by_on", "id"]),
    ):
        op.create_index(name, "referrals", columns, sqlite_where=where, postgresql_where=where)


def _one_of(column: str, allowed: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in allowed)})"


def _refuse_changes() -> None:
    """What he was told and what he signed can only be added to, as history can (0002)."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        if sqlite:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
            continue
        op.execute(
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _allow_changes() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        if sqlite:
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_refuses_{verb}")
        else:
            op.execute(f"DROP TRIGGER {table}_refuses_change ON {table}")
            op.execute(f"DROP TRIGGER {table}_refuses_truncate ON {table}")
