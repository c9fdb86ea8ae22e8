"""Accounts are invited by a link and kept on pages: where somebody works, when he was there last, when he left.

Revision: 0021
Follows: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accounts") as table:
        table.add_column(sa.Column("station", sa.String(100), nullable=False, server_default=""))
        table.add_column(sa.Column("last_sign_in_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True))
        table.alter_column("password_hash", existing_type=sa.String(200), nullable=True)
    with op.batch_alter_table("accounts") as table:
        table.alter_column("station", existing_type=sa.String(100), server_default=None)
    op.create_table(
        "account_links",
        sa.Column("key", sa.String(24), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('invitation', 'new_password')", name=op.f("ck_account_links_link_kind")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_links_account_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_account_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_links_token_hash")),
    )
    op.create_index(op.f("ix_account_links_account_id"), "account_links", ["account_id"])


def downgrade() -> None:
    op.drop_table("account_links")
    op.execute("UPDATE accounts SET password_hash = '-' WHERE password_hash IS NULL")  # which no password is right for
    with op.batch_alter_table("accounts") as table:
        table.alter_column("password_hash", existing_type=sa.String(200), nullable=False)
        table.drop_column("disabled_at")
        table.drop_column("last_sign_in_at")
        table.drop_column("station")
