"""A programme says which disposal routes it uses beside its own, and the route of a case can be put right.

Revision: 0043
Follows: 0044c
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0044c"
branch_labels = None
depends_on = None

TABLE = "record_corrections"
PARTS = ("person", "numbers", "offence", "place", "needs")


def upgrade() -> None:
    op.add_column("programmes", sa.Column("other_routes", sa.JSON(), nullable=False, server_default="[]"))
    _use_what_cases_are_on()
    _allow((*PARTS, "route"))
    _refuse_changes()


def downgrade() -> None:
    """The word for the part goes, and with it what was put right of it: a case keeps the route that it has."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {TABLE}_refuses_{verb}")
    else:
        op.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER {TABLE}_refuses_change")
    op.execute(f"DELETE FROM {TABLE} WHERE part = 'route'")  # noqa: S608 - ours
    _allow(PARTS)
    _refuse_changes()
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER {TABLE}_refuses_change")
    op.drop_column("programmes", "other_routes")


def _use_what_cases_are_on() -> None:
    """A programme that has cases on another route than its own uses that one."""
    on_others = sa.text(
        "SELECT DISTINCT referrals.programme_id, disposal_routes.code FROM referrals "
        "JOIN disposal_routes ON disposal_routes.key = referrals.route "
        "JOIN programmes ON programmes.id = referrals.programme_id "
        "WHERE disposal_routes.code <> programmes.route ORDER BY 1, 2"
    )
    used: dict[int, list[str]] = {}
    for found in op.get_bind().execute(on_others).mappings():
        used.setdefault(found["programme_id"], []).append(found["code"])
    programmes = sa.table("programmes", sa.column("id", sa.BigInteger), sa.column("other_routes", sa.JSON))
    for number, codes in used.items():
        op.execute(programmes.update().where(programmes.c.id == number).values(other_routes=codes))


def _allow(parts: tuple[str, ...]) -> None:
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(op.f(f"ck_{TABLE}_record_part"), type_="check")
        words = ", ".join(repr(word) for word in parts)
        batch.create_check_constraint(op.f(f"ck_{TABLE}_record_part"), f"part IN ({words})")


def _refuse_changes() -> None:
    """SQLite makes a table anew to change it, and the triggers (0037) go with the one before."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER IF NOT EXISTS {TABLE}_refuses_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
            )
