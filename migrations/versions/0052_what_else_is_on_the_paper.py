"""A document that he signed keeps the other words on the paper: its kind, the warning, the note about the fee.

Those that were signed before had the warning that stands here, and neither of the others.

Revision: 0052
Follows: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0043"
branch_labels = None
depends_on = None

WARNING_UNTIL_NOW = (
    "Before you sign: if you do not keep to the conditions and have no reasonable excuse, you can be prosecuted for "
    "the offence, and this document can be used as evidence."
)
ADDED = (("kind", 100, ""), ("warning", 400, WARNING_UNTIL_NOW), ("fee_note", 400, ""))


def upgrade() -> None:
    # The rows refuse an update, and a table that is made anew loses what refuses it: the default is what they get.
    for name, length, before in ADDED:
        column = sa.Column(name, sa.String(length), nullable=False, server_default=before)
        op.add_column("caution_documents", column)


def downgrade() -> None:
    for name, _, _ in ADDED:
        op.drop_column("caution_documents", name)
