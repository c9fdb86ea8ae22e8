"""Everything that the person himself may do about his case, and where he may not, the refusal that the action would
raise. Pure.

Each answer comes from the rule that the action itself asks under the case's lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from programme.bookings.refusals import NoPlaceBooked
from programme.bookings.rules import can_cancel, can_choose, can_leave, check_time_left
from programme.insight.own_case import OwnCase
from programme.insight.own_places import OwnPlace
from programme.offers.rules import can_answer, can_want_advice, is_unanswered
from programme.offers.states import OfferEvent
from programme.outcomes.ending import can_turn_down
from programme.payments.rules import can_pay
from programme.referrals.deeds import OwnDeed
from programme.referrals.states import ReferralState
from programme.shared.dates import london_date
from programme.shared.refusal import Refusal, refusal_of


def possible_for_him(case: OwnCase, now: datetime) -> dict[OwnDeed, Refusal | None]:
    """Everything that he can do on his pages: None where he may now, else why not."""
    return {deed: why_not_for_him(deed, case, now) for deed in OwnDeed}


def why_not_for_him(deed: OwnDeed, case: OwnCase, now: datetime) -> Refusal | None:
    """The refusal that the action would raise now; None where he may."""
    return refusal_of(_RULES[deed], case, now)


def _over(case: OwnCase, now: datetime) -> bool:
    return is_unanswered(case.offer_state, case.answer_by_at, now)


def _begun(case: OwnCase, now: datetime) -> bool:
    if case.state is ReferralState.PLACED_ELSEWHERE:
        return case.elsewhere_on is not None and case.elsewhere_on <= london_date(now)
    return case.place is not None and (case.place.starts_at <= now or case.place.is_marked)


def _place(case: OwnCase) -> OwnPlace:
    if case.place is None:
        raise NoPlaceBooked()
    return case.place


def _turn_down(case: OwnCase, now: datetime) -> None:
    can_turn_down(case.offer_state, case.state, over=_over(case, now), begun=_begun(case, now))


def _book(case: OwnCase, now: datetime) -> None:
    can_choose(case.state, case.offer_state, paper_owed=case.paper_owed)
    check_time_left(case.complete_by_on, now)


def _pay(case: OwnCase, now: datetime) -> None:
    place = case.place
    can_pay(case.fee_state, place.state if place else None, place.held_until_at if place else None, now)


def _move(case: OwnCase, now: datetime) -> None:
    place = _place(case)
    can_leave(
        place.state,
        place.moves,
        starts_at=place.starts_at,
        complete_by_on=case.complete_by_on,
        marked=place.is_marked,
        now=now,
    )


def _cancel(case: OwnCase, now: datetime) -> None:
    place = _place(case)
    can_cancel(place.state, starts_at=place.starts_at, marked=place.is_marked, now=now)


def _always(case: OwnCase, now: datetime) -> None:
    """As long as he can sign in he can say how he is reached."""


_RULES: Mapping[OwnDeed, Callable[[OwnCase, datetime], None]] = {
    OwnDeed.ACCEPT_OFFER: lambda case, now: can_answer(OfferEvent.ACCEPTED, case.offer_state, over=_over(case, now)),
    OwnDeed.ASK_FOR_ADVICE: lambda case, now: can_want_advice(case.offer_state, over=_over(case, now)),
    OwnDeed.DECLINE_OFFER: _turn_down,
    OwnDeed.BOOK_PLACE: _book,
    OwnDeed.OPEN_CHECKOUT: _pay,
    OwnDeed.MOVE_BOOKING: _move,
    OwnDeed.CANCEL_BOOKING: _cancel,
    OwnDeed.CHANGE_CONTACT: _always,
}
