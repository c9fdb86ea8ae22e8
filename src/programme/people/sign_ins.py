"""Sign-ins: who a cookie stands for, how one begins, and how it ends.

The cookie holds 256 random bits that only we issue; the database keeps their hash. An id that we did not issue
is nobody's, so one planted in a browser is void, and signing in always makes a new one.
"""

from __future__ import annotations

import hashlib
import math
import secrets
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from programme.people.contact import account_address
from programme.people.models import Account, FailureCount, SignIn
from programme.shared.actor import Actor, Door, Role
from programme.shared.plausible import latest_possible
from programme.storage.rows import columns_of, reads, rows

TOUCH_EVERY = timedelta(minutes=1)


def id_hash(cookie: str) -> str:
    """The hash of a cookie's value, which is all that the database keeps."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def begin_sign_in(
    db: Session,
    *,
    account_id: int | None = None,
    offer_id: int | None = None,
    now: datetime,
    longest: timedelta,
    instead_of: str | None = None,
    started_at: datetime | None = None,
) -> str:
    """Begin a sign-in, in place of another (`instead_of`), now or since `started_at`; returns the cookie's value."""
    if instead_of:
        end_sign_in(db, instead_of)
    cookie = secrets.token_urlsafe(32)
    db.add(
        SignIn(
            id_hash=id_hash(cookie),
            account_id=account_id,
            offer_id=offer_id,
            started_at=started_at or now,
            seen_at=now,
            ends_at=now + longest,
        )
    )
    db.flush()  # the row must be there before a redirect comes back with the cookie
    return cookie


@reads(Account)
@dataclass(frozen=True, slots=True)
class LiveAccount:
    """The account of a sign-in, as its actor needs it."""

    id: int
    door: Door
    name: str
    organisation: str
    roles: frozenset[Role]
    rank: str
    force_code: str | None
    provider_id: int | None


@reads(SignIn)
@dataclass(frozen=True, slots=True)
class LiveSignIn:
    """A sign-in that is not over; without an account it is the person's own."""

    seen_at: datetime
    offer_id: int | None
    account: LiveAccount | None


def live_sign_in(kind: type[Any]) -> Select[*tuple[Any, ...]]:
    """Finds the sign-in with the hash `id_hash` that is not over, for what is made of it (`storage.rows`)."""
    return (
        select(*columns_of(kind))
        .select_from(SignIn)
        .outerjoin(Account, Account.id == SignIn.account_id)
        .where(
            SignIn.id_hash == bindparam("id_hash"),
            SignIn.ends_at > bindparam("now"),
            or_(Account.id.is_(None), Account.active),
        )
    )


FORCE_OF_SIGN_IN = Account.force_code
"""The force of whoever `live_sign_in` finds, for what is asked beside it."""


def account_actor(row: Account | LiveAccount) -> Actor:
    return Actor(
        door=row.door,
        id=row.id,
        name=row.name,
        organisation=row.organisation,
        roles=row.roles,
        rank=row.rank,
        force_code=row.force_code,
        provider_id=row.provider_id,
    )


def touch_sign_in(db: Session, cookie: str, *, now: datetime) -> None:
    """Say that a sign-in was used now; nothing is written where that was said within the last minute."""
    used = update(SignIn).where(SignIn.id_hash == id_hash(cookie), SignIn.seen_at <= now - TOUCH_EVERY)
    db.execute(used.values(seen_at=now))


def end_sign_in(db: Session, cookie: str) -> None:
    db.execute(delete(SignIn).where(SignIn.id_hash == id_hash(cookie)))


def end_sign_ins_of(db: Session, *, account_id: int | None = None, offer_id: int | None = None) -> None:
    """End every sign-in of an account or of an offer."""
    column, value = (SignIn.account_id, account_id) if account_id else (SignIn.offer_id, offer_id)
    db.execute(delete(SignIn).where(column == value))


def forget_ended_sign_ins(db: Session, *, now: datetime) -> None:
    """Remove sign-ins whose time is over, and those that a clock which ran ahead began or kept alive."""
    db.execute(delete(SignIn).where(or_(SignIn.ends_at <= now, SignIn.seen_at > latest_possible(now))))


@reads(Account)
@dataclass(frozen=True, slots=True)
class AccountFacts:
    """The facts that a sign-in of a member of staff is checked against."""

    id: int
    door: Door
    roles: frozenset[Role]
    password_hash: str | None


def find_account(db: Session, email: str) -> AccountFacts | None:
    """The active account with this address."""
    wanted = select(*columns_of(AccountFacts)).where(Account.email == account_address(email), Account.active)
    return rows(db, AccountFacts, wanted).one_or_none()


class Limit(NamedTuple):
    """How many failed tries one key bears in a window of time."""

    key: str
    most: int
    window: timedelta


class Tries(NamedTuple):
    """How many tries are left after one that was counted, below none where it was one too many; and from when on there
    are some again, once these are used up."""

    left: int
    again_at: datetime

    @property
    def allowed(self) -> bool:
        return self.left >= 0

    def wait(self, now: datetime) -> str:
        """How long it is until there are some again: "an hour", "24 hours"."""
        hours = max(1, math.ceil((self.again_at - now) / timedelta(hours=1)))
        return "an hour" if hours == 1 else f"{hours} hours"


def count_try(db: Session, limits: Sequence[Limit], *, now: datetime) -> bool:
    """Count a try (see `tries_left`), and return whether it may go on."""
    return tries_left(db, limits, now=now).allowed


def tries_left(db: Session, limits: Sequence[Limit], *, now: datetime) -> Tries:
    """Count a try under each limit in turn. It goes no further than the first that is used up: so what one network does
    beyond its own limits is not laid to the account of whomever it was aimed at.

    Counting comes before the password is looked at, so that tries made at the same moment cannot exceed a limit.
    """
    fewest = Tries(sys.maxsize, now)
    for limit in limits:
        fewest = min(fewest, _count(db, limit, now))
        if not fewest.allowed:
            break
    return fewest


def _count(db: Session, limit: Limit, now: datetime) -> Tries:
    """Count one failure and return how many are left, beginning a new window where the old one is over, or has not
    begun: a clock that ran ahead must lock nobody out until its date comes round."""
    insert = (sqlite if db.get_bind().dialect.name == "sqlite" else postgresql).insert
    add = insert(FailureCount).values(key=limit.key, since_at=now, failures=1)
    goes_on = and_(FailureCount.since_at > now - limit.window, FailureCount.since_at <= latest_possible(now))
    counted = add.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "failures": case((goes_on, FailureCount.failures + 1), else_=1),
            "since_at": case((goes_on, FailureCount.since_at), else_=now),
        },
    )
    failures, since_at = FailureCount.failures.label("failures"), FailureCount.since_at.label("since_at")
    now_is = db.execute(counted.returning(failures, since_at)).one()
    return Tries(limit.most - now_is.failures, now_is.since_at + limit.window)


def forget_failures(db: Session, key: str) -> None:
    """Clear a key after a success."""
    db.execute(delete(FailureCount).where(FailureCount.key == key))


def forgive_try(db: Session, limits: Iterable[Limit]) -> None:
    """A try that succeeded was no failure: take one off every key."""
    db.execute(
        update(FailureCount)
        .where(FailureCount.key.in_([limit.key for limit in limits]), FailureCount.failures > 0)
        .values(failures=FailureCount.failures - 1)
    )


def forget_failures_of(db: Session, key: str) -> int:
    """Clear a key, and those of it with one network each; returns how many there were."""
    belongs = or_(FailureCount.key == key, FailureCount.key.startswith(f"{key}:", autoescape=True))
    return len(db.execute(delete(FailureCount).where(belongs).returning(FailureCount.key)).all())


def forget_old_failures(db: Session, *, now: datetime) -> None:
    """Remove counts that no limit looks at any more."""
    db.execute(delete(FailureCount).where(FailureCount.since_at <= now - LONGEST_WINDOW))


PER_ACCOUNT_AND_NETWORK, PER_NETWORK, PER_ACCOUNT = 10, 50, 100
WINDOW, LONGEST_WINDOW = timedelta(minutes=15), timedelta(hours=24)


def staff_limits(email: str, network: str) -> tuple[Limit, Limit, Limit]:
    """Under which keys a try of a member of staff is counted, and how many each bears in 15 minutes: the network, the
    account from that network, the account.

    Ten tries from one network stop that network, not the account: a stranger cannot lock anybody out alone. The typed
    text is kept as a hash, because people type passwords into the wrong box.
    """
    account = f"account:{hashlib.sha256(account_address(email).encode()).hexdigest()[:40]}"
    return (
        Limit(f"network:{network[:60]}", PER_NETWORK, WINDOW),
        Limit(f"{account}:{network[:60]}", PER_ACCOUNT_AND_NETWORK, WINDOW),
        Limit(account, PER_ACCOUNT, WINDOW),
    )


def link_limits(network: str) -> tuple[Limit]:
    """Under which key a try with a link from an email is counted: a link has 256 random bits, nobody guesses one."""
    return (Limit(f"link:{network[:60]}", PER_NETWORK, WINDOW),)


PER_ACCOUNT_FORGOTTEN = 3  # links an hour, whoever asks


def forgotten_limits(email: str, network: str) -> tuple[Limit, Limit]:
    """Under which keys it is counted that somebody asks for a new password: the network, and the account."""
    account = hashlib.sha256(account_address(email).encode()).hexdigest()[:40]
    return (
        Limit(f"forgotten:{network[:60]}", PER_NETWORK, WINDOW),
        Limit(f"forgotten-account:{account}", PER_ACCOUNT_FORGOTTEN, timedelta(hours=1)),
    )


def begin_staff_sign_in(
    db: Session,
    account_id: int,
    limits: Sequence[Limit],
    *,
    now: datetime,
    longest: timedelta,
    instead_of: str | None,
    password_hash: str | None,
) -> str | None:
    """Begin a sign-in of an account after a right password, and forget the wrong ones from this network. The account
    keeps when that was. None where the password was changed, or the account shut, since it was found right against
    `password_hash`: whoever changes it ends every sign-in, and none may begin with the old one behind his back."""
    as_found = (Account.id == account_id, Account.active, Account.password_hash == password_hash)
    begun = update(Account).where(*as_found).values(last_sign_in_at=now).returning(Account.id)
    if db.execute(begun).first() is None:
        return None
    forgive_try(db, limits)
    forget_failures(db, limits[1].key)
    return begin_sign_in(db, account_id=account_id, now=now, longest=longest, instead_of=instead_of)
