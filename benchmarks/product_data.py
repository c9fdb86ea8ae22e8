"""Filling the product's tables in bulk: cases with their people, offers, history, and places to book and to mark.

The rows are what the actions would have written, without running them a hundred thousand times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from programme.attendance.models import Attendance
from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.clock.deadlines import deadlines_for
from programme.courses.models import CourseDate, Programme, ProgrammeFee, Provider, Venue
from programme.courses.states import DateState
from programme.history.models import HistoryRow
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.offers.told.released import newest_version
from programme.payments.models import Fee
from programme.payments.states import FeeState
from programme.people.models import Account, Person, SafeContact, SignIn
from programme.people.reference_rows import load_reference_rows
from programme.people.sign_ins import id_hash
from programme.referrals.models import Admission, Origin, Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door, Role
from programme.storage.database import Database

BATCH = 2_000
SEATS = 20
LONG = timedelta(days=2)
FEE_PENCE = 9_500
ROUTE = "deferred_prosecution"


@dataclass(frozen=True)
class World:
    """The facts of the data that the jobs need to know. `bookers` and `marks` are spent by being used."""

    custody_cookie: str
    provider_cookie: str
    references: list[str]
    bookers: list[str]
    book_dates: list[str]
    marks: list[tuple[str, int]]


def fill(database: Database, *, cases: int, bookers: int, marks: int, now: datetime) -> World:
    """Fill an empty, migrated database: `cases` cases, of which `bookers` can book and `marks` stand on a register."""
    provider_id, venue_id, programme_id = database.write_now(_ground, now)
    database.write_now(_staff, provider_id, now)
    total = max(cases, bookers + marks)
    references: list[str] = []
    for start in range(1, total + 1, BATCH):
        references += database.write_now(
            _cases, range(start, min(start + BATCH, total + 1)), programme_id, now, marks, bookers
        )
    book_dates = database.write_now(_dates, provider_id, venue_id, now, bookers)
    seats = database.write_now(_registers, provider_id, venue_id, now, marks)
    offenders = [f"offender-{i}" for i in range(marks + 1, marks + bookers + 1)]
    database.write_now(reset_sequences)
    return World("custody", "provider", references[:cases], offenders, book_dates, seats)


def _ground(db: Session, now: datetime) -> tuple[int, int, int]:
    load_reference_rows(db)
    programme = Programme(
        name="Programme",
        force_code="43",
        statement_text="RIDGEWAY BOOKINGS",
        fallback_email="duty@example.org",
    )
    provider = Provider(name="Ridgeway Learning")
    db.add_all([programme, provider])
    db.flush()
    db.add(ProgrammeFee(programme_id=programme.id, from_on=now.date(), amount_pence=FEE_PENCE))
    venue = Venue(provider_id=provider.id, name="Abbey Rooms", address="12 Abbey Street, Reading", postcode="RG1 3ZZ")
    db.add(venue)
    db.flush()
    return provider.id, venue.id, programme.id


def _staff(db: Session, provider_id: int, now: datetime) -> None:
    for name, door, role in (
        ("custody", Door.CUSTODY, Role.OFFICER),
        ("provider", Door.PROVIDER, Role.PROVIDER_STAFF),
    ):
        account = Account(
            email=f"{name}@example.org",
            name=name,
            organisation="Force",
            door=door,
            roles=frozenset({role}),
            force_code="43" if door is Door.CUSTODY else None,
            provider_id=provider_id if door is Door.PROVIDER else None,
            password_hash="-",
            created_at=now,
        )
        db.add(account)
        db.flush()
        db.add(SignIn(id_hash=id_hash(name), account_id=account.id, started_at=now, seen_at=now, ends_at=now + LONG))


def _cases(db: Session, ids: range, programme_id: int, now: datetime, marks: int, bookers: int) -> list[str]:
    people, referrals, offers, history, sign_ins = [], [], [], [], []
    for i in ids:
        people.append(_person(i, now))
        referrals.append(_referral(i, programme_id, now, booked=i <= marks))
        offers.append(
            {
                "id": i,
                "referral_id": i,
                "state": OfferState.ACCEPTED,
                "secret_hash": "-",
                "words_version": newest_version(ROUTE),
                "made_at": now,
                "made_by": "benchmark",
                "answer_by_at": now,
                "fee_pence": FEE_PENCE,
            }
        )
        history.extend(_history(i, now))
        if marks < i <= marks + bookers:
            sign_ins.append(
                {
                    "id_hash": id_hash(f"offender-{i}"),
                    "offer_id": i,
                    "started_at": now,
                    "seen_at": now,
                    "ends_at": now + LONG,
                }
            )
    db.execute(insert(Person), people)
    db.execute(insert(Referral), referrals)
    db.execute(insert(Offer), offers)
    db.execute(insert(HistoryRow), history)
    if sign_ins:
        db.execute(insert(SignIn), sign_ins)
    return [row["reference"] for row in referrals]


def _person(i: int, now: datetime) -> dict[str, Any]:
    return {
        "id": i,
        "surname": f"Example{i % 997}",
        "forenames": "Alex",
        "surname_key": f"example{i % 997}",
        "born_on": date(1950, 1, 1) + timedelta(days=i % 20_000),
        "email": f"person{i}@example.org",
        "safe_contact": SafeContact.ANY,
        "created_at": now,
    }


def _referral(i: int, programme_id: int, now: datetime, *, booked: bool) -> dict[str, Any]:
    offence_at = now - timedelta(days=i % 60, hours=2)
    dates = deadlines_for(offence_at)
    return {
        "id": i,
        "reference": f"BENCH-{i:07d}",
        "programme_id": programme_id,
        "person_id": i,
        "force_code": "43",
        "origin": Origin.IMPORT,
        "route": ROUTE,  # without a document that he would have to sign before he books
        "state": ReferralState.BOOKED if booked else ReferralState.ACCEPTED,
        "offence_code": "SX03213",
        "offence_at": offence_at,
        "offence_place": "London Road",
        "custody_reference": f"EA/{i}/26",
        "admission": Admission.ADMITTED,
        "officer_name": "D Rowe",
        "officer_rank": "PC",
        "officer_email": "officer@example.org",
        "charge_by_on": dates.charge_by_on,
        "return_by_on": dates.return_by_on,
        "complete_by_on": dates.complete_by_on,
        "referred_at": now,
        "referred_by": "benchmark",
    }


def _history(i: int, now: datetime) -> Iterator[dict[str, Any]]:
    for event in ("referral_made", "offer_made", "offer_accepted"):
        yield {
            "referral_id": i,
            "event": event,
            "happened_at": now,
            "recorded_at": now,
            "actor_door": Door.CUSTODY,
            "actor_label": "benchmark",
            "facts": {},
        }


def _date(i: int, provider_id: int, venue_id: int, starts_at: datetime, state: DateState, taken: int) -> dict[str, Any]:
    return {
        "reference": f"DATE-{state.value[:2]}{i:06d}",
        "provider_id": provider_id,
        "venue_id": venue_id,
        "state": state,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=7),
        "door_closes_at": starts_at + timedelta(minutes=15),
        "capacity": SEATS,
        "places_taken": taken,
        "created_at": starts_at,
    }


def _dates(db: Session, provider_id: int, venue_id: int, now: datetime, bookers: int) -> list[str]:
    """Enough open dates for every booker, on the days from tomorrow on."""
    rows = [
        _date(i, provider_id, venue_id, now + timedelta(days=2, minutes=i), DateState.OPEN, 0)
        for i in range(bookers // SEATS + 30)
    ]
    db.execute(insert(CourseDate), rows)
    return [row["reference"] for row in rows]


def _registers(db: Session, provider_id: int, venue_id: int, now: datetime, marks: int) -> list[tuple[str, int]]:
    """Open registers of courses that begin about now, with everybody still expected."""
    seats: list[tuple[str, int]] = []
    for number in range((marks + SEATS - 1) // SEATS):
        people = range(number * SEATS + 1, min((number + 1) * SEATS, marks) + 1)
        starts_at = now + timedelta(hours=1)
        row = _date(number, provider_id, venue_id, starts_at, DateState.RUNNING, len(people))
        date_id = db.execute(insert(CourseDate).values(row).returning(CourseDate.id)).scalar_one()
        db.execute(insert(Booking), [_booking(i, date_id, now) for i in people])
        db.execute(insert(Fee), [_fee(i, now) for i in people])
        db.execute(
            insert(Attendance),
            [{"booking_id": i, "course_date_id": date_id, "seat": seat} for seat, i in enumerate(people, start=1)],
        )
        seats += [(row["reference"], seat) for seat, _ in enumerate(people, start=1)]
    return seats


def _booking(i: int, date_id: int, now: datetime) -> dict[str, Any]:
    return {
        "id": i,
        "reference": f"BOOK-{i:07d}",
        "referral_id": i,
        "course_date_id": date_id,
        "state": BookingState.CONFIRMED,
        "booked_at": now,
        "held_until_at": now,
        "confirmed_at": now,
    }


def _fee(i: int, now: datetime) -> dict[str, Any]:
    return {
        "referral_id": i,
        "booking_id": i,
        "amount_pence": 9_500,
        "state": FeeState.PAID,
        "due_at": now,
        "settled_at": now,
    }


def reset_sequences(db: Session) -> None:
    """PostgreSQL: continue numbering after the rows that were given their numbers."""
    if db.get_bind().dialect.name == "postgresql":
        for table in ("persons", "referrals", "offers", "bookings"):
            db.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"))


def ground(db: Session, now: datetime) -> None:
    """A programme, a provider and a venue, and no case."""
    _ground(db, now)


def make_reminders_due(db: Session, now: datetime) -> None:
    """Put every register's course into the reach of a reminder: in a little over a day, still open."""
    starts_at = now + timedelta(days=1, hours=1)
    db.execute(
        update(CourseDate)
        .where(CourseDate.state == DateState.RUNNING)
        .values(
            state=DateState.OPEN,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=7),
            door_closes_at=starts_at + timedelta(minutes=15),
        )
    )
