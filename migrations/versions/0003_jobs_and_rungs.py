"""What each job did last, and which rung of its ladder a booking or a case has reached.

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

import programme.storage.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_runs",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("holder", sa.String(80), nullable=False),
        sa.Column("started_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", programme.storage.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(200), nullable=True),
        sa.Column("last_done_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_runs")),
    )
    op.add_column("bookings", sa.Column("reminded_rung", sa.Integer(), nullable=True))
    op.add_column("referrals", sa.Column("warned_rung", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("referrals", "warned_rung")
    op.drop_column("bookings", "reminded_rung")
    op.drop_table("job_runs")
