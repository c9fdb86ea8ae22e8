"""Two offences of one minute, with two offence codes, are two cases.

Revision: 0069
Follows: 0061
"""

from alembic import op

revision = "0069"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _one_offence("custody_reference", "force_code", "person_id", "offence_at", "offence_code")


def downgrade() -> None:
    _one_offence("custody_reference", "force_code", "person_id", "offence_at")


def _one_offence(*columns: str) -> None:
    op.drop_index("uq_referrals_custody_offence", "referrals")
    op.create_index("uq_referrals_custody_offence", "referrals", columns, unique=True)
