"""Whom a message to a provider goes to: part of the one door to lists of staff that may be empty."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.duties.forces import CaseForces
from programme.duties.recipients import Recipient, Recipients, staff_of
from programme.notices.undelivered import refusing
from programme.people.models import Account
from programme.shared.actor import Door, Role


def provider_told(db: Session, provider_id: int, cases: Collection[CaseForces]) -> Recipients:
    """The provider's own people who can sign in; where there are none, the coordinators of the cases that wait for it,
    or whoever stands for them. Addresses that refuse are passed over, unless all do: then they are tried again, and the
    next above are told when that fails."""
    own_people = (Account.provider_id == provider_id, Account.active, Account.password_hash.is_not(None))
    found = db.execute(
        select(Account.email, Account.name).where(*own_people, func.length(Account.email) > 0).order_by(Account.id)
    )
    everybody = [Recipient(row.email, True, row.name, Door.PROVIDER) for row in found]
    refused = refusing(db, [one.address for one in everybody])
    own = tuple([one for one in everybody if one.address not in refused] or everybody)
    if own or not cases:
        return Recipients(Role.PROVIDER_STAFF, Role.PROVIDER_STAFF if own else None, own)
    staff = staff_of(db, cases, today=None)
    people = {one for case in cases for one in staff.told(Role.COORDINATOR, case).people}
    return Recipients(Role.PROVIDER_STAFF, Role.COORDINATOR if people else None, tuple(sorted(people)))
