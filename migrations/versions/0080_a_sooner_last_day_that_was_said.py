"""The last day to charge by a time of the offence that was said and waits for a second person is kept with the case.

Revision: 0080
Follows: 0084
"""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0084"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("referrals", sa.Column("said_charge_by_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("referrals") as referrals:
        referrals.drop_column("said_charge_by_on")
