"""Why a man who is on record with an interpreter needed none is kept with the explanation and with what he signed.

Revision: 0079
Follows: 0077
"""

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0077"
branch_labels = None
depends_on = None

TABLES = ("explanations_given", "caution_documents")


def upgrade() -> None:
    # The rows refuse an update, and a table that is made anew loses what refuses it: so no batch.
    for table in TABLES:
        op.add_column(table, sa.Column("no_interpreter_because", sa.String(200), nullable=False, server_default=""))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_column(table, "no_interpreter_because")
