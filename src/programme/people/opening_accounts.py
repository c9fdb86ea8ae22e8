"""The row of a new account, and of one that changes: the steps that the actions on accounts share."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.people.accounts import AccountDetails, account_subject
from programme.people.contact import EMAIL_WORDS, account_address, is_email_address
from programme.people.links import end_links_of, owe_invitation
from programme.people.models import Account, Force
from programme.people.officers import bare_collar
from programme.people.passwords import check_password, hash_password
from programme.people.refusals import AccountExists, AccountRefused, CollarTaken
from programme.people.rules import AccountOf, can_have_roles, check_belonging, keeps
from programme.people.sign_ins import end_sign_ins_of
from programme.shared.actor import Actor, Door
from programme.shared.ranks import is_rank
from programme.storage.locks import queue_up
from programme.storage.rows import columns_of, reads, rows

_LONGEST_REASON = 400


@reads(Account)
@dataclass(frozen=True, slots=True)
class _Standing:
    id: int
    email: str
    active: bool
    door: Door
    force_code: str | None
    provider_id: int | None

    @property
    def whose(self) -> AccountOf:
        return AccountOf(self.door, self.force_code, self.provider_id)


def add_account(
    db: Session,
    *,
    actor: Actor,
    email: str,
    details: AccountDetails,
    whose: AccountOf,
    password: str | None,
    registered: str,
    now: datetime,
) -> Account:
    """Make an account. Without a password its holder is invited: nobody can sign in until he has chosen one.

    An address that has an account which the actor looks after raises AccountExists. That it has one elsewhere is not
    for him to learn: he gets an account that looks like any other and never opens, and the holder is told by email
    that an organisation `registered` under this name asked. Whoever changes organisation is invited with his address
    once the old account is disabled: that one stays, with everything he did, and never opens again.
    Raises AccountRefused, CollarTaken, RoleNotThere, PasswordRefused.
    """
    check_belonging(whose)
    can_have_roles(whose.door, details.roles)
    if not is_email_address(email):
        raise AccountRefused(f"Email address must be {EMAIL_WORDS}", field="email")
    if not details.name:
        raise AccountRefused("Enter the name", field="name")
    address = account_address(email)
    if password is not None:
        check_password(password, address)
    queue_up(db, "addresses", now=now)  # two who are given one at once come one after the other
    holder = _holder_of(db, actor, address, whose)
    check_rank(details.rank)
    check_collar(db, details.collar, whose.force_code, now=now)
    elsewhere = holder is not None and holder.active
    if holder is not None and not elsewhere:
        _give_address_up(db, holder.id)
    account = Account(
        email=_nobodys_address() if elsewhere else address,
        invited_as=address if elsewhere else None,
        name=details.name,
        organisation=details.organisation,
        door=whose.door,
        roles=details.roles,
        rank=details.rank,
        collar=details.collar,
        station=details.station,
        force_code=whose.force_code,
        provider_id=whose.provider_id,
        password_hash=hash_password(password) if password is not None else None,
        created_at=now,
    )
    db.add(account)
    db.flush()  # the message and the log name its number
    if password is None:
        owe_invitation(db, account, registered=registered, now=now)
    return account


def _holder_of(db: Session, actor: Actor, address: str, whose: AccountOf) -> _Standing | None:
    """Whose address it is, where somebody has it. Raises AccountExists where the actor may know that it is used, or
    that it is a disabled one's of the same organisation and door."""
    has_address = or_(Account.email == address, Account.invited_as == address)
    standing = rows(db, _Standing, select(*columns_of(_Standing)).where(has_address))
    holder = next((one for one in standing if one.email == address), None)
    comes_back = holder is not None and holder.whose == whose and keeps(actor, whose)
    if comes_back or any(keeps(actor, one.whose) for one in standing if one.active):
        raise AccountExists()
    return holder


def _nobodys_address() -> str:
    return f"{secrets.token_hex(12)}@elsewhere.invalid"


def _give_address_up(db: Session, account_id: int) -> None:
    """A disabled account leaves its address to another: it is still shown with it, and nobody signs in to it."""
    left = db.get_one(Account, account_id, with_for_update=True)
    left.email, left.invited_as, left.password_hash = _nobodys_address(), left.email, None
    db.flush()  # before the address is another's


def check_rank(rank: str) -> None:
    """Raises AccountRefused for a rank that there is not."""
    if rank and not is_rank(rank):
        raise AccountRefused("Choose the rank from the list", field="rank")


def check_collar(db: Session, collar: str, force_code: str | None, *, but: int | None = None, now: datetime) -> None:
    """Raises CollarTaken where somebody who works at this force has this collar number, whatever is written around it.
    Who left gives his back. Two who are given one at once come one after the other."""
    if not collar or force_code is None:
        return
    queue_up(db, f"collars of {force_code}", now=now)
    theirs = select(Account.collar).where(
        Account.force_code == force_code, Account.active, Account.collar != "", Account.id.is_distinct_from(but)
    )
    if _bare(collar) in {_bare(one) for one in rows(db, str, theirs)}:
        raise CollarTaken()


def _bare(collar: str) -> str:
    return bare_collar(collar) or collar.casefold()


def keep_details(db: Session, account: Account, details: AccountDetails, *, now: datetime) -> None:
    """Keep them. The caller holds the account's lock. Raises RoleNotThere, AccountRefused, CollarTaken."""
    can_have_roles(account.door, details.roles)
    if details.rank != account.rank:
        check_rank(details.rank)
    if details.collar != account.collar:
        check_collar(db, details.collar, account.force_code, but=account.id, now=now)
    if not details.name or not details.organisation:
        raise AccountRefused("Enter the name", field="name" if not details.name else "organisation")
    account.name, account.organisation, account.roles = details.name, details.organisation, details.roles
    account.rank, account.collar, account.station = details.rank, details.collar, details.station


def named_after_force(db: Session, details: AccountDetails, force_code: str | None) -> AccountDetails:
    """The details with the force's name where they name no organisation. Raises AccountRefused where there is no such
    force."""
    if force_code is None:
        return details
    name = rows(db, str, select(Force.name).where(Force.code == force_code)).one_or_none()
    if name is None:
        raise AccountRefused("There is no force with this code", field="force")
    return details if details.organisation else replace(details, organisation=name)


def log_account(
    db: Session,
    account_id: int,
    *,
    what: str,
    actor: Actor,
    now: datetime,
    reason: str,
    operation: Operation = Operation.ALTERATION,
) -> None:
    """One row of the access log about an account; `reason` is what its page says under "Who changed what"."""
    log_access(
        db,
        actor=actor,
        now=now,
        what=what,
        subjects=[account_subject(account_id)],
        operation=operation,
        reason=reason[:_LONGEST_REASON],
    )


def shut_out(db: Session, account: Account, *, now: datetime) -> None:
    """Nobody signs in to the account any more: its sign-ins and links end. The caller holds its lock."""
    account.active, account.disabled_at = False, now
    end_sign_ins_of(db, account_id=account.id)
    end_links_of(db, account.id)
    db.flush()  # what is asked next is asked of the rows


def keep_password(db: Session, account: Account, password_hash: str) -> None:
    """Keep a new password: the sign-ins and links of the account end. The caller holds its lock."""
    account.password_hash = password_hash
    end_sign_ins_of(db, account_id=account.id)
    end_links_of(db, account.id)
