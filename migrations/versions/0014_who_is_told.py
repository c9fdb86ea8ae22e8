"""The address a programme names for what nobody else is there for; when a warning was last told, and the days told.

Revision: 0014
Follows: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("programmes", sa.Column("fallback_email", sa.String(254), nullable=False, server_default=""))
    op.add_column("clock_rungs", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "days_told",
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("told_on", name=op.f("pk_days_told")),
    )
    # The next morning's message names every case that these were about, in words that this release has.
    op.execute(
        sa.text(
            "UPDATE outbox SET state = 'stale' "
            "WHERE notice IN ('deadline_warning', 'rung_passed_up') AND state IN ('queued', 'failed')"
        )
    )


def downgrade() -> None:
    op.drop_table("days_told")
    op.drop_column("clock_rungs", "told_at")
    op.drop_column("programmes", "fallback_email")
