"""What the page that sets a programme up reads: what there is, what was tried, what was confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from programme.courses.fees import find_fee_on
from programme.courses.help_line import HelpLine
from programme.courses.models import CourseDate, Programme, Provider, Venue
from programme.courses.states import DateState
from programme.duties.rules import ladder_of
from programme.payments.models import GatewayEvent
from programme.people.directory import roles_at_doors
from programme.policies.confirming import ToConfirm, newest_confirmation, to_confirm
from programme.policies.models import PolicyConfirmation
from programme.policies.queries import all_policies
from programme.shared.actor import Actor, Door, Role
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.storage.base import UtcDateTime
from programme.storage.job_runs import JobRun
from programme.storage.rows import columns_of, reads, rows
from programme.storage.try_outs import TriedPart, TryOut, newest_try_outs


def _goes_on(kind: type[Provider] | type[Venue]) -> ColumnElement[bool]:
    """Whether a provider or a venue has no last day that is over."""
    return or_(kind.until_on.is_(None), kind.until_on >= bindparam("today", type_=Date))


@reads(
    providers=select(func.count(Provider.id)).where(_goes_on(Provider)).scalar_subquery(),
    venues=select(func.count(Venue.id)).where(_goes_on(Venue)).scalar_subquery(),
    next_date_at=select(func.min(CourseDate.starts_at))
    .where(
        CourseDate.state == DateState.OPEN,
        CourseDate.starts_at > bindparam("now", type_=UtcDateTime),
        CourseDate.places_taken < CourseDate.capacity,
    )
    .scalar_subquery(),
    job_ended_at=select(func.max(JobRun.finished_at)).scalar_subquery(),
    notified_at=select(func.max(GatewayEvent.received_at)).scalar_subquery(),
)
@dataclass(frozen=True, slots=True)
class Installation:
    """What every programme of the installation shares: `next_date_at` is that of the next date with a place left,
    `notified_at` when the payment gateway was heard last."""

    providers: int
    venues: int
    next_date_at: datetime | None
    job_ended_at: datetime | None
    notified_at: datetime | None


@dataclass(frozen=True, slots=True)
class SetUpFacts:
    """One programme and what it needs. `roles_wanted` are those of its warnings, and whoever runs its courses."""

    programme: str
    force_code: str
    fee_pence: int | None
    statement_text: str
    help_line: HelpLine
    installation: Installation
    to_confirm: ToConfirm
    confirmed: PolicyConfirmation | None
    tried: dict[TriedPart, TryOut]
    roles_wanted: frozenset[Role]
    roles_held: frozenset[Role]


def programmes_to_set_up(db: Session, actor: Actor | None = None) -> list[tuple[str, str]]:
    """The programmes that the actor may set up, of whichever force for None: code of the force and name, by name."""
    wanted = select(Programme.force_code, Programme.name).order_by(Programme.name, Programme.id)
    if actor is not None and actor.force_code is not None:
        wanted = wanted.where(Programme.force_code == actor.force_code)
    return [(row.force_code, row.name) for row in db.execute(wanted)]


def set_up_facts(db: Session, force_code: str, actor: Actor | None = None, *, now: datetime) -> SetUpFacts:
    """The facts of one programme; raises NotFound where it is not the actor's."""
    if force_code not in dict(programmes_to_set_up(db, actor)):
        raise NotFound()
    programme = db.execute(select(Programme).where(Programme.force_code == force_code)).scalar_one()
    today = london_date(now)
    wanted: Select[Any] = select(*columns_of(Installation))
    return SetUpFacts(
        programme.name,
        force_code,
        find_fee_on(db, programme.id, today),
        programme.statement_text,
        HelpLine.of(programme),
        rows(db, Installation, wanted, now=now, today=today).one(),
        to_confirm(all_policies(db), programme.route, today),
        newest_confirmation(db, force_code),
        newest_try_outs(db),
        frozenset({Role.PROVIDER_STAFF, *(rung.role for rung in ladder_of(programme.ladder))}),
        _roles_held(db, force_code),
    )


_HELD_AT = {
    Role.OFFICER: Door.CUSTODY,
    Role.SUPERVISOR: Door.CUSTODY,
    Role.COORDINATOR: Door.ADMIN,
    Role.PROVIDER_STAFF: Door.PROVIDER,
}


def _roles_held(db: Session, force_code: str) -> frozenset[Role]:
    held = roles_at_doors(db, force_code)
    return frozenset(role for door, roles in held for role in roles if _HELD_AT.get(role) is door)
