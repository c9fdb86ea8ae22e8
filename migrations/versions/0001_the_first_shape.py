"""The first shape

Revision: 0001
Follows:
"""

import sqlalchemy as sa
from alembic import op

import programme.storage.base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "operation",
            sa.Enum(
                "collection",
                "alteration",
                "consultation",
                "disclosure",
                "combination",
                "erasure",
                name="operation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "actor_door",
            sa.Enum(
                "custody",
                "provider",
                "offender",
                "partner",
                "admin",
                "worker",
                "command_line",
                name="door",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_label", sa.String(length=200), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.CheckConstraint(
            "(operation = 'disclosure') = (recipient IS NOT NULL)", name=op.f("ck_access_log_recipient_iff_disclosure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_log_actor_id_id"), ["actor_id", "id"], unique=False)

    op.create_table(
        "access_log_seals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sealed_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("row_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log_seals")),
    )
    op.create_table(
        "access_log_subjects",
        sa.Column("referral_reference", sa.String(length=20), nullable=False),
        sa.Column("access_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("referral_reference", "access_id", name=op.f("pk_access_log_subjects")),
    )
    op.create_table(
        "failure_counts",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("since_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_failure_counts")),
    )
    op.create_table(
        "forces",
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_forces")),
    )
    op.create_table(
        "gateway_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_reference", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("object_reference", sa.String(length=120), nullable=False),
        sa.Column("created_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("received_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("handled_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=80), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_events")),
        sa.UniqueConstraint("event_reference", name=op.f("uq_gateway_events_event_reference")),
    )
    with op.batch_alter_table("gateway_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gateway_events_handled_at_id"), ["handled_at", "id"], unique=False)

    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("until_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "suspect",
                "convicted",
                "victim",
                "witness",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("surname", sa.String(length=100), nullable=False),
        sa.Column("forenames", sa.String(length=100), nullable=False),
        sa.Column("surname_key", sa.String(length=100), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("mobile", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "safe_contact",
            sa.Enum(
                "any",
                "no_post",
                "mobile_only",
                "none",
                "not_asked",
                name="safe_contact",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("safe_hours", sa.String(length=100), nullable=False),
        sa.Column("interpreter", sa.String(length=60), nullable=False),
        sa.Column("adjustments", sa.String(length=400), nullable=False),
        sa.Column("created_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_persons_surname_key_born_on"), ["surname_key", "born_on"], unique=False)

    op.create_table(
        "providers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_providers")),
        sa.UniqueConstraint("name", name=op.f("uq_providers_name")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("organisation", sa.String(length=100), nullable=False),
        sa.Column(
            "door",
            sa.Enum(
                "custody",
                "provider",
                "offender",
                "partner",
                "admin",
                "worker",
                "command_line",
                name="door",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("roles", sa.String(200), nullable=False),
        sa.Column("rank", sa.String(length=40), nullable=False),
        sa.Column("collar", sa.String(length=20), nullable=False),
        sa.Column("force_code", sa.String(length=2), nullable=True),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "door <> 'provider' OR provider_id IS NOT NULL", name=op.f("ck_accounts_provider_has_provider")
        ),
        sa.CheckConstraint(
            "door NOT IN ('custody', 'partner') OR force_code IS NOT NULL",
            name=op.f("ck_accounts_force_door_has_force"),
        ),
        sa.ForeignKeyConstraint(["force_code"], ["forces.code"], name=op.f("fk_accounts_force_code")),
        sa.ForeignKeyConstraint(["provider_id"], ["providers.id"], name=op.f("fk_accounts_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
    )
    op.create_table(
        "agreements",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("force_code", sa.String(length=2), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(["force_code"], ["forces.code"], name=op.f("fk_agreements_force_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
    )
    op.create_table(
        "areas",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("force_code", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["force_code"], ["forces.code"], name=op.f("fk_areas_force_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
    )
    op.create_table(
        "programmes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("force_code", sa.String(length=2), nullable=False),
        sa.Column("charging_reserve_days", sa.Integer(), nullable=False),
        sa.Column("result_lag_working_days", sa.Integer(), nullable=False),
        sa.Column("answer_within_days", sa.Integer(), nullable=False),
        sa.Column("fee_pence", sa.Integer(), nullable=False),
        sa.Column("statement_text", sa.String(length=22), nullable=False),
        sa.Column("helpline", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "charging_reserve_days >= 0 AND result_lag_working_days >= 0",
            name=op.f("ck_programmes_reserve_not_negative"),
        ),
        sa.CheckConstraint("fee_pence >= 0", name=op.f("ck_programmes_fee_not_negative")),
        sa.ForeignKeyConstraint(["force_code"], ["forces.code"], name=op.f("fk_programmes_force_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.UniqueConstraint("force_code", name=op.f("uq_programmes_force_code")),
    )
    op.create_table(
        "venues",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("how_to_get_in", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["providers.id"], name=op.f("fk_venues_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venues")),
    )
    op.create_table(
        "course_dates",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("venue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "running",
                "signed",
                "cancelled",
                name="date_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("door_closes_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("places_taken", sa.Integer(), nullable=False),
        sa.Column("signed_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.String(length=200), nullable=True),
        sa.Column("created_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("capacity BETWEEN 1 AND 20", name=op.f("ck_course_dates_capacity_in_range")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_course_dates_ends_after_start")),
        sa.CheckConstraint(
            "places_taken >= 0 AND places_taken <= capacity", name=op.f("ck_course_dates_never_oversold")
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["providers.id"], name=op.f("fk_course_dates_provider_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_course_dates_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_dates")),
        sa.UniqueConstraint("reference", name=op.f("uq_course_dates_reference")),
    )
    with op.batch_alter_table("course_dates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_dates_provider_id_starts_at"), ["provider_id", "starts_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_course_dates_state_starts_at"), ["state", "starts_at"], unique=False)

    op.create_table(
        "custody_imports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("force_code", sa.String(length=2), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "reading",
                "read",
                "taking",
                "done",
                "unreadable",
                name="import_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("problem", sa.String(length=400), nullable=True),
        sa.Column("uploaded_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_taken", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_custody_imports_account_id")),
        sa.ForeignKeyConstraint(["force_code"], ["forces.code"], name=op.f("fk_custody_imports_force_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_imports")),
    )
    op.create_table(
        "referral_drafts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_referral_drafts_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_drafts")),
    )
    with op.batch_alter_table("referral_drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_drafts_account_id"), ["account_id"], unique=False)

    op.create_table(
        "referrals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("force_code", sa.String(length=2), nullable=False),
        sa.Column("area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "origin",
            sa.Enum("form", "import", "partner", name="origin", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
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
                name="referral_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("route", sa.String(length=40), nullable=False),
        sa.Column("offence_code", sa.String(length=10), nullable=False),
        sa.Column("offence_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("offence_place", sa.String(length=200), nullable=False),
        sa.Column("arrested_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("custody_reference", sa.String(length=40), nullable=True),
        sa.Column(
            "release",
            sa.Enum(
                "bail",
                "under_investigation",
                "voluntary",
                "unknown",
                name="release",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("bail_return_on", sa.Date(), nullable=True),
        sa.Column(
            "admission",
            sa.Enum(
                "admitted",
                "denied",
                "unrecorded",
                name="admission",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("operation", sa.String(length=60), nullable=False),
        sa.Column("officer_rank", sa.String(length=20), nullable=False),
        sa.Column("officer_collar", sa.String(length=20), nullable=False),
        sa.Column("officer_name", sa.String(length=100), nullable=False),
        sa.Column("officer_email", sa.String(length=254), nullable=False),
        sa.Column("cautioned_on", sa.Date(), nullable=True),
        sa.Column("charge_by_on", sa.Date(), nullable=False),
        sa.Column("return_by_on", sa.Date(), nullable=False),
        sa.Column("complete_by_on", sa.Date(), nullable=False),
        sa.Column("clock_stopped_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("clock_stopped_by", sa.String(length=40), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("as_entered", sa.JSON(), nullable=False),
        sa.Column("eligibility", sa.JSON(), nullable=False),
        sa.Column("referred_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("referred_by", sa.String(length=200), nullable=False),
        sa.Column("referred_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "return_by_on <= charge_by_on AND complete_by_on <= return_by_on", name=op.f("ck_referrals_clock_in_order")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_referrals_area_id")),
        sa.ForeignKeyConstraint(["force_code"], ["forces.code"], name=op.f("fk_referrals_force_code")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_referrals_person_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_referrals_programme_id")),
        sa.ForeignKeyConstraint(["referred_by_id"], ["accounts.id"], name=op.f("fk_referrals_referred_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("reference", name=op.f("uq_referrals_reference")),
    )
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.create_index(
            "ix_referrals_clock",
            ["force_code", "charge_by_on", "id"],
            unique=False,
            sqlite_where=sa.text("clock_stopped_at IS NULL"),
            postgresql_where=sa.text("clock_stopped_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_referrals_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_referrals_running",
            ["charge_by_on", "id"],
            unique=False,
            sqlite_where=sa.text("clock_stopped_at IS NULL"),
            postgresql_where=sa.text("clock_stopped_at IS NULL"),
        )
        batch_op.create_index("ix_referrals_state", ["force_code", "state", "charge_by_on", "id"], unique=False)
        batch_op.create_index(
            "uq_referrals_custody_offence", ["force_code", "custody_reference", "person_id", "offence_at"], unique=True
        )

    op.create_table(
        "bookings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_date_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "held",
                "confirmed",
                "used",
                "lapsed",
                "cancelled",
                name="booking_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("booked_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("held_until_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["course_date_id"], ["course_dates.id"], name=op.f("fk_bookings_course_date_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_bookings_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("reference", name=op.f("uq_bookings_reference")),
    )
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bookings_course_date_id_state"), ["course_date_id", "state"], unique=False)
        batch_op.create_index("ix_bookings_held", ["state", "held_until_at"], unique=False)
        batch_op.create_index(
            "uq_bookings_one_active",
            ["referral_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('held', 'confirmed')"),
            postgresql_where=sa.text("state IN ('held', 'confirmed')"),
        )

    op.create_table(
        "custody_import_rows",
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("ticked", sa.Boolean(), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["custody_imports.id"], name=op.f("fk_custody_import_rows_import_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_custody_import_rows_referral_id")),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_custody_import_rows")),
    )
    op.create_table(
        "exchanges",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("force_code", sa.String(length=2), nullable=False),
        sa.Column("their_reference", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "accepted",
                "rejected",
                "booked",
                "result_returned",
                "acknowledged",
                name="exchange_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("received_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["force_code"], ["forces.code"], name=op.f("fk_exchanges_force_code")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_exchanges_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchanges")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_exchanges_referral_id")),
    )
    with op.batch_alter_table("exchanges", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exchanges_force_code_state_id"), ["force_code", "state", "id"], unique=False
        )

    op.create_table(
        "history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("happened_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "actor_door",
            sa.Enum(
                "custody",
                "provider",
                "offender",
                "partner",
                "admin",
                "worker",
                "command_line",
                name="door",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_label", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_history_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_history_referral_id_id"), ["referral_id", "id"], unique=False)

    op.create_table(
        "identifiers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "pnc_id",
                "cro",
                "asn",
                "urn",
                name="identifier_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("as_entered", sa.String(length=60), nullable=False),
        sa.Column("canonical", sa.String(length=30), nullable=True),
        sa.Column("problem", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "canonical IS NOT NULL OR problem IS NOT NULL", name=op.f("ck_identifiers_canonical_or_problem")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_identifiers_person_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_identifiers_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifiers")),
    )
    with op.batch_alter_table("identifiers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identifiers_kind_canonical"), ["kind", "canonical"], unique=False)
        batch_op.create_index(batch_op.f("ix_identifiers_person_id"), ["person_id"], unique=False)

    op.create_table(
        "offers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "declined",
                "lapsed",
                "withdrawn",
                name="offer_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("secret_hash", sa.String(length=200), nullable=False),
        sa.Column("words_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("made_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("answer_by_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_words_version", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_offers_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index("ix_offers_answer_by", ["state", "answer_by_at"], unique=False)
        batch_op.create_index(
            "uq_offers_one_live",
            ["referral_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('open', 'accepted')"),
            postgresql_where=sa.text("state IN ('open', 'accepted')"),
        )

    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dedupe_key", sa.String(length=120), nullable=False),
        sa.Column("notice", sa.String(length=60), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "channel",
            sa.Enum("email", "text", "hand", name="channel", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sending",
                "sent",
                "failed",
                "stale",
                "by_hand",
                name="delivery",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("queued_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("stale_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("sent_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_outbox_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_due", ["state", "next_try_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_referral_id_id"), ["referral_id", "id"], unique=False)

    op.create_table(
        "attendances",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_date_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column(
            "mark",
            sa.Enum(
                "expected",
                "arrived",
                "completed",
                "no_show",
                "late_refused",
                "identity_refused",
                "left_early",
                "removed",
                "turned_away",
                "interpreter_absent",
                name="mark",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "identity_kind",
            sa.Enum(
                "driving_licence",
                "passport",
                "identity_card",
                "residence_permit",
                "citizen_card",
                "forces_card",
                "bus_pass",
                "blue_badge",
                "other_photo",
                name="identity_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("identity_checked_by", sa.String(length=200), nullable=True),
        sa.Column("arrived_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("left_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("marked_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("marked_by", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "mark NOT IN ('arrived', 'completed') OR identity_kind IS NOT NULL",
            name=op.f("ck_attendances_identity_before_arrival"),
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_attendances_booking_id")),
        sa.ForeignKeyConstraint(["course_date_id"], ["course_dates.id"], name=op.f("fk_attendances_course_date_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_attendances_booking_id")),
    )
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.create_index("uq_attendances_seat", ["course_date_id", "seat"], unique=True)

    op.create_table(
        "fees",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount_pence", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "due",
                "paid",
                "refund_due",
                "refunded",
                "waived",
                "void",
                name="fee_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("settled_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_pence >= 0", name=op.f("ck_fees_not_negative")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_fees_booking_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_fees_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fees")),
    )
    with op.batch_alter_table("fees", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fees_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(
            "uq_fees_one_live",
            ["referral_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('due', 'paid', 'waived')"),
            postgresql_where=sa.text("state IN ('due', 'paid', 'waived')"),
        )

    op.create_table(
        "results",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("force_code", sa.String(length=2), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "completed", "failed", "no_fault", name="verdict", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
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
                name="result_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "acknowledged",
                "acted_on",
                name="return_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("returned_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=200), nullable=True),
        sa.Column(
            "disposal",
            sa.Enum(
                "charge_issued",
                "caution_completed",
                "no_further_action",
                "community_resolution",
                name="disposal",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("disposed_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "verdict <> 'failed' OR reason NOT IN ('turned_away', 'interpreter_absent', 'course_cancelled', 'no_place_in_time', 'not_eligible', 'withdrawn_by_force')",
            name=op.f("ck_results_no_fault_is_no_failure"),
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_results_booking_id")),
        sa.ForeignKeyConstraint(["force_code"], ["forces.code"], name=op.f("fk_results_force_code")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_results_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_results")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_results_referral_id")),
    )
    with op.batch_alter_table("results", schema=None) as batch_op:
        batch_op.create_index("ix_results_tray", ["force_code", "state", "returned_at", "id"], unique=False)

    op.create_table(
        "sign_ins",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("offer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("started_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(account_id IS NULL) <> (offer_id IS NULL)", name=op.f("ck_sign_ins_one_subject")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sign_ins_account_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_sign_ins_offer_id")),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sign_ins")),
    )
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_ins_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_ins_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_ins_offer_id"), ["offer_id"], unique=False)

    op.create_table(
        "checkouts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("amount_pence", sa.Integer(), nullable=False),
        sa.Column("gateway_reference", sa.String(length=120), nullable=True),
        sa.Column("url", sa.String(length=1000), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "opening",
                "open",
                "paid",
                "expired",
                name="checkout_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["fee_id"], ["fees.id"], name=op.f("fk_checkouts_fee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkouts")),
        sa.UniqueConstraint("gateway_reference", name=op.f("uq_checkouts_gateway_reference")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_checkouts_idempotency_key")),
    )
    with op.batch_alter_table("checkouts", schema=None) as batch_op:
        batch_op.create_index(
            "uq_checkouts_one_open",
            ["fee_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('opening', 'open')"),
            postgresql_where=sa.text("state IN ('opening', 'open')"),
        )

    op.create_table(
        "ledger",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "charge",
                "payment",
                "waiver",
                "refund",
                name="ledger_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_pence", sa.Integer(), nullable=False),
        sa.Column("gateway_reference", sa.String(length=120), nullable=True),
        sa.Column("at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["fee_id"], ["fees.id"], name=op.f("fk_ledger_fee_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_ledger_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
    )
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_referral_id"), ["referral_id"], unique=False)
        batch_op.create_index("uq_ledger_gateway_effect", ["kind", "gateway_reference"], unique=True)

    op.create_table(
        "refunds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payment_reference", sa.String(length=120), nullable=False),
        sa.Column("amount_pence", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("gateway_reference", sa.String(length=120), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "owed",
                "sent",
                "done",
                "failed",
                name="refund_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("owed_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_pence > 0", name=op.f("ck_refunds_positive")),
        sa.ForeignKeyConstraint(["fee_id"], ["fees.id"], name=op.f("fk_refunds_fee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_refunds_idempotency_key")),
    )
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refunds_state_id"), ["state", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refunds_state_id"))

    op.drop_table("refunds")
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.drop_index("uq_ledger_gateway_effect")
        batch_op.drop_index(batch_op.f("ix_ledger_referral_id"))

    op.drop_table("ledger")
    with op.batch_alter_table("checkouts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_checkouts_one_open",
            sqlite_where=sa.text("state IN ('opening', 'open')"),
            postgresql_where=sa.text("state IN ('opening', 'open')"),
        )

    op.drop_table("checkouts")
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_ins_offer_id"))
        batch_op.drop_index(batch_op.f("ix_sign_ins_ends_at"))
        batch_op.drop_index(batch_op.f("ix_sign_ins_account_id"))

    op.drop_table("sign_ins")
    with op.batch_alter_table("results", schema=None) as batch_op:
        batch_op.drop_index("ix_results_tray")

    op.drop_table("results")
    with op.batch_alter_table("fees", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_fees_one_live",
            sqlite_where=sa.text("state IN ('due', 'paid', 'waived')"),
            postgresql_where=sa.text("state IN ('due', 'paid', 'waived')"),
        )
        batch_op.drop_index(batch_op.f("ix_fees_booking_id"))

    op.drop_table("fees")
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.drop_index("uq_attendances_seat")

    op.drop_table("attendances")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_referral_id_id"))
        batch_op.drop_index("ix_outbox_due")

    op.drop_table("outbox")
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_offers_one_live",
            sqlite_where=sa.text("state IN ('open', 'accepted')"),
            postgresql_where=sa.text("state IN ('open', 'accepted')"),
        )
        batch_op.drop_index("ix_offers_answer_by")

    op.drop_table("offers")
    with op.batch_alter_table("identifiers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identifiers_person_id"))
        batch_op.drop_index(batch_op.f("ix_identifiers_kind_canonical"))

    op.drop_table("identifiers")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_history_referral_id_id"))

    op.drop_table("history")
    with op.batch_alter_table("exchanges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exchanges_force_code_state_id"))

    op.drop_table("exchanges")
    op.drop_table("custody_import_rows")
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bookings_one_active",
            sqlite_where=sa.text("state IN ('held', 'confirmed')"),
            postgresql_where=sa.text("state IN ('held', 'confirmed')"),
        )
        batch_op.drop_index("ix_bookings_held")
        batch_op.drop_index(batch_op.f("ix_bookings_course_date_id_state"))

    op.drop_table("bookings")
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.drop_index("uq_referrals_custody_offence")
        batch_op.drop_index("ix_referrals_state")
        batch_op.drop_index(
            "ix_referrals_running",
            sqlite_where=sa.text("clock_stopped_at IS NULL"),
            postgresql_where=sa.text("clock_stopped_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_referrals_person_id"))
        batch_op.drop_index(
            "ix_referrals_clock",
            sqlite_where=sa.text("clock_stopped_at IS NULL"),
            postgresql_where=sa.text("clock_stopped_at IS NULL"),
        )

    op.drop_table("referrals")
    with op.batch_alter_table("referral_drafts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_drafts_account_id"))

    op.drop_table("referral_drafts")
    op.drop_table("custody_imports")
    with op.batch_alter_table("course_dates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_dates_state_starts_at"))
        batch_op.drop_index(batch_op.f("ix_course_dates_provider_id_starts_at"))

    op.drop_table("course_dates")
    op.drop_table("venues")
    op.drop_table("programmes")
    op.drop_table("areas")
    op.drop_table("agreements")
    op.drop_table("accounts")
    op.drop_table("providers")
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_persons_surname_key_born_on"))

    op.drop_table("persons")
    op.drop_table("leases")
    with op.batch_alter_table("gateway_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gateway_events_handled_at_id"))

    op.drop_table("gateway_events")
    op.drop_table("forces")
    op.drop_table("failure_counts")
    op.drop_table("access_log_subjects")
    op.drop_table("access_log_seals")
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_log_actor_id_id"))

    op.drop_table("access_log")
