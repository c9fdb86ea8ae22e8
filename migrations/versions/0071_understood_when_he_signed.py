"""How he was when he signed, and what he said back, are kept with what he signed.

Revision: 0071
Follows: 0072
"""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0072"
branch_labels = None
depends_on = None

TABLE = "caution_documents"
TEXTS = {
    "offered": 300,
    "follows": 300,
    "may_refuse": 300,
    "not_asked_because": 300,
    "interpreter": 100,
    "appropriate_adult": 100,
}


def upgrade() -> None:
    # The rows refuse an update, and a table that is made anew loses what refuses it: so no batch.
    op.execute(
        f"ALTER TABLE {TABLE} ADD COLUMN fit VARCHAR(40) "
        f"CONSTRAINT ck_{TABLE}_fit_to_decide CHECK (fit IN ('yes', 'with_help', 'no'))"
    )
    for name, longest in TEXTS.items():
        op.add_column(TABLE, sa.Column(name, sa.String(longest), nullable=False, server_default=""))


def downgrade() -> None:
    for name in (*TEXTS, "fit"):
        op.drop_column(TABLE, name)
