"""The number of the crime is kept with a case, beside the others it is known by.

Revision: 0034
Follows: 0028b
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0028b"
branch_labels = None
depends_on = None

BEFORE = ("pnc_id", "cro", "asn", "urn")


def upgrade() -> None:
    _allow((*BEFORE, "crime_number"))


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM identifiers WHERE kind = 'crime_number'"))
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(map(repr, kinds))
    with op.batch_alter_table("identifiers") as batch:
        batch.drop_constraint(op.f("ck_identifiers_identifier_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_identifiers_identifier_kind"), f"kind IN ({listed})")
