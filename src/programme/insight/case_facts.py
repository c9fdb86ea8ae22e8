"""A case as the pages need it that correct its facts: the case itself, its man, and the course he has a place on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from programme.bookings.elsewhere import ELSEWHERE_STANDS
from programme.bookings.models import Booking, PlaceElsewhere
from programme.bookings.states import ACTIVE
from programme.courses.models import CourseDate
from programme.courses.queries import programme_of
from programme.intake.correcting import Correction, correction_of
from programme.outcomes.correcting import WhatFollows, what_follows
from programme.outcomes.recording import Disposing, find_disposing
from programme.outcomes.second_correction import SaidTime, last_time_said, said_time, time_waits
from programme.outcomes.shared_night import night_words
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.queries import one_referral, person_of
from programme.shared.actor import Actor
from programme.shared.dates import london_date, spoken_day, spoken_instant


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The case and its man. `course_at` is when the course begins that he has a place on here, `elsewhere_on` the day
    of the one at a neighbouring programme; None where he has no such place."""

    referral: Referral
    person: Person
    course_at: datetime | None
    elsewhere_on: date | None = None

    @property
    def course_on(self) -> date | None:
        """The day of the course that he has a place on."""
        return london_date(self.course_at) if self.course_at is not None else self.elsewhere_on

    @property
    def course_words(self) -> str:
        """When it is, in words; empty where he has none."""
        if self.course_at is not None:
            return spoken_instant(self.course_at)
        return elsewhere_words(self.elsewhere_on) if self.elsewhere_on is not None else ""

    @property
    def references(self) -> list[str]:
        return [self.referral.reference]


def case_facts(db: Session, reference: str, actor: Actor) -> CaseFacts:
    """The case; raises NotFound when there is none or it is not the actor's."""
    referral = one_referral(db, reference, actor)
    course = db.execute(
        select(CourseDate.starts_at, PlaceElsewhere.course_on)
        .select_from(Referral)
        .outerjoin(Booking, and_(Booking.referral_id == Referral.id, Booking.state.in_(ACTIVE)))
        .outerjoin(CourseDate, CourseDate.id == Booking.course_date_id)
        .outerjoin(PlaceElsewhere, and_(PlaceElsewhere.referral_id == Referral.id, ELSEWHERE_STANDS))
        .where(Referral.id == referral.id)
    ).one()
    return CaseFacts(referral, person_of(db, referral), course.starts_at, course.course_on)


@dataclass(frozen=True, slots=True)
class OffenceToCorrect:
    """A case, and the time of its offence that somebody has said, while that waits for somebody else."""

    facts: CaseFacts
    said: SaidTime | None

    @property
    def references(self) -> list[str]:
        return self.facts.references


def offence_to_correct(db: Session, reference: str, actor: Actor) -> OffenceToCorrect:
    """The case; raises NotFound when there is none or it is not the actor's."""
    facts = case_facts(db, reference, actor)
    return OffenceToCorrect(facts, last_time_said(db, facts.referral))


@dataclass(frozen=True, slots=True)
class CaseToDispose:
    """A case, and what its disposal hangs on."""

    facts: CaseFacts
    case: Disposing

    @property
    def references(self) -> list[str]:
        return self.facts.references


def case_to_dispose(db: Session, reference: str, actor: Actor) -> CaseToDispose:
    """The case; raises NotFound when there is none or it is not the actor's."""
    return CaseToDispose(case_facts(db, reference, actor), find_disposing(db, reference, actor))


def elsewhere_words(on: date) -> str:
    """The day of a course at a neighbouring programme, for staff."""
    return f"{spoken_day(on)}, at a neighbouring programme"


@dataclass(frozen=True, slots=True)
class CorrectionShown:
    """A case, what correcting its offence would do to it, and what would follow. `said_by`: who has said this time
    before; `waits`: a second person has to say it too. `night`: what it does to the cases of the same night."""

    facts: CaseFacts
    correction: Correction
    follows: WhatFollows
    said_by: str = ""
    waits: bool = False
    night: tuple[str, ...] = ()

    @property
    def references(self) -> list[str]:
        return self.facts.references


def correction_shown(
    db: Session, reference: str, actor: Actor, offence_at: datetime, *, now: datetime
) -> CorrectionShown:
    """The correction's consequences, before anybody agrees to it. Raises NotFound and what `correction_of` raises."""
    facts = case_facts(db, reference, actor)
    referral = facts.referral
    correction = correction_of(db, referral, programme_of(db, referral.programme_id), offence_at, now=now)
    follows, said = what_follows(db, referral, correction, now=now), said_time(db, referral, offence_at)
    waits = time_waits(follows.then, said, actor)
    night = tuple(night_words(db, referral, correction, follows))
    return CorrectionShown(facts, correction, follows, said.actor_label if said else "", waits, night)
