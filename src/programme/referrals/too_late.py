"""From which day on it is too late for a course, or to make an offer."""

from __future__ import annotations

from datetime import date, timedelta

from programme.referrals.states import BEFORE_OFFER, ReferralState

DAYS_TO_BOOK = 7
"""Days kept between the last day for an answer and the last safe course day, to choose, pay and come."""


def is_too_late_for_a_course(state: ReferralState, complete_by_on: date, today: date) -> bool:
    """Whether a case without a place has run past its last safe course day."""
    return state in _WHILE_A_COURSE_IS_POSSIBLE and today > complete_by_on


def is_too_late_for_a_date(state: ReferralState, complete_by_on: date, today: date) -> bool:
    """Whether no date of a course helps this case any more: also where the offer that has to come first is too late."""
    no_offer = state in BEFORE_OFFER and is_too_late_to_offer(complete_by_on, today)
    return no_offer or is_too_late_for_a_course(state, complete_by_on, today)


def last_day_to_offer(complete_by_on: date) -> date:
    """The last day on which an offer leaves the whole of the next to answer, and the days to book."""
    return complete_by_on - timedelta(days=DAYS_TO_BOOK + 1)


def is_too_late_to_offer(complete_by_on: date, today: date) -> bool:
    """Whether an offer made today would leave less."""
    return today > last_day_to_offer(complete_by_on)


_WHILE_A_COURSE_IS_POSSIBLE = frozenset(
    {ReferralState.UNDECIDED, ReferralState.ELIGIBLE, ReferralState.OFFERED, ReferralState.ACCEPTED}
)
