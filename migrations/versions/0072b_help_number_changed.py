"""A programme keeps when its help number, or when it is answered, last became another.

Revision: 0072b
Follows: 0071b
"""

import sqlalchemy as sa
from alembic import op

from programme.storage.base import UtcDateTime

revision = "0072b"
down_revision = "0071b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("programmes", sa.Column("helpline_changed_at", UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("programmes", "helpline_changed_at")
