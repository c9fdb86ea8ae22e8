"""Who has which role in a case, and at what address: whom a rung is told to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from programme.duties.rules import UPWARDS
from programme.notices.undelivered import refusing
from programme.people.contact import is_email_address
from programme.people.models import Account
from programme.shared.actor import Door, Role

_SUPERVISING = frozenset({Role.SUPERVISOR, Role.PARTNER_STAFF})


@dataclass(frozen=True, slots=True)
class CaseForces:
    """The force of the offence, the force whose programme it is in, and the address of the officer in the case."""

    force_code: str
    programme_force: str
    officer_email: str


@dataclass(frozen=True, slots=True)
class Staff:
    """The work addresses of those who can be told: supervisors by force, coordinators by the force of the programme.

    A coordinator without a force is one of every programme. Addresses that `refused` what was sent to them last are
    passed over: nobody reads there.
    """

    supervisors: dict[str, list[str]]
    coordinators: dict[str | None, list[str]]
    refused: frozenset[str] = frozenset()

    def held(self, case: CaseForces) -> frozenset[Role]:
        """The roles that somebody has in this case."""
        return frozenset(role for role in UPWARDS if self._of(role, case))

    def told(self, role: Role, case: CaseForces) -> list[str]:
        """The addresses of those who are told what is put to `role`. The supervisor is told with the coordinator."""
        to = self._of(role, case)
        if role is Role.COORDINATOR:
            to = [*to, *self._of(Role.SUPERVISOR, case)]
        return sorted(set(to))

    def role_of(self, address: str, case: CaseForces) -> Role | None:
        """The lowest role in this case that is told at this address, also where it refuses."""
        return next((role for role in UPWARDS if address in self._all_of(role, case)), None)

    def passed_over(self, case: CaseForces) -> list[Role]:
        """The roles that somebody has in this case and that nobody is told in, because every address refuses."""
        return [role for role in UPWARDS if self._all_of(role, case) and not self._of(role, case)]

    def _of(self, role: Role, case: CaseForces) -> list[str]:
        return [address for address in self._all_of(role, case) if address not in self.refused]

    def _all_of(self, role: Role, case: CaseForces) -> list[str]:
        if role is Role.OFFICER:
            return [case.officer_email] if is_email_address(case.officer_email) else []
        if role is Role.SUPERVISOR:
            return self.supervisors.get(case.force_code, [])
        return [*self.coordinators.get(case.programme_force, []), *self.coordinators.get(None, [])]


def staff_of(db: Session, cases: Iterable[CaseForces]) -> Staff:
    """Everybody who can be told about these cases, and at which of their addresses nothing arrives.

    A force's supervisors are those of its custody desk, or its staff at the partner's door where it sent the case.
    """
    found = list(cases)
    own, programmes = {case.force_code for case in found}, {case.programme_force for case in found}
    rows = db.execute(
        select(Account.door, Account.force_code, Account.email, Account.roles)
        .where(
            Account.active,
            or_(
                and_(Account.door.in_((Door.CUSTODY, Door.PARTNER)), Account.force_code.in_(own)),
                and_(Account.door == Door.ADMIN, or_(Account.force_code.in_(programmes), Account.force_code.is_(None))),
            ),
        )
        .order_by(Account.id)
    ).all()
    supervisors: dict[str, list[str]] = defaultdict(list)
    coordinators: dict[str | None, list[str]] = defaultdict(list)
    for door, force_code, email, roles in rows:
        if door is Door.ADMIN and Role.COORDINATOR in roles:
            coordinators[force_code].append(email)
        elif door is not Door.ADMIN and force_code is not None and roles & _SUPERVISING:
            supervisors[force_code].append(email)
    addresses = {row.email for row in rows} | {case.officer_email for case in found if case.officer_email}
    return Staff(supervisors, coordinators, refusing(db, addresses))
