"""Change who is the officer in a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.duties.handing_over import hand_cases_over
from programme.duties.refusals import NoSuchOfficer
from programme.people.officers import Officer, officers_of
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class OfficerOfCase:
    """Who is the officer in the case now, and whether he was before."""

    reference: str
    officer: Officer
    changed: bool


def change_officer(db: Session, *, actor: Actor, now: datetime, reference: str, officer: Officer) -> OfficerOfCase:
    """Make this the officer in the case: he and the one before are told, and what is still owed to that one goes to
    him. Whoever is named without his account is kept as it, where he has one in the force of the case.

    Raises NotFound, and NoSuchOfficer for an account that is not of that force, may not read its cases, or was shut.
    """
    referral = lock_referral(db, reference, actor)
    known = officers_of(db, referral.force_code)
    to = known.with_account(officer.account_id) if officer.account_id is not None else known.who_is(officer)
    if to is None:
        raise NoSuchOfficer()
    changed = bool(hand_cases_over(db, [referral], to, actor=actor, now=now))
    if changed:
        log_access(
            db, actor=actor, now=now, what="change_officer", subjects=[reference], operation=Operation.ALTERATION
        )
    return OfficerOfCase(reference, to, changed)
