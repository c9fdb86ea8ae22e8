"""The person's own case as he sees it: one joined statement for every page of his.

It reads across offer, booking, fee and result, which know nothing of each other; so it stands here, where everything
may be read, and only doors ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from programme.bookings.elsewhere import ELSEWHERE_STANDS
from programme.bookings.models import Booking, PlaceElsewhere
from programme.bookings.states import ACTIVE, BookingState
from programme.clock.keeping import KEPT_CLOCK, POLICY, KeptClock, clock_policy, last_safe_course_day
from programme.courses.models import CourseDate, Programme, Venue
from programme.courses.queries import DateFacts, dates_in_time
from programme.courses.states import DateState
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.offers.models import CautionDocument, Offer
from programme.offers.queries import PAPER_OWED
from programme.offers.states import OfferState
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.outcomes.queries import RESULT_STANDS
from programme.payments.models import Fee
from programme.payments.states import FeeState
from programme.policies.models import DisposalRoute
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.refusal import NotFound
from programme.storage.statements import is_one_of, run

_RECKONED = len(KEPT_CLOCK) + len(POLICY)
_LIVE_FEES = (FeeState.DUE, FeeState.PAID, FeeState.WAIVED)
_LOST = (BookingState.LAPSED, BookingState.CANCELLED)
_BACK = (FeeState.REFUND_DUE, FeeState.REFUNDED)


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """The place he holds or has, and where it is."""

    reference: str
    state: BookingState
    held_until_at: datetime
    moves: int
    date_id: int
    date_reference: str
    date_state: DateState
    starts_at: datetime
    ends_at: datetime
    door_closes_at: datetime
    address: str
    postcode: str
    how_to_get_in: str


@dataclass(frozen=True, slots=True)
class LostPlace:
    """The last place that he had and has no more."""

    state: BookingState
    starts_at: datetime
    date_state: DateState


@dataclass(frozen=True, slots=True)
class OwnCase:
    """Everything his pages are made of. `complete_by_on` is the last day a date of his may be on. `paper_owed`: there
    is a document that he has to sign before he can book. `no_place`: no date is in time at the moment, which his force
    has been told. `elsewhere_on`: the day of the appointment that was arranged for him with another organisation.
    `answer_limit_at`: until when he may answer where he wants legal advice first. `back_pence`: what of his last fee
    goes or went back to his card."""

    reference: str
    state: ReferralState
    complete_by_on: date
    offer_state: OfferState
    paper_owed: bool
    language: str
    answer_by_at: datetime
    answer_limit_at: datetime | None
    advice_wanted_at: datetime | None
    answered_at: datetime | None
    fee_pence: int
    fee_state: FeeState | None
    statement_text: str
    helpline: str
    place: OwnPlace | None
    verdict: Verdict | None
    reason: ResultReason | None
    no_place: bool = False
    elsewhere_on: date | None = None
    lost: LostPlace | None = None
    back_pence: int | None = None

    @property
    def has_paid(self) -> bool:
        """Whether nothing more is owed for a place."""
        return self.fee_state in (FeeState.PAID, FeeState.WAIVED)


_PLACE = (
    Booking.reference,
    Booking.state,
    Booking.held_until_at,
    Booking.moves,
    CourseDate.id,
    CourseDate.reference,
    CourseDate.state,
    CourseDate.starts_at,
    CourseDate.ends_at,
    CourseDate.door_closes_at,
    Venue.address,
    Venue.postcode,
    Venue.how_to_get_in,
)
_LOST_PLACE, _LOST_DATE = aliased(Booking), aliased(CourseDate)
_LAST_LOST = (
    select(func.max(Booking.id))
    .where(Booking.referral_id == Referral.id, is_one_of(Booking.state, _LOST))
    .correlate(Referral)
    .scalar_subquery()
)
_GOING_BACK = (
    select(Fee.amount_pence)
    .where(Fee.referral_id == Referral.id, is_one_of(Fee.state, _BACK))
    .order_by(Fee.id.desc())
    .limit(1)
    .correlate(Referral)
    .scalar_subquery()
)
_CASE = (
    select(
        Referral.reference,
        Referral.state,
        *KEPT_CLOCK,
        *POLICY,
        Offer.state,
        PAPER_OWED,
        Offer.language,
        Offer.answer_by_at,
        Offer.answer_limit_at,
        Offer.advice_wanted_at,
        Offer.answered_at,
        Programme.fee_pence,
        Fee.state,
        Fee.amount_pence,
        Programme.statement_text,
        Programme.helpline,
        Result.verdict,
        Result.reason,
        Task.id,
        PlaceElsewhere.course_on,
        _GOING_BACK,
        _LOST_PLACE.state,
        _LOST_DATE.starts_at,
        _LOST_DATE.state,
        *_PLACE,
    )
    .select_from(Offer)
    .join(Referral, Referral.id == Offer.referral_id)
    .join(Programme, Programme.id == Referral.programme_id)
    .join(DisposalRoute, DisposalRoute.key == Referral.route)
    .outerjoin(CautionDocument, CautionDocument.offer_id == Offer.id)
    .outerjoin(Booking, and_(Booking.referral_id == Referral.id, is_one_of(Booking.state, ACTIVE)))
    .outerjoin(CourseDate, CourseDate.id == Booking.course_date_id)
    .outerjoin(Venue, Venue.id == CourseDate.venue_id)
    .outerjoin(_LOST_PLACE, _LOST_PLACE.id == _LAST_LOST)
    .outerjoin(_LOST_DATE, _LOST_DATE.id == _LOST_PLACE.course_date_id)
    .outerjoin(PlaceElsewhere, and_(PlaceElsewhere.referral_id == Referral.id, ELSEWHERE_STANDS))
    .outerjoin(Fee, and_(Fee.referral_id == Referral.id, is_one_of(Fee.state, _LIVE_FEES)))
    .outerjoin(Result, and_(Result.referral_id == Referral.id, RESULT_STANDS))
    .outerjoin(
        Task,
        and_(
            Task.referral_id == Referral.id,
            is_one_of(Task.kind, {TaskKind.NO_PLACE_IN_TIME}),
            is_one_of(Task.state, {TaskState.OPEN}),
        ),
    )
    .where(Offer.id == bindparam("offer_id"))
)


def own_case(db: Session, offer_id: int) -> OwnCase:
    """The case that the offer was made in; raises NotFound."""
    row = run(db, _CASE, offer_id=offer_id).one_or_none()
    if row is None:
        raise NotFound()
    return _own_case(*row)


def own_case_and_dates(db: Session, offer_id: int, *, now: datetime) -> tuple[OwnCase, list[DateFacts]]:
    """The case, and the dates with a place left that he can make in time, nearest first."""
    case = own_case(db, offer_id)
    return case, dates_in_time(db, now=now, complete_by_on=case.complete_by_on)


def _own_case(*row: Any) -> OwnCase:
    reference, state, *rest = row
    kept, policy = KeptClock(*rest[: len(KEPT_CLOCK)]), clock_policy(*rest[len(KEPT_CLOCK) : _RECKONED])
    rest = rest[_RECKONED:]
    offer_state, paper_owed, language, answer_by_at, answer_limit_at, advice_wanted_at, *rest = rest
    answered_at, fee_pence, fee_state, charged_pence, *rest = rest
    statement_text, helpline, verdict, reason, task_id, elsewhere_on, back_pence, *rest = rest
    lost, place = rest[:3], rest[3:]
    return OwnCase(
        reference=reference,
        state=state,
        complete_by_on=last_safe_course_day(kept, policy),
        offer_state=offer_state,
        paper_owed=paper_owed,
        language=language,
        answer_by_at=answer_by_at,
        answer_limit_at=answer_limit_at,
        advice_wanted_at=advice_wanted_at,
        answered_at=answered_at,
        fee_pence=fee_pence if charged_pence is None else charged_pence,
        fee_state=fee_state,
        statement_text=statement_text,
        helpline=helpline,
        place=OwnPlace(*place) if place[0] is not None else None,
        verdict=verdict,
        reason=reason,
        no_place=task_id is not None,
        elsewhere_on=elsewhere_on,
        lost=LostPlace(*lost) if lost[0] is not None else None,
        back_pence=back_pence,
    )
