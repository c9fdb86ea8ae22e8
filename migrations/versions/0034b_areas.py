"""A force lists its areas with their stations, and a case says which it is of by its name.

A case keeps the area that it had, and one that had none is of none: nobody had told.

Revision: 0034b
Follows: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0034b"
down_revision = "0034"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_AREA = sa.text("area_id IS NOT NULL")
COLUMNS = ["force_code", "area", "charge_by_on", "id"]


def upgrade() -> None:
    op.add_column("programmes", sa.Column("areas", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("referrals", sa.Column("area", sa.String(60), nullable=False, server_default=""))
    op.execute(
        sa.text(
            "UPDATE referrals SET area = (SELECT substr(name, 1, 60) FROM areas WHERE areas.id = referrals.area_id) "
            "WHERE area_id IS NOT NULL"
        )
    )
    op.drop_index("ix_referrals_area", "referrals")
    with op.batch_alter_table("referrals") as batch:
        batch.drop_constraint(op.f("fk_referrals_area_id"), type_="foreignkey")
        batch.drop_column("area_id")
    op.create_index("ix_referrals_area", "referrals", COLUMNS)
    op.drop_table("areas")


def downgrade() -> None:
    op.create_table(
        "areas",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("force_code", sa.String(2), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["force_code"], ["forces.code"], name=op.f("fk_areas_force_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
    )
    op.drop_index("ix_referrals_area", "referrals")
    with op.batch_alter_table("referrals") as batch:
        batch.drop_column("area")
        batch.add_column(sa.Column("area_id", NUMBER, nullable=True))
        batch.create_foreign_key(op.f("fk_referrals_area_id"), "areas", ["area_id"], ["id"])
    op.create_index(
        "ix_referrals_area",
        "referrals",
        ["area_id", "charge_by_on", "id"],
        sqlite_where=IN_AREA,
        postgresql_where=IN_AREA,
    )
    op.drop_column("programmes", "areas")
