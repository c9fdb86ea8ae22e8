"""Only an email is one more answer to how he may be reached.

Revision: 0060
Follows: 0057
"""

from alembic import op

revision = "0060"
down_revision = "0057"
branch_labels = None
depends_on = None

BEFORE = ("any", "no_post", "mobile_only", "none", "not_asked")


def upgrade() -> None:
    _allow((*BEFORE, "email_only"))


def downgrade() -> None:
    # No answer of before lets emails through and nothing else: nothing is sent to him, and somebody hands it over.
    op.execute("UPDATE persons SET safe_contact = 'none' WHERE safe_contact = 'email_only'")
    _allow(BEFORE)


def _allow(answers: tuple[str, ...]) -> None:
    with op.batch_alter_table("persons") as batch:
        batch.drop_constraint(op.f("ck_persons_safe_contact"), type_="check")
        batch.create_check_constraint(
            op.f("ck_persons_safe_contact"), f"safe_contact IN ({', '.join(map(repr, answers))})"
        )
