"""Everything about one case that its force may read, in few statements: the case page and the return read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from programme.attendance.models import Attendance
from programme.audit.access_log import LOOKS, LOOKS_IN_ORDER, Look
from programme.bookings.models import Booking, PlaceElsewhere
from programme.bookings.states import BookingState, ElsewhereState
from programme.concerns.models import Concern, DrugIntervention
from programme.concerns.queries import STOPPING
from programme.courses.models import CourseDate, Programme, Provider, Venue
from programme.duties.covers import CoverLine
from programme.duties.models import ClockRung, Cover, Task, TaskKind
from programme.duties.queries import STOOD_ON, RungLine
from programme.duties.states import TaskState
from programme.exchange.notes import NOTES_AT_HOME, NoteOfCase
from programme.history.events import DisposalRecorded
from programme.history.models import HistoryRow
from programme.history.timeline import MOMENTS, Moment
from programme.insight.case_corrections import (
    CORRECTIONS,
    PUT_TO_A_HUMAN_BY,
    RECORD_CORRECTIONS,
    CaseCorrection,
    CaseRecordCorrection,
)
from programme.insight.case_course_parts import (
    CaseAttendance,
    CaseBooking,
    CaseCourse,
    CaseFee,
    CasePlaceElsewhere,
    CaseResult,
    CaseVenue,
)
from programme.insight.case_parts import (
    CaseConcern,
    CaseDrugs,
    CaseIdentifier,
    CasePerson,
    CaseProgramme,
    CaseReferral,
    CaseRoute,
    CaseTask,
    Message,
    TiedCase,
)
from programme.insight.consent import ANSWERS, CAUTIONS, EXPLANATIONS, OFFERS_OF_CASE, Consent
from programme.insight.consent_parts import CaseCaution, CaseExplanation, CaseOffer
from programme.notices.models import OutboxMessage
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.outcomes.mistaken_cases import MISTAKES_BESIDE, MistakenCase
from programme.outcomes.models import Result
from programme.outcomes.queries import RESULT_STANDS
from programme.payments.models import Fee
from programme.people.identifiers import HIS_NUMBERS
from programme.people.models import Identifier, Person
from programme.policies.models import DisposalRoute, Paper
from programme.referrals.models import Referral
from programme.referrals.queries import visible_to
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.storage.base import Base
from programme.storage.rows import by_name, columns_of, reads, rows
from programme.storage.statements import is_one_of
from programme.storage.together import Listed, Together


@reads(provider=Provider.name)
@dataclass(frozen=True, slots=True)
class CaseRow:
    """Of what a case has one of each, in one wide row; None where there is no such thing. `offer`, `booking`,
    `elsewhere`, `fee` and `concern` are the newest of the case; `rung` is the one that its clock stands on. `provider`
    is a name."""

    referral: CaseReferral
    person: CasePerson
    programme: CaseProgramme
    route: CaseRoute
    offer: CaseOffer | None
    booking: CaseBooking | None
    course_date: CaseCourse | None
    venue: CaseVenue | None
    provider: str | None
    elsewhere: CasePlaceElsewhere | None
    fee: CaseFee | None
    attendance: CaseAttendance | None
    result: CaseResult | None
    concern: CaseConcern | None
    rung: RungLine | None


@dataclass(frozen=True, slots=True)
class CaseFile(CaseRow):
    """One case with what hangs on it. `offers` are all of them, `explanations` and `cautions` what was explained and
    signed for them, `corrections` those of the offence, `put_right` those of the rest of the record, oldest first."""

    offers: list[CaseOffer]
    explanations: list[CaseExplanation]
    cautions: list[CaseCaution]
    identifiers: list[CaseIdentifier]
    corrections: list[CaseCorrection]
    put_right: list[CaseRecordCorrection]
    notes: list[NoteOfCase]
    tasks: list[CaseTask]
    messages: list[Message]
    timeline: list[Moment]
    looks: list[Look]
    belonging: list[TiedCase]
    mistakes: list[MistakenCase]
    officers_covers: list[CoverLine]
    drug_steps: list[CaseDrugs] = field(default_factory=list)
    """At most one, and read for custody alone."""

    @property
    def references(self) -> list[str]:
        return [self.referral.reference]

    @property
    def was_disposed_of(self) -> bool:
        """Whether somebody recorded what was done with it, also where that was taken back since."""
        return any(moment.event == DisposalRecorded.name for moment in self.timeline)

    @property
    def put_to_a_human(self) -> list[Moment]:
        """Everything that somebody was asked to look at because of another case of his, newest first."""
        return [moment for moment in self.timeline if moment.event in PUT_TO_A_HUMAN_BY]

    @property
    def drugs(self) -> CaseDrugs | None:
        """Whether drugs were considered, as far as it is on record and the reader's to see."""
        return next(iter(self.drug_steps), None)

    @property
    def lead(self) -> TiedCase | None:
        """The case that this one goes with, or because of which it was refused; None where it is another force's."""
        return next((one for one in self.belonging if one.id == self.referral.tied_to_id), None)

    @property
    def tied(self) -> list[TiedCase]:
        """The cases that go with this one, or were refused because of it."""
        return [one for one in self.belonging if one.id != self.referral.tied_to_id]

    @property
    def offer_stands(self) -> bool:
        """Whether there is an offer that is open or was accepted: a slip can be printed for it."""
        return self.offer is not None and self.offer.state in (OfferState.OPEN, OfferState.ACCEPTED)

    @property
    def consent(self) -> Consent:
        """The chain of proof that he knew what he agreed to."""
        answers = [moment for moment in self.timeline if moment.event in ANSWERS]
        return Consent(self.offers, self.explanations, self.cautions, answers)

    def covers(self, today: date) -> list[CoverLine]:
        """Who covers for the officer in this case today or later."""
        standing = (one for one in self.officers_covers if one.until_on >= today)
        return [one for one in standing if not one.case_ids or self.referral.id in one.case_ids]

    @property
    def stopped(self) -> bool:
        """Whether a concern stops the case: it is open, or was upheld."""
        return self.concern is not None and self.concern.state in STOPPING

    @property
    def caution(self) -> CaseCaution | None:
        """The document that he signed for the newest offer."""
        return next((one for one in self.cautions if self.offer is not None and one.offer_id == self.offer.id), None)

    @property
    def paper_owed(self) -> bool:
        """Whether the case's route has a document that he has still to sign for the offer that stands."""
        return self.route.paper is Paper.CAUTION and self.offer_stands and self.caution is None

    @property
    def has_no_place(self) -> bool:
        """Whether it was put to somebody that no date with a place left is in time, and none is yet."""
        return any(task.kind is TaskKind.NO_PLACE_IN_TIME for task in self.tasks)

    @property
    def course_on(self) -> date | None:
        """The day of the course that he has a place on, here or elsewhere."""
        if self.elsewhere is not None and self.elsewhere.state is ElsewhereState.PLACED:
            return self.elsewhere.course_on
        booked = self.booking is not None and self.booking.state in (BookingState.HELD, BookingState.CONFIRMED)
        return london_date(self.course_date.starts_at) if booked and self.course_date is not None else None


def one_case_file(db: Session, reference: str, actor: Actor) -> CaseFile:
    """The case; raises NotFound when there is none or it is not the actor's."""
    row = rows(db, CaseRow, _case_of(actor), reference=reference).one_or_none()
    if row is None:
        raise NotFound()
    case = row.referral
    lists = _BESIDE_FOR_CUSTODY if actor.door is Door.CUSTODY else _BESIDE
    beside = lists.run(db, referral_id=case.id, person_id=case.person_id, reference=reference)
    return CaseFile(**(by_name(row) | beside))


@lru_cache(maxsize=200)
def _case_of(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The statement for this actor's cases: a wide one, and the same people ask it all day."""
    return visible_to(actor, _CASE.where(Referral.reference == bindparam("reference")))


def _newest(kind: type[Base]) -> ScalarSelect[int | None]:
    """The number of the newest row of this kind in the case."""
    other: Any = aliased(kind)
    return select(func.max(other.id)).where(other.referral_id == Referral.id).correlate(Referral).scalar_subquery()


_CASE = (
    select(*columns_of(CaseRow))
    .select_from(Referral)
    .join(Person, Person.id == Referral.person_id)
    .join(Programme, Programme.id == Referral.programme_id)
    .join(DisposalRoute, DisposalRoute.key == Referral.route)
    .outerjoin(Offer, Offer.id == _newest(Offer))
    .outerjoin(Booking, Booking.id == _newest(Booking))
    .outerjoin(CourseDate, CourseDate.id == Booking.course_date_id)
    .outerjoin(Venue, Venue.id == CourseDate.venue_id)
    .outerjoin(Provider, Provider.id == CourseDate.provider_id)
    .outerjoin(PlaceElsewhere, PlaceElsewhere.id == _newest(PlaceElsewhere))
    .outerjoin(Fee, Fee.id == _newest(Fee))
    .outerjoin(Attendance, Attendance.booking_id == Booking.id)
    .outerjoin(Result, and_(Result.referral_id == Referral.id, RESULT_STANDS))
    .outerjoin(Concern, Concern.id == _newest(Concern))
    .outerjoin(ClockRung, STOOD_ON)
)
_IDENTIFIERS = select(*columns_of(CaseIdentifier)).where(
    Identifier.person_id == bindparam("person_id"),
    or_(is_one_of(Identifier.kind, HIS_NUMBERS), Identifier.referral_id == bindparam("referral_id")),
)
"""The numbers of the man, and those of this offence: another one's would be taken for its own."""
TASKS_OF_CASE = Listed(
    CaseTask,
    select(*columns_of(CaseTask)).where(
        Task.referral_id == bindparam("referral_id"), is_one_of(Task.state, {TaskState.OPEN})
    ),
    Task.id,
)
_MESSAGES = (
    select(*columns_of(Message))
    .where(OutboxMessage.referral_id == bindparam("referral_id"))
    .order_by(OutboxMessage.id.desc())
    .limit(100)
)
_THIS = aliased(Referral)


def _of_this_case(column: InstrumentedAttribute[Any]) -> ScalarSelect[Any]:
    """The facts that the case itself has in a column."""
    return select(column).where(_THIS.id == bindparam("referral_id")).scalar_subquery()


_BELONGING = select(*columns_of(TiedCase)).where(
    or_(Referral.tied_to_id == bindparam("referral_id"), Referral.id == _of_this_case(_THIS.tied_to_id)),
    # `coalesce` hides the force from the planners: SQLite would walk through every case of it to find these few.
    func.coalesce(Referral.force_code, "") == _of_this_case(_THIS.force_code),
)
_OFFICER_ID, _OFFICER_EMAIL = _of_this_case(_THIS.officer_id), _of_this_case(_THIS.officer_email)
_COVERS = select(*columns_of(CoverLine)).where(
    Cover.force_code == _of_this_case(_THIS.force_code),
    Cover.ended_at.is_(None),
    or_(
        Cover.officer_id == _OFFICER_ID,
        and_(Cover.officer_email != "", Cover.officer_email == func.lower(_OFFICER_EMAIL)),
    ),
)
_LISTS: dict[str, Listed] = {
    "offers": OFFERS_OF_CASE,
    "explanations": EXPLANATIONS,
    "cautions": CAUTIONS,
    "identifiers": Listed(CaseIdentifier, _IDENTIFIERS, Identifier.id),
    "corrections": CORRECTIONS,
    "put_right": RECORD_CORRECTIONS,
    "notes": NOTES_AT_HOME,
    "tasks": TASKS_OF_CASE,
    "messages": Listed(Message, _MESSAGES, OutboxMessage.id, newest_first=True),
    "timeline": Listed(Moment, MOMENTS, HistoryRow.id, newest_first=True),
    "looks": Listed(Look, LOOKS, LOOKS_IN_ORDER, newest_first=True),
    "belonging": Listed(TiedCase, _BELONGING, Referral.id),
    "mistakes": MISTAKES_BESIDE,
    "officers_covers": Listed(CoverLine, _COVERS, Cover.id),
}
_BESIDE = Together(**_LISTS)
"""Everything of which a case has several, in one statement. Another list is another line there."""
_DRUGS = select(*columns_of(CaseDrugs)).where(DrugIntervention.referral_id == bindparam("referral_id"))
_BESIDE_FOR_CUSTODY = Together(**_LISTS, drug_steps=Listed(CaseDrugs, _DRUGS, DrugIntervention.referral_id))
"""Whether drugs were considered is asked for nobody else."""
