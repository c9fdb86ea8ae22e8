"""Somebody of staff at a desk, and a man who rings there."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from httpx import Response
from sqlalchemy import select

from programme.bookings.models import Booking
from programme.history.timeline import Moment, timeline
from programme.offers.states import OfferState
from programme.people.models import Account
from programme.people.passwords import hash_password
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    a_booking,
    a_course_date,
    a_force,
    a_person,
    a_referral,
    a_world,
    an_account,
    an_offer,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.gateway import FakeGateway

WORD, CODE, BORN_ON = "lantern", "X7KM-4QPD-9RTW", date(1980, 3, 12)
WORD_HASH, CODE_HASH = hash_password(WORD), hash_password(CODE)
HOMES = {Door.CUSTODY: "/custody", Door.PROVIDER: "/provider", Door.PARTNER: "/partner", Door.ADMIN: "/admin"}


class Desk:
    """Somebody of staff at a door, and a man who rings there."""

    def __init__(
        self, database: Database, door: Door = Door.CUSTODY, *, answered: bool = True, case: str = "43", **offer: Any
    ) -> None:
        self.database = database
        self.clock, self.wall_clock = StandingClock(NOW), StandingClock(NOW)
        self.world = a_world(database)
        a_force(database, "34")
        person = a_person(database, born_on=BORN_ON)
        state = ReferralState.ACCEPTED if answered else ReferralState.OFFERED
        self.referral: Referral = a_referral(database, self.world, person, state=state, force_code=case)
        facts: dict[str, Any] = {"state": OfferState.ACCEPTED if answered else OfferState.OPEN}
        facts |= {"secret_hash": CODE_HASH, "word_hash": WORD_HASH, "answer_limit_at": NOW + timedelta(days=9)}
        facts |= {"answered_at": NOW - timedelta(days=1)} if answered else {}
        self.offer = an_offer(database, self.referral, **{**facts, **offer})
        self.account: Account = an_account(
            database,
            door,
            name="B. Clerk",
            organisation="Desk",
            force_code="43" if door is not Door.PROVIDER else None,
            provider_id=self.world.provider.id if door is Door.PROVIDER else None,
        )
        self.gateway = FakeGateway(self.clock.now)
        wiring = a_wiring(database, clock=self.clock, wall_clock=self.wall_clock, payments=self.gateway)
        self.app = an_app(wiring)
        self.browser = Browser(self.app).sign_in_as(self.account)
        self.home = f"{HOMES[door]}/telephone"
        self.at = ""

    def asks(self, *, born_on: date = BORN_ON, **typed: Any) -> Response:
        parts = zip(("day", "month", "year"), (born_on.day, born_on.month, born_on.year), strict=True)
        said = {"reference": self.referral.reference, "word": WORD, **typed}
        return self.browser.post(self.home, {**said, **{f"born_on-{name}": str(part) for name, part in parts}})

    def begins(self) -> Desk:
        self.at = self.asks().headers["location"]
        assert re.fullmatch(rf"{self.home}/[0-9a-f]{{16}}", self.at)
        return self

    def page(self, path: str = "") -> Response:
        return self.browser.get(f"{self.at}{path}")

    def sends(self, path: str, **form: Any) -> Response:
        return self.browser.post(f"{self.at}{path}", form)

    def a_date(self, days: int = 19) -> Any:
        starts_at = NOW.replace(hour=9, minute=30) + timedelta(days=days)
        return a_course_date(self.database, self.world, starts_at=starts_at)

    def a_place(self, **facts: Any) -> Booking:
        return a_booking(self.database, self.world, self.a_date(), self.referral, **facts)

    def rows(self, of: Any) -> list[Any]:
        return read(self.database, lambda db: list(db.scalars(select(of))))

    def history(self) -> list[Moment]:
        return read(self.database, lambda db: timeline(db, self.referral.id))
