"""Which verdict each reason belongs to, and which reason a mark on the register is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from programme.attendance.states import Mark
from programme.outcomes.models import ResultReason, Verdict
from programme.referrals.offences import CodeKind, kind_of_code
from programme.referrals.words import OFFENCE_CODE_SENTENCES

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
DAYS_ELSEWHERE = frozenset({*TOLD_ELSEWHERE, ResultReason.RESULT_NOT_TOLD})
"""Results that are of a day at a neighbouring programme, where they are of no place here."""
NOT_KNOWN = frozenset({ResultReason.REGISTER_NOT_SIGNED, ResultReason.RESULT_NOT_TOLD})
"""Nobody had said what happened when the case had to go back. A result that is known later stands in its place."""

LEFT_BY_THE_FORCE = frozenset(
    {ResultReason.NOT_DECIDED_IN_TIME, ResultReason.NOT_OFFERED_IN_TIME, ResultReason.WITHDRAWN_BY_FORCE}
)
"""Results that the force itself is the cause of: neither his, nor the provider's, nor a shortage of courses."""


@dataclass(frozen=True, slots=True)
class ProposedDisposal:
    """The route's proposal for a completed course, "Outcome 3, Adult conditional caution, conditions met"; or why there
    is none although he completed one."""

    words: str = ""
    withheld: str = ""


class HasProposal(Protocol):
    """A result, as far as the route proposes something with it."""

    @property
    def proposed_outcome(self) -> int | None: ...

    @property
    def proposed_finalisation(self) -> str: ...


def proposal_of(result: HasProposal | None, offence_code: str, *, stopped: bool) -> ProposedDisposal:
    """The proposal with a result as the case stands. None is made while a concern stops it, or for an offence that the
    programme is not for: the course that he came to does not answer that."""
    if result is None:
        return ProposedDisposal()
    outcome = f"Outcome {result.proposed_outcome}" if result.proposed_outcome is not None else ""
    words = ", ".join(part for part in (outcome, result.proposed_finalisation) if part)
    kind = kind_of_code(offence_code)
    against = [
        *([NOT_DECIDED] if stopped else []),
        *([OFFENCE_CODE_SENTENCES[kind]] if kind is not CodeKind.PROGRAMME else []),
    ]
    return ProposedDisposal(withheld=" ".join(against)) if words and against else ProposedDisposal(words)


NOT_DECIDED = "Safeguarding has not said that the case can go on. Until it has, nothing can be recorded as completed."


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
