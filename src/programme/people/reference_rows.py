"""Forces as rows: loaded from the files in `reference_data/` whenever the database is migrated."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from programme.people.models import Force
from programme.people.reference import forces


def load_reference_rows(db: Session) -> None:
    """Add the forces that are missing and bring the names of the others up to date."""
    insert = (sqlite if db.get_bind().dialect.name == "sqlite" else postgresql).insert
    rows = [{"code": force.code, "name": force.name, "kind": force.kind} for force in forces()]
    fresh = insert(Force).values(rows)
    db.execute(
        fresh.on_conflict_do_update(
            index_elements=["code"], set_={"name": fresh.excluded.name, "kind": fresh.excluded.kind}
        )
    )
