"""The points of the privacy notice that the force decides, each version from a day on; and what is done before the first
real person reads it.

Revision: 0053
Follows: 0051
"""

import sqlalchemy as sa
from alembic import op

from programme.storage.base import UtcDateTime

revision = "0053"
down_revision = "0051"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
POINTS = (
    "force_until",
    "records_until",
    "records_ask",
    "forces_until",
    "provider_until",
    "provider_ask",
    "card_until",
    "card_ask",
    "carriers",
    "carriers_until",
    "interpreter_until",
    "uses_until",
    "professional_standards",
    "review_body",
)

STEPS = (
    "data_protection",
    "copies",
    "deleting",
    "helpline_script",
    "free_advice",
    "languages",
    "easy_read",
    "signing_video",
    "print_and_sound",
    "relay",
    "desk",
    "teach_back",
    "distress",
    "officers_script",
    "test_payment",
    "test_messages",
)


def upgrade() -> None:
    op.create_table(
        "privacy_notices",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(200), nullable=False) for name in POINTS),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.CheckConstraint("answer_days BETWEEN 0 AND 60", name=op.f("ck_privacy_notices_answer_days_in_range")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_privacy_notices_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_notices")),
    )
    op.create_index(
        op.f("ix_privacy_notices_programme_id_from_on_id"), "privacy_notices", ["programme_id", "from_on", "id"]
    )
    op.create_table(
        "go_live_ticks",
        sa.Column("id", ID, nullable=False),
        sa.Column("force_code", sa.String(2), nullable=False),
        sa.Column(
            "step",
            sa.Enum(*STEPS, name="go_live_step", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(100), nullable=False),
        sa.Column("done_as", sa.String(100), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["force_code"], ["forces.code"], name=op.f("fk_go_live_ticks_force_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_go_live_ticks")),
    )
    op.create_index(op.f("ix_go_live_ticks_force_code_step_id"), "go_live_ticks", ["force_code", "step", "id"])


def downgrade() -> None:
    op.drop_table("go_live_ticks")
    op.drop_table("privacy_notices")
