"""A form that comes back wrong, or waits to be confirmed, is kept on the server for as long as its sign-in lasts.

Revision: 0020
Follows: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_forms",
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("sign_in_hash", sa.String(64), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("led_to", sa.String(300), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sign_in_hash"],
            ["sign_ins.id_hash"],
            name=op.f("fk_kept_forms_sign_in_hash"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_kept_forms")),
    )
    op.create_index(op.f("ix_kept_forms_ends_at"), "kept_forms", ["ends_at"])
    op.create_index(op.f("ix_kept_forms_sign_in_hash"), "kept_forms", ["sign_in_hash"])


def downgrade() -> None:
    op.drop_table("kept_forms")
