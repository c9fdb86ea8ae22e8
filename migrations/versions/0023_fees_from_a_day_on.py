"""A programme's fee is a row a version, from a day on, and an offer keeps the one that it was made with; hours of the
help number, sender name, hold time and places of a date are the programme's; a fee keeps what the bank was told.

Revision: 0023
Follows: 0024
"""

from datetime import date

import sqlalchemy as sa
from alembic import op

import programme.storage.base

revision = "0023"
down_revision = "0024"
branch_labels = None
depends_on = None

BEGINNING = date(2000, 1, 1)
"""Before every offer: the fee that a programme had is the one that it always had."""

KEEP_WITH_THE_OFFER = """
UPDATE offers SET fee_pence = coalesce(
    (SELECT fees.amount_pence FROM fees WHERE fees.referral_id = offers.referral_id ORDER BY fees.id DESC LIMIT 1),
    (SELECT programmes.fee_pence FROM programmes JOIN referrals ON referrals.programme_id = programmes.id
        WHERE referrals.id = offers.referral_id)
)
"""
NEWEST_BACK = """
UPDATE programmes SET fee_pence = coalesce(
    (SELECT programme_fees.amount_pence FROM programme_fees WHERE programme_fees.programme_id = programmes.id
        ORDER BY programme_fees.from_on DESC, programme_fees.id DESC LIMIT 1), 0
)
"""


CHECKS = {
    "bank_text_as_banks_take_it": "statement_text = '' OR (length(statement_text) BETWEEN 5 AND 22 "
    "AND upper(statement_text) <> lower(statement_text) AND replace(replace(replace(replace(replace(replace("
    "statement_text, '<', ''), '>', ''), '\\', ''), '''', ''), '\"', ''), '*', '') = statement_text)",
    "sender_is_a_name": "sender_name = '' OR (length(sender_name) >= 2 AND replace(replace(replace(replace(replace("
    "sender_name, '<', ''), '>', ''), '\\', ''), '\"', ''), '@', '') = sender_name)",
    "hold_in_range": "hold_minutes BETWEEN 30 AND 180",
    "places_in_range": "places_of_a_date BETWEEN 1 AND 20",
}
NO_BANK_TEXT = f"UPDATE programmes SET statement_text = '' WHERE NOT ({CHECKS['bank_text_as_banks_take_it']})"  # noqa: S608
"""One that Stripe would refuse goes: the programme then says that it has none, and nobody is sent to pay without one."""


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "programme_fees",
        sa.Column("id", number, nullable=False),
        sa.Column("programme_id", number, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("amount_pence", sa.Integer(), nullable=False),
        sa.Column("made_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.CheckConstraint("amount_pence >= 0", name=op.f("ck_programme_fees_fee_not_negative")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_programme_fees_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_fees")),
    )
    op.create_index(
        op.f("ix_programme_fees_programme_id_from_on_id"), "programme_fees", ["programme_id", "from_on", "id"]
    )
    op.execute(
        sa.text(
            "INSERT INTO programme_fees (programme_id, from_on, amount_pence, made_by) "
            "SELECT id, :beginning, fee_pence, '' FROM programmes ORDER BY id"
        ).bindparams(sa.bindparam("beginning", BEGINNING, sa.Date()))
    )
    with op.batch_alter_table("offers") as batch:
        batch.add_column(sa.Column("fee_pence", sa.Integer(), nullable=True))
    op.execute(KEEP_WITH_THE_OFFER)
    with op.batch_alter_table("offers") as batch:
        batch.alter_column("fee_pence", existing_type=sa.Integer(), nullable=False)
        batch.create_check_constraint(op.f("ck_offers_fee_not_negative"), "fee_pence >= 0")
    with op.batch_alter_table("programmes") as batch:
        batch.drop_constraint(op.f("ck_programmes_fee_not_negative"), type_="check")
        batch.drop_column("fee_pence")
        batch.add_column(sa.Column("helpline_hours", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("sender_name", sa.String(40), nullable=False, server_default=""))
        batch.add_column(sa.Column("hold_minutes", sa.Integer(), nullable=False, server_default="45"))
        batch.add_column(sa.Column("places_of_a_date", sa.Integer(), nullable=False, server_default="12"))
    op.execute(NO_BANK_TEXT)
    with op.batch_alter_table("programmes") as batch:
        for name, condition in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_programmes_{name}"), condition)
    with op.batch_alter_table("fees") as batch:
        batch.add_column(sa.Column("statement_text", sa.String(22), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("fees") as batch:
        batch.drop_column("statement_text")
    with op.batch_alter_table("programmes") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_programmes_{name}"), type_="check")
        for column in ("helpline_hours", "sender_name", "hold_minutes", "places_of_a_date"):
            batch.drop_column(column)
        batch.add_column(sa.Column("fee_pence", sa.Integer(), nullable=True))
    op.execute(NEWEST_BACK)
    with op.batch_alter_table("programmes") as batch:
        batch.alter_column("fee_pence", existing_type=sa.Integer(), nullable=False)
        batch.create_check_constraint(op.f("ck_programmes_fee_not_negative"), "fee_pence >= 0")
    with op.batch_alter_table("offers") as batch:
        batch.drop_constraint(op.f("ck_offers_fee_not_negative"), type_="check")
        batch.drop_column("fee_pence")
    op.drop_table("programme_fees")
