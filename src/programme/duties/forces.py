"""Whose a case is: the force of the offence, the force of the programme, and the officer in the case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.people.models import WRITTEN_TO, Account
from programme.referrals.models import Referral
from programme.storage.rows import columns_of, reads


@reads(
    force_code=Referral.force_code,
    programme_force=Programme.force_code,
    officer_email=Referral.officer_email,
    fallback_email=Programme.fallback_email,
    officer_id=Referral.officer_id,
    case_id=Referral.id,
)
@dataclass(frozen=True, slots=True)
class CaseForces:
    """The force of the offence, the force whose programme it is in, the officer in the case (his account where he has
    one, else the address that was typed), and the address that the programme names for what nobody else is there
    for."""

    force_code: str
    programme_force: str
    officer_email: str
    fallback_email: str
    officer_id: int | None = None
    case_id: int | None = None


FORCES = columns_of(CaseForces)
"""The columns of a CaseForces, where a case is joined with its programme: for what `forces_in` reads."""


def forces_in(row: Any) -> CaseForces:
    """Who the case of a row with FORCES belongs to, where that row has whole entities too."""
    return CaseForces(
        row.force_code, row.programme_force, row.officer_email, row.fallback_email, row.officer_id, row.case_id
    )


_WRITTEN = func.lower(Referral.officer_email)
_STAYED = select(Account.id).where(Account.active, Account.email == _WRITTEN, Account.force_code == Referral.force_code)
HAS_NO_OFFICER = or_(
    and_(Referral.officer_id.is_(None), Referral.officer_email == ""),
    exists(select(Account.id).where(Account.active.is_(False), Account.id == Referral.officer_id)),
    and_(
        Referral.officer_id.is_(None),
        _WRITTEN.in_(select(WRITTEN_TO).where(Account.active.is_(False))),
        ~exists(_STAYED),
    ),
)
"""A case names no officer who can be told, or one whose account was shut: also where his address went with him to
another force, and not where he came back to this one."""


def forces_of(db: Session, referral_ids: Collection[int]) -> dict[int, CaseForces]:
    """Who these cases belong to, by their numbers."""
    found = db.execute(
        select(Referral.id, *FORCES)
        .join(Programme, Programme.id == Referral.programme_id)
        .where(Referral.id.in_(referral_ids))
    )
    return {row.id: forces_in(row) for row in found}
