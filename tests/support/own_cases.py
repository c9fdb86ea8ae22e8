"""A man's own case as his pages read it, at each step: to hand to what is pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from programme.bookings.states import BookingState
from programme.clock.deadlines import ClockPolicy
from programme.clock.keeping import KeptClock
from programme.courses.help_line import HelpLine
from programme.courses.states import DateState
from programme.insight.own_case import OwnCase
from programme.insight.own_places import OwnPlace
from programme.offers.states import OfferState
from programme.offers.told.conditions import LegalPoints
from programme.offers.told.released import newest_version
from programme.payments.states import FeeState
from programme.policies.models import FailureMeans, Paper
from programme.referrals.states import ReferralState

NOW = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
PLACE = OwnPlace(
    reference="K7M2-9QXD",
    state=BookingState.HELD,
    held_until_at=NOW + timedelta(minutes=41),
    moves=0,
    date_id=1,
    date_reference="C7M2-9QXD",
    date_state=DateState.OPEN,
    mark=None,
    starts_at=datetime(2027, 3, 20, 9, 30, tzinfo=UTC),
    ends_at=datetime(2027, 3, 20, 16, 30, tzinfo=UTC),
    door_closes_at=datetime(2027, 3, 20, 9, 45, tzinfo=UTC),
    address="1 Mill Lane",
    postcode="XY1 2AB",
    room_name=None,
    how_to_get_in="",
    step_free="",
    parking="",
    transport="",
    on_the_door="",
    food="",
    day_number="",
)
CASE = OwnCase(
    reference="K7M2-9QXD",
    state=ReferralState.OFFERED,
    kept=KeptClock(NOW, None, "", date(2027, 8, 3), date(2027, 7, 6)),
    policy=ClockPolicy(),
    offer_state=OfferState.OPEN,
    paper_owed=False,
    route="deferred_prosecution",
    paper=Paper.AGREEMENT,
    on_failure=FailureMeans.DECISION_REVIVES,
    words_signed_on=None,
    words_version=newest_version("deferred_prosecution"),
    made_at=NOW - timedelta(days=2),
    points=LegalPoints(),
    signed_at=None,
    offence_at=NOW - timedelta(days=21),
    offence_place="Oxford Road, Reading",
    language="en",
    answer_by_at=datetime(2027, 3, 15, 23, 59, tzinfo=UTC),
    answer_limit_at=None,
    advice_wanted_at=None,
    answered_at=None,
    fee_pence=9500,
    fee_state=None,
    statement_text="CRS BOOKING",
    hold_minutes=45,
    help_line=HelpLine("01632 960001", []),
    place=None,
    verdict=None,
    reason=None,
)
ACCEPTED = replace(CASE, state=ReferralState.ACCEPTED, offer_state=OfferState.ACCEPTED)
HELD = replace(ACCEPTED, state=ReferralState.BOOKED, place=PLACE, fee_state=FeeState.DUE)
CONFIRMED = replace(HELD, place=replace(PLACE, state=BookingState.CONFIRMED), fee_state=FeeState.PAID)
