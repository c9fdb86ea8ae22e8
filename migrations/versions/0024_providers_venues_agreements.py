"""Providers and venues say whom to ask, how to come, and until when they go on; venues have rooms;
agreements say how many, for what share of the fee, and what may travel.

Revision: 0024
Follows: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0028"
branch_labels = None
depends_on = None

_OF_A_VENUE = ("step_free", "parking", "transport")
_EVERYTHING = "address arrest asn cro custody_reference email mobile needs operation pnc_id sex urn"
"""What could travel under every agreement until now."""
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("providers", sa.Column("contact_name", sa.String(100), nullable=False, server_default=""))
    op.add_column("providers", sa.Column("contact_email", sa.String(254), nullable=False, server_default=""))
    op.add_column("providers", sa.Column("telephone", sa.String(40), nullable=False, server_default=""))
    op.add_column("providers", sa.Column("until_on", sa.Date(), nullable=True))
    for name in _OF_A_VENUE:
        op.add_column("venues", sa.Column(name, sa.String(400), nullable=False, server_default=""))
    op.add_column("venues", sa.Column("until_on", sa.Date(), nullable=True))
    op.create_table(
        "rooms",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("venue_id", _NUMBER, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.CheckConstraint("capacity BETWEEN 1 AND 500", name=op.f("ck_rooms_capacity_in_range")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_rooms_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("venue_id", "name", name=op.f("uq_rooms_venue_id_name")),
    )
    with op.batch_alter_table("course_dates") as batch:
        batch.add_column(sa.Column("room_id", _NUMBER, nullable=True))
        batch.create_foreign_key(op.f("fk_course_dates_room_id"), "rooms", ["room_id"], ["id"])
    op.add_column("agreements", sa.Column("contact_name", sa.String(100), nullable=False, server_default=""))
    op.add_column("agreements", sa.Column("monthly_number", sa.Integer(), nullable=True))
    op.add_column("agreements", sa.Column("fee_share_pence", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("agreements", sa.Column("travels", sa.String(200), nullable=False, server_default=_EVERYTHING))
    with op.batch_alter_table("exchanges") as batch:
        batch.add_column(sa.Column("agreement_id", _NUMBER, nullable=True))
        batch.create_foreign_key(op.f("fk_exchanges_agreement_id"), "agreements", ["agreement_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("exchanges") as batch:
        batch.drop_constraint(op.f("fk_exchanges_agreement_id"), type_="foreignkey")
        batch.drop_column("agreement_id")
    for name in ("travels", "fee_share_pence", "monthly_number", "contact_name"):
        op.drop_column("agreements", name)
    with op.batch_alter_table("course_dates") as batch:
        batch.drop_constraint(op.f("fk_course_dates_room_id"), type_="foreignkey")
        batch.drop_column("room_id")
    op.drop_table("rooms")
    op.drop_column("venues", "until_on")
    for name in reversed(_OF_A_VENUE):
        op.drop_column("venues", name)
    op.drop_column("providers", "until_on")
    op.drop_column("providers", "telephone")
    op.drop_column("providers", "contact_email")
    op.drop_column("providers", "contact_name")
