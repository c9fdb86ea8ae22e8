"""The officer in the case is kept as his account, where he has one in the force of the case.

Revision: 0028
Follows: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("referrals") as referrals:
        referrals.add_column(
            sa.Column("officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        referrals.create_foreign_key(op.f("fk_referrals_officer_id"), "accounts", ["officer_id"], ["id"])
    op.create_index(op.f("ix_referrals_officer_id"), "referrals", ["officer_id"])
    op.execute(
        "UPDATE referrals SET officer_id = ("
        "SELECT accounts.id FROM accounts WHERE accounts.email = lower(referrals.officer_email)"
        " AND accounts.door IN ('custody', 'partner') AND accounts.force_code = referrals.force_code)"
        " WHERE officer_email <> ''"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_referrals_officer_id"), "referrals")
    with op.batch_alter_table("referrals") as referrals:
        referrals.drop_constraint(op.f("fk_referrals_officer_id"), type_="foreignkey")
        referrals.drop_column("officer_id")
