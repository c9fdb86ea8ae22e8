"""He says back what was explained to him, and is asked about a solicitor before he signs: both are kept.

Revision: 0052b
Follows: 0050
"""

import sqlalchemy as sa
from alembic import op

revision = "0052b"
down_revision = "0050"
branch_labels = None
depends_on = None

TABLE = "told_back"
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FIT = ("yes", "with_help", "no")
ANSWERS = ("offered", "follows", "may_refuse", "not_asked_because")
OF_SOLICITOR = ("advised_by", "advice_refused_because")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("explanation_id", NUMBER, nullable=False),
        sa.Column(
            "fit",
            sa.Enum(*FIT, name="fit_to_decide", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        *(sa.Column(name, sa.String(length=300), nullable=False) for name in ANSWERS),
        sa.Column("evidence_told", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["explanation_id"], ["explanations_given.id"], name=op.f("fk_told_back_explanation_id")
        ),
        sa.PrimaryKeyConstraint("explanation_id", name=op.f("pk_told_back")),
    )
    _refuse_changes()
    for name in OF_SOLICITOR:
        column = sa.Column(name, sa.String(200), nullable=False, server_default="")
        op.add_column("caution_documents", column)


def downgrade() -> None:
    for name in OF_SOLICITOR:
        op.drop_column("caution_documents", name)
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
