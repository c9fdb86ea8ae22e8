"""Events before a story begins, done by the actions behind the pages: a story tells only what it is about."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.actions.book_place import book_place
from programme.actions.issue_slip import issue_slip
from programme.actions.make_offer import make_offer
from programme.actions.offer_course_date import offer_course_date
from programme.actions.record_caution import record_caution
from programme.actions.refer_offender import refer_offender
from programme.audit.sealing import SEALED_AFTER, seal_access_log
from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate, Venue
from programme.courses.refusals import VenueBusy
from programme.courses.scheduling import Times
from programme.courses.states import DateState
from programme.eligibility.circumstances import ALL_CLEAR
from programme.intake.arrivals import Arrival
from programme.offers.models import Offer
from programme.offers.slip_words import new_word
from programme.offers.told.released import newest_version
from programme.opening import database_at
from programme.payments.models import Fee
from programme.payments.states import FeeState
from programme.people.models import Account, SafeContact
from programme.people.passwords import hash_password
from programme.people.sign_ins import account_actor
from programme.referrals.models import Admission, Referral, Release
from programme.sandbox.addresses import rehearsal_environment
from programme.settings import Settings
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date, london_instant
from programme.shared.references import new_secret
from programme.storage.database import Database
from programme.wiring import wire
from tests.support.builders import signed, told
from tests.support.clients import run_due
from tests.support.people import Slip
from tests.support.rehearsal import Rehearsal

_SURNAMES = itertools.cycle(["Ashdown", "Birkett", "Calloway", "Dunmore", "Eastlake", "Farnham", "Garrick", "Holroyd"])

_BIRTHDAYS = (date(1970 + number % 30, 1 + number % 12, 14) for number in itertools.count())


@dataclass(frozen=True, slots=True)
class Man:
    """Somebody with a case: what stands on his slip, and how he is reached."""

    surname: str
    slip: Slip
    email: str

    @property
    def reference(self) -> str:
        """The case's."""
        return self.slip.reference


class Earlier:
    """Makes things happen in a running rehearsal, at its own time."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._rehearsal = rehearsal

    def a_man_with_an_offer(self, *, days_ago: int = 5, accepted: bool = False, route: str = "") -> Man:
        """Somebody referred and offered, with his slip in his hand; with `accepted` he has
        signed, which is his yes. `route` is the code of another route than the programme's first."""
        surname, born_on = next(_SURNAMES), next(_BIRTHDAYS)
        email = f"{surname.lower()}-{secrets.token_hex(3)}@example.org"
        now = self._rehearsal.now()
        with self._database() as database:
            officer = database.read_now(_staff, Door.CUSTODY)
            arrival = replace(_arrival(surname, born_on, email, now - timedelta(days=days_ago)), route=route)
            reference = database.write_now(refer_offender, actor=officer, now=now, arrival=arrival).reference
            code, word = new_secret(), new_word()
            hashed = hash_password(code)
            database.write_now(
                make_offer,
                actor=officer,
                now=now,
                reference=reference,
                secret_hash=hashed,
                told=told(at=now, words_version=newest_version(route or "conditional_caution")),
                caution=signed(signed_at=now) if accepted else None,
            )
            hashes = {"secret_hash": hashed, "word_hash": hash_password(word)}
            database.write_now(issue_slip, actor=officer, now=now, reference=reference, **hashes)
        return Man(surname, Slip(reference, code, born_on, word), email)

    def signs(self, man: Man) -> None:
        """Custody records the document that he signed, which is his yes."""
        now = self._rehearsal.now()
        with self._database() as database:
            facts: dict[str, Any] = {"reference": man.reference, "caution": signed(signed_at=now)}
            database.write_now(record_caution, actor=database.read_now(_staff, Door.CUSTODY), now=now, **facts)

    def a_date(self, *, days_ahead: int, capacity: int = 12) -> date:
        """A course date that the provider offers, that many days from now: later where another story has that day."""
        on = london_date(self._rehearsal.now()) + timedelta(days=days_ahead)
        while not self._is_offered(on, capacity):
            on += timedelta(days=1)
        return on

    def _is_offered(self, on: date, capacity: int) -> bool:
        with self._database() as database:
            provider, venue_id = database.read_now(_staff, Door.PROVIDER), database.read_now(_a_venue)
            times = Times(*(london_instant(on, at) for at in (time(10, 0), time(16, 0), time(10, 15))))
            try:
                database.write_now(
                    offer_course_date,
                    actor=provider,
                    now=self._rehearsal.now(),
                    venue_id=venue_id,
                    times=times,
                    capacity=capacity,
                )
            except VenueBusy:
                return False
        return True

    def a_paid_date(self, *, men: int, days_ahead: int = 3) -> tuple[datetime, str]:
        """A course date with so many men who have paid: when it begins, and its reference."""
        on = self.a_date(days_ahead=days_ahead)
        slips = [self.a_man_with_an_offer(accepted=True).slip for _ in range(men)]
        with self._database() as database:
            starts_at = london_instant(on, time(10, 0))
            reference = database.read_now(_date_at, starts_at)
            for slip in slips:
                him = database.read_now(_person_of, slip.reference)
                database.write_now(book_place, actor=him, now=self._rehearsal.now(), date_reference=reference)
            database.write_now(_all_paid, reference)
        return starts_at, reference

    def his_money_arrives(self, man: Man) -> None:
        """The place that he holds is paid for, in whatever way."""
        with self._database() as database:
            database.write_now(_his_place_is_paid, man.reference)

    def no_date_fits_from(self, reference: str) -> datetime:
        """From when on no date that is offered now is in time for the case: when the last that was has begun."""
        with self._database() as database:
            return database.read_now(_last_date_in_time, reference) + timedelta(minutes=5)

    def everything_due_has_happened(self) -> None:
        """The worker's next minutes are done now, looks are filed, and a page does not change after."""
        home, port = self._rehearsal.home, self._rehearsal.port
        given = rehearsal_environment(port, home, self._rehearsal.database_url)
        settings: dict[str, Any] = {name.removeprefix("PROGRAMME_").lower(): value for name, value in given.items()}
        wiring = wire(Settings(**settings))
        for _ in range(2):  # what one job writes, another sends
            run_due(wiring)
        wiring.database.write_now(seal_access_log, now=wiring.clock.now() + 2 * SEALED_AFTER)
        wiring.close()

    @contextmanager
    def _database(self) -> Iterator[Database]:
        url = self._rehearsal.database_url or f"sqlite:///{self._rehearsal.home / 'programme.sqlite3'}"
        database = database_at(url)
        yield database
        database.dispose()


def _arrival(surname: str, born_on: date, email: str, offence_at: datetime) -> Arrival:
    return Arrival(
        surname=surname,
        forenames="Tom",
        born_on=born_on,
        offence_code="SX03213",
        offence_at=offence_at,
        admission=Admission.ADMITTED,
        sex="Male",
        email=email,
        safe_contact=SafeContact.ANY,
        offence_place="Oxford Road, Reading",
        arrested_at=offence_at + timedelta(minutes=20),
        release=Release.UNDER_INVESTIGATION,
        officer_rank="PC",
        officer_collar="5521",
        officer_name="D Rowe",
        officer_email="rowe@example.org",
        circumstances=ALL_CLEAR,
    )


def _staff(db: Session, door: Door) -> Actor:
    rows = select(Account).where(Account.door == door).order_by(Account.id).limit(1)
    return account_actor(db.execute(rows).scalar_one())


def _person_of(db: Session, reference: str) -> Actor:
    row = db.execute(
        select(Offer.id, Offer.referral_id)
        .join(Referral, Referral.id == Offer.referral_id)
        .where(Referral.reference == reference)
    ).one()
    return Actor(Door.OFFENDER, row.id, "", referral_id=row.referral_id)


def _date_at(db: Session, starts_at: datetime) -> str:
    newest = select(CourseDate.reference).where(CourseDate.starts_at == starts_at).order_by(CourseDate.id.desc())
    return db.execute(newest.limit(1)).scalar_one()


def _all_paid(db: Session, date_reference: str) -> None:
    of_date = select(CourseDate.id).where(CourseDate.reference == date_reference).scalar_subquery()
    paid = {"state": BookingState.CONFIRMED, "confirmed_at": Booking.booked_at}
    db.execute(update(Booking).where(Booking.course_date_id == of_date).values(paid))


def _his_place_is_paid(db: Session, reference: str) -> None:
    case = select(Referral.id).where(Referral.reference == reference).scalar_subquery()
    paid = {"state": BookingState.CONFIRMED, "confirmed_at": Booking.booked_at}
    db.execute(update(Booking).where(Booking.referral_id == case).values(paid))
    db.execute(update(Fee).where(Fee.referral_id == case).values(state=FeeState.PAID))


def _last_date_in_time(db: Session, reference: str) -> datetime:
    complete_by_on = db.execute(select(Referral.complete_by_on).where(Referral.reference == reference)).scalar_one()
    dates = select(CourseDate.starts_at).where(CourseDate.state == DateState.OPEN).order_by(CourseDate.starts_at)
    return [at for at in db.execute(dates).scalars() if london_date(at) <= complete_by_on][-1]


def _a_venue(db: Session) -> int:
    return db.execute(select(Venue.id).order_by(Venue.id).limit(1)).scalar_one()
