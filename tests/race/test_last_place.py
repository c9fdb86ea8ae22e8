"""The last place: sixteen men, two servers, one database, one moment. One gets it and fifteen are told plainly."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from threading import Barrier

import httpx
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.bookings.models import Booking
from programme.bookings.states import ACTIVE
from programme.courses.models import CourseDate
from programme.integrations.clock import SystemClock
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.payments.models import Fee, LedgerEntry
from programme.people.models import Person, SafeContact
from programme.people.sign_ins import begin_sign_in
from programme.referrals.models import Origin, Referral
from programme.referrals.states import ReferralState
from programme.shared.references import new_reference
from programme.storage.database import Database
from tests.support.builders import World, a_course_date, a_world
from tests.support.page_reader import main_words
from tests.support.server_processes import GUARDED, UNGUARDED, servers

MEN = 16
ROUNDS = int(os.environ.get("ROUNDS", "20"))
CONTROL_ROUNDS = 3


@dataclass
class Rush:
    """Two servers, sixteen browsers that are warm, and rows for one round after the other."""

    database: Database
    world: World
    browsers: list[httpx.Client]
    threads: ThreadPoolExecutor
    now: datetime

    def round(self) -> tuple[CourseDate, list[httpx.Response]]:
        """Sixteen men who want the one place of a new date, all at the same moment."""
        course_date = a_course_date(
            self.database, self.world, starts_at=self.now + timedelta(days=20), capacity=1, created_at=self.now
        )
        cookies = self.database.write_now(sixteen_signed_in, self.world, now=self.now)
        start = Barrier(MEN)

        def book(browser: httpx.Client, cookie: str) -> httpx.Response:
            token = browser.cookies["form"]
            cookies = {"Cookie": f"form={token}; sid={cookie}"}
            sent = {"_csrf_token": token, "date": course_date.reference}
            start.wait()
            answer = browser.post("/my-booking/dates", data=sent, headers=cookies)
            return browser.get(answer.headers["location"], headers=cookies)  # where he reads what came of it

        return course_date, list(self.threads.map(book, self.browsers, cookies))

    def booked(self, course_date: CourseDate) -> int:
        """How many men have a place on it."""
        return self.database.read_now(
            lambda db: db.execute(
                select(func.count()).where(Booking.course_date_id == course_date.id, Booking.state.in_(ACTIVE))
            ).scalar_one()
        )


def sixteen_signed_in(db: Session, world: World, *, now: datetime) -> list[str]:
    """Sixteen men with accepted offers, signed in; their cookies. No password is worked out."""
    today = now.date()
    people = [
        Person(
            surname=f"Smith{number}",
            surname_key=f"SMITH{number}",
            forenames="John",
            born_on=date(1980, 3, 12),
            safe_contact=SafeContact.NONE,
            created_at=now,
        )
        for number in range(MEN)
    ]
    db.add_all(people)
    db.flush()
    cases = [
        Referral(
            reference=new_reference(),
            programme_id=world.programme.id,
            person_id=person.id,
            force_code=world.programme.force_code,
            origin=Origin.FORM,
            state=ReferralState.ACCEPTED,
            route="deferred_prosecution",
            offence_code="SX03213",
            offence_at=now - timedelta(days=21),
            charge_by_on=today + timedelta(days=160),
            return_by_on=today + timedelta(days=130),
            complete_by_on=today + timedelta(days=125),
            referred_at=now - timedelta(days=20),
            referred_by="Sgt A. Desk, Custody",
        )
        for person in people
    ]
    db.add_all(cases)
    db.flush()
    offers = [
        Offer(
            referral_id=case.id,
            state=OfferState.ACCEPTED,
            secret_hash="-",
            words_version="1",
            made_at=now - timedelta(days=20),
            made_by="Sgt A. Desk, Custody",
            answer_by_at=now + timedelta(days=2),
            fee_pence=9_500,
        )
        for case in cases
    ]
    db.add_all(offers)
    db.flush()
    return [begin_sign_in(db, offer_id=offer.id, now=now, longest=timedelta(hours=1)) for offer in offers]


def a_rush(stack: ExitStack, database: Database, database_url: str, app: str) -> Rush:
    """The servers started and every browser connected, so that a round measures nothing but the race."""
    addresses = stack.enter_context(servers(database_url, 2, app=app))
    browsers = [
        stack.enter_context(httpx.Client(base_url=address, timeout=60, trust_env=False))
        for _, address in zip(range(MEN), cycle(addresses), strict=False)
    ]
    threads = stack.enter_context(ThreadPoolExecutor(MEN))
    for answer in threads.map(lambda browser: browser.get("/"), browsers):
        assert answer.status_code == httpx.codes.OK
    return Rush(database, a_world(database), browsers, threads, SystemClock().now())


def test_one_of_sixteen_gets_the_last_place_in_every_round(database: Database, database_url: str) -> None:
    with ExitStack() as stack:
        rush = a_rush(stack, database, database_url, GUARDED)
        for number in range(ROUNDS):
            course_date, answers = rush.round()
            assert Counter(answer.status_code for answer in answers) == {200: 1, 422: MEN - 1}, f"round {number}"
            for refused in (answer for answer in answers if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY):
                assert "This date is full. Somebody else has just taken the last place." in main_words(refused)
            assert rush.booked(course_date) == 1
    assert database.read_now(whole_number_of_everything) == {"bookings": ROUNDS, "fees": ROUNDS, "charges": ROUNDS}


def whole_number_of_everything(db: Session) -> dict[str, int]:
    """The rows that the winners wrote; the losers must have left nothing."""
    tables = {"bookings": Booking, "fees": Fee, "charges": LedgerEntry}
    return {name: db.execute(select(func.count()).select_from(row)).scalar_one() for name, row in tables.items()}


def test_with_the_guard_off_the_same_rush_oversells(database: Database, database_url: str) -> None:
    with ExitStack() as stack:
        rush = a_rush(stack, database, database_url, UNGUARDED)
        sold = [rush.booked(rush.round()[0]) for _ in range(CONTROL_ROUNDS)]
    assert max(sold) > 1, "the race was not run: nobody lost it"
