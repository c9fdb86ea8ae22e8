"""A message whose reader's account was disabled is held, and says so.

Revision: 0035
Follows: 0034b
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034b"
branch_labels = None
depends_on = None

BEFORE = (
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


def upgrade() -> None:
    _allow((*BEFORE, "account_disabled"))


def downgrade() -> None:
    op.execute(sa.text("UPDATE outbox SET cause = 'not_an_address' WHERE cause = 'account_disabled'"))
    _allow(BEFORE)


def _allow(causes: tuple[str, ...]) -> None:
    with op.batch_alter_table("outbox") as batch:
        batch.drop_constraint(op.f("ck_outbox_cause"), type_="check")
        batch.create_check_constraint(op.f("ck_outbox_cause"), f"cause IN ({', '.join(map(repr, causes))})")
