"""What is known of a number or an address of a person: whether he read a code back from it, it failed, or he wants nothing
there.

Revision: 0082
Follows: 0079
"""

import sqlalchemy as sa
from alembic import op

from programme.storage.base import UtcDateTime

revision = "0082"
down_revision = "0079"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = ("unchecked", "checked", "failing", "opted_out")


def upgrade() -> None:
    op.create_table(
        "contact_ways",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("state_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("state_by", sa.String(200), nullable=False),
        sa.Column("key", sa.String(24), nullable=True),
        sa.Column("code_hash", sa.String(64), nullable=True),
        sa.Column("code_ends_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state IN ({', '.join(map(repr, STATES))})", name=op.f("ck_contact_ways_contact_state")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_contact_ways_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_ways")),
        sa.UniqueConstraint("key", name=op.f("uq_contact_ways_key")),
        sa.UniqueConstraint("person_id", "address", name=op.f("uq_contact_ways_person_id_address")),
    )


def downgrade() -> None:
    op.drop_table("contact_ways")
