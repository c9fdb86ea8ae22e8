"""Whoever says no, or would rather go to court, has not failed: his case ended by his answer.

Revision: 0053b
Follows: 0052b
"""

from alembic import op
from sqlalchemy.schema import conv

revision = "0053b"
down_revision = "0052b"
branch_labels = None
depends_on = None

NO_FAULT = (
    "'turned_away', 'interpreter_absent', 'course_cancelled', 'no_place_in_time', 'not_decided_in_time', "
    "'not_offered_in_time', 'not_eligible', 'withdrawn_by_force', 'time_ran_out', 'register_not_signed', "
    "'result_not_told'"
)
ANSWERS = "'offer_declined', 'chose_court'"
VERDICT, NO_FAILURE, HIS_ANSWER = (
    conv(f"ck_results_{name}") for name in ("verdict", "no_fault_is_no_failure", "his_answer_is_his_answer")
)


def upgrade() -> None:
    with op.batch_alter_table("results") as batch:
        batch.drop_constraint(VERDICT, type_="check")
        batch.create_check_constraint(VERDICT, "verdict IN ('completed', 'failed', 'his_answer', 'no_fault')")
    op.execute(f"UPDATE results SET verdict = 'his_answer' WHERE reason IN ({ANSWERS})")  # noqa: S608 - our own words
    with op.batch_alter_table("results") as batch:
        batch.drop_constraint(NO_FAILURE, type_="check")
        batch.create_check_constraint(NO_FAILURE, f"verdict <> 'failed' OR reason NOT IN ({NO_FAULT}, {ANSWERS})")
        batch.create_check_constraint(HIS_ANSWER, f"verdict <> 'his_answer' OR reason IN ({ANSWERS})")


def downgrade() -> None:
    with op.batch_alter_table("results") as batch:
        batch.drop_constraint(HIS_ANSWER, type_="check")
        batch.drop_constraint(NO_FAILURE, type_="check")
        batch.create_check_constraint(NO_FAILURE, f"verdict <> 'failed' OR reason NOT IN ({NO_FAULT})")
    op.execute("UPDATE results SET verdict = 'failed' WHERE verdict = 'his_answer'")
    with op.batch_alter_table("results") as batch:
        batch.drop_constraint(VERDICT, type_="check")
        batch.create_check_constraint(VERDICT, "verdict IN ('completed', 'failed', 'no_fault')")
