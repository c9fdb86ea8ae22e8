"""Which verdict each reason belongs to, and which reason a mark on the register is. Pure."""

from __future__ import annotations

from datetime import date

from programme.attendance.states import Mark
from programme.outcomes.models import ResultReason, Verdict

VERDICT_OF: dict[ResultReason, Verdict] = {
    ResultReason.ATTENDED_THROUGHOUT: Verdict.COMPLETED,
    ResultReason.DID_NOT_COME: Verdict.FAILED,
    ResultReason.CAME_TOO_LATE: Verdict.FAILED,
    ResultReason.IDENTITY_NOT_SHOWN: Verdict.FAILED,
    ResultReason.LEFT_EARLY: Verdict.FAILED,
    ResultReason.REMOVED: Verdict.FAILED,
    ResultReason.OFFER_DECLINED: Verdict.HIS_ANSWER,
    ResultReason.OFFER_LAPSED: Verdict.FAILED,
    ResultReason.NOT_BOOKED_IN_TIME: Verdict.FAILED,
    ResultReason.FEE_NOT_PAID: Verdict.FAILED,
    ResultReason.TURNED_AWAY: Verdict.NO_FAULT,
    ResultReason.INTERPRETER_ABSENT: Verdict.NO_FAULT,
    ResultReason.COURSE_CANCELLED: Verdict.NO_FAULT,
    ResultReason.NO_PLACE_IN_TIME: Verdict.NO_FAULT,
    ResultReason.NOT_DECIDED_IN_TIME: Verdict.NO_FAULT,
    ResultReason.NOT_OFFERED_IN_TIME: Verdict.NO_FAULT,
    ResultReason.NOT_ELIGIBLE: Verdict.NO_FAULT,
    ResultReason.WITHDRAWN_BY_FORCE: Verdict.NO_FAULT,
    ResultReason.CHOSE_COURT: Verdict.HIS_ANSWER,
    ResultReason.TIME_RAN_OUT: Verdict.NO_FAULT,
    ResultReason.REGISTER_NOT_SIGNED: Verdict.NO_FAULT,
    ResultReason.RESULT_NOT_TOLD: Verdict.NO_FAULT,
}

REASON_OF: dict[Mark, ResultReason] = {
    Mark.COMPLETED: ResultReason.ATTENDED_THROUGHOUT,
    Mark.NO_SHOW: ResultReason.DID_NOT_COME,
    Mark.LATE_REFUSED: ResultReason.CAME_TOO_LATE,
    Mark.IDENTITY_REFUSED: ResultReason.IDENTITY_NOT_SHOWN,
    Mark.LEFT_EARLY: ResultReason.LEFT_EARLY,
    Mark.REMOVED: ResultReason.REMOVED,
    Mark.TURNED_AWAY: ResultReason.TURNED_AWAY,
    Mark.INTERPRETER_ABSENT: ResultReason.INTERPRETER_ABSENT,
}

TOLD_ELSEWHERE = (*REASON_OF.values(), ResultReason.COURSE_CANCELLED)
"""The results that a neighbouring programme can give of a day that is over, in the order of the page."""
NOT_KNOWN = frozenset({ResultReason.REGISTER_NOT_SIGNED, ResultReason.RESULT_NOT_TOLD})
"""Nobody had said what happened when the case had to go back. A result that is known later stands in its place."""
HIS_OWN_ANSWERS = frozenset({ResultReason.OFFER_DECLINED, ResultReason.CHOSE_COURT})
"""He did not want it, which is his to decide."""


LEFT_BY_THE_FORCE = frozenset(
    {ResultReason.NOT_DECIDED_IN_TIME, ResultReason.NOT_OFFERED_IN_TIME, ResultReason.WITHDRAWN_BY_FORCE}
)
"""Results that the force itself is the cause of: neither his, nor the provider's, nor a shortage of courses."""


def proposal_words(outcome: int | None, finalisation: str) -> str:
    """The route's proposal for a completed course: "Outcome 3, Adult conditional caution, conditions met"."""
    return ", ".join(part for part in (f"Outcome {outcome}" if outcome is not None else "", finalisation) if part)


REOPENABLE = frozenset(
    {
        ResultReason.OFFER_LAPSED,
        ResultReason.OFFER_DECLINED,
        ResultReason.CHOSE_COURT,
        ResultReason.NOT_BOOKED_IN_TIME,
        ResultReason.FEE_NOT_PAID,
        ResultReason.NO_PLACE_IN_TIME,
    }
)
"""The results after which an officer may offer again: he had not come to a course yet."""


def can_be_reopened(reason: ResultReason | None, *, return_by_on: date, today: date) -> bool:
    """Whether a case with this result may be opened again: for a reason that allows it, and before the day by which it
    must be back with its force."""
    return reason in REOPENABLE and today < return_by_on
