"""Who runs courses: what is kept of a provider, what can be wrong with it, and until when it goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from programme.courses.models import CourseDate, Provider
from programme.courses.queries import end_of_day
from programme.courses.refusals import DatesAfterEnd, DetailsRefused, LastDayIsPast, ProviderEnded, ProviderNameTaken
from programme.courses.states import DateState
from programme.people.contact import is_email_address
from programme.people.reference import force_name
from programme.shared.dates import spoken_day
from programme.shared.marks import shown_mark
from programme.shared.refusal import NotFound
from programme.storage.constraints import refuses
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import is_one_of

refuses("uq_providers_name", "providers.name", ProviderNameTaken)

PROVIDER_LABELS = {
    "name": "Name",
    "contact_name": "Contact",
    "contact_email": "Email",
    "telephone": "Telephone",
    "until_on": "Last day",
}
"""The names, on a page and in the log, of the facts kept of a provider."""
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ()-]{8,18}")
DATES_NOT_OVER = (DateState.OPEN, DateState.RUNNING)
"""States of dates that are not over; one on which nobody was stays open for ever."""


@dataclass(frozen=True, slots=True)
class ProviderDetails:
    """A provider as somebody enters it."""

    name: str
    contact_name: str
    contact_email: str
    telephone: str = ""


@reads(Provider)
@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """A provider as it stands. `until_on` is its last day, where it ends."""

    id: int
    name: str
    contact_name: str
    contact_email: str
    telephone: str
    until_on: date | None

    @property
    def mark(self) -> str:
        """Tells this state from a later one."""
        return shown_mark(self)

    def has_ended(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.until_on is not None and self.until_on < today


@reads(CourseDate)
@dataclass(frozen=True, slots=True)
class DateToMove:
    """A date that is in the way of an end or a change, and how many people have a place on it."""

    id: int
    reference: str
    starts_at: datetime
    places_taken: int


def not_over(now: datetime) -> ColumnElement[bool]:
    """Which dates have not ended."""
    return and_(is_one_of(CourseDate.state, DATES_NOT_OVER), CourseDate.ends_at > now)


def provider_subject(provider_id: int) -> str:
    """The subject under which the access log files changes of a provider."""
    return f"provider-{provider_id}"


def wrong_with_provider(details: ProviderDetails) -> Iterator[tuple[str, str]]:
    """Everything that is wrong with what was entered: the field, and what to do about it."""
    if not details.name:
        yield "name", "Enter the name of the provider"
    if not details.contact_name:
        yield "contact_name", "Enter whom to ask there"
    if not is_email_address(details.contact_email):
        yield "contact_email", "Enter an email address, like name@example.org"
    if details.telephone and not is_telephone(details.telephone):
        yield "telephone", "Enter a telephone number, like 01632 960 001"


def is_telephone(text: str) -> bool:
    """Whether somebody could dial this."""
    return bool(_TELEPHONE.fullmatch(text)) and sum(map(str.isdigit, text)) >= 10


def check_provider(details: ProviderDetails) -> None:
    """Raises DetailsRefused with everything that is wrong."""
    if wrong := [f"{message}." for _, message in wrong_with_provider(details)]:
        raise DetailsRefused(wrong)


def list_providers(db: Session, *, after: int | None = None, at_most: int = 25) -> list[ProviderFacts]:
    """Every provider, by name. `after` is the number of the last one already shown."""
    wanted = select(*columns_of(ProviderFacts)).order_by(Provider.name, Provider.id).limit(at_most)
    if after is not None:
        last = aliased(Provider)
        wanted = wanted.join(last, last.id == after).where(
            tuple_(Provider.name, Provider.id) > tuple_(last.name, last.id)
        )
    return rows(db, ProviderFacts, wanted)


def one_provider(db: Session, provider_id: int) -> ProviderFacts:
    """The provider with this number; raises NotFound."""
    found = rows(db, ProviderFacts, select(*columns_of(ProviderFacts)).where(Provider.id == provider_id)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def lock_provider(db: Session, provider_id: int) -> Provider:
    """Its row, locked against changes and new dates. Raises NotFound."""
    found: Provider | None = db.execute(
        select(Provider).where(Provider.id == provider_id).with_for_update(key_share=True)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return found


def check_name_is_free(db: Session, name: str, *, but_not_id: int | None = None) -> None:
    """Raises ProviderNameTaken where another provider has the name, in whatever letters."""
    wanted = select(Provider.id).where(func.lower(Provider.name) == name.lower())
    if but_not_id is not None:
        wanted = wanted.where(Provider.id != but_not_id)
    if db.execute(wanted.limit(1)).first() is not None:
        raise ProviderNameTaken()


def check_provider_goes_on(db: Session, provider_id: int, on: date) -> None:
    """Whether the provider still runs courses on this day; holds its end until the transaction is over. Raises
    ProviderEnded."""
    until_on = db.execute(
        select(Provider.until_on).where(Provider.id == provider_id).with_for_update(read=True)
    ).scalar_one()
    if until_on is not None and until_on < on:
        raise ProviderEnded(until_on)


def standing_dates(
    db: Session, provider_id: int, *, now: datetime, after_on: date | None = None, at_most: int = 30
) -> list[DateToMove]:
    """The provider's dates that are not over, those after a day where one is given, nearest first."""
    wanted = (
        select(*columns_of(DateToMove))
        .where(CourseDate.provider_id == provider_id, not_over(now))
        .order_by(CourseDate.starts_at, CourseDate.id)
        .limit(at_most)
    )
    if after_on is not None:
        wanted = wanted.where(CourseDate.starts_at >= end_of_day(after_on))
    return rows(db, DateToMove, wanted)


def check_can_end(dates: list[DateToMove], until_on: date, *, today: date) -> None:
    """Raises LastDayIsPast, or DatesAfterEnd with the days that have to be dealt with first."""
    if until_on < today:
        raise LastDayIsPast()
    if dates:
        raise DatesAfterEnd([spoken_day(date.starts_at) for date in dates])


def provider_name(db: Session, provider_id: int) -> str | None:
    """The provider's name; None where there is none with this number."""
    return rows(db, str, select(Provider.name).where(Provider.id == provider_id)).one_or_none()


def registered_name(db: Session, force_code: str | None, provider_id: int | None) -> str:
    """The name under which the force or provider of an account is registered, whatever its administrators call it."""
    if provider_id is not None:
        return provider_name(db, provider_id) or _OFFICE
    return force_name(force_code) if force_code else _OFFICE


_OFFICE = "The office that runs this service"


def providers_by_name(db: Session) -> list[tuple[int, str]]:
    """Number and name of every provider."""
    found = db.execute(select(Provider.id, Provider.name).order_by(Provider.name, Provider.id))
    return [(row.id, row.name) for row in found]
