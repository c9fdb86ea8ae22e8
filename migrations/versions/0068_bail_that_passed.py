"""Whose bail date has passed while his clock runs is counted on the first page of a shift: an index of its own.

Revision: 0068
Follows: 0062
"""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0062"
branch_labels = None
depends_on = None

_RUNNING = sa.text("clock_stopped_at IS NULL AND finalised_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_referrals_bail",
        "referrals",
        ["force_code", "bail_return_on"],
        sqlite_where=_RUNNING,
        postgresql_where=_RUNNING,
    )


def downgrade() -> None:
    op.drop_index("ix_referrals_bail", "referrals")
