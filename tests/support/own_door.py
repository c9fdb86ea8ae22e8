"""A man signed in at his own door, and what he finds there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from httpx import Response

from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.people.models import Person
from programme.people.passwords import hash_password
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_booking, a_course_date, a_person, a_referral, a_world, an_offer, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock

CODE = "X7KM-4QPD-9RTW"
CODE_HASH = hash_password(CODE)


@dataclass
class Stage:
    """A man signed in at his own door."""

    database: Database
    world: World
    clock: StandingClock
    browser: Browser
    person: Person
    referral: Referral
    offer: Offer

    def get(self, path: str = "/my-booking") -> Response:
        return self.browser.get(path)

    def post(self, path: str, **form: Any) -> Response:
        return self.browser.post(path, form)

    def shown(self) -> str:
        """He reads in short what he is told: the mark of it, which his answer comes with."""
        found = re.search(r"[?]shown=([0-9a-f]{16})", self.get("/my-booking/1").text)
        assert found is not None
        return found[1]

    def before(self, path: str) -> Response:
        """A page on which he answers, reached by the page that he read."""
        return self.get(f"{path}?shown={self.shown()}")

    def answers(self, answer: str, path: str = "/my-booking/reply") -> Response:
        """He reads in short what he is told, and answers."""
        version = self.fresh(self.offer).words_version
        return self.post(path, words_version=version, shown=self.shown(), understood="yes", answer=answer)

    def fresh(self, row: Any) -> Any:
        return read(self.database, lambda db: db.get_one(type(row), row.id))

    def a_date(self, days: int = 19, **facts: Any) -> CourseDate:
        starts_at = NOW.replace(hour=9, minute=30) + timedelta(days=days)
        return a_course_date(self.database, self.world, starts_at=starts_at, **facts)

    def place(self, course_date: CourseDate, state: BookingState = BookingState.CONFIRMED, **facts: Any) -> Booking:
        return a_booking(self.database, self.world, course_date, self.referral, state=state, **facts)


def a_stage(
    database: Database,
    *,
    answered: bool = True,
    limit_at: datetime | None = None,
    programme: dict[str, Any] | None = None,
    **case: Any,
) -> Stage:
    world = a_world(database, **(programme or {}))
    person = a_person(database)
    state = ReferralState.ACCEPTED if answered else ReferralState.OFFERED
    referral = a_referral(database, world, person, **{"state": state, **case})
    offer = an_offer(
        database,
        referral,
        state=OfferState.ACCEPTED if answered else OfferState.OPEN,
        secret_hash=CODE_HASH,
        answered_at=NOW - timedelta(days=1) if answered else None,
        answer_limit_at=limit_at,
    )
    clock = StandingClock(NOW)
    browser = Browser(an_app(a_wiring(database, clock=clock)))
    return Stage(database, world, clock, browser.sign_in_as(offer), person, referral, offer)
