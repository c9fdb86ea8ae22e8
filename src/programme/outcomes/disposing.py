"""Disposals that may be recorded for a case: they follow from its result, its route and the day. Pure, and total.

Page and action ask the same table, so that nothing is offered which is refused, and nothing ends a clock by a slip.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from programme.outcomes.models import MISTAKES, Disposal, Verdict
from programme.policies.models import Paper
from programme.shared.dates import spoken_day
from programme.shared.ranks import Rank

ENDS_WITHOUT_CHARGE = Rank.SERGEANT
"""The lowest rank that ends a case without a charge on anything but a completed course, and that corrects what was
recorded."""

COMPLETES: dict[Paper, Disposal] = {
    Paper.CAUTION: Disposal.CAUTION_COMPLETED,
    Paper.AGREEMENT: Disposal.DEFERRED_PROSECUTION_COMPLETED,
    Paper.RECORD: Disposal.COMMUNITY_RESOLUTION,
}
"""The disposal that a completed course is recorded as, by the document that the route of the case has him sign."""
FOR_CASES = tuple(one for one in Disposal if one not in MISTAKES)
"""The ends of a case that is one, in the order of the page."""
NOT_TOLD_OF = (
    "He was offered the place before this offence was known: he was not told of it, and did not sign or agree for it."
)
_ROUTES = {
    Disposal.CAUTION_COMPLETED: "a caution",
    Disposal.DEFERRED_PROSECUTION_COMPLETED: "a deferred prosecution",
    Disposal.COMMUNITY_RESOLUTION: "a community resolution",
}


@dataclass(frozen=True, slots=True)
class Ended:
    """The facts that the choice depends on: the result that stands (None where the force withdrew the case before one),
    what the route has him sign, the last day to charge, whether a concern stops the case, and whether he was told of
    this offence when he was offered a place."""

    verdict: Verdict | None
    paper: Paper
    charge_by_on: date
    stopped: bool = False
    told_of: bool = True


def why_not(case: Ended, disposal: Disposal, done_on: date) -> str:
    """Why this cannot have been done with the case on this day; empty where it can.

    A charge that was issued is a fact, whatever the result. No further action is open to the force until the last day
    to charge; after it, nothing was left to decide, and that the time limit expired is what there is to say. While a
    concern stops the case nothing of it is completed: that would end every warning before safeguarding has decided.
    """
    if disposal is Disposal.CHARGE_ISSUED:
        return ""
    if disposal is Disposal.NO_FURTHER_ACTION:
        return _why_not_left(case, done_on)
    if disposal is Disposal.TIME_LIMIT_EXPIRED:
        return _why_not_expired(case, done_on)
    if disposal in MISTAKES:
        return "A case that is none of its own is ended on a page of its own."
    if disposal is not COMPLETES[case.paper]:
        return f"The route of this case is not {_ROUTES[disposal]}."
    if case.stopped:
        return "Safeguarding has not said that the case can go on."
    if not case.told_of:
        return NOT_TOLD_OF
    if disposal is Disposal.COMMUNITY_RESOLUTION or case.verdict is Verdict.COMPLETED:
        return ""
    return "The result is not a completed course."


def disposals_that_fit(case: Ended, done_on: date) -> list[Disposal]:
    """The disposals that are possible on this day, in the order of the page."""
    return [one for one in Disposal if not why_not(case, one, done_on)]


def needs_rank(case: Ended, disposal: Disposal) -> bool:
    """Whether it takes a sergeant and a reason: whatever is no charge, on anything but a completed course."""
    return disposal is not Disposal.CHARGE_ISSUED and case.verdict is not Verdict.COMPLETED


def runs_on(disposal: Disposal, *, today: date, charge_by_on: date) -> bool:
    """Whether the clock runs on: after no further action the case can be looked at again and charged until the last
    day."""
    return disposal is Disposal.NO_FURTHER_ACTION and today <= charge_by_on


def _why_not_left(case: Ended, done_on: date) -> str:
    if done_on <= case.charge_by_on or case.verdict is Verdict.COMPLETED:
        return ""
    return f"The last day to charge was {spoken_day(case.charge_by_on)}: record that the time limit expired."


def _why_not_expired(case: Ended, done_on: date) -> str:
    if done_on <= case.charge_by_on:
        return f"The last day to charge is {spoken_day(case.charge_by_on)}. It can be recorded from the day after."
    if case.verdict is Verdict.COMPLETED:
        return "He completed the course: record that."
    return ""
