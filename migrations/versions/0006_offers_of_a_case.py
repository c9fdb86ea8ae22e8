"""Find every offer of a case without reading the whole table: the partial index covers live ones only.

Revision: 0006
Follows: 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_offers_referral_id", "offers", ["referral_id"])


def downgrade() -> None:
    op.drop_index("ix_offers_referral_id", table_name="offers")
