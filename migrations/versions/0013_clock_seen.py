"""The last instant of the machine's clock that was believed, and the one that is doubted.

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clock_seen",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("believed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("believed_by", sa.String(80), nullable=False),
        sa.Column("highest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("doubt", sa.String(40), nullable=True),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubted_by", sa.String(80), nullable=True),
        sa.CheckConstraint("doubt IN ('ahead', 'behind', 'moved')", name=op.f("ck_clock_seen_doubt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_seen")),
    )


def downgrade() -> None:
    op.drop_table("clock_seen")
