"""What a human decided about two who may be one person; people are found by their date of birth.

Revision: 0036
Follows: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0042"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
POINTS_AT = {
    "person_id": "persons",
    "other_id": "persons",
    "referral_id": "referrals",
    "other_referral_id": "referrals",
}


def upgrade() -> None:
    op.create_table(
        "identity_decisions",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("other_id", NUMBER, nullable=False),
        sa.Column("referral_id", NUMBER, nullable=False),
        sa.Column("other_referral_id", NUMBER, nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.Column("why_asked", sa.String(300), nullable=False),
        sa.Column("facts", sa.String(64), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(200), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by", sa.String(200), nullable=True),
        sa.Column("taken_back_reason", sa.String(400), nullable=False),
        sa.CheckConstraint("person_id <> other_id", name=op.f("ck_identity_decisions_two_people")),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by IS NULL)",
            name=op.f("ck_identity_decisions_taken_back_by_somebody"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_identity_decisions_{column}"))
            for column, table in POINTS_AT.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_decisions")),
    )
    for column in POINTS_AT:
        op.create_index(op.f(f"ix_identity_decisions_{column}"), "identity_decisions", [column])
    op.create_index(op.f("ix_persons_born_on"), "persons", ["born_on"])


def downgrade() -> None:
    op.drop_index(op.f("ix_persons_born_on"), "persons")
    op.drop_table("identity_decisions")
