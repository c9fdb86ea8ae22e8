"""Cases are listed by officer, station, area and day received, and found by every number that is kept of them.

The station of a case is read from its custody number. The clock's index holds whether something was decided, so that a
list is counted without reading its cases.

Revision: 0031
Follows: 0022
"""

import sqlalchemy as sa
from alembic import op

from programme.people.reference import station_of

revision = "0031"
down_revision = "0022"
branch_labels = None
depends_on = None

RUNNING = sa.text("clock_stopped_at IS NULL AND finalised_at IS NULL")
IN_AREA = sa.text("area_id IS NOT NULL")
PIECE = 1000
NEW = {
    "ix_referrals_received": ("referrals", ["force_code", "referred_at", "id"]),
    "ix_referrals_officer": ("referrals", ["force_code", "officer_name", "charge_by_on", "id"]),
    "ix_referrals_collar": ("referrals", ["force_code", "officer_collar", "charge_by_on", "id"]),
    "ix_referrals_station": ("referrals", ["force_code", "station", "charge_by_on", "id"]),
    "ix_persons_surname_key_forenames_id": ("persons", ["surname_key", "forenames", "id"]),
    "ix_persons_mobile": ("persons", ["mobile"]),
    "ix_persons_email": ("persons", ["email"]),
    "ix_identifiers_as_entered": ("identifiers", ["as_entered"]),
    "ix_exchanges_their_reference": ("exchanges", ["their_reference"]),
}

cases = sa.table("referrals", sa.column("id"), sa.column("custody_reference"), sa.column("station"))


def upgrade() -> None:
    op.add_column("referrals", sa.Column("station", sa.String(2), nullable=False, server_default=""))
    _read_stations()
    for name, (of, columns) in NEW.items():
        op.create_index(name, of, columns)
    op.create_index(
        "ix_referrals_area",
        "referrals",
        ["area_id", "charge_by_on", "id"],
        sqlite_where=IN_AREA,
        postgresql_where=IN_AREA,
    )
    _clock("force_code", "charge_by_on", "id", "finalised_by")
    _one_offence("custody_reference", "force_code", "person_id", "offence_at")


def downgrade() -> None:
    _one_offence("force_code", "custody_reference", "person_id", "offence_at")
    _clock("force_code", "charge_by_on", "id")
    op.drop_index("ix_referrals_area", "referrals")
    for name, (of, _) in reversed(NEW.items()):
        op.drop_index(name, of)
    op.drop_column("referrals", "station")


def _clock(*columns: str) -> None:
    op.drop_index("ix_referrals_clock", "referrals")
    op.create_index("ix_referrals_clock", "referrals", columns, sqlite_where=RUNNING, postgresql_where=RUNNING)


def _one_offence(*columns: str) -> None:
    op.drop_index("uq_referrals_custody_offence", "referrals")
    op.create_index("uq_referrals_custody_offence", "referrals", columns, unique=True)


def _read_stations() -> None:
    db, after = op.get_bind(), 0
    numbers = sa.select(cases.c.id, cases.c.custody_reference).order_by(cases.c.id).limit(PIECE)
    while rows := list(db.execute(numbers.where(cases.c.id > after, cases.c.custody_reference.is_not(None)))):
        after = rows[-1].id
        found = [{"row": row.id, "at": at} for row in rows if (at := station_of(row.custody_reference))]
        if found:
            here = sa.update(cases).where(cases.c.id == sa.bindparam("row")).values(station=sa.bindparam("at"))
            db.execute(here, found)
