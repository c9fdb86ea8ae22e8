"""The row of a new account, and of one that changes: the steps that the actions on accounts share."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.people.accounts import AccountDetails, account_subject
from programme.people.contact import EMAIL_WORDS, account_address, is_email_address
from programme.people.links import end_links_of, owe_invitation
from programme.people.models import Account, Force
from programme.people.passwords import check_password, hash_password
from programme.people.refusals import AccountExists, AccountRefused
from programme.people.rules import AccountOf, can_have_roles, check_belonging
from programme.people.sign_ins import end_sign_ins_of
from programme.shared.actor import Actor
from programme.storage.rows import rows

_LONGEST_REASON = 400


def add_account(
    db: Session, *, email: str, details: AccountDetails, whose: AccountOf, password: str | None, now: datetime
) -> Account:
    """Make an account. Without a password its holder is invited: nobody can sign in until he has chosen one.

    Raises AccountExists, AccountRefused, RoleNotThere, PasswordRefused.
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
    if rows(db, int, select(Account.id).where(Account.email == address)):
        raise AccountExists()
    account = Account(
        email=address,
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
        owe_invitation(db, account, now=now)
    return account


def keep_details(account: Account, details: AccountDetails) -> None:
    """Keep them. The caller holds the account's lock. Raises RoleNotThere, AccountRefused."""
    can_have_roles(account.door, details.roles)
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
