"""Which screens of his words he opened is kept with his answer.

Revision: 0054
Follows: 0048
"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: that would copy the table and drop the triggers that keep its rows as they are.
    op.add_column("explanations_given", sa.Column("screens", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("explanations_given", "screens")
