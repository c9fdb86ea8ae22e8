"""Who looked at one case, a page of whole days at a time: for whoever reads his own record to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.audit.models import AccessRow, AccessSubject, Operation
from programme.shared.actor import Door
from programme.shared.dates import london_date, london_instant
from programme.storage.hours import start_of_hour
from programme.storage.rows import rows

LOOKS_A_PAGE = 500
"""A page has the days in which so many rows were written, and what else is of the last of them."""


@dataclass(frozen=True, slots=True)
class LooksOfAnHour:
    """Looks of one door's people at one page in one hour. `at` is the newest of them."""

    at: datetime
    operation: Operation
    door: Door
    what: str
    times: int


@dataclass(frozen=True, slots=True)
class DaysOfLooks:
    """A page, newest first; `older` is the day before which there is more."""

    looks: list[LooksOfAnHour]
    older: date | None


def days_of_looks(db: Session, reference: str, *, before: date | None, rows_a_page: int = LOOKS_A_PAGE) -> DaysOfLooks:
    """The newest days of a case, or the newest `before` a day; no day is split. The worker files a look under its case
    within a few minutes of it."""
    of_case = (
        select(AccessRow.at)
        .join(AccessSubject, AccessSubject.access_id == AccessRow.id)
        .where(AccessSubject.referral_reference == reference)
    )
    if before is not None:
        of_case = of_case.where(AccessRow.at < london_instant(before, time()))
    in_order = of_case.order_by(AccessSubject.access_id.desc())
    last = rows(db, datetime, in_order.offset(rows_a_page - 1).limit(1)).first()
    since = london_date(last) if last else None
    older = None
    if since is not None:
        starts_at = london_instant(since, time())
        older = since if rows(db, datetime, in_order.where(AccessRow.at < starts_at).limit(1)) else None
        of_case = of_case.where(AccessRow.at >= starts_at)
    kinds = (AccessRow.operation, AccessRow.actor_door, AccessRow.what)
    newest = func.max(AccessRow.at)
    lined = (
        of_case.with_only_columns(
            newest.label("at"),
            AccessRow.operation,
            AccessRow.actor_door.label("door"),
            AccessRow.what,
            func.count().label("times"),
        )
        .group_by(*kinds, start_of_hour(AccessRow.at))
        .order_by(newest.desc(), func.max(AccessRow.id).desc())
    )
    return DaysOfLooks(list(rows(db, LooksOfAnHour, lined)), older)
