"""A new installation is set up by its own people: a code for the first page, what was tried, what the lawyer confirmed.

Revision: 0022
Follows: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "setup_codes",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_codes")),
    )
    op.create_table(
        "try_outs",
        sa.Column("id", number, nullable=False),
        sa.Column(
            "part",
            sa.Enum("mail", "payments", name="tried_part", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("worked", sa.Boolean(), nullable=False),
        sa.Column("said", sa.String(300), nullable=False),
        sa.Column("settings_mark", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_try_outs")),
    )
    op.create_index(op.f("ix_try_outs_part_id"), "try_outs", ["part", "id"])
    op.create_table(
        "policy_confirmations",
        sa.Column("id", number, nullable=False),
        sa.Column("force_code", sa.String(2), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("lawyer", sa.String(100), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["force_code"], ["forces.code"], name=op.f("fk_policy_confirmations_force_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_confirmations")),
    )
    op.create_index(op.f("ix_policy_confirmations_force_code_id"), "policy_confirmations", ["force_code", "id"])


def downgrade() -> None:
    op.drop_table("policy_confirmations")
    op.drop_table("try_outs")
    op.drop_table("setup_codes")
