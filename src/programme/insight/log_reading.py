"""Queries of the page of the access log: a page or a file of it, and whom it can be narrowed to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from programme.audit.log_pages import LogFilter, LogLine, LogPage, log_page, log_rows
from programme.audit.models import AccessRow, AccessSubject
from programme.people.directory import accounts_by_name
from programme.people.models import Account
from programme.referrals.models import Referral
from programme.shared.actor import Actor, Door
from programme.shared.page_key import InstantKey


@dataclass(frozen=True, slots=True)
class ShownLog:
    """A page of the log and the accounts it can be narrowed to. `unknown`: there is no such case, and no row of one."""

    page: LogPage
    accounts: list[tuple[int, str]]
    unknown: bool


def read_log(db: Session, actor: Actor, wanted: LogFilter, *, before: InstantKey | None) -> ShownLog:
    """A page of what this reader may read of the log."""
    page = log_page(db, wanted, bounds=_of_own_force(actor), before=before)
    unknown = bool(wanted.reference) and not page.lines and not _is_a_case(db, actor, wanted.reference)
    return ShownLog(page, accounts_by_name(db, force_code=actor.force_code), unknown)


def _is_a_case(db: Session, actor: Actor, reference: str | None) -> bool:
    wanted = select(Referral.id).where(Referral.reference == reference)
    if actor.force_code is not None:
        wanted = wanted.where(Referral.force_code == actor.force_code)
    return db.execute(wanted).first() is not None


def read_log_rows(
    db: Session, actor: Actor, wanted: LogFilter, *, before: InstantKey | None, at_most: int
) -> list[LogLine]:
    """The same, every row by itself."""
    return log_rows(db, wanted, bounds=_of_own_force(actor), before=before, at_most=at_most)


def _of_own_force(actor: Actor) -> ColumnElement[bool] | None:
    """Somebody of one force reads what its own people did, and whatever was done to its cases; somebody of the whole
    installation reads everything."""
    if actor.force_code is None:
        return None
    own_people = select(Account.id).where(Account.force_code == actor.force_code)
    of_its_cases = (
        exists()
        .where(AccessSubject.access_id == AccessRow.id, AccessSubject.referral_reference == Referral.reference)
        .where(Referral.force_code == actor.force_code)
    )
    return or_(and_(AccessRow.actor_door != Door.OFFENDER, AccessRow.actor_id.in_(own_people)), of_its_cases)
