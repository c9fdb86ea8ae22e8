"""The next step of every case of a list: what it depends on, read with the case's line and put to the one rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Select, String, and_, case, cast, null, or_, select

from programme.bookings.elsewhere import ELSEWHERE_STANDS
from programme.bookings.models import Booking, PlaceElsewhere
from programme.bookings.rules import is_over
from programme.bookings.states import ACTIVE, BookingState
from programme.concerns.models import Concern
from programme.concerns.states import ConcernState
from programme.courses.models import CourseDate, Programme
from programme.eligibility.assessment import denies_and_no_more, not_known
from programme.intake.rules import waits_for_identity
from programme.offers.models import CautionDocument, Offer
from programme.offers.queries import PAPER_OWED
from programme.offers.rules import STANDING, is_unanswered
from programme.offers.states import OfferState
from programme.outcomes.models import Result, Verdict
from programme.outcomes.queries import RESULT_STANDS
from programme.payments.outside import OUTSIDE_WAITS
from programme.people.reference import force_name
from programme.policies.models import AdmissionNeed, DisposalRoute
from programme.referrals.criteria import KeptCriterion
from programme.referrals.detention import may_be_in_custody
from programme.referrals.models import Admission, Referral
from programme.referrals.next_action_facts import NextActionFacts
from programme.referrals.states import ReferralState
from programme.shared.dates import london_date
from programme.storage.rows import reads
from programme.storage.statements import is_one_of, written

_NEWEST_CONCERN = (
    select(Concern.state)
    .where(Concern.referral_id == Referral.id)
    .order_by(Concern.id.desc())
    .limit(written(1))
    .correlate(Referral)
    .scalar_subquery()
)
OTHER_ROUTE = and_(
    is_one_of(Referral.state, [ReferralState.INELIGIBLE]),
    is_one_of(Referral.admission, [Admission.DENIED]),
    DisposalRoute.admission != AdmissionNeed.NOT_NEEDED,
    select(cast(Programme.other_routes, String) != "[]")
    .where(Programme.id == Referral.programme_id)
    .correlate(Referral)
    .scalar_subquery(),
)
"""He denies the offence, his route does not do with that, and the programme uses others."""
PAYMENT_SAID = and_(is_one_of(Referral.state, [ReferralState.ACCEPTED, ReferralState.BOOKED]), OUTSIDE_WAITS)
"""He waits for somebody to see what he paid without a card."""
_ASKED = case(
    (or_(is_one_of(Referral.state, [ReferralState.UNDECIDED]), OTHER_ROUTE), Referral.eligibility),
    else_=null(),
)
"""Nobody asks what is not known of a case that is decided, and taking the answers apart costs more than the rest."""


class HasState(Protocol):
    """A line about a case."""

    @property
    def state(self) -> ReferralState: ...

    @property
    def charge_by_on(self) -> date: ...

    @property
    def return_by_on(self) -> date: ...

    @property
    def complete_by_on(self) -> date: ...

    @property
    def bail_return_on(self) -> date | None: ...

    @property
    def over_at(self) -> datetime | None: ...


class HasStep(Protocol):
    """All that is arranged for a case; None where there is no such thing. `offer` may be one that stands no more."""

    @property
    def offer(self) -> OfferState | None: ...

    @property
    def answer_by_at(self) -> datetime | None: ...

    @property
    def slip_wanted(self) -> bool: ...

    @property
    def booking(self) -> BookingState | None: ...

    @property
    def held_until_at(self) -> datetime | None: ...

    @property
    def payment_said(self) -> bool: ...

    @property
    def starts_at(self) -> datetime | None: ...

    @property
    def ends_at(self) -> datetime | None: ...

    @property
    def eligibility(self) -> list[KeptCriterion] | None: ...

    @property
    def may_take_other_route(self) -> bool: ...

    @property
    def paper_owed(self) -> bool: ...

    @property
    def concern(self) -> ConcernState | None: ...

    @property
    def elsewhere_on(self) -> date | None: ...

    @property
    def elsewhere_at(self) -> str | None: ...

    @property
    def arrested_at(self) -> datetime | None: ...

    @property
    def returned_at(self) -> datetime | None: ...

    @property
    def verdict(self) -> Verdict | None: ...

    @property
    def said_charge_by_on(self) -> date | None: ...


@reads(
    offer=Offer.state,
    answer_by_at=Offer.answer_by_at,
    booking=Booking.state,
    held_until_at=Booking.held_until_at,
    payment_said=PAYMENT_SAID,
    starts_at=CourseDate.starts_at,
    ends_at=CourseDate.ends_at,
    eligibility=_ASKED,
    may_take_other_route=OTHER_ROUTE,
    paper_owed=PAPER_OWED,
    concern=_NEWEST_CONCERN,
    elsewhere_on=PlaceElsewhere.course_on,
    elsewhere_at=PlaceElsewhere.force_code,
    arrested_at=Referral.arrested_at,
    returned_at=Result.returned_at,
    verdict=Result.verdict,
    said_charge_by_on=Referral.said_charge_by_on,
)
@dataclass(frozen=True, slots=True)
class StepFacts:
    """The facts that the next step depends on beside the case's own line; read over `with_step`."""

    offer: OfferState | None
    answer_by_at: datetime | None
    booking: BookingState | None
    held_until_at: datetime | None
    payment_said: bool
    starts_at: datetime | None
    ends_at: datetime | None
    eligibility: list[KeptCriterion] | None
    may_take_other_route: bool
    paper_owed: bool
    concern: ConcernState | None
    elsewhere_on: date | None
    elsewhere_at: str | None
    arrested_at: datetime | None
    returned_at: datetime | None
    verdict: Verdict | None
    said_charge_by_on: date | None

    @property
    def slip_wanted(self) -> bool:
        """A list prints none."""
        return False

    def at(self, line: HasState, now: datetime) -> NextActionFacts:
        """The facts that the next step of the case that `line` is about depends on, and the next day of its clock."""
        return facts_at(line, self, now)


def facts_at(line: HasState, step: HasStep, now: datetime) -> NextActionFacts:
    """The facts that the next step of a case, the next day of its clock and the words of both depend on."""
    elsewhere = line.state is ReferralState.PLACED_ELSEWHERE
    return NextActionFacts(
        state=line.state,
        today=london_date(now),
        charge_by_on=line.charge_by_on,
        return_by_on=line.return_by_on,
        complete_by_on=line.complete_by_on,
        answer_by_on=_day(step.answer_by_at),
        answer_over=is_unanswered(step.offer, step.answer_by_at, now),
        slip_wanted=step.slip_wanted,
        hold_ends_on=_day(step.held_until_at),
        hold_over=step.held_until_at is not None and is_over(step.held_until_at, now),
        place_confirmed=step.booking is BookingState.CONFIRMED,
        payment_said=step.payment_said,
        course_on=step.elsewhere_on if elsewhere else _day(step.starts_at),
        course_over=step.ends_at is not None and step.ends_at <= now,
        over_on=_day(line.over_at),
        waiting_for=not_known(step.eligibility or ()),
        identity_waits=waits_for_identity(step.eligibility or ()),
        bail_on=line.bail_return_on,
        in_custody=may_be_in_custody(step.arrested_at, now),
        concern_open=step.concern is ConcernState.OPEN,
        concern_upheld=step.concern is ConcernState.UPHELD,
        paper_owed=step.offer in STANDING and step.paper_owed,
        elsewhere=force_name(step.elsewhere_at) if elsewhere and step.elsewhere_at else "",
        returned_on=_day(step.returned_at),
        completed=step.verdict is Verdict.COMPLETED,
        other_route=step.may_take_other_route and denies_and_no_more(step.eligibility or ()),
        said_charge_by_on=step.said_charge_by_on,
    )


def with_step(lines: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """`lines` (over referrals) with the tables that StepFacts is read of: of each at most one row that stands."""
    live = is_one_of(Offer.state, STANDING)
    return (
        lines.join(DisposalRoute, DisposalRoute.key == Referral.route)
        .outerjoin(Offer, and_(Offer.referral_id == Referral.id, live))
        .outerjoin(CautionDocument, CautionDocument.offer_id == Offer.id)
        .outerjoin(Booking, and_(Booking.referral_id == Referral.id, is_one_of(Booking.state, ACTIVE)))
        .outerjoin(CourseDate, CourseDate.id == Booking.course_date_id)
        .outerjoin(PlaceElsewhere, and_(PlaceElsewhere.referral_id == Referral.id, ELSEWHERE_STANDS))
        .outerjoin(Result, and_(Result.referral_id == Referral.id, RESULT_STANDS))
    )


def _day(at: datetime | None) -> date | None:
    return london_date(at) if at is not None else None
