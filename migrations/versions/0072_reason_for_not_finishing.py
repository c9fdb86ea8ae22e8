"""What was done keeps whether he had given a reason for not finishing, and what was decided about it.

Revision: 0072
Follows: 0069
"""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0069"
branch_labels = None
depends_on = None

TABLE = "recorded_disposals"
EXCUSE = """
ALTER TABLE recorded_disposals ADD COLUMN excuse VARCHAR(40)
CONSTRAINT ck_recorded_disposals_excuse CHECK (excuse IN ('none_given', 'not_reasonable', 'reasonable'))
"""


def upgrade() -> None:
    op.execute(EXCUSE)  # with its check: SQLite takes none afterwards
    op.add_column(TABLE, sa.Column("excuse_because", sa.String(400), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column(TABLE, "excuse_because")
    op.drop_column(TABLE, "excuse")
