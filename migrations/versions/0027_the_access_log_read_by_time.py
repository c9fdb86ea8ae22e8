"""The access log is read by time: by whom, which kind and when. Its readers' rows are found by the hour.

Revision: 0027
Follows: 0031b
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0031b"
branch_labels = None
depends_on = None

NO_LOOK = sa.text("operation <> 'consultation'")


def upgrade() -> None:
    op.drop_index(op.f("ix_access_log_actor_id_id"), "access_log")
    op.create_index(op.f("ix_access_log_actor_id_at_id"), "access_log", ["actor_id", "at", "id"])
    op.create_index(op.f("ix_access_log_at_id"), "access_log", ["at", "id"])
    op.create_index(
        "ix_access_log_deeds",
        "access_log",
        ["operation", "at", "id"],
        postgresql_where=NO_LOOK,
        sqlite_where=NO_LOOK,
    )


def downgrade() -> None:
    op.drop_index("ix_access_log_deeds", "access_log")
    op.drop_index(op.f("ix_access_log_at_id"), "access_log")
    op.drop_index(op.f("ix_access_log_actor_id_at_id"), "access_log")
    op.create_index(op.f("ix_access_log_actor_id_id"), "access_log", ["actor_id", "id"])
