"""Give the cases of one officer to another: he leaves, or is away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.duties.handing_over import hand_cases_over, officer_in
from programme.duties.refusals import NoCasesToGive, NoSuchOfficer, SameOfficer
from programme.insight.officers_cases import lock_cases_of
from programme.people.officers import Officer, officers_of
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class CasesGiven:
    """The references of the cases that are with him now."""

    references: list[str]


def hand_cases_on(
    db: Session, *, actor: Actor, now: datetime, reference: str, references: Collection[str], officer: Officer
) -> CasesGiven:
    """Make `officer` the officer in these cases of whoever is it in the case `reference`. Both are told, and what is
    still owed to the one before goes to the new one.

    A case that is with somebody else by now, or over, is left out; NoCasesToGive where none is left. Raises
    NotFound, SameOfficer, and NoSuchOfficer for an account that is not of the force of the cases, or was shut.
    """
    cases = lock_cases_of(db, reference, actor, set(references))
    if not cases:
        raise NoCasesToGive()
    known = officers_of(db, cases[0].force_code)
    to = known.with_account(officer.account_id) if officer.account_id is not None else known.who_is(officer)
    if to is None:
        raise NoSuchOfficer()
    if to == officer_in(cases[0]):
        raise SameOfficer()
    given = [case.reference for case in hand_cases_over(db, cases, to, actor=actor, now=now)]
    log_access(db, actor=actor, now=now, what="hand_cases_on", subjects=given, operation=Operation.ALTERATION)
    return CasesGiven(given)
