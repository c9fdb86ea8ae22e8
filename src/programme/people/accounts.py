"""Staff accounts: what is kept of one, how they are found by whoever looks after them, and how one is locked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, false, func, literal, or_, select, true, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from programme.notices.carriers import Cause
from programme.notices.models import IS_HELD_BACK, Delivery, OutboxMessage
from programme.people.contact import account_address
from programme.people.models import WRITTEN_TO, Account, AccountLink, AccountState, LinkKind
from programme.people.rules import can_lose_administrator, doors_kept_by
from programme.people.words import ROLE_NAMES
from programme.shared.actor import Actor, Door, Role
from programme.shared.marks import shown_mark
from programme.shared.refusal import NotFound
from programme.storage.locks import queue_up
from programme.storage.rows import columns_of, reads, rows

REHEARSAL_ADDRESSES = tuple(
    f"{name}@example.org"
    for name in ("custody", "supervisor", "safeguarding", "provider", "neighbour", "coordinator", "office")
)
"""Who signs in at a rehearsal, with a password that is published."""

ACCOUNTS_A_PAGE = 50


def has_rehearsal_accounts(db: Session) -> bool:
    """Whether one of a rehearsal's accounts is there, disabled or not."""
    return db.execute(select(Account.id).where(Account.email.in_(REHEARSAL_ADDRESSES)).limit(1)).first() is not None


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """The facts of an account that may be changed."""

    name: str
    organisation: str
    roles: frozenset[Role]
    rank: str = ""
    collar: str = ""
    station: str = ""

    @property
    def mark(self) -> str:
        """Tells one state of the details from another, for somebody who changes what he was shown."""
        return shown_mark((*self._plain(), sorted(self.roles)))

    def _plain(self) -> tuple[str, ...]:
        return self.name, self.organisation, self.rank, self.collar, self.station


@dataclass(frozen=True, slots=True)
class DetailChange:
    """One detail that changes, in words."""

    what: str
    was: str
    becomes: str

    def __str__(self) -> str:
        return f"{self.what}: {self.was} to {self.becomes}"


_DETAILS = {
    "name": "Name",
    "roles": "Roles",
    "organisation": "Organisation",
    "rank": "Rank",
    "collar": "Collar number",
    "station": "Station",
}


def detail_changes(before: AccountDetails, after: AccountDetails) -> list[DetailChange]:
    """The details that change, in the order of the form."""
    return list(_changes(before, after))


def _changes(before: AccountDetails, after: AccountDetails) -> Iterator[DetailChange]:
    for name, what in _DETAILS.items():
        was, becomes = getattr(before, name), getattr(after, name)
        if was != becomes:
            yield DetailChange(what, _said(was), _said(becomes))


def _said(value: str | frozenset[Role]) -> str:
    return (value if isinstance(value, str) else roles_in_words(value)) or "none"


def roles_in_words(roles: frozenset[Role]) -> str:
    """ "Officer, Supervisor", in the order in which roles are declared."""
    return ", ".join(ROLE_NAMES[role] for role in Role if role in roles)


def details_of(account: Account | AccountShown) -> AccountDetails:
    """The details as they are kept."""
    return AccountDetails(
        account.name, account.organisation, account.roles, account.rank, account.collar, account.station
    )


_invitation_ends_at = (
    select(func.max(AccountLink.ends_at))
    .where(AccountLink.account_id == Account.id, AccountLink.kind == LinkKind.INVITATION)
    .correlate(Account)
    .scalar_subquery()
)


def _of_invitation(column: ColumnElement[Any] | InstrumentedAttribute[Any], *more: ColumnElement[bool]) -> Any:
    """A column of the message with its invitation."""
    return (
        select(column)
        .join(AccountLink, OutboxMessage.dedupe_key == literal("invitation:") + AccountLink.key)
        .where(AccountLink.account_id == Account.id, AccountLink.kind == LinkKind.INVITATION, *more)
        .correlate(Account)
        .limit(1)
        .scalar_subquery()
    )


@reads(
    Account,
    email=WRITTEN_TO,
    has_password=Account.password_hash.is_not(None),
    link_ends_at=_invitation_ends_at,
    link_went=_of_invitation(OutboxMessage.state),
    link_held_by=_of_invitation(OutboxMessage.cause, IS_HELD_BACK),
)
@dataclass(frozen=True, slots=True)
class AccountShown:
    """An account as whoever looks after it sees it. `link_went` is how the message with its invitation stands,
    `link_held_by` what keeps it back; `link_ends_at` until when that can be used; None before it went."""

    id: int
    email: str
    name: str
    organisation: str
    door: Door
    roles: frozenset[Role]
    rank: str
    collar: str
    station: str
    force_code: str | None
    provider_id: int | None
    active: bool
    created_at: datetime
    last_sign_in_at: datetime | None
    disabled_at: datetime | None
    has_password: bool
    link_ends_at: datetime | None
    link_went: Delivery | None
    link_held_by: Cause | None

    def state(self, now: datetime) -> AccountState:
        """How it stands. An invitation whose message was not sent yet has not begun to run out."""
        if not self.active:
            return AccountState.DISABLED
        if self.has_password:
            return AccountState.ACTIVE
        ran_out = self.link_ends_at is not None and self.link_ends_at <= now
        return AccountState.LAPSED if ran_out else AccountState.INVITED


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A page of accounts. `next_id` is the last one on it, where there are more."""

    accounts: list[AccountShown]
    next_id: int | None


def accounts_kept_by(
    db: Session, actor: Actor, *, door: Door | None = None, left: bool = False, after_id: int | None = None
) -> AccountPage:
    """The accounts that the actor looks after, by name: those that are active, or of those who left."""
    wanted = (
        select(*columns_of(AccountShown))
        .where(_kept_by(actor), Account.active.is_(not left))
        .order_by(Account.name, Account.id)
        .limit(ACCOUNTS_A_PAGE + 1)
    )
    if door is not None:
        wanted = wanted.where(Account.door == door)
    if after_id is not None:
        last = select(Account.name).where(Account.id == after_id).scalar_subquery()
        wanted = wanted.where(tuple_(Account.name, Account.id) > tuple_(last, after_id))
    found = rows(db, AccountShown, wanted)
    shown = list(found[:ACCOUNTS_A_PAGE])
    return AccountPage(shown, shown[-1].id if len(found) > ACCOUNTS_A_PAGE else None)


def one_account(db: Session, actor: Actor, account_id: int) -> AccountShown:
    """One account. Raises NotFound where the actor does not look after it."""
    wanted = select(*columns_of(AccountShown)).where(Account.id == account_id, _kept_by(actor))
    found = rows(db, AccountShown, wanted).one_or_none()
    if found is None:
        raise NotFound()
    return found


def own_account(db: Session, actor: Actor) -> AccountShown:
    """The actor's own."""
    return rows(db, AccountShown, select(*columns_of(AccountShown)).where(Account.id == actor.id)).one()


def lock_account(db: Session, actor: Actor, account_id: int) -> Account:
    """The account, locked. Raises NotFound where the actor does not look after it.

    Whether anybody can still let others in is decided by one at a time, also of two who each lock the other.
    """
    wanted = select(Account).where(Account.id == account_id, _kept_by(actor)).with_for_update()
    found: Account | None = db.execute(wanted.execution_options(populate_existing=True)).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return found


def lock_own_account(db: Session, actor: Actor) -> Account:
    """The actor's own account, locked. Raises NotFound for whoever is no member of staff, or is one no longer."""
    wanted = select(Account).where(Account.id == actor.id, Account.door == actor.door, Account.active)
    found: Account | None = db.execute(wanted.with_for_update()).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return found


def lock_to_send_link(db: Session, email: str) -> Account | None:
    """The active account with this address and a password, locked. Whoever was invited and has none yet is asked for by
    those who look after accounts: an invitation that ran out is not renewed by whoever reads the address."""
    wanted = select(Account).where(
        Account.email == account_address(email), Account.active, Account.password_hash.is_not(None)
    )
    found: Account | None = db.execute(wanted.with_for_update()).scalar_one_or_none()
    return found


def keep_an_administrator(db: Session, account: Account, *, now: datetime) -> None:
    """Before an administrator of the programme is shut out, or is one no longer: raises LastAdministrator where nobody
    else can sign in and look after the same people. Two who do this to each other come one after the other."""
    if account.door is not Door.ADMIN or Role.ADMINISTRATOR not in account.roles or not account.active:
        return
    queue_up(db, "administrators", now=now)
    force: ColumnElement[bool] = Account.force_code.is_(None)
    if account.force_code is not None:
        force = or_(force, Account.force_code == account.force_code)
    others = db.execute(
        select(Account.roles).where(
            Account.door == Door.ADMIN,
            Account.active,
            Account.password_hash.is_not(None),
            Account.id != account.id,
            force,
        )
    ).scalars()
    can_lose_administrator(sum(Role.ADMINISTRATOR in roles for roles in others))


def account_by_email(db: Session, email: str) -> int | None:
    """The number of the account with this address, disabled or not."""
    wanted = select(Account.id).where(Account.email == account_address(email))
    return rows(db, int, wanted).one_or_none()


def address_of_account(db: Session, account_id: int) -> str:
    """Where the account is written to."""
    return db.execute(select(Account.email).where(Account.id == account_id)).scalar_one()


def list_accounts(db: Session, *, disabled_too: bool = False) -> list[Account]:
    """Every account by address, for whoever runs the machine."""
    wanted = select(Account).order_by(Account.email)
    return list(db.execute(wanted if disabled_too else wanted.where(Account.active)).scalars())


def account_subject(account_id: int) -> str:
    """The subject under which the access log files a change of this account."""
    return f"account-{account_id}"


def _kept_by(actor: Actor) -> ColumnElement[bool]:
    """The same rule as `rules.keeps`, for rows."""
    doors = doors_kept_by(actor)
    if not doors:
        return false()
    own: ColumnElement[bool] = true()
    if actor.door is Door.PROVIDER:
        own = Account.provider_id == actor.provider_id
    elif actor.door is Door.PARTNER:
        own = Account.force_code == actor.force_code
    elif actor.door is Door.ADMIN and actor.force_code is not None:
        own = or_(Account.door.in_((Door.PROVIDER, Door.PARTNER)), Account.force_code == actor.force_code)
    return Account.door.in_(doors) & own
