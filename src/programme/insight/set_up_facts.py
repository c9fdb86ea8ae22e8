"""Queries of the page that sets a programme up: what there is, what was tried, what was confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from programme.courses.contacts import Contacts
from programme.courses.fees import FEE_TODAY
from programme.courses.go_live_steps import GoLiveStep
from programme.courses.going_live import Ticked, newest_ticks
from programme.courses.help_line import HelpLine
from programme.courses.models import CourseDate, PrivacyNotice, Programme, Provider, Venue
from programme.courses.privacy import NOTICE_TODAY, NoticeTerms
from programme.courses.states import DateState
from programme.duties.rules import ladder_of
from programme.insight.unanswered_arrivals import HourOfArrival, arrivals_to_come
from programme.offers.signing_words import signed_routes
from programme.offers.told.checking import left_open
from programme.offers.told.released import newest_for
from programme.payments.models import GatewayEvent
from programme.people.directory import roles_at_doors
from programme.policies.confirming import ToConfirm, to_confirm
from programme.policies.models import PolicyConfirmation
from programme.policies.queries import all_policies
from programme.policies.words import ROUTE_NAMES
from programme.referrals.models import Referral
from programme.shared.actor import Actor, Door, Role
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.storage.base import UtcDateTime
from programme.storage.job_runs import JobRun
from programme.storage.rows import columns_of, reads, rows
from programme.storage.try_outs import TriedPart, TryOut


def _goes_on(kind: type[Provider] | type[Venue]) -> ColumnElement[bool]:
    """Whether a provider or a venue has no last day that is over."""
    return or_(kind.until_on.is_(None), kind.until_on >= bindparam("today", type_=Date))


@reads(
    providers=select(func.count(Provider.id)).where(_goes_on(Provider)).scalar_subquery(),
    provider_id=select(func.min(Provider.id)).where(_goes_on(Provider)).scalar_subquery(),
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
    """Facts that every programme of the installation shares: `provider_id` is that of one provider, of the only one
    where there is one; `next_date_at` that of the next date with a place left, `notified_at` when the payment gateway
    was heard last."""

    providers: int
    provider_id: int | None
    venues: int
    next_date_at: datetime | None
    job_ended_at: datetime | None
    notified_at: datetime | None


@reads(PolicyConfirmation)
@dataclass(frozen=True, slots=True)
class Confirmed:
    """The lawyer's last confirmation."""

    id: int
    versions: list[str]
    lawyer: str
    confirmed_on: date
    recorded_at: datetime
    recorded_by: str


_MAIL, _PAYMENTS = aliased(TryOut), aliased(TryOut)


@reads(_MAIL)
@dataclass(frozen=True, slots=True)
class PartTried:
    """A try-out as it ended."""

    id: int
    at: datetime
    by: str
    worked: bool
    said: str
    settings_mark: str


@reads(_PAYMENTS)
@dataclass(frozen=True, slots=True)
class GatewayTried(PartTried):
    """The same of the payment gateway."""


@reads(Programme, fee_pence=FEE_TODAY, has_cases=exists().where(Referral.programme_id == Programme.id))
@dataclass(frozen=True, slots=True)
class _Found:
    """All of a programme that is one row."""

    name: str
    force_code: str
    route: str
    other_routes: list[str]
    ladder: list[dict[str, Any]]
    fee_pence: int | None
    has_cases: bool
    statement_text: str
    help_line: HelpLine
    contacts: Contacts
    notice: NoticeTerms | None
    installation: Installation
    confirmed: Confirmed | None
    mail: PartTried | None
    payments: GatewayTried | None


@dataclass(frozen=True, slots=True)
class SetUpFacts:
    """One programme and what it needs. `roles_wanted` are those of its warnings, and whoever runs its courses;
    `routes_unsigned` the routes that it uses, by name, whose words nobody has signed,
    `routes_left_open` those where the lawyer left an answer open that the words rest on."""

    programme: str
    force_code: str
    fee_pence: int | None
    statement_text: str
    help_line: HelpLine
    contacts: Contacts
    installation: Installation
    to_confirm: ToConfirm
    confirmed: Confirmed | None
    tried: dict[TriedPart, PartTried]
    roles_wanted: frozenset[Role]
    roles_held: frozenset[Role]
    notice: NoticeTerms = field(default_factory=NoticeTerms)
    ticks: Mapping[GoLiveStep, Ticked] = field(default_factory=dict)
    has_cases: bool = False
    routes_unsigned: tuple[str, ...] = ()
    routes_left_open: tuple[str, ...] = ()
    arrivals: Sequence[HourOfArrival] = ()

    @property
    def until(self) -> str:
        """For what something that is missing is needed, where it has not begun."""
        return "" if self.has_cases else " until a first referral can be offered"


def set_up_facts(db: Session, actor: Actor | None = None, *, now: datetime) -> list[SetUpFacts]:
    """The programmes that the actor may set up, every one for None, by name: in seven statements, however many."""
    today = london_date(now)
    wanted = _WANTED
    if actor is not None and actor.force_code is not None:
        wanted = wanted.where(Programme.force_code == actor.force_code)
    found = rows(db, _Found, wanted, now=now, today=today)
    if not found:
        return []
    policies, held, ticks, signed = all_policies(db), roles_at_doors(db), newest_ticks(db), signed_routes(db)
    arrivals = arrivals_to_come(db, now=now)
    return [
        SetUpFacts(
            one.name,
            one.force_code,
            one.fee_pence,
            one.statement_text,
            one.help_line,
            one.contacts,
            one.installation,
            to_confirm(policies, (one.route, *one.other_routes), today),
            one.confirmed,
            {
                part: tried
                for part, tried in ((TriedPart.MAIL, one.mail), (TriedPart.PAYMENTS, one.payments))
                if tried is not None
            },
            frozenset({Role.PROVIDER_STAFF, *(rung.role for rung in ladder_of(one.ladder))}),
            frozenset(
                role
                for force_code, door, roles in held
                if force_code in (None, one.force_code)
                for role in roles
                if _HELD_AT.get(role) is door
            ),
            one.notice or NoticeTerms(),
            ticks.get(one.force_code, {}),
            one.has_cases,
            tuple(
                ROUTE_NAMES.get(route, route)
                for route in (one.route, *one.other_routes)
                if (one.force_code, route) not in signed
            ),
            tuple(
                ROUTE_NAMES.get(route, route)
                for route in (one.route, *one.other_routes)
                if (points := signed.get((one.force_code, route))) and left_open(newest_for(route), points)
            ),
            arrivals,
        )
        for one in found
    ]


def facts_of_setting_up(found: list[SetUpFacts], force_code: str) -> SetUpFacts:
    """The one of this force; raises NotFound where it is not among them."""
    for one in found:
        if one.force_code == force_code:
            return one
    raise NotFound()


def _newest(part: TriedPart) -> Any:
    return select(func.max(TryOut.id)).where(TryOut.part == part).scalar_subquery()


_WANTED: Select[Any] = (
    select(*columns_of(_Found))
    .outerjoin(
        PolicyConfirmation,
        PolicyConfirmation.id
        == select(func.max(PolicyConfirmation.id))
        .where(PolicyConfirmation.force_code == Programme.force_code)
        .correlate(Programme)
        .scalar_subquery(),
    )
    .outerjoin(PrivacyNotice, PrivacyNotice.id == NOTICE_TODAY)
    .outerjoin(_MAIL, _MAIL.id == _newest(TriedPart.MAIL))
    .outerjoin(_PAYMENTS, _PAYMENTS.id == _newest(TriedPart.PAYMENTS))
    .order_by(Programme.name, Programme.id)
)
_HELD_AT = {
    Role.OFFICER: Door.CUSTODY,
    Role.SUPERVISOR: Door.CUSTODY,
    Role.COORDINATOR: Door.ADMIN,
    Role.PROVIDER_STAFF: Door.PROVIDER,
}
