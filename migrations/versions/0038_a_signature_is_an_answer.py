"""Who has signed the document has answered: his offer is accepted, so it cannot lapse as unanswered.

Revision: 0038
Follows: 0037b
"""

from alembic import op

revision = "0038"
down_revision = "0037b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE referrals SET state = 'accepted' WHERE state = 'offered' AND id IN "
        "(SELECT referral_id FROM offers JOIN caution_documents ON caution_documents.offer_id = offers.id "
        "WHERE offers.state = 'open')"
    )
    op.execute(
        "UPDATE offers SET state = 'accepted', answer = 'accepted', answered_words_version = words_version, "
        "answered_at = (SELECT signed_at FROM caution_documents WHERE caution_documents.offer_id = offers.id) "
        "WHERE state = 'open' AND id IN (SELECT offer_id FROM caution_documents)"
    )


def downgrade() -> None:
    """What he answered stays."""
