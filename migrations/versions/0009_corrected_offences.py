"""What was corrected of an offence, kept as it was and as it is; and the task to look at a case again because of it.

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa
from alembic import op

import programme.storage.base

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLE = "offence_corrections"
KINDS = ("bail_extension", "no_place_in_time")
LOOK_AGAIN = "look_again"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("was_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("offence_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("was_charge_by_on", sa.Date(), nullable=False),
        sa.Column("charge_by_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("to_look_at", sa.JSON(), nullable=False),
        sa.Column("corrected_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("corrected_by", sa.String(length=200), nullable=False),
        sa.Column("corrected_by_rank", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_offence_corrections_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offence_corrections")),
    )
    op.create_index(op.f("ix_offence_corrections_referral_id"), TABLE, ["referral_id"], unique=False)
    _refuse_changes()
    _allow_kinds((*KINDS, LOOK_AGAIN))


def downgrade() -> None:
    op.execute(sa.text(f"DELETE FROM tasks WHERE kind = '{LOOK_AGAIN}'"))  # noqa: S608 - a word of ours
    _allow_kinds(KINDS)
    op.drop_table(TABLE)


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(repr(kind) for kind in kinds)
    with op.batch_alter_table("tasks") as batch:
        batch.drop_constraint(op.f("ck_tasks_task_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_tasks_task_kind"), f"kind IN ({listed})")


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
