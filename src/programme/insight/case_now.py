"""How one case stands: what decides which deeds are possible and what its next step is. One statement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, exists, func, null, select
from sqlalchemy.orm import Session

from programme.attendance.models import Attendance
from programme.attendance.rules import is_marked
from programme.attendance.states import Mark
from programme.bookings.elsewhere import ELSEWHERE_STANDS
from programme.bookings.models import Booking, PlaceElsewhere
from programme.bookings.states import ACTIVE, BookingState
from programme.clock.keeping import last_safe_course_day, policy_of
from programme.concerns.models import Concern
from programme.concerns.queries import STOPPING
from programme.concerns.states import ConcernState
from programme.courses.models import CourseDate, Programme, ProgrammeFee
from programme.courses.privacy import NOTICE_DECIDED
from programme.courses.queries import earliest_place_on
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.history.events import SlipIssued
from programme.history.models import HistoryRow
from programme.insight.step_facts import OTHER_ROUTE, PAYMENT_SAID, facts_at
from programme.offers.models import CautionDocument, Offer
from programme.offers.pins import HAS_PIN
from programme.offers.rules import STANDING, is_unanswered
from programme.offers.signing_words import signature_of
from programme.offers.states import OfferState
from programme.outcomes.mistaken_cases import is_pointed_at
from programme.outcomes.models import Disposal, RecordedDisposal, Result, ResultReason, Verdict
from programme.outcomes.queries import RESULT_STANDS
from programme.outcomes.states import ReturnState
from programme.people.models import Person
from programme.policies.models import AdmissionNeed, DisposalRoute, FailureMeans, Paper
from programme.referrals.criteria import KeptCriterion
from programme.referrals.models import Origin, Referral
from programme.referrals.next_action import NextAction, next_action
from programme.referrals.next_action_facts import NextActionFacts
from programme.referrals.queries import visible_to
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import is_one_of

_SLIP_PRINTED = (
    exists()
    .where(
        HistoryRow.referral_id == Referral.id,
        HistoryRow.event == SlipIssued.name,
        HistoryRow.recorded_at >= Offer.made_at,
    )
    .correlate(Referral, Offer)
)
_NO_PLACE = (
    exists()
    .where(
        Task.referral_id == Referral.id,
        is_one_of(Task.kind, {TaskKind.NO_PLACE_IN_TIME}),
        is_one_of(Task.state, {TaskState.OPEN}),
    )
    .correlate(Referral)
)

_INTERPRETER = select(Person.interpreter).where(Person.id == Referral.person_id).scalar_subquery()

_HAS_FEE = (
    exists()
    .where(ProgrammeFee.programme_id == Programme.id, ProgrammeFee.from_on <= bindparam("today", type_=Date))
    .correlate(Programme)
)


@reads(
    Referral,
    charging_reserve_days=Programme.charging_reserve_days,
    result_lag_working_days=Programme.result_lag_working_days,
    has_fee=_HAS_FEE,
    notice_decided=NOTICE_DECIDED,
    statement_text=Programme.statement_text,
    helpline=Programme.helpline,
    route_code=DisposalRoute.code,
    asks=DisposalRoute.admission,
    paper=DisposalRoute.paper,
    on_failure=DisposalRoute.on_failure,
    words_signed=signature_of(Programme.force_code, DisposalRoute.code),
    weeks=DisposalRoute.weeks,
    exceptional_weeks=DisposalRoute.exceptional_weeks,
    offer=Offer.state,
    answer_by_at=Offer.answer_by_at,
    signed_for=CautionDocument.offer_id,
    slip_printed=_SLIP_PRINTED,
    concern=Concern.state,
    booking=Booking.state,
    held_until_at=Booking.held_until_at,
    payment_said=PAYMENT_SAID,
    mark=Attendance.mark,
    starts_at=CourseDate.starts_at,
    ends_at=CourseDate.ends_at,
    elsewhere_on=PlaceElsewhere.course_on,
    elsewhere_at=PlaceElsewhere.force_code,
    result=Result.state,
    reason=Result.reason,
    verdict=Result.verdict,
    returned_at=Result.returned_at,
    recorded_by_id=RecordedDisposal.recorded_by_id,
    pointed_at=is_pointed_at(Referral.id),
    may_take_other_route=OTHER_ROUTE,
    no_place=_NO_PLACE,
    has_pin=HAS_PIN,
    interpreter=_INTERPRETER,
    earliest_on=null(),
)
@dataclass(frozen=True, slots=True)
class CaseNow:
    """One case as it stands; None where there is no such thing.

    `offer`, `concern` and `recorded_by_id` (who recorded last what was done) are of the newest, `held_until_at`,
    `mark`, `starts_at`, `ends_at` and `elsewhere_on` of the place that he has, here or at a neighbour, and `result` of
    the one that stands. `slip_printed`: since the offer was made. `pointed_at`: another was ended because this one is
    the right one. `has_pin`: he chose one. `interpreter` is the language that he needs one for. `no_place`: that no
    date is in time was put to somebody; `earliest_on` is then the day on which the earliest date with a place is over.
    """

    reference: str
    state: ReferralState
    origin: Origin
    tied_to_id: int | None
    offence_code: str
    offence_at: datetime
    arrested_at: datetime | None
    charge_by_on: date
    said_charge_by_on: date | None
    return_by_on: date
    complete_by_on: date
    bail_return_on: date | None
    cautioned_on: date | None
    exceptional_reason: str
    clock_stopped_at: datetime | None
    clock_stopped_by: str | None
    finalised_at: datetime | None
    finalised_by: str | None
    eligibility: list[KeptCriterion]
    may_take_other_route: bool
    charging_reserve_days: int
    result_lag_working_days: int
    has_fee: bool
    notice_decided: bool
    statement_text: str
    helpline: str
    route_code: str
    asks: AdmissionNeed
    paper: Paper
    on_failure: FailureMeans
    words_signed: bool
    weeks: int | None
    exceptional_weeks: int | None
    offer: OfferState | None
    answer_by_at: datetime | None
    signed_for: int | None
    slip_printed: bool
    concern: ConcernState | None
    booking: BookingState | None
    held_until_at: datetime | None
    payment_said: bool
    mark: Mark | None
    starts_at: datetime | None
    ends_at: datetime | None
    elsewhere_on: date | None
    elsewhere_at: str | None
    result: ReturnState | None
    reason: ResultReason | None
    verdict: Verdict | None
    returned_at: datetime | None
    recorded_by_id: int | None
    pointed_at: bool
    no_place: bool
    has_pin: bool
    interpreter: str
    earliest_on: date | None

    @property
    def over_at(self) -> datetime | None:
        """When the clock was over: charged, or finished without a charge. None while it runs."""
        return self.clock_stopped_at or self.finalised_at

    @property
    def stands(self) -> Disposal | None:
        """The disposal on record."""
        done = self.clock_stopped_by or self.finalised_by
        return Disposal(done) if done else None

    @property
    def stopped(self) -> bool:
        """Whether a concern stops it."""
        return self.concern in STOPPING

    @property
    def others_have(self) -> bool:
        """Whether somebody else has something from it: he an offer, safeguarding a concern, a neighbour the case."""
        return self.offer is not None or self.stopped or self.origin is Origin.PARTNER

    @property
    def has_document(self) -> bool:
        """Whether its route has a document that he signs."""
        return self.paper is Paper.CAUTION

    @property
    def signed(self) -> bool:
        """Whether he signed it for the newest offer."""
        return self.signed_for is not None

    @property
    def slip_wanted(self) -> bool:
        """Whether no slip was printed since the offer that stands was made."""
        return self.offer in STANDING and not self.slip_printed

    @property
    def paper_owed(self) -> bool:
        """Whether he has still to sign it for the offer that stands."""
        return self.has_document and self.offer in STANDING and not self.signed

    @property
    def has_longer_limit(self) -> bool:
        """Whether the conditions of its route may exceptionally take longer."""
        return self.exceptional_weeks is not None and self.exceptional_weeks != self.weeks

    @property
    def last_on(self) -> date:
        """The last day a course of it may be on, reckoned afresh."""
        return last_safe_course_day(self, policy_of(self, self))

    def answer_over(self, now: datetime) -> bool:
        """Whether its offer waits for an answer that can no longer come."""
        return is_unanswered(self.offer, self.answer_by_at, now)

    def begun(self, now: datetime) -> bool:
        """Whether the day of the place that he has has come, or its register says what happened to him. Of a course
        elsewhere only the day is known."""
        if self.state is ReferralState.PLACED_ELSEWHERE:
            return self.elsewhere_on is not None and self.elsewhere_on <= london_date(now)
        return self.starts_at is not None and (self.starts_at <= now or is_marked(self.mark))

    def next_action(self, now: datetime) -> NextAction:
        """The one next step."""
        return next_action(self.step_facts(now))

    def step_facts(self, now: datetime) -> NextActionFacts:
        """The facts that the next step depends on."""
        return facts_at(self, self, now)


def case_now(db: Session, reference: str, actor: Actor, *, now: datetime) -> CaseNow:
    """The case; raises NotFound when there is none or it is not the actor's."""
    case = rows(db, CaseNow, _case_of(actor), reference=reference, today=london_date(now)).one_or_none()
    if case is None:
        raise NotFound()
    return replace(case, earliest_on=earliest_place_on(db, now=now)) if case.no_place else case


@lru_cache(maxsize=200)
def _case_of(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The statement for this actor's cases: a wide one, and the same people ask it all day."""
    return visible_to(actor, _CASE_NOW.where(Referral.reference == bindparam("reference")))


def _newest(kind: type[Any]) -> Any:
    """The number of the newest row of this kind in the case."""
    return select(func.max(kind.id)).where(kind.referral_id == Referral.id).correlate(Referral).scalar_subquery()


_CASE_NOW: Select[*tuple[Any, ...]] = (
    select(*columns_of(CaseNow))
    .select_from(Referral)
    .join(Programme, Programme.id == Referral.programme_id)
    .join(DisposalRoute, DisposalRoute.key == Referral.route)
    .outerjoin(Offer, Offer.id == _newest(Offer))
    .outerjoin(CautionDocument, CautionDocument.offer_id == Offer.id)
    .outerjoin(Concern, Concern.id == _newest(Concern))
    .outerjoin(Booking, and_(Booking.referral_id == Referral.id, is_one_of(Booking.state, ACTIVE)))
    .outerjoin(CourseDate, CourseDate.id == Booking.course_date_id)
    .outerjoin(Attendance, Attendance.booking_id == Booking.id)
    .outerjoin(PlaceElsewhere, and_(PlaceElsewhere.referral_id == Referral.id, ELSEWHERE_STANDS))
    .outerjoin(Result, and_(Result.referral_id == Referral.id, RESULT_STANDS))
    .outerjoin(RecordedDisposal, RecordedDisposal.id == _newest(RecordedDisposal))
)
