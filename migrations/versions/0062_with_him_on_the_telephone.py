"""He says a word of his slip on the telephone, and whoever has him there acts for him as long as the call is open.

Revision: 0062
Follows: 0063
"""

import sqlalchemy as sa
from alembic import op

from programme.storage.base import UtcDateTime

revision = "0062"
down_revision = "0063"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOORS = ("custody", "provider", "offender", "partner", "admin", "worker", "command_line")


def upgrade() -> None:
    op.add_column("offers", sa.Column("word_hash", sa.String(200), nullable=True))
    op.create_table(
        "telephone_calls",
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("offer_id", NUMBER, nullable=False),
        sa.Column("sign_in_hash", sa.String(64), nullable=False),
        sa.Column("door", sa.String(40), nullable=False),
        sa.Column("taken_by", sa.String(200), nullable=False),
        sa.Column("began_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"door IN ({', '.join(map(repr, DOORS))})", name=op.f("ck_telephone_calls_door")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_telephone_calls_offer_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_telephone_calls")),
    )
    op.create_index(op.f("ix_telephone_calls_offer_id"), "telephone_calls", ["offer_id"])
    op.create_index(op.f("ix_telephone_calls_sign_in_hash"), "telephone_calls", ["sign_in_hash"])


def downgrade() -> None:
    op.drop_table("telephone_calls")
    op.drop_column("offers", "word_hash")
