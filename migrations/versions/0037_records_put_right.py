"""What was put right of a case's record, kept as it was and as it is.

Revision: 0037
Follows: 0036
"""

import sqlalchemy as sa
from alembic import op

import programme.storage.base

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

TABLE = "record_corrections"
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PARTS = ("person", "numbers", "offence", "place", "needs")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("referral_id", NUMBER, nullable=False),
        sa.Column(
            "part",
            sa.Enum(*PARTS, name="record_part", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("to_look_at", sa.JSON(), nullable=False),
        sa.Column("corrected_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("corrected_by", sa.String(length=200), nullable=False),
        sa.Column("corrected_by_rank", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_record_corrections_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_corrections")),
    )
    op.create_index(op.f("ix_record_corrections_referral_id"), TABLE, ["referral_id"], unique=False)
    _refuse_changes()


def downgrade() -> None:
    op.drop_table(TABLE)


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
