"""One clock in a list: its case, the warning it stands on, and what is arranged for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from programme.bookings.models import Booking, PlaceElsewhere
from programme.bookings.states import BookingState
from programme.concerns.models import Concern
from programme.concerns.states import ConcernState
from programme.courses.models import CourseDate
from programme.duties.queries import (
    RungLine,
)
from programme.eligibility.assessment import not_known
from programme.offers.models import Offer
from programme.offers.queries import PAPER_OWED
from programme.outcomes.models import Result, Verdict
from programme.people.models import Force, Person
from programme.people.reference import force_name
from programme.referrals.criteria import KeptCriterion
from programme.referrals.models import Referral
from programme.referrals.next_action import NextAction, NextActionFacts, next_action
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.page_key import DayKey
from programme.storage.rows import reads

_NEWEST_CONCERN = (
    select(Concern.state)
    .where(Concern.referral_id == Referral.id)
    .order_by(Concern.id.desc())
    .limit(1)
    .correlate(Referral)
    .scalar_subquery()
)


@reads(Referral, Person, id=Referral.id, force=Force.name)
@dataclass(frozen=True, slots=True)
class ClockLine:
    """A running clock as a list shows it. `force` is the name of the force of the offence."""

    id: int
    reference: str
    state: ReferralState
    surname: str
    forenames: str
    force: str
    officer_name: str
    charge_by_on: date
    return_by_on: date
    complete_by_on: date
    rung: RungLine | None

    @property
    def over_at(self) -> None:
        """It runs."""
        return

    def is_for(self, actor: Actor) -> bool:
        """Whether the actor may say that he has seen the rung."""
        return self.rung is not None and self.rung.is_for(actor)


@reads(
    answer_by_at=Offer.answer_by_at,
    place=Booking.state,
    held_until_at=Booking.held_until_at,
    course_at=CourseDate.starts_at,
    eligibility=Referral.eligibility,
    has_offer=Offer.id.is_not(None),
    lacks_paper=PAPER_OWED,
    concern=_NEWEST_CONCERN,
    elsewhere_on=PlaceElsewhere.course_on,
    elsewhere_at=PlaceElsewhere.force_code,
    returned_at=Result.returned_at,
    verdict=Result.verdict,
)
@dataclass(frozen=True, slots=True)
class WatchedClock:
    """A line of the list of all running clocks, with what its next step depends on."""

    line: ClockLine
    answer_by_at: datetime | None
    place: BookingState | None
    held_until_at: datetime | None
    course_at: datetime | None
    eligibility: list[KeptCriterion]
    has_offer: bool
    lacks_paper: bool
    concern: ConcernState | None
    elsewhere_on: date | None
    elsewhere_at: str | None
    returned_at: datetime | None
    verdict: Verdict | None

    def next_action(self, today: date) -> NextAction:
        """The next step of the case."""
        return next_action(
            NextActionFacts(
                state=self.line.state,
                today=today,
                charge_by_on=self.line.charge_by_on,
                return_by_on=self.line.return_by_on,
                complete_by_on=self.line.complete_by_on,
                answer_by_on=_day(self.answer_by_at),
                hold_ends_on=_day(self.held_until_at),
                place_confirmed=self.place is BookingState.CONFIRMED,
                course_on=_day(self.course_at) or self.elsewhere_on,
                elsewhere=force_name(self.elsewhere_at) if self.elsewhere_at else "",
                waiting_for=not_known(self.eligibility),
                paper_owed=self.has_offer and self.lacks_paper,
                concern_open=self.concern is ConcernState.OPEN,
                concern_upheld=self.concern is ConcernState.UPHELD,
                returned_on=_day(self.returned_at),
                completed=self.verdict is Verdict.COMPLETED,
            )
        )


@dataclass(frozen=True, slots=True)
class ClockPage:
    """One page of running clocks. `earlier` and `later` are keys to ask on with, where there is more."""

    clocks: list[WatchedClock]
    earlier: DayKey | None
    later: DayKey | None
    count: int

    @property
    def references(self) -> list[str]:
        return [clock.line.reference for clock in self.clocks]


def _day(at: datetime | None) -> date | None:
    return london_date(at) if at is not None else None
