"""Who signed the words of a route, with which answers; an offer keeps under which signature, an explanation everything
that prints its words again.

Revision: 0050
Follows: 0053
"""

import sqlalchemy as sa
from alembic import op

from programme.storage.base import UtcDateTime

revision = "0050"
down_revision = "0053"
branch_labels = None
depends_on = None

SIGNED = "fk_offers_words_signed_id"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "words_signed",
        sa.Column("id", number, nullable=False),
        sa.Column("force_code", sa.String(length=2), nullable=False),
        sa.Column("route", sa.String(length=40), nullable=False),
        sa.Column("words_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("lawyer", sa.String(length=100), nullable=False),
        sa.Column("office", sa.String(length=100), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("taken_back_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by", sa.String(length=200), nullable=False),
        sa.Column("taken_back_reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by = '')", name=op.f("ck_words_signed_taken_back_by_somebody")
        ),
        sa.ForeignKeyConstraint(["force_code"], ["forces.code"], name=op.f("fk_words_signed_force_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_words_signed")),
    )
    op.create_index("ix_words_signed_force_code_route_id", "words_signed", ["force_code", "route", "id"])
    with op.batch_alter_table("offers") as batch:
        batch.add_column(sa.Column("words_signed_id", number, nullable=True))
        batch.create_foreign_key(SIGNED, "words_signed", ["words_signed_id"], ["id"])
    # Not in a batch: that would copy the table and drop the triggers that keep its rows as they are.
    op.add_column("explanations_given", sa.Column("route", sa.String(40), nullable=False, server_default=""))
    op.add_column("explanations_given", sa.Column("words_language", sa.String(10), nullable=False, server_default=""))
    op.add_column("explanations_given", sa.Column("holds", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("explanations_given", sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    for column in ("facts", "holds", "words_language", "route"):
        op.drop_column("explanations_given", column)
    with op.batch_alter_table("offers") as batch:
        batch.drop_constraint(SIGNED, type_="foreignkey")
        batch.drop_column("words_signed_id")
    op.drop_index("ix_words_signed_force_code_route_id", "words_signed")
    op.drop_table("words_signed")
