"""Find the accepted cases whose last safe course day is over along an index.

Revision: 0007
Follows: 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_referrals_to_complete", "referrals", ["state", "complete_by_on"])


def downgrade() -> None:
    op.drop_index("ix_referrals_to_complete", table_name="referrals")
