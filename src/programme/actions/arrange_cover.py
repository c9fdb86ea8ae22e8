"""Somebody covers for an officer who is away, from a day until a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.duties.covering import move_what_waits, record_cover, tell_of_cover
from programme.duties.covers import can_cover_for, check_standing, finds_every_case, wanted_cover
from programme.duties.handing_over import officer_in
from programme.duties.models import Cover
from programme.duties.refusals import CANNOT_OPEN, NoCasesToGive, NoSuchOfficer
from programme.history import events
from programme.insight.officers_cases import lock_cases_of
from programme.people.officers import officers_of
from programme.shared.dates import london_date
from programme.storage.locks import queue_up
from programme.storage.rows import by_name

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class ArrangedCover:
    """The number of the cover, and the references of the running cases that it is of."""

    number: int
    references: list[str]


def arrange_cover(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    reference: str,
    references: Collection[str] | None,
    account_id: int | None,
    from_on: date,
    until_on: date,
) -> ArrangedCover:
    """Whoever has the account covers for the officer in the case `reference` on these days: in these running cases of
    his, or without `references` in all, also those that come to him meanwhile; for a coordinator of another force in
    all that he finds. Both are told; what was owed to the officer and has not gone goes to whoever covers, where that
    begins today.

    Raises NotFound, CoverDaysRefused, NoCasesToGive, NoSuchOfficer for an account that cannot open the cases,
    SameOfficer, CoversForNobody, and CoversOverlap, CoverIsAway, CoversOthers where another cover stands against it.
    """
    today = london_date(now)
    can_cover_for(from_on, until_on, today=today)
    cases = lock_cases_of(db, reference, actor, references)
    if not cases:
        raise NoCasesToGive()
    was, force = officer_in(cases[0]), cases[0].force_code
    to = officers_of(db, force).who_sign_in().with_account(account_id)
    if to is None:
        raise NoSuchOfficer(explanation=CANNOT_OPEN)
    every = references is None and finds_every_case(actor, force)
    numbers = [] if every else [case.id for case in cases]
    wanted = wanted_cover(force, was, to, from_on, until_on, numbers)
    queue_up(db, f"covers of {force}", now=now)
    check_standing(db, wanted, today=today)
    facts = {name: value for name, value in by_name(wanted).items() if name != "id"}
    cover = Cover(**facts, arranged_at=now, arranged_by=actor.label)
    db.add(cover)
    db.flush()  # the messages name its number
    record_cover(db, cover, cases, events.CoverArranged, actor=actor, now=now)
    tell_of_cover(db, cover, cases, actor=actor, now=now)
    if from_on == today:
        move_what_waits(db, cover, cases, now=now)
    given = [case.reference for case in cases]
    log_access(db, actor=actor, now=now, what="arrange_cover", subjects=given, operation=Operation.ALTERATION)
    return ArrangedCover(cover.id, given)
