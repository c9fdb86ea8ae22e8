"""A held place can be paid for with a link, without a sign-in.

Revision: 0073
Follows: 0074
"""

import sqlalchemy as sa
from alembic import op

from programme.storage.base import UtcDateTime

revision = "0073"
down_revision = "0074"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pay_links",
        sa.Column("key", sa.String(24), nullable=False),
        sa.Column("fee_id", NUMBER, nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("checkout_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["fee_id"], ["fees.id"], name=op.f("fk_pay_links_fee_id")),
        sa.ForeignKeyConstraint(["checkout_id"], ["checkouts.id"], name=op.f("fk_pay_links_checkout_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_pay_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_pay_links_token_hash")),
    )
    op.create_index(op.f("ix_pay_links_fee_id"), "pay_links", ["fee_id"])


def downgrade() -> None:
    op.drop_table("pay_links")
