"""A reminder on its day, once, and never after the course: whatever the clocks, the outages and the moves."""

from __future__ import annotations

import threading
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from programme.actions.move_booking import move_booking
from programme.actions.remind_of_courses import remind_of_courses
from programme.bookings.models import Booking
from programme.bookings.reminders import rung_passed
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.courses.states import DateState
from programme.duties.ladders import COURSE_REMINDERS
from programme.notices.models import OutboxMessage
from programme.opening import database_at
from programme.people.models import SafeContact
from programme.shared.actor import WORKER, Actor, Door
from programme.shared.dates import LONDON, london_date
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_person,
    a_referral,
    a_world,
    an_offer,
)
from tests.support.jobs import remind_people
from tests.support.statements import statements
from tests.support.till import Till

AT = COURSE_REMINDERS.begins_at
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
"""The Sundays on which the clocks of 2027 are changed."""


def london(on: date, at: time = time(9, 30)) -> datetime:
    return datetime.combine(on, at, tzinfo=LONDON).astimezone(UTC)


def a_place(database: Database, world: World, starts_at: datetime, **facts: object) -> Booking:
    date = a_course_date(database, world, starts_at=starts_at)
    return a_booking(database, world, date, **facts)  # type: ignore[arg-type]


def reminders(database: Database) -> dict[str, list[datetime]]:
    """When each booking's reminders were owed."""
    wanted = select(OutboxMessage.dedupe_key, OutboxMessage.queued_at).where(OutboxMessage.notice == "course_reminder")
    out: dict[str, list[datetime]] = defaultdict(list)
    for key, queued_at in database.read_now(lambda db: db.execute(wanted.order_by(OutboxMessage.id)).all()):
        out[key.split(":")[1]].append(queued_at)
    return dict(out)


def remind(database: Database, now: datetime) -> int:
    return remind_people(database, now=now).done


@pytest.mark.parametrize("change_on", [SPRING, AUTUMN])
def test_each_rung_comes_once_at_ten_in_london_on_its_day_around_a_change_of_clocks(
    database: Database, change_on: date
) -> None:
    world = a_world(database)
    places = {a_place(database, world, london(change_on + timedelta(days=n))).reference: n for n in range(-1, 9)}

    for day in range(-9, 10):
        for at in (time(0, 30), time(9, 59), AT, time(23, 30)):
            remind(database, london(change_on + timedelta(days=day), at))

    told = reminders(database)
    for reference, n in places.items():
        course_on = change_on + timedelta(days=n)
        assert told[reference] == [london(course_on - timedelta(days=days), AT) for days in (7, 2)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    starts_at=st.datetimes(datetime(2027, 1, 1), datetime(2027, 12, 31)),
    before=st.timedeltas(timedelta(days=-3), timedelta(days=10)),
)
def test_the_sweep_finds_what_the_ladder_says(database: Database, starts_at: datetime, before: timedelta) -> None:
    starts_at = starts_at.replace(tzinfo=UTC, microsecond=0)
    now = starts_at - before
    if not hasattr(database, "world"):
        database.world = a_world(database)  # type: ignore[attr-defined]
    booking = a_place(database, database.world, starts_at)  # type: ignore[attr-defined]

    remind(database, now)

    reached = rung_passed(starts_at, now)
    left = database.read_now(lambda db: db.get_one(Booking, booking.id).reminded_rung)
    assert left == reached
    assert (booking.reference in reminders(database)) is (reached is not None)
    assert reached is None or now < starts_at
    database.write_now(lambda db: setattr(db.get_one(Booking, booking.id), "state", BookingState.CANCELLED))


@pytest.mark.parametrize(
    ("asleep_from", "asleep_for", "rungs"),
    [
        (timedelta(days=7, hours=3), timedelta(hours=26), [timedelta(days=6), timedelta(days=2)]),
        (timedelta(days=8), timedelta(days=7), [timedelta(days=1)]),
        (timedelta(days=8), timedelta(days=9), []),
    ],
)
def test_after_an_outage_only_the_nearest_rung_is_sent_and_nothing_after_the_course(
    database: Database, asleep_from: timedelta, asleep_for: timedelta, rungs: list[timedelta]
) -> None:
    starts_at = NOW.replace(hour=12) + timedelta(days=20)
    place = a_place(database, a_world(database), starts_at)

    now = starts_at - timedelta(days=9)
    while now < starts_at + timedelta(days=2):
        if not starts_at - asleep_from <= now < starts_at - asleep_from + asleep_for:
            remind(database, now)
        now += timedelta(hours=3)

    told = reminders(database).get(place.reference, [])
    assert [london_date(starts_at) - london_date(at) for at in told] == rungs


def test_a_reminder_is_owed_once_however_often_the_sweep_runs_and_restarts(database: Database) -> None:
    place = a_place(database, a_world(database), NOW + timedelta(days=5))

    counts = [remind(database, NOW + timedelta(minutes=minutes)) for minutes in range(0, 120, 30)]

    assert counts == [1, 0, 0, 0]
    assert len(reminders(database)[place.reference]) == 1


def test_two_workers_at_once_owe_it_once(database_url: str) -> None:
    databases = [database_at(database_url) for _ in range(2)]
    world = a_world(databases[0])
    date = a_course_date(databases[0], world, starts_at=NOW + timedelta(days=5), capacity=20)
    for _ in range(20):
        a_booking(databases[0], world, date)
    start = threading.Barrier(2)

    def work(database: Database) -> None:
        start.wait()
        remind(database, NOW)

    threads = [threading.Thread(target=work, args=(each,)) for each in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [len(times) for times in reminders(databases[0]).values()] == [1] * 20
    for database in databases:
        database.dispose()


@pytest.mark.parametrize("state", [BookingState.HELD, BookingState.CANCELLED, BookingState.LAPSED, BookingState.USED])
def test_only_a_place_that_stands_is_reminded_of(database: Database, state: BookingState) -> None:
    a_place(database, a_world(database), NOW + timedelta(days=5), state=state)

    assert remind(database, NOW) == 0


def test_a_cancelled_date_is_not_reminded_of(database: Database) -> None:
    world = a_world(database)
    date = a_course_date(database, world, starts_at=NOW + timedelta(days=5))
    a_booking(database, world, date)
    database.write_now(lambda db: setattr(db.get_one(CourseDate, date.id), "state", DateState.CANCELLED))

    assert remind(database, NOW) == 0


def test_somebody_who_gets_his_place_late_is_not_told_twice_at_once(database: Database) -> None:
    till = Till.on(database)
    man = till.a_man()
    till.book(man, till.a_date(days=5))
    till.gateway.pay(till.open_page(man))
    till.deliver()
    till.handle()

    assert remind(database, till.clock.now()) == 0
    assert remind(database, till.clock.now() + timedelta(days=3, hours=1)) == 1


def test_after_a_move_he_is_reminded_of_the_new_date(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    old, new = (a_course_date(database, world, starts_at=NOW + timedelta(days=days)) for days in (8, 20))
    offer = an_offer(database, referral)
    place = a_booking(database, world, old, referral)
    assert remind(database, NOW + timedelta(days=1)) == 1
    man = Actor(Door.OFFENDER, offer.id, "", referral_id=referral.id)

    database.write_now(move_booking, actor=man, now=NOW + timedelta(days=1), date_reference=new.reference)

    assert [remind(database, NOW + timedelta(days=days)) for days in range(2, 21)].count(1) == 2
    days = [london_date(at) for at in reminders(database)[place.reference]]
    assert [(london_date(new.starts_at) - on).days for on in days[1:]] == [7, 2]


def test_who_has_no_safe_address_is_told_by_hand(database: Database) -> None:
    world = a_world(database)
    person = a_person(database, safe_contact=SafeContact.NONE)
    date = a_course_date(database, world, starts_at=NOW + timedelta(days=5))
    a_booking(database, world, date, a_referral(database, world, person))

    remind(database, NOW)

    [row] = database.read_now(lambda db: list(db.execute(select(OutboxMessage)).scalars()))
    assert (row.state.value, row.address) == ("by_hand", "")
    assert row.stale_at == date.starts_at


def test_many_reminders_cost_a_few_statements(database: Database) -> None:
    world = a_world(database)
    date = a_course_date(database, world, starts_at=NOW + timedelta(days=5), capacity=20)
    for _ in range(20):
        a_booking(database, world, date)

    with statements(database) as sent:
        assert database.write_now(remind_of_courses, actor=WORKER, now=NOW, batch=500) == 20

    assert len(sent) <= 2 + 2
