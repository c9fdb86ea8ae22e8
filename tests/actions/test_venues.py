"""Adding, changing and ending a venue, its rooms, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.add_venue import add_venue
from programme.actions.change_course_date import change_course_date
from programme.actions.change_venue import change_venue
from programme.actions.end_venue import end_venue
from programme.actions.offer_course_date import offer_course_date
from programme.audit.models import AccessRow
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.courses.refusals import (
    ChangedByAnother,
    DatesAfterEnd,
    NothingChanged,
    PlacesBeyondRoom,
    RoomInUse,
    RoomNotNamed,
    VenueBusy,
    VenueChangeNotAgreed,
    VenueEnded,
)
from programme.courses.scheduling import Times
from programme.courses.venues import (
    RoomDetails,
    Spot,
    VenueDetails,
    VenueShown,
    dates_at,
    list_venues,
    one_venue,
    spots_of,
)
from programme.history.timeline import timeline
from programme.notices.models import OutboxMessage
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.at_once import at_once
from tests.support.builders import NOW, World, a_booking, a_course_date, a_provider, a_world, read

STARTS = NOW.replace(hour=9, minute=30) + timedelta(days=19)
HALL = VenueDetails("Abbey Rooms", "12 Abbey Street", "rg13zz", "Blue door", rooms=(RoomDetails("Room 1", 8),))


def times(later: timedelta = timedelta()) -> Times:
    at = STARTS + later
    return Times(at, at + timedelta(hours=7), at + timedelta(minutes=15))


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def shown(database: Database, world: World, number: int) -> VenueShown:
    found: VenueShown = read(database, lambda db: one_venue(db, number, world.provider.id))
    return found


def added(database: Database, world: World, details: VenueDetails = HALL) -> VenueShown:
    by: dict[str, Any] = {"actor": world.provider_staff, "now": NOW}
    return shown(database, world, database.write_now(add_venue, provider_id=world.provider.id, details=details, **by))


def change(database: Database, world: World, venue: VenueShown, details: VenueDetails, **more: Any) -> int:
    by: dict[str, Any] = {"actor": world.provider_staff, "now": NOW, "provider_id": world.provider.id}
    told: int = database.write_now(
        change_venue, venue_id=venue.id, details=details, **{"mark": venue.mark, **by, **more}
    )
    return told


def spots(database: Database, world: World, venue: VenueShown) -> list[Spot]:
    found = read(database, lambda db: spots_of(db, world.provider.id))
    return [spot for spot in found if spot.venue_id == venue.id]


def offer(database: Database, world: World, spot: Spot, capacity: int, at: Times | None = None) -> str:
    made = database.write_now(
        offer_course_date,
        actor=world.provider_staff,
        now=NOW,
        venue_id=spot.venue_id,
        room_id=spot.room_id,
        times=at or times(),
        capacity=capacity,
    )
    return made.reference


def logged(database: Database, what: str) -> list[str | None]:
    wanted = select(AccessRow.reason).where(AccessRow.what == what).order_by(AccessRow.id)
    return read(database, lambda db: list(db.scalars(wanted)))


def test_a_venue_is_added_with_its_rooms_and_the_log_says_what(database: Database, world: World) -> None:
    made = added(database, world)
    assert made.details == replace(HALL, postcode="RG1 3ZZ")
    assert logged(database, "add_venue") == [
        "Name: Abbey Rooms",
        "Address: 12 Abbey Street",
        "Postcode: RG1 3ZZ",
        "How to get in: Blue door",
        "Rooms: Room 1 (8)",
    ]
    assert [one.name for one in read(database, lambda db: list_venues(db, world.provider.id))] == [
        "Mill Hall",
        "Abbey Rooms",
    ]


def test_a_second_press_adds_no_second_venue(database: Database, world: World) -> None:
    by: dict[str, Any] = {"actor": world.provider_staff, "now": NOW, "provider_id": world.provider.id}
    one, other = at_once(*[partial(database.write_now, add_venue, details=HALL, **by)] * 2)
    assert one == other
    for another in (replace(HALL, address="14 Abbey Street"), replace(HALL, rooms=())):
        assert database.write_now(add_venue, details=another, **by) != one


def test_a_date_is_in_a_room_and_has_no_more_places_than_it_holds(database: Database, world: World) -> None:
    made = added(database, world)
    (spot,) = spots(database, world, made)
    with pytest.raises(PlacesBeyondRoom) as refused:
        offer(database, world, spot, 9)
    assert "This room holds 8" in refused.value.headline
    with pytest.raises(RoomNotNamed):
        offer(database, world, replace(spot, room_id=None), 8)
    reference = offer(database, world, spot, 8)
    with pytest.raises(PlacesBeyondRoom):
        database.write_now(
            change_course_date,
            actor=world.provider_staff,
            now=NOW,
            reference=reference,
            venue_id=made.id,
            room_id=spot.room_id,
            times=times(),
            capacity=9,
        )


def test_two_dates_at_one_time_are_in_two_rooms(database: Database, world: World) -> None:
    made = added(database, world, replace(HALL, rooms=(RoomDetails("Room 1", 8), RoomDetails("Room 2", 8))))
    first, second = spots(database, world, made)
    offer(database, world, first, 8)
    with pytest.raises(VenueBusy):
        offer(database, world, first, 8)
    offer(database, world, second, 8)


def test_a_room_goes_or_shrinks_only_when_no_date_needs_it(database: Database, world: World) -> None:
    made = added(database, world)
    offer(database, world, spots(database, world, made)[0], 8)
    for rooms in ((), (RoomDetails("Room 1", 7),)):
        with pytest.raises(RoomInUse) as refused:
            change(database, world, made, replace(made.details, rooms=rooms))
        assert "Saturday 20 March 2027" in refused.value.headline
    change(database, world, made, replace(made.details, rooms=(RoomDetails("Room 1", 9), RoomDetails("Room 2", 4))))
    assert logged(database, "change_venue") == ["Rooms: Room 1 (8) to Room 1 (9); Room 2 (4)"]

    over = times().ends_at  # nobody was on it, so nobody signs it, and it stays open
    assert read(database, lambda db: [date.starts_at for date in dates_at(db, made.id, now=NOW)]) == [times().starts_at]
    assert read(database, lambda db: dates_at(db, made.id, now=over)) == []
    change(database, world, shown(database, world, made.id), replace(made.details, rooms=()), now=over)


def test_whoever_has_a_place_is_told_of_another_address_and_only_after_it_was_seen(
    database: Database, world: World
) -> None:
    venue = shown(database, world, world.venue.id)
    coming, over = a_course_date(database, world), a_course_date(database, world, starts_at=NOW - timedelta(days=9))
    booking = a_booking(database, world, coming)
    held = a_booking(database, world, coming, state=BookingState.HELD)
    a_booking(database, world, over)
    moved = replace(venue.details, address="2 Mill Lane")
    with pytest.raises(VenueChangeNotAgreed):
        change(database, world, venue, moved)
    assert shown(database, world, venue.id) == venue

    assert change(database, world, venue, moved, agreed=True) == 2

    messages = read(database, lambda db: list(db.scalars(select(OutboxMessage).order_by(OutboxMessage.id))))
    assert [(one.notice, one.referral_id) for one in messages] == [
        ("course_date_changed", booking.referral_id),
        ("course_date_changed", held.referral_id),
    ]
    assert read(database, lambda db: timeline(db, booking.referral_id))[0].event == "course_date_changed"
    assert logged(database, "change_venue") == ["Address: 1 Mill Lane to 2 Mill Lane"]


def test_nobody_is_told_of_what_moves_nobody(database: Database, world: World) -> None:
    venue = shown(database, world, world.venue.id)
    a_booking(database, world, a_course_date(database, world))
    assert change(database, world, venue, replace(venue.details, parking="Behind the house")) == 0
    assert read(database, lambda db: list(db.scalars(select(OutboxMessage)))) == []


def test_a_second_change_from_the_same_page_and_one_of_nothing_are_refused(database: Database, world: World) -> None:
    venue = shown(database, world, world.venue.id)
    change(database, world, venue, replace(venue.details, transport="Bus 9"))
    with pytest.raises(ChangedByAnother):
        change(database, world, venue, replace(venue.details, parking="None"))
    now_it_is = shown(database, world, venue.id)
    with pytest.raises(NothingChanged):
        change(database, world, now_it_is, now_it_is.details)


def test_a_venue_ends_when_the_dates_after_it_are_dealt_with(database: Database, world: World) -> None:
    made = added(database, world)
    (spot,) = spots(database, world, made)
    reference = offer(database, world, spot, 8)
    by: dict[str, Any] = {"actor": world.provider_staff, "now": NOW}
    end: dict[str, Any] = {**by, "provider_id": world.provider.id, "venue_id": made.id, "mark": made.mark}
    yesterday = STARTS.date() - timedelta(days=1)
    with pytest.raises(DatesAfterEnd):
        database.write_now(end_venue, until_on=yesterday, **end)
    there: dict[str, Any] = {"venue_id": world.venue.id, "times": times(), "capacity": 8}
    database.write_now(change_course_date, reference=reference, **there, **by)
    database.write_now(end_venue, until_on=yesterday, **end)
    with pytest.raises(VenueEnded):
        offer(database, world, spot, 8, times(timedelta(days=1)))
    assert read(database, lambda db: db.scalar(select(CourseDate.room_id))) is None


def test_another_providers_venue_is_not_found(database: Database, world: World) -> None:
    other = a_provider(database)
    venue = shown(database, world, world.venue.id)
    with pytest.raises(NotFound):
        change(database, world, venue, replace(venue.details, name="Mine"), provider_id=other.id)
