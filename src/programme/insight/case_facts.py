"""A case as the pages need it that correct its facts: the case itself, its man, and the course he has a place on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.bookings.models import Booking
from programme.bookings.states import ACTIVE
from programme.courses.models import CourseDate
from programme.courses.queries import programme_of
from programme.outcomes.correcting import WhatFollows, what_follows
from programme.people.models import Person
from programme.referrals.correcting import Correction, correction_of
from programme.referrals.models import Referral
from programme.referrals.queries import one_referral, person_of
from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The case and its man. `course_at` is when the course begins that he has a place on; None where he has none."""

    referral: Referral
    person: Person
    course_at: datetime | None

    @property
    def references(self) -> list[str]:
        """Whose data this is."""
        return [self.referral.reference]


def case_facts(db: Session, reference: str, actor: Actor) -> CaseFacts:
    """The case; raises NotFound when there is none or it is not the actor's."""
    referral = one_referral(db, reference, actor)
    course_at = db.execute(
        select(CourseDate.starts_at)
        .join(Booking, Booking.course_date_id == CourseDate.id)
        .where(Booking.referral_id == referral.id, Booking.state.in_(ACTIVE))
    ).scalar_one_or_none()
    return CaseFacts(referral, person_of(db, referral), course_at)


@dataclass(frozen=True, slots=True)
class CorrectionShown:
    """A case, what correcting its offence would do to it, and what would follow."""

    facts: CaseFacts
    correction: Correction
    follows: WhatFollows

    @property
    def references(self) -> list[str]:
        """Whose data this is."""
        return self.facts.references


def correction_shown(
    db: Session, reference: str, actor: Actor, offence_at: datetime, *, now: datetime
) -> CorrectionShown:
    """What the correction would do, before anybody agrees to it. Raises NotFound and what `correction_of` raises."""
    facts = case_facts(db, reference, actor)
    referral = facts.referral
    correction = correction_of(db, referral, programme_of(db, referral.programme_id), offence_at, now=now)
    return CorrectionShown(facts, correction, what_follows(db, referral, correction, now=now))
