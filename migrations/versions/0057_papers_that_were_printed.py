"""The papers that were printed to be signed are kept, and a document that he signed names its paper.

Those that were signed before name none.

Revision: 0057
Follows: 0055
"""

import sqlalchemy as sa
from alembic import op

from programme.storage.base import UtcDateTime

revision = "0057"
down_revision = "0055"
branch_labels = None
depends_on = None

TABLE = "printed_papers"
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LENGTHS = {
    "offence": 1000,
    "admission": 1000,
    "consent": 1000,
    "conditions": 1000,
    "kind": 100,
    "warning": 400,
    "fee_note": 400,
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("referral_id", NUMBER, nullable=False),
        sa.Column("offer_number", sa.Integer(), nullable=False),
        sa.Column("route", sa.String(40), nullable=False),
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in LENGTHS.items()),
        sa.Column("finish_by_on", sa.Date(), nullable=True),
        sa.Column("printed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("printed_by", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_printed_papers_referral_id")),
        sa.ForeignKeyConstraint(["route"], ["disposal_routes.key"], name=op.f("fk_printed_papers_route")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_papers")),
    )
    op.create_index(op.f("ix_printed_papers_referral_id_offer_number"), TABLE, ["referral_id", "offer_number"])
    _refuse_changes()
    # The rows refuse an update, and a table that is made anew loses what refuses it: so no batch.
    op.add_column("caution_documents", sa.Column("printed_at", UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("caution_documents", "printed_at")
    op.drop_table(TABLE)


def _refuse_changes() -> None:
    """It can only be added to, as history can (0002). The triggers go with the table."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_refuses_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {TABLE}_refuses_change BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_refuses_truncate BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
