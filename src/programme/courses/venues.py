"""Where courses run: what is kept of a venue and its rooms, what can be wrong with it, and where a date can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from programme.courses.models import CourseDate, Room, Venue
from programme.courses.providers import DateToMove, is_telephone, not_over
from programme.courses.queries import end_of_day
from programme.courses.refusals import (
    DetailsRefused,
    PlacesBeyondRoom,
    RoomInUse,
    RoomNotNamed,
    VenueEnded,
    VenueNotYours,
)
from programme.notices.discretion import give_aways
from programme.people.contact import read_postcode
from programme.shared.dates import spoken_day
from programme.shared.marks import shown_mark
from programme.shared.refusal import NotFound
from programme.storage.rows import columns_of, reads, rows

MOST_ROOMS = 6
LARGEST_ROOM = 500
LONGEST_HINT = 400
VENUE_LABELS = {
    "name": "Name",
    "address": "Address",
    "postcode": "Postcode",
    "on_the_door": "It says on the door",
    "how_to_get_in": "How to get in",
    "step_free": "Step-free access",
    "parking": "Parking",
    "transport": "Getting there",
    "food": "Food and drink",
    "day_number": "Number on the day",
    "rooms": "Rooms",
}
"""The names, on pages and in the log, of the facts kept of a venue."""
TOLD = ("address", "postcode", "on_the_door", "how_to_get_in", "step_free")
"""The changes that somebody who has a place is told of: he would stand at another door, or before steps."""
_HINTS = ("on_the_door", "how_to_get_in", "step_free", "parking", "transport", "food")
_IN_ADDRESSES = {"court"}
"""Words that would give him away anywhere but in an address, where a street is called so."""


@dataclass(frozen=True, slots=True)
class RoomDetails:
    """A room, and how many people it holds."""

    name: str
    capacity: int

    def __str__(self) -> str:
        return f"{self.name} ({self.capacity})"


@dataclass(frozen=True, slots=True)
class VenueDetails:
    """A venue as somebody enters it."""

    name: str
    address: str
    postcode: str
    how_to_get_in: str = ""
    step_free: str = ""
    parking: str = ""
    transport: str = ""
    on_the_door: str = ""
    food: str = ""
    day_number: str = ""
    rooms: tuple[RoomDetails, ...] = ()


@reads(Venue)
@dataclass(frozen=True, slots=True)
class VenueLine:
    """A venue in a list."""

    id: int
    name: str
    address: str
    postcode: str
    until_on: date | None


@dataclass(frozen=True, slots=True)
class VenueShown:
    """A venue as it stands. `until_on` is its last day, where it ends."""

    id: int
    provider_id: int
    details: VenueDetails
    until_on: date | None

    @property
    def mark(self) -> str:
        """Tells this state from a later one."""
        return shown_mark(self)

    def has_ended(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.until_on is not None and self.until_on < today


@reads(
    Room, venue_id=Venue.id, venue_name=Venue.name, room_id=Room.id, room_name=Room.name, postcode=Venue.postcode,
    until_on=Venue.until_on,
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class Spot:
    """Where a date can be: a room, or a venue that has none."""

    venue_id: int
    venue_name: str
    postcode: str
    until_on: date | None
    room_id: int | None
    room_name: str | None
    capacity: int | None


def venue_subject(venue_id: int) -> str:
    """The subject under which the access log files changes of a venue."""
    return f"venue-{venue_id}"


def wrong_with_venue(details: VenueDetails) -> Iterator[tuple[str, str]]:
    """Everything that is wrong with what was entered: the field, and what to do about it. He reads all of it."""
    for name, called in (("name", "name of the venue"), ("address", "address")):
        if not getattr(details, name):
            yield name, f"Enter the {called}"
    if read_postcode(details.postcode) is None:
        yield "postcode", "Enter a postcode, like RG1 3AB"
    if details.day_number and not is_telephone(details.day_number):
        yield "day_number", "Enter a telephone number, like 01632 960 001"
    for name in ("name", "address", *_HINTS):
        said = set(give_aways(getattr(details, name))) - (_IN_ADDRESSES if name == "address" else set())
        if said:
            why = "somebody beside him could read what it is about"
            yield name, f"{VENUE_LABELS[name]} must not say “{min(said)}”: {why}"
    yield from _wrong_with_rooms(details.rooms)


def _wrong_with_rooms(rooms_of_it: Sequence[RoomDetails]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for line, room in enumerate(rooms_of_it, start=1):
        if not room.name:
            yield f"room_{line}", "Enter the name of the room, or empty its line"
        elif room.name.casefold() in seen:
            yield f"room_{line}", "There are two rooms of this name: change one of them"
        elif said := give_aways(room.name):
            yield f"room_{line}", f"The name of a room must not say “{said[0]}”"
        if not 1 <= room.capacity <= LARGEST_ROOM:
            yield f"seats_{line}", f"Enter how many people the room holds, 1 to {LARGEST_ROOM}"
        seen.add(room.name.casefold())


def check_venue(details: VenueDetails) -> None:
    """Raises DetailsRefused with everything that is wrong."""
    if wrong := [f"{message}." for _, message in wrong_with_venue(details)]:
        raise DetailsRefused(wrong)


def tells_people(before: VenueDetails, after: VenueDetails) -> bool:
    """Whether the change is one that people with a place there are told of."""
    return any(getattr(before, name) != getattr(after, name) for name in TOLD)


def list_venues(db: Session, provider_id: int, *, after: int = 0, at_most: int = 25) -> list[VenueLine]:
    """The provider's venues, oldest first. `after` is the number of the last one already shown."""
    wanted = select(*columns_of(VenueLine)).where(Venue.provider_id == provider_id, Venue.id > after)
    return rows(db, VenueLine, wanted.order_by(Venue.id).limit(at_most))


def one_venue(db: Session, venue_id: int, provider_id: int) -> VenueShown:
    """The provider's own venue; another provider's is NotFound."""
    return venue_as_it_stands(db, _one(db, venue_id, provider_id))


def lock_venue(db: Session, venue_id: int, provider_id: int) -> Venue:
    """The provider's own venue, locked against changes and new dates. Raises NotFound."""
    return _one(db, venue_id, provider_id, lock=True)


def venue_as_it_stands(db: Session, venue: Venue) -> VenueShown:
    """The venue's details, with the rooms that are in use."""
    kept = db.execute(select(Room).where(Room.venue_id == venue.id, Room.in_use.is_(True)).order_by(Room.id)).scalars()
    texts = {name: getattr(venue, name) for name in VENUE_LABELS if name != "rooms"}
    details = VenueDetails(**texts, rooms=tuple(RoomDetails(room.name, room.capacity) for room in kept))
    return VenueShown(venue.id, venue.provider_id, details, venue.until_on)


def find_same_venue(db: Session, provider_id: int, details: VenueDetails) -> int | None:
    """The provider's venue of which everything is entered once more, and that does not end."""
    named = select(Venue).where(Venue.provider_id == provider_id, Venue.name == details.name, Venue.until_on.is_(None))
    entered = replace(details, postcode=read_postcode(details.postcode) or "")
    there = (venue_as_it_stands(db, one) for one in db.execute(named).scalars())
    return next((one.id for one in there if one.details == entered), None)


def keep_venue(db: Session, venue: Venue, details: VenueDetails, *, now: datetime) -> None:
    """Keep the details and the rooms. The caller holds the venue's lock, and has checked them. Raises RoomInUse where a
    room goes, or gets too small, under dates that are to come."""
    for name in VENUE_LABELS:
        if name not in ("rooms", "postcode"):
            setattr(venue, name, getattr(details, name))
    venue.postcode = read_postcode(details.postcode) or details.postcode
    db.flush()  # rooms need the venue's number
    wanted = {room.name.casefold(): room for room in details.rooms}
    for room in db.execute(select(Room).where(Room.venue_id == venue.id).order_by(Room.id)).scalars():
        new = wanted.pop(room.name.casefold(), None)
        _check_room(db, room, new.capacity if new else 0, now)
        room.in_use = new is not None
        if new is not None:
            room.name, room.capacity = new.name, new.capacity
    db.add_all([Room(venue_id=venue.id, name=room.name, capacity=room.capacity) for room in wanted.values()])
    db.flush()


def _check_room(db: Session, room: Room, capacity: int, now: datetime) -> None:
    if capacity >= room.capacity:
        return
    found = db.execute(
        select(CourseDate.starts_at)
        .where(CourseDate.room_id == room.id, not_over(now), CourseDate.capacity > capacity)
        .order_by(CourseDate.starts_at)
        .limit(6)
    ).scalars()
    if days := [spoken_day(at) for at in found]:
        raise RoomInUse(room.name, days)


def _one(db: Session, venue_id: int, provider_id: int, *, lock: bool = False) -> Venue:
    wanted = select(Venue).where(Venue.id == venue_id, Venue.provider_id == provider_id)
    found: Venue | None = db.execute(wanted.with_for_update(key_share=True) if lock else wanted).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return found


def dates_at(
    db: Session, venue_id: int, *, now: datetime, after_on: date | None = None, at_most: int = 30
) -> list[DateToMove]:
    """The dates at this venue that are not over, those after a day where one is given, nearest first."""
    wanted = select(*columns_of(DateToMove)).where(CourseDate.venue_id == venue_id, not_over(now))
    if after_on is not None:
        wanted = wanted.where(CourseDate.starts_at >= end_of_day(after_on))
    return rows(db, DateToMove, wanted.order_by(CourseDate.starts_at, CourseDate.id).limit(at_most))


def spots_of(db: Session, provider_id: int) -> list[Spot]:
    """Where the provider's dates can be, by name: every room, and every venue without rooms."""
    wanted = (
        select(*columns_of(Spot))
        .select_from(Venue)
        .outerjoin(Room, and_(Room.venue_id == Venue.id, Room.in_use.is_(True)))
        .where(Venue.provider_id == provider_id)
        .order_by(Venue.name, Venue.id, Room.name)
    )
    return rows(db, Spot, wanted)


def check_spot(db: Session, provider_id: int, *, venue_id: int, room_id: int | None, on: date, capacity: int) -> None:
    """Whether a date of so many places can be there on this day; holds the venue as it is until the transaction is
    over. Raises VenueNotYours, RoomNotNamed, VenueEnded or PlacesBeyondRoom."""
    db.execute(select(Venue.id).where(Venue.id == venue_id).with_for_update(read=True))
    spot = spot_among(spots_of(db, provider_id), venue_id, room_id)
    check_not_ended(spot, on)
    check_room(spot, capacity)


def spot_among(spots: Sequence[Spot], venue_id: int, room_id: int | None) -> Spot:
    """The spot that is meant. Raises VenueNotYours and RoomNotNamed."""
    there = [spot for spot in spots if spot.venue_id == venue_id]
    if not there:
        raise VenueNotYours()
    spot = next((spot for spot in there if spot.room_id == room_id), None)
    if spot is None:
        raise RoomNotNamed()
    return spot


def check_not_ended(spot: Spot, on: date) -> None:
    """Raises VenueEnded."""
    if spot.until_on is not None and spot.until_on < on:
        raise VenueEnded(spot.until_on)


def check_room(spot: Spot, capacity: int) -> None:
    """Raises PlacesBeyondRoom."""
    if spot.capacity is not None and spot.capacity < capacity:
        raise PlacesBeyondRoom(spot.capacity)
