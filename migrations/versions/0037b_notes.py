"""Notes on cases, and the note that one shift leaves the next.

Revision: 0037b
Follows: 0037
"""

import sqlalchemy as sa
from alembic import op

import programme.storage.base

revision = "0037b"
down_revision = "0037"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NOTES = "case_notes"


def upgrade() -> None:
    op.create_table(
        NOTES,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("referral_id", NUMBER, nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("for_other_side", sa.Boolean(), nullable=False),
        sa.Column("side", sa.String(length=2), nullable=False),
        sa.Column("strikes_id", NUMBER, nullable=True),
        sa.Column("written_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_case_notes_referral_id")),
        sa.ForeignKeyConstraint(["side"], ["forces.code"], name=op.f("fk_case_notes_side")),
        sa.ForeignKeyConstraint(["strikes_id"], ["case_notes.id"], name=op.f("fk_case_notes_strikes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_notes")),
    )
    op.create_index(op.f("ix_case_notes_referral_id"), NOTES, ["referral_id"], unique=False)
    op.create_index("uq_case_notes_strikes_id", NOTES, ["strikes_id"], unique=True)
    _refuse_changes()
    op.create_table(
        "shift_notes",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("force_code", sa.String(length=2), nullable=False),
        sa.Column("station", sa.String(length=2), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("written_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=200), nullable=False),
        sa.Column("written_by_id", NUMBER, nullable=True),
        sa.Column("read_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("read_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["force_code"], ["forces.code"], name=op.f("fk_shift_notes_force_code")),
        sa.ForeignKeyConstraint(["written_by_id"], ["accounts.id"], name=op.f("fk_shift_notes_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_notes")),
    )
    op.create_index(
        op.f("ix_shift_notes_force_code_station_id"), "shift_notes", ["force_code", "station", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("shift_notes")
    op.drop_table(NOTES)


def _refuse_changes() -> None:
    """They can only be added to, as history can (0002). The triggers go with the table."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {NOTES}_refuses_{verb.lower()} BEFORE {verb} ON {NOTES} "
                f"BEGIN SELECT RAISE(ABORT, '{NOTES} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {NOTES}_refuses_change BEFORE UPDATE OR DELETE ON {NOTES} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {NOTES}_refuses_truncate BEFORE TRUNCATE ON {NOTES} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
