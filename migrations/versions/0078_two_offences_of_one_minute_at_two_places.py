"""Two offences of one minute and code at two places are two cases.

Revision: 0078
Follows: 0083
"""

from alembic import op

revision = "0078"
down_revision = "0083"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _one_offence("custody_reference", "force_code", "person_id", "offence_at", "offence_code", "offence_place")


def downgrade() -> None:
    _one_offence("custody_reference", "force_code", "person_id", "offence_at", "offence_code")


def _one_offence(*columns: str) -> None:
    op.drop_index("uq_referrals_custody_offence", "referrals")
    op.create_index("uq_referrals_custody_offence", "referrals", columns, unique=True)
