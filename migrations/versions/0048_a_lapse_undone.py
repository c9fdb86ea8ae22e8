"""An offer keeps why it was known only after it lapsed that he had signed in time.

Revision: 0048
Follows: 0053b
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0053b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("offers") as batch:
        batch.add_column(sa.Column("lapse_undone_because", sa.String(400), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("offers") as batch:
        batch.drop_column("lapse_undone_because")
