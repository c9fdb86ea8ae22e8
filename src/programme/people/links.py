"""Links with which somebody chooses his password: owed, drawn when their message is sent, and used once.

The outbox holds the name of a link and never what makes it. The worker draws 256 random bits when it is about to send
the message, keeps their hash, and puts them into the words that leave; what it keeps of those words is without them.
A message that is sent again gets a new link, and the one before it ends.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from programme.notices.carriers import Rendered
from programme.notices.models import Channel, Owed
from programme.notices.outbox import call_off, owe
from programme.people.models import Account, AccountLink, LinkKind
from programme.people.refusals import LinkEnded
from programme.shared.plausible import latest_possible
from programme.storage.rows import columns_of, reads, rows

LASTS = {LinkKind.INVITATION: timedelta(hours=24), LinkKind.NEW_PASSWORD: timedelta(hours=1)}
"""How long a link can be used after its message was sent."""

LINK_NOT_KEPT = "(not kept)"
"""Stands for the link in the copy of a message that the outbox keeps."""


def owe_invitation(db: Session, account: Account, *, registered: str, now: datetime) -> None:
    """Send him the link of his invitation. One that was sent before ends. Where the address has an account elsewhere,
    the message says so, and under which name who tried is `registered`, and has no link: to whoever invites it is a
    message like any other."""
    end_links_of(db, account.id)
    link = _new_link(db, account, LinkKind.INVITATION, now)
    facts = {"link": link}
    if account.invited_as:
        facts["elsewhere"] = registered
    owe(
        db,
        notice="invitation",
        cause=link,
        channel=Channel.EMAIL,
        address=account.invited_as or account.email,
        facts=facts,
        now=now,
    )


def owe_new_password(db: Session, account: Account, *, now: datetime) -> None:
    """Send him a link for a new password. One that was sent before stays good: who asks may be somebody else."""
    link = _new_link(db, account, LinkKind.NEW_PASSWORD, now)
    owe(
        db,
        notice="new_password",
        cause=link,
        channel=Channel.EMAIL,
        address=account.email,
        facts={"link": link},
        now=now,
    )


def _new_link(db: Session, account: Account, kind: LinkKind, now: datetime) -> str:
    db.execute(delete(AccountLink).where(AccountLink.account_id == account.id, AccountLink.ends_at <= now))
    link = AccountLink(key=secrets.token_urlsafe(12), account_id=account.id, kind=kind, asked_at=now)
    db.add(link)
    return link.key


def end_links_of(db: Session, account_id: int) -> None:
    """End every link of the account; messages that still owe him one are called off."""
    ended = db.execute(delete(AccountLink).where(AccountLink.account_id == account_id).returning(AccountLink)).scalars()
    call_off(db, [f"{one.kind.value}:{one.key}" for one in ended])


def draw_tokens(db: Session, claimed: Sequence[Owed], *, now: datetime) -> dict[str, str]:
    """Draw what makes the link of each of these messages, by the key of the message, and keep its hash. The time of the
    link begins now. A message whose link has ended gets none, and cannot be put into words."""
    drawn: dict[str, str] = {}
    for owed in claimed:
        token = secrets.token_urlsafe(32)
        kind = LinkKind(owed.notice)
        kept = db.execute(
            update(AccountLink)
            .where(AccountLink.key == owed.facts["link"], AccountLink.kind == kind)
            .values(token_hash=_hash(token), ends_at=now + LASTS[kind])
            .returning(AccountLink.key)
        )
        if kept.first() is not None:
            drawn[owed.dedupe_key] = token
    return drawn


def with_token(owed: Owed, drawn: Mapping[str, str]) -> Owed:
    """The message with what makes its link, as it leaves."""
    token = drawn.get(owed.dedupe_key)
    return replace(owed, facts={**owed.facts, "token": token}) if token else owed


def without_token(message: Rendered, drawn: Mapping[str, str]) -> Rendered:
    """The message as it is kept."""
    token = drawn.get(message.key)
    return replace(message, body=message.body.replace(token, LINK_NOT_KEPT)) if token else message


@reads(AccountLink, account_id=Account.id, email=Account.email, name=Account.name)
@dataclass(frozen=True, slots=True)
class LiveLink:
    """A link that can be used, and whose it is."""

    account_id: int
    kind: LinkKind
    email: str
    name: str


def find_link(db: Session, token: str, *, now: datetime) -> LiveLink:
    """The link. Raises LinkEnded where it cannot be used, whatever the reason."""
    wanted = (
        select(*columns_of(LiveLink))
        .select_from(AccountLink)
        .join(Account, Account.id == AccountLink.account_id)
        .where(
            AccountLink.token_hash == _hash(token),
            AccountLink.ends_at > now,
            AccountLink.ends_at
            <= latest_possible(now, max(LASTS.values())),  # a clock that ran ahead makes none longer
            Account.active,
            Account.invited_as.is_(None),
        )
    )
    found = rows(db, LiveLink, wanted).one_or_none()
    if found is None:
        raise LinkEnded()
    return found


def use_link(db: Session, token: str, *, now: datetime) -> Account:
    """The account whose link this is, locked; the link is used up by it. Raises LinkEnded."""
    link = find_link(db, token, now=now)
    account: Account | None = db.execute(
        select(Account).where(Account.id == link.account_id, Account.active).with_for_update()
    ).scalar_one_or_none()
    used = delete(AccountLink).where(AccountLink.token_hash == _hash(token)).returning(AccountLink.key)
    if account is None or db.execute(used).first() is None:  # somebody else has just used it
        raise LinkEnded()
    return account


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
