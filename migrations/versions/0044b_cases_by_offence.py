"""A case is found by the time of its offence: an export comes again with a man's number as it was before it was put right.

Revision: 0044b
Follows: 0044
"""

from alembic import op

revision = "0044b"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_referrals_offence", "referrals", ["force_code", "offence_at"])


def downgrade() -> None:
    op.drop_index("ix_referrals_offence", "referrals")
