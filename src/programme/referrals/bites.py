"""The day that a case's clock comes to next, and which it is. Pure, and total over every state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from programme.referrals.next_action_facts import NextActionFacts
from programme.referrals.states import HAS_A_PLACE, IN_PROGRESS, ReferralState
from programme.referrals.too_late import last_day_to_offer
from programme.shared.dates import previous_working_day


class Biting(StrEnum):
    """Whose day it is. Of two on one day the first that stands here is said."""

    CHARGE = "charge"
    RETURN = "return"
    BAIL = "bail"
    ANSWER = "answer"
    OFFER = "offer"
    COURSE = "course"
    FINISH = "finish"


class Bite(NamedTuple):
    """A day that somebody has to keep. `bail_passed`: another, that of his bail, was let pass."""

    what: Biting
    on: date
    bail_passed: bool = False


_OFFER_AHEAD = frozenset({ReferralState.UNDECIDED, ReferralState.ELIGIBLE})
"""Nobody has made him an offer: the last day for one comes a week before the last for a course. So it is of who is
stopped, until safeguarding has decided."""
_COURSE_AHEAD = frozenset({ReferralState.OFFERED, ReferralState.ACCEPTED, ReferralState.TIED})
"""He has no place yet, and can still get one."""


def bites_next(case: NextActionFacts) -> Bite:
    """The nearest of the days that have not passed: the last for an offer, his answer, his course or the last day for
    one, his bail, the day on which the case has to be back, and the last day to charge, which is the answer where no
    other is left. A sooner last day that was said, and has passed, comes before all of them."""
    ahead = [bite for bite in _days(case) if bite.on >= case.today]
    said_over = case.watched_on < case.today <= case.charge_by_on
    nearest = _last(case) if said_over else min(ahead, key=lambda bite: bite.on, default=_last(case))
    passed = case.bail_on is not None and case.bail_on < case.today and case.state is not ReferralState.CLOSED
    return nearest._replace(bail_passed=passed)


def to_charge(charge_by_on: date, today: date) -> Bite:
    """The last working day to charge; once it has passed, the last day."""
    act_on = previous_working_day(charge_by_on)
    return Bite(Biting.CHARGE, act_on if today <= act_on else charge_by_on)


def _last(case: NextActionFacts) -> Bite:
    return to_charge(case.watched_on, case.today)


def _days(case: NextActionFacts) -> Iterator[Bite]:
    yield _last(case)
    if case.state in IN_PROGRESS:
        yield Bite(Biting.RETURN, case.return_by_on)
    if case.bail_on is not None and case.state is not ReferralState.CLOSED:
        yield Bite(Biting.BAIL, case.bail_on)
    if case.state is ReferralState.OFFERED and case.answer_by_on is not None:
        yield Bite(Biting.ANSWER, case.answer_by_on)
    if case.state in _OFFER_AHEAD or (case.state is ReferralState.INELIGIBLE and case.concern_open):
        yield Bite(Biting.OFFER, last_day_to_offer(case.complete_by_on))
    if case.state in HAS_A_PLACE and case.course_on is not None:
        yield Bite(Biting.COURSE, case.course_on)
    if case.state in _COURSE_AHEAD:
        yield Bite(Biting.FINISH, case.complete_by_on)
