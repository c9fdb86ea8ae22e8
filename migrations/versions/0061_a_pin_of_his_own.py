"""He may choose a PIN of his own, without which his sheet opens nothing. Nobody has one yet.

Revision: 0061
Follows: 0063b
"""

import sqlalchemy as sa
from alembic import op

from programme.storage.base import UtcDateTime

revision = "0061"
down_revision = "0063b"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "own_pins",
        sa.Column("referral_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("pin_hash", sa.String(200), nullable=False),
        sa.Column("chosen_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_own_pins_referral_id")),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_own_pins")),
    )


def downgrade() -> None:
    op.drop_table("own_pins")
