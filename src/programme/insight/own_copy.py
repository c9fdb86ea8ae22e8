"""A copy of everything that is kept of the person of a case, for himself: what he may have at a click.

Other people, the notes and reasons of staff in their own words, and signs that somebody needs
protecting, are never read here: whoever answers for the force's data decides about those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from programme.attendance.models import Attendance, IdentityKind
from programme.attendance.states import Mark
from programme.audit.looks_by_day import days_of_looks
from programme.audit.models import AccessRow, AccessSubject, Operation
from programme.bookings.models import Booking
from programme.bookings.states import BookingState, PlaceLost
from programme.courses.models import CourseDate, Venue
from programme.history import events
from programme.history.timeline import Moment, timeline
from programme.insight.case_parts import CaseIdentifier, CasePerson, CaseReferral
from programme.insight.consent import EXPLANATIONS, OFFERS_OF_CASE
from programme.insight.consent_parts import CaseExplanation, CaseOffer
from programme.insight.day_needs import OwnNeeds, own_needs
from programme.insight.own_case import OwnCase, own_case
from programme.insight.own_messages import OwnMessage, own_messages
from programme.insight.own_receipts import Receipt, receipts_of
from programme.insight.own_record import ToldLook, told
from programme.insight.privacy_notice import NoticeRow, notice_rows, own_notice
from programme.insight.words_as_told import find_last_told
from programme.offers.told.shapes import ToldWords
from programme.people.identifiers import HIS_NUMBERS
from programme.people.models import Identifier, Person
from programme.referrals.models import CaseNote, Referral
from programme.referrals.supporters import HelpsHim, supporters_of
from programme.shared.dates import london_date
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import is_one_of

_MOVES = frozenset({events.PlaceMoved.name, events.CourseDateChanged.name})
_ALL = 1_000_000
"""More than any case has of anything: on paper there is no further page."""


@reads(
    Booking,
    Attendance,
    starts_at=CourseDate.starts_at,
    address=Venue.address,
    postcode=Venue.postcode,
)
@dataclass(frozen=True, slots=True)
class CopiedPlace:
    """A place that he has or had, and his line on its register."""

    state: BookingState
    lost_because: PlaceLost | None
    booked_at: datetime
    starts_at: datetime
    address: str
    postcode: str
    mark: Mark | None
    identity_kind: IdentityKind | None
    arrived_at: datetime | None
    left_at: datetime | None


@reads(AccessRow)
@dataclass(frozen=True, slots=True)
class PassedOn:
    """Once that something of his was passed on."""

    at: datetime
    recipient: str


@reads(CaseNote)
@dataclass(frozen=True, slots=True)
class GivenReason:
    """A reason that he gave, in a note that says how."""

    written_at: datetime
    text: str

    @property
    def words(self) -> str:
        """His own words."""
        return self.text.partition(": ")[2]


@reads()
@dataclass(frozen=True, slots=True)
class _Recorded:
    referral: CaseReferral
    person: CasePerson


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """Everything. `words` are those that he was last told, where he was told any; `holders` who has what of him."""

    case: OwnCase
    referral: CaseReferral
    person: CasePerson
    numbers: list[CaseIdentifier]
    offers: list[CaseOffer]
    explanations: list[CaseExplanation]
    words: ToldWords | None
    places: list[CopiedPlace]
    moves: list[Moment]
    reasons: list[GivenReason]
    messages: list[OwnMessage]
    looks: tuple[ToldLook, ...]
    holders: list[NoticeRow]
    passed_on: list[PassedOn]
    needs: OwnNeeds
    receipts: Sequence[Receipt]
    helps: list[HelpsHim]
    officer: str


def own_copy(db: Session, offer_id: int, referral_id: int, *, now: datetime) -> OwnCopy:
    """Everything that is kept of him in this case."""
    case = own_case(db, offer_id)
    wanted = select(*columns_of(_Recorded)).select_from(Referral).join(Person, Person.id == Referral.person_id)
    found = rows(db, _Recorded, wanted.where(Referral.id == referral_id)).one()
    last = find_last_told(db, offer_id)
    history = timeline(db, referral_id)[::-1]
    notice = own_notice(db, referral_id, london_date(now))
    return OwnCopy(
        case=case,
        referral=found.referral,
        person=found.person,
        numbers=_numbers(db, found.referral),
        offers=rows(db, CaseOffer, OFFERS_OF_CASE.alone, referral_id=referral_id),
        explanations=rows(db, CaseExplanation, EXPLANATIONS.alone, referral_id=referral_id),
        words=last.words if last else None,
        places=_places(db, referral_id),
        moves=[one for one in history if one.event in _MOVES],
        reasons=_reasons(db, history),
        messages=own_messages(db, referral_id, before=None, at_most=_ALL).messages,
        looks=told(days_of_looks(db, case.reference, before=None, rows_a_page=_ALL).looks),
        holders=notice_rows(notice),
        passed_on=_passed_on(db, case.reference),
        needs=own_needs(db, referral_id),
        receipts=receipts_of(db, offer_id),
        helps=supporters_of(db, referral_id),
        officer=notice.officer,
    )


def _numbers(db: Session, referral: CaseReferral) -> list[CaseIdentifier]:
    of_this = or_(is_one_of(Identifier.kind, HIS_NUMBERS), Identifier.referral_id == referral.id)
    wanted = select(*columns_of(CaseIdentifier)).where(Identifier.person_id == referral.person_id, of_this)
    return rows(db, CaseIdentifier, wanted.order_by(Identifier.id))


def _places(db: Session, referral_id: int) -> list[CopiedPlace]:
    wanted = (
        select(*columns_of(CopiedPlace))
        .select_from(Booking)
        .join(CourseDate, CourseDate.id == Booking.course_date_id)
        .join(Venue, Venue.id == CourseDate.venue_id)
        .outerjoin(Attendance, Attendance.booking_id == Booking.id)
        .where(Booking.referral_id == referral_id)
        .order_by(Booking.id)
    )
    return rows(db, CopiedPlace, wanted)


def _reasons(db: Session, history: list[Moment]) -> list[GivenReason]:
    notes = [one.facts["note"] for one in history if one.event == events.ReasonGiven.name]
    return rows(db, GivenReason, select(*columns_of(GivenReason)).where(CaseNote.id.in_(notes)).order_by(CaseNote.id))


def _passed_on(db: Session, reference: str) -> list[PassedOn]:
    wanted = (
        select(*columns_of(PassedOn))
        .join(AccessSubject, AccessSubject.access_id == AccessRow.id)
        .where(AccessSubject.referral_reference == reference, AccessRow.operation == Operation.DISCLOSURE)
        .order_by(AccessSubject.access_id)
    )
    return rows(db, PassedOn, wanted)
