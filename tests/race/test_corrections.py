"""Two things at once to the facts of one case: nobody writes over what he did not see, no place is left too late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from programme.actions.book_place import book_place
from programme.actions.correct_offence import CorrectedOffence, correct_offence
from programme.bookings.models import Booking
from programme.bookings.states import ACTIVE
from programme.courses.models import CourseDate
from programme.referrals.models import OffenceCorrection, Referral
from programme.referrals.refusals import CorrectedMeanwhile
from programme.shared.dates import london_date
from programme.storage.database import Database
from tests.support.at_once import at_once
from tests.support.builders import NOW, World, a_course_date, a_referral, a_world, an_offer, himself, read

ROUNDS = 10
WAS_AT = NOW - timedelta(days=21)
JUNE = datetime(2027, 6, 30, 8, 30, tzinfo=UTC)
DATES: dict[str, Any] = {
    "charge_by_on": date(2027, 8, 8),
    "return_by_on": date(2027, 7, 9),
    "complete_by_on": date(2027, 7, 6),
}


def a_case(database: Database, world: World) -> Referral:
    return a_referral(database, world, referred_at=NOW - timedelta(days=5), **DATES)


def correction(database: Database, world: World, referral: Referral, *, days: int, was_at: datetime = WAS_AT) -> object:
    """Where it takes two people, a second one says the same time after the first."""
    facts: dict[str, Any] = {
        "offence_at": WAS_AT - timedelta(days=days),
        "was_at": was_at,
        "reason": "The custody record says so.",
    }
    facts["reference"] = referral.reference
    done = database.write_now(correct_offence, actor=world.custody, now=NOW, **facts)
    second = replace(world.custody, id=88, name="Sgt B. Second")
    return database.write_now(correct_offence, actor=second, now=NOW, **facts) if done.waits else done


def corrections_of(database: Database, referral: Referral) -> int:
    wanted = select(OffenceCorrection.id).where(OffenceCorrection.referral_id == referral.id)
    return len(read(database, lambda db: db.execute(wanted).all()))


def test_of_two_who_correct_at_once_the_second_is_told_and_changes_nothing(database: Database) -> None:
    world = a_world(database)
    for _ in range(ROUNDS):
        referral = a_case(database, world)
        both = at_once(*(partial(correction, database, world, referral, days=days) for days in (7, 9)))
        done = [one for one in both if isinstance(one, CorrectedOffence)]
        assert len(done) == 1
        assert [one for one in both if isinstance(one, CorrectedMeanwhile)] != []
        row = read(database, partial(_row, number=referral.id))
        assert row.offence_at == done[0].correction.offence_at
        assert corrections_of(database, referral) == 1


def test_who_has_seen_the_first_correction_makes_the_second(database: Database) -> None:
    """The control: it is what was seen that holds the second back."""
    world = a_world(database)
    referral = a_case(database, world)
    correction(database, world, referral, days=7)
    correction(database, world, referral, days=9, was_at=WAS_AT - timedelta(days=7))
    assert corrections_of(database, referral) == 2


def test_who_books_while_his_time_gets_shorter_has_no_place_that_is_too_late(database: Database) -> None:
    world = a_world(database)
    for _ in range(ROUNDS):
        referral = a_case(database, world)
        offer, course = an_offer(database, referral), a_course_date(database, world, starts_at=JUNE)
        booking = partial(
            database.write_now, book_place, actor=himself(offer), now=NOW, date_reference=course.reference
        )
        at_once(partial(correction, database, world, referral, days=7), booking)
        row = read(database, partial(_row, number=referral.id))
        active = select(Booking.id).where(Booking.referral_id == referral.id, Booking.state.in_(ACTIVE))
        assert row.complete_by_on < london_date(JUNE)
        assert read(database, partial(_all, wanted=active)) == []
        places = select(CourseDate.places_taken).where(CourseDate.id == course.id)
        assert read(database, partial(_all, wanted=places)) == [0]


def _row(db: Session, number: int) -> Referral:
    return db.get_one(Referral, number)


def _all(db: Session, wanted: Select[Any]) -> list[Any]:
    return list(db.execute(wanted).scalars())
