"""A case that is none of its own is ended as a duplicate or as referred in error, and points to the right one.

Revision: 0041
Follows: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0038"
branch_labels = None
depends_on = None

TABLE = "recorded_disposals"
DISPOSALS = (
    "charge_issued",
    "caution_completed",
    "deferred_prosecution_completed",
    "community_resolution",
    "no_further_action",
    "time_limit_expired",
)
ADDED = ("duplicate", "referred_in_error")
MISTAKES = ("recorded_twice", "not_him", "no_offence", "no_arrest")


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    words = sa.Enum(*MISTAKES, name="mistake", native_enum=False, create_constraint=True, length=40)
    _allow("results", (*DISPOSALS, *ADDED))
    _allow(TABLE, (*DISPOSALS, *ADDED))
    with op.batch_alter_table(TABLE) as batch:
        batch.add_column(sa.Column("mistake", words, nullable=True))
        batch.add_column(sa.Column("right_referral_id", number, nullable=True))
        batch.create_foreign_key(
            op.f("fk_recorded_disposals_right_referral_id"), "referrals", ["right_referral_id"], ["id"]
        )
    op.create_index(op.f("ix_recorded_disposals_right_referral_id"), TABLE, ["right_referral_id"], unique=False)
    _refuse_changes()


def downgrade() -> None:
    """There was no word for it: what stays is that nothing further was done."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {TABLE}_refuses_{verb}")
    else:
        op.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER {TABLE}_refuses_change")
    listed = ", ".join(repr(word) for word in ADDED)
    for table, column in ((TABLE, "disposal"), ("results", "disposal"), ("referrals", "finalised_by")):
        op.execute(f"UPDATE {table} SET {column} = 'no_further_action' WHERE {column} IN ({listed})")  # noqa: S608 - ours
    op.drop_index(op.f("ix_recorded_disposals_right_referral_id"), table_name=TABLE)
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(op.f("fk_recorded_disposals_right_referral_id"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_recorded_disposals_mistake"), type_="check")
        batch.drop_column("right_referral_id")
        batch.drop_column("mistake")
    _allow(TABLE, DISPOSALS)
    _allow("results", DISPOSALS)
    _refuse_changes()
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER {TABLE}_refuses_change")


def _allow(table: str, disposals: tuple[str, ...]) -> None:
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_disposal"), type_="check")
        words = ", ".join(repr(word) for word in disposals)
        batch.create_check_constraint(op.f(f"ck_{table}_disposal"), f"disposal IN ({words})")


def _refuse_changes() -> None:
    """SQLite makes a table anew to change it, and the triggers (0015) go with the one before."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER IF NOT EXISTS {TABLE}_refuses_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
            )
