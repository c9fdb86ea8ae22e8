"""Messages that did not go, for whoever can send them again: what, to whom in role words, when, and what failed.
Nothing of their text, and no address."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, true
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.duties.words import ROLE_WORDS
from programme.insight.list_pages import capped
from programme.notices.carriers import Cause
from programme.notices.catalogue import FOR_AN_ACCOUNT, FOR_STAFF
from programme.notices.models import IS_UNDELIVERED, Channel, Delivery, OutboxMessage
from programme.people.models import Account
from programme.referrals.models import Referral
from programme.referrals.queries import of_the_programme
from programme.shared.actor import Actor, Door, Role
from programme.storage.rows import columns_of, reads, rows

MESSAGES_A_PAGE = 50
_DOOR_WORDS = {Door.PROVIDER: "the provider", Door.PARTNER: "the neighbouring force", Door.ADMIN: "the coordinator"}


@reads(
    OutboxMessage,
    reference=Referral.reference,
    officer_email=Referral.officer_email,
    door=Account.door,
    roles=Account.roles,
)
@dataclass(frozen=True, slots=True)
class UndeliveredMessage:
    """One message. `reference` is that of its case, where it is about one."""

    id: int
    notice: str
    channel: Channel
    address: str
    state: Delivery
    cause: Cause | None
    queued_at: datetime
    next_try_at: datetime
    reference: str | None
    officer_email: str | None
    door: Door | None
    roles: frozenset[Role] | None

    @property
    def to(self) -> str:
        """Whom it is for, in role words."""
        if self.notice not in FOR_STAFF | FOR_AN_ACCOUNT:
            return "the person"
        if self.officer_email and self.officer_email.lower() == self.address.lower():
            return ROLE_WORDS[Role.OFFICER]
        if self.door is None:
            return "an address without an account"
        if self.door is Door.CUSTODY:
            return ROLE_WORDS[Role.SUPERVISOR] if self.roles and Role.SUPERVISOR in self.roles else "custody"
        return _DOOR_WORDS.get(self.door, "a colleague")

    @property
    def is_held_back(self) -> bool:
        """Whether it is tried again by itself, when what is wrong with the service is put right."""
        return self.state is Delivery.QUEUED

    @property
    def can_go(self) -> bool:
        """Whether there is an address to send it to again."""
        return self.state is not Delivery.BY_HAND


@dataclass(frozen=True, slots=True)
class UndeliveredPage:
    """One page of them, oldest first; `after` is where the next begins. `count` is capped, `able` those that can go."""

    lines: list[UndeliveredMessage]
    after: int | None
    count: int
    able: int
    causes: list[Cause]

    @property
    def references(self) -> list[str]:
        return sorted({line.reference for line in self.lines if line.reference})


def undelivered_page(db: Session, actor: Actor, cause: Cause | None, *, after: int = 0) -> UndeliveredPage:
    """The messages of a coordinator's cases and colleagues that did not go, or want somebody to tell them by hand."""
    lines = rows(
        db,
        UndeliveredMessage,
        _of(actor, cause, *columns_of(UndeliveredMessage))
        .where(OutboxMessage.id > after)
        .order_by(OutboxMessage.id)
        .limit(MESSAGES_A_PAGE + 1),
    )
    more = len(lines) > MESSAGES_A_PAGE
    del lines[MESSAGES_A_PAGE:]
    able = capped(_of(actor, cause, literal(1)).where(IS_UNDELIVERED).order_by(OutboxMessage.id))
    causes = rows(db, Cause, _of(actor, None, OutboxMessage.cause).where(OutboxMessage.cause.is_not(None)).distinct())
    count = rows(db, int, capped(undelivered(actor, cause))).one()
    return UndeliveredPage(lines, lines[-1].id if more else None, count, rows(db, int, able).one(), sorted(causes))


def undelivered(actor: Actor, cause: Cause | None = None) -> Select[*tuple[Any, ...]]:
    """The same, to be counted."""
    return _of(actor, cause, literal(1)).order_by(OutboxMessage.id)


def lock_undelivered(db: Session, actor: Actor, cause: Cause | None, chosen: Collection[int] | None) -> list[int]:
    """The numbers of those that can be sent again, their rows locked: the chosen ones, or all."""
    wanted = _of(actor, cause, OutboxMessage.id).where(IS_UNDELIVERED).order_by(OutboxMessage.id)
    if chosen is not None:
        wanted = wanted.where(OutboxMessage.id.in_(chosen))
    return list(rows(db, int, wanted.with_for_update(of=OutboxMessage)))


def _of(actor: Actor, cause: Cause | None, *columns: Any) -> Select[*tuple[Any, ...]]:
    wanted = (
        select(*columns)
        .select_from(OutboxMessage)
        .outerjoin(Referral, Referral.id == OutboxMessage.referral_id)
        .outerjoin(Account, Account.email == func.lower(OutboxMessage.address))
        .where(or_(OutboxMessage.state == Delivery.BY_HAND, IS_UNDELIVERED), _his(actor))
    )
    return wanted if cause is None else wanted.where(OutboxMessage.cause == cause)


def _his(coordinator: Actor) -> ColumnElement[bool]:
    """Of a case of his programme; or of none, and for anybody but a colleague of a force that has another programme: no
    message is in nobody's list."""
    case = and_(OutboxMessage.referral_id.is_not(None), of_the_programme(coordinator))
    force_code = coordinator.force_code
    return or_(case, and_(OutboxMessage.referral_id.is_(None), true() if force_code is None else _for_him(force_code)))


def _for_him(force_code: str) -> ColumnElement[bool]:
    own = Account.force_code
    others = select(Programme.force_code).where(Programme.force_code != force_code)
    return or_(own.is_(None), own.not_in(others.scalar_subquery()))
