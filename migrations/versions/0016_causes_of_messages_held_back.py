"""Why a message was not carried, and when somebody was told so: our own faults are told from the address's.

Revision: 0016
Follows: 0015
"""

import sqlalchemy as sa
from alembic import op

import programme.storage.base

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CAUSES = (
    "address_refused",
    "not_an_address",
    "not_accepted",
    "service_away",
    "service_refused",
    "key_refused",
    "no_carrier",
    "no_words",
    "gives_away",
)
READ_FROM = (
    ("address refused: 550%", "address_refused"),
    ("address refused: 551%", "address_refused"),
    ("address refused: 553%", "address_refused"),
    ("address refused:%", "not_accepted"),
    ("not sent: ValueError%", "not_an_address"),
    ("mail server answered%", "service_refused"),
    ("sender refused%", "service_refused"),
    ("no carrier%", "no_carrier"),
    ("no words%", "no_words"),
    ("gives away%", "gives_away"),
    ("%", "service_away"),
)
"""What was written down before, and the cause it tells of; the first that fits."""


def upgrade() -> None:
    with op.batch_alter_table("outbox") as batch:
        batch.add_column(sa.Column("cause", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("followed_up_at", programme.storage.base.UtcDateTime(timezone=True), nullable=True))
        batch.create_check_constraint(op.f("ck_outbox_cause"), f"cause IN ({', '.join(map(repr, CAUSES))})")
    op.create_index(op.f("ix_outbox_address"), "outbox", ["address"], unique=False)
    for words, cause in READ_FROM:
        op.execute(
            sa.text(
                "UPDATE outbox SET cause = :cause WHERE cause IS NULL AND problem LIKE :words "
                "AND state IN ('queued', 'sending', 'failed')"
            ).bindparams(cause=cause, words=words)
        )


def downgrade() -> None:
    op.drop_index(op.f("ix_outbox_address"), table_name="outbox")
    with op.batch_alter_table("outbox") as batch:
        batch.drop_constraint(op.f("ck_outbox_cause"), type_="check")
        batch.drop_column("followed_up_at")
        batch.drop_column("cause")
