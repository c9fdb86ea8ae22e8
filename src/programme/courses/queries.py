"""Queries about programmes, providers and course dates; and the guarded statements that move a place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, not_, or_, select, tuple_, update
from sqlalchemy.orm import Session

from programme.courses.models import CourseDate, Programme, Provider, Room, Venue
from programme.courses.states import DateState
from programme.shared.dates import LONDON, london_date
from programme.shared.refusal import NotFound
from programme.storage.base import UtcDateTime
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import is_one_of, write


@reads(
    CourseDate,
    venue_name=Venue.name,
    venue_address=Venue.address,
    venue_postcode=Venue.postcode,
    room_name=Room.name,
    provider_id=Provider.id,
)
@dataclass(frozen=True, slots=True)
class DateFacts:
    """A course date as people choose it."""

    id: int
    reference: str
    starts_at: datetime
    ends_at: datetime
    door_closes_at: datetime
    capacity: int
    places_taken: int
    state: DateState
    venue_name: str
    venue_address: str
    venue_postcode: str
    room_name: str | None
    provider_id: int
    venue_id: int
    room_id: int | None

    @property
    def places_left(self) -> int:
        """Places nobody holds."""
        return self.capacity - self.places_taken


_FACTS: Select[*tuple[Any, ...]] = (
    select(*columns_of(DateFacts))
    .join(Venue, Venue.id == CourseDate.venue_id)
    .join(Provider, Provider.id == CourseDate.provider_id)
    .outerjoin(Room, Room.id == CourseDate.room_id)
)


def end_of_day(on: date) -> datetime:
    """The instant at which the London day `on` is over."""
    return datetime.combine(on + timedelta(days=1), datetime.min.time(), tzinfo=LONDON)


_IN_TIME = (
    _FACTS.where(
        is_one_of(CourseDate.state, {DateState.OPEN}),
        CourseDate.starts_at > bindparam("now"),
        CourseDate.ends_at < bindparam("end_of_last_day"),
        CourseDate.places_taken < CourseDate.capacity,
    )
    .order_by(CourseDate.starts_at, CourseDate.id)
    .limit(bindparam("at_most"))
)


def dates_in_time(db: Session, *, now: datetime, complete_by_on: date, at_most: int = 30) -> list[DateFacts]:
    """Open course dates with a place left that end by `complete_by_on`, nearest first."""
    ends_by = end_of_day(complete_by_on)
    return rows(db, DateFacts, _IN_TIME, now=now, end_of_last_day=ends_by, at_most=at_most)


def earliest_place_on(db: Session, *, now: datetime) -> date | None:
    """The day on which the earliest open date with a place left is over; None where there is no such date. A case has a
    place in time if this day is not after its last safe course day."""
    ends_at: datetime | None = db.execute(
        select(func.min(CourseDate.ends_at)).where(
            is_one_of(CourseDate.state, {DateState.OPEN}),
            CourseDate.starts_at > now,
            CourseDate.places_taken < CourseDate.capacity,
        )
    ).scalar_one()
    return london_date(ends_at) if ends_at is not None else None


_ONE = _FACTS.where(CourseDate.reference == bindparam("reference"))


def one_date(db: Session, reference: str) -> DateFacts:
    """The course date with this reference; raises NotFound."""
    found = rows(db, DateFacts, _ONE, reference=reference).one_or_none()
    if found is None:
        raise NotFound()
    return found


def date_by_id(db: Session, course_date_id: int) -> DateFacts:
    """The course date with this number."""
    return rows(db, DateFacts, _FACTS.where(CourseDate.id == course_date_id)).one()


def lock_date(db: Session, reference: str, *, provider_id: int | None = None) -> CourseDate:
    """The course date's row, locked; only the provider's own where one is given. Raises NotFound."""
    wanted = select(CourseDate).where(CourseDate.reference == reference).with_for_update()
    if provider_id is not None:
        wanted = wanted.where(CourseDate.provider_id == provider_id)
    found = db.execute(wanted).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return found


def lock_dates_to_come(db: Session, venue_id: int, *, now: datetime) -> list[CourseDate]:
    """The dates at this venue that have not begun and that somebody has a place on, locked, by number. All are locked
    before any is looked at: a place that is taken at this moment counts."""
    found = db.execute(
        select(CourseDate)
        .where(
            CourseDate.venue_id == venue_id,
            CourseDate.state.in_((DateState.OPEN, DateState.RUNNING)),
            CourseDate.starts_at > now,
        )
        .order_by(CourseDate.id)
        .with_for_update()
    )
    return [date for date in found.scalars() if date.places_taken]


_TAKE = (
    update(CourseDate)
    .where(
        CourseDate.id == bindparam("date_id"),
        is_one_of(CourseDate.state, {DateState.OPEN}),
        CourseDate.places_taken < CourseDate.capacity,
    )
    .values(places_taken=CourseDate.places_taken + 1)
    .returning(CourseDate.id)
)


def take_place(db: Session, course_date_id: int) -> bool:
    """Take one place in one guarded statement; False when there is none. No interleaving can oversell."""
    return write(db, _TAKE, date_id=course_date_id)


def give_back_place(db: Session, course_date_id: int) -> None:
    db.execute(
        update(CourseDate)
        .where(CourseDate.id == course_date_id, CourseDate.places_taken > 0)
        .values(places_taken=CourseDate.places_taken - 1)
        .execution_options(synchronize_session=False)
    )


def hold_arrivals(db: Session, programme_id: int) -> None:
    """Wait until no case is coming in to this programme, and let none in before the transaction ends. Taken before any
    lock of a case."""
    db.execute(select(Programme.id).where(Programme.id == programme_id).with_for_update(key_share=True))


def programme_of(db: Session, programme_id: int) -> Programme:
    """The programme with this number."""
    return db.execute(select(Programme).where(Programme.id == programme_id)).scalar_one()


class NoProgramme(NotFound):
    """There is a page, but no programme yet to refer anybody to: a new installation."""

    code = "no_programme"
    headline = "No programme is set up"
    explanation = "Nobody can be referred yet: the service does not know for which force it works, and on what terms."
    remedy = "Ask whoever looks after the service to set a programme up. Until then decide about the person without it."
    status = 409


def our_programme(db: Session, *, force_code: str | None = None) -> Programme:
    """The force's own programme, or the only (oldest) one; raises NoProgramme when none is set up."""
    wanted = select(Programme).order_by(Programme.id).limit(1)
    if force_code is not None:
        own = db.execute(wanted.where(Programme.force_code == force_code)).scalar_one_or_none()
        if own is not None:
            return own
    found = db.execute(wanted).scalar_one_or_none()
    if found is None:
        raise NoProgramme()
    return found


def own_date(db: Session, reference: str, provider_id: int) -> DateFacts:
    """The provider's own course date; another provider's is NotFound."""
    wanted = _FACTS.where(CourseDate.reference == reference, CourseDate.provider_id == provider_id)
    found = rows(db, DateFacts, wanted).one_or_none()
    if found is None:
        raise NotFound()
    return found


def venue_is_busy(
    db: Session,
    venue_id: int,
    room_id: int | None = None,
    *,
    starts_at: datetime,
    ends_at: datetime,
    but_not_id: int | None = None,
) -> bool:
    """Whether an open or running date is in this room in that time, other than `but_not_id`; one that has no room of
    its own takes the whole venue."""
    wanted = select(CourseDate.id).where(
        CourseDate.venue_id == venue_id,
        CourseDate.state.in_((DateState.OPEN, DateState.RUNNING)),
        CourseDate.starts_at < ends_at,
        CourseDate.ends_at > starts_at,
    )
    if room_id is not None:
        wanted = wanted.where(or_(CourseDate.room_id.is_(None), CourseDate.room_id == room_id))
    if but_not_id is not None:
        wanted = wanted.where(CourseDate.id != but_not_id)
    return db.execute(wanted.limit(1)).first() is not None


def dates_of(
    db: Session,
    provider_id: int,
    *,
    closed: bool = False,
    wanted_at: datetime | None = None,
    after: tuple[datetime, int] | None = None,
    at_most: int = 25,
) -> list[DateFacts]:
    """The provider's own dates: those still to run or to sign, nearest first, or (`closed`) the signed and cancelled
    ones, latest first. A date that was over by `wanted_at` with nobody on it is among the closed: nothing has to be
    signed. `after` is the key, start and number, of the last one already shown."""
    key = tuple_(CourseDate.starts_at, CourseDate.id)
    stands: ColumnElement[bool] = CourseDate.state.in_((DateState.OPEN, DateState.RUNNING))
    if wanted_at is not None:
        stands = and_(stands, or_(CourseDate.ends_at > wanted_at, CourseDate.places_taken > 0))
    wanted = _FACTS.where(CourseDate.provider_id == provider_id, not_(stands) if closed else stands)
    if after is not None:
        last = tuple_(literal(after[0], UtcDateTime), literal(after[1]))
        wanted = wanted.where(key < last if closed else key > last)
    order = (CourseDate.starts_at.desc(), CourseDate.id.desc()) if closed else (CourseDate.starts_at, CourseDate.id)
    return rows(db, DateFacts, wanted.order_by(*order).limit(at_most))
