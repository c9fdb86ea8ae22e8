"""What was done keeps the Home Office outcome type that goes with it, and why no further action was taken.

Revision: 0038b
Follows: 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0038b"
down_revision = "0041"
branch_labels = None
depends_on = None

TABLE = "recorded_disposals"
REASON = """
ALTER TABLE recorded_disposals ADD COLUMN no_action VARCHAR(40)
CONSTRAINT ck_recorded_disposals_no_action_reason CHECK (no_action IN ('not_in_public_interest',
'cps_not_in_public_interest', 'evidence', 'not_worth_investigating', 'another_body', 'too_ill', 'died', 'other'))
"""


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("outcome", sa.Integer(), nullable=True))
    op.execute(REASON)  # with its check: SQLite takes none afterwards


def downgrade() -> None:
    op.drop_column(TABLE, "no_action")
    op.drop_column(TABLE, "outcome")
