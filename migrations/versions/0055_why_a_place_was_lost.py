"""Why a place was lost is kept with it: it decides whether what was paid goes back.

Revision: 0055
Follows: 0051b
"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0051b"
branch_labels = None
depends_on = None

REASONS = ("asked", "hold_ran_out", "cancelled", "not_taken_in", "case_ended")
CANCELLED = sa.text(
    "SELECT b.id, h.facts FROM bookings b JOIN history h ON h.referral_id = b.referral_id "
    "AND h.event = 'place_cancelled' AND h.recorded_at = b.ended_at WHERE b.state = 'cancelled'"
).columns(sa.column("id", sa.BigInteger()), sa.column("facts", sa.JSON()))
KEEP = sa.text("UPDATE bookings SET lost_because = :because WHERE id = :booking")


def upgrade() -> None:
    words = sa.Enum(*REASONS, name="place_lost", native_enum=False, create_constraint=True, length=40)
    with op.batch_alter_table("bookings") as batch:
        batch.add_column(sa.Column("lost_because", words, nullable=True))
    op.execute("UPDATE bookings SET lost_because = 'hold_ran_out' WHERE state = 'lapsed'")
    for row in op.get_bind().execute(CANCELLED).all():
        if row.facts.get("because") in REASONS:
            op.execute(KEEP.bindparams(because=row.facts["because"], booking=row.id))


def downgrade() -> None:
    with op.batch_alter_table("bookings") as batch:
        batch.drop_constraint(op.f("ck_bookings_place_lost"), type_="check")
        batch.drop_column("lost_because")
