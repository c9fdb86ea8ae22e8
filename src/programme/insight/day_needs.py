"""Needs of the day: as the person himself reads them with the answer, and as the provider of his date does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from programme.attendance.queries import initials_of
from programme.bookings.models import Booking, DayNeeds, NeedKind
from programme.bookings.states import ACTIVE
from programme.courses.help_line import HelpLine
from programme.courses.models import CourseDate, Programme
from programme.courses.queries import DateFacts, own_date
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.refusal import NotFound
from programme.storage.rows import columns_of, reads, rows


@reads(DayNeeds)
@dataclass(frozen=True, slots=True)
class Asked:
    """Needs as they were said, and the last answer with the date that it was for."""

    id: int
    kinds: frozenset[NeedKind]
    language: str
    words: str
    arranged: bool | None
    answer: str
    answered_date_id: int | None

    def is_answered(self, date_id: int | None) -> bool:
        """Whether there is an answer for the date of his place."""
        return date_id is not None and self.answered_date_id == date_id

    def answer_lines(self, date_id: int | None, ring: str = "call us") -> list[str]:
        """The answer as he reads it wherever it stands; `date_id` is of his place, None where he has none. `ring`: what
        he does without an answer."""
        if date_id is None:
            return ["You get an answer once you have a place"]
        if not self.is_answered(date_id):
            return [f"No answer yet. If there is still none two days before, {ring}"]
        said = "It is arranged" if self.arranged else "It cannot be arranged as you asked"
        return [said, self.answer] if self.answer else [said]


@reads(
    Person,
    reference=Referral.reference,
    state=Referral.state,
    starts_at=CourseDate.starts_at,
    date_id=CourseDate.id,
)
@dataclass(frozen=True, slots=True)
class OwnNeeds:
    """His needs, what the desk recorded of him before, and the date of his place, where he has one."""

    reference: str
    state: ReferralState
    help_line: HelpLine
    interpreter: str
    adjustments: str
    starts_at: datetime | None
    date_id: int | None
    asked: Asked | None

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer for the date of his place."""
        return self.asked is not None and self.asked.is_answered(self.date_id)

    @property
    def answer_lines(self) -> list[str]:
        """The answer for the date of his place."""
        return self.asked.answer_lines(self.date_id) if self.asked else []


_ACTIVE_PLACE = and_(Booking.referral_id == Referral.id, Booking.state.in_(ACTIVE))


def own_needs(db: Session, referral_id: int) -> OwnNeeds:
    """The needs of the person of the case."""
    wanted = (
        select(*columns_of(OwnNeeds))
        .select_from(Referral)
        .join(Person, Person.id == Referral.person_id)
        .join(Programme, Programme.id == Referral.programme_id)
        .outerjoin(Booking, _ACTIVE_PLACE)
        .outerjoin(CourseDate, CourseDate.id == Booking.course_date_id)
        .outerjoin(DayNeeds, DayNeeds.referral_id == Referral.id)
        .where(Referral.id == referral_id)
    )
    return rows(db, OwnNeeds, wanted).one()


@reads(Person, reference=Referral.reference)
@dataclass(frozen=True, slots=True)
class NeedsLine:
    """Somebody on a date who asks for something. Before the day nobody at the provider needs his name."""

    reference: str
    forenames: str
    surname: str
    interpreter: str
    adjustments: str
    asked: Asked

    @property
    def initials(self) -> str:
        return initials_of(self.forenames, self.surname)


@dataclass(frozen=True, slots=True)
class NeedsOfDate:
    """Everybody on a date who asks for something."""

    date: DateFacts
    lines: list[NeedsLine]

    def waits(self, line: NeedsLine) -> bool:
        """Whether this one has no answer for this date."""
        return line.asked.answered_date_id != self.date.id

    def one(self, number: int) -> NeedsLine:
        """The line of these needs. Raises NotFound."""
        found = next((line for line in self.lines if line.asked.id == number), None)
        if found is None:
            raise NotFound()
        return found


def needs_of_date(db: Session, date_reference: str, provider_id: int) -> NeedsOfDate:
    """The needs on a date of the provider's own; another's is NotFound."""
    date = own_date(db, date_reference, provider_id)
    wanted = (
        select(*columns_of(NeedsLine))
        .select_from(DayNeeds)
        .join(Referral, Referral.id == DayNeeds.referral_id)
        .join(Person, Person.id == Referral.person_id)
        .join(Booking, _ACTIVE_PLACE)
        .where(Booking.course_date_id == date.id)
        .order_by(DayNeeds.id)
    )
    return NeedsOfDate(date, rows(db, NeedsLine, wanted))
