"""People are found by what the eye reads of their names, and nobody by a stand-in for a number.

The key that a person is found by is made anew of his name. A PNC ID or CRO number that stands for none is marked as such.
What a message about an unreadable file quoted of its first line is cleared: it may have been somebody's name.

Revision: 0017
Follows: 0016
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from programme.people.identifiers import DUMMY, IdentifierKind, read_cro, read_pnc_id
from programme.people.names import family_key

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PIECE = 1000
QUOTED = "The first line names a column twice:%"
CLEARED = "The first line names a column twice. Export the file again."
FAR_AHEAD = date(2199, 12, 31)

people = sa.table("persons", sa.column("id"), sa.column("surname"), sa.column("forenames"), sa.column("surname_key"))
numbers = sa.table(
    "identifiers",
    sa.column("id"),
    sa.column("kind"),
    sa.column("as_entered"),
    sa.column("canonical"),
    sa.column("problem"),
)
imports = sa.table("custody_imports", sa.column("problem"))


def upgrade() -> None:
    """The keys are what the program makes of a name from this release on: made by the program itself, not by a copy."""
    db = op.get_bind()
    for rows in _pieces(people):
        changed = [
            {"row": row.id, "made": key}
            for row in rows
            if (key := family_key(row.surname, row.forenames)) != row.surname_key
        ]
        _change(db, people, {"surname_key": sa.bindparam("made")}, changed)
    for rows in _pieces(numbers):
        stand_ins = [{"row": row.id, "found": DUMMY} for row in rows if row.problem is None and _is_stand_in(row)]
        _change(db, numbers, {"problem": sa.bindparam("found"), "canonical": None}, stand_ins)
    db.execute(sa.update(imports).where(imports.c.problem.like(QUOTED)).values(problem=CLEARED))


def downgrade() -> None:
    """The shape is the same, and the release before reads these keys as its own. What was cleared stays cleared."""


def _pieces(table: sa.TableClause) -> Iterator[list[Any]]:
    """The rows of a table in the order of their numbers, a piece at a time."""
    after = 0
    while rows := list(
        op.get_bind().execute(sa.select(table).where(table.c.id > after).order_by(table.c.id).limit(PIECE))
    ):
        yield rows
        after = rows[-1].id


def _change(db: sa.Connection, table: sa.TableClause, values: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.execute(sa.update(table).where(table.c.id == sa.bindparam("row")).values(values), rows)


def _is_stand_in(row: Any) -> bool:
    if row.kind == IdentifierKind.PNC_ID.value:
        return read_pnc_id(row.as_entered, today=FAR_AHEAD).problem == DUMMY
    return row.kind == IdentifierKind.CRO.value and read_cro(row.as_entered).problem == DUMMY
