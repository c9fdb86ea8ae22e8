"""Find every booking and every fee of a case without reading the whole table: the partial indexes cover live ones only.

Revision: 0005
Follows: 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_bookings_referral_id", "bookings", ["referral_id"])
    op.create_index("ix_fees_referral_id", "fees", ["referral_id"])


def downgrade() -> None:
    op.drop_index("ix_fees_referral_id", table_name="fees")
    op.drop_index("ix_bookings_referral_id", table_name="bookings")
