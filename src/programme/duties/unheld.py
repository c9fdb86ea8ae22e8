"""Roles that nobody has while running cases need them: said before a warning has nobody to go to, not after."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.duties.forces import HAS_NO_OFFICER, CaseForces
from programme.duties.recipients import Recipients, staff_of
from programme.people.models import Force
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS
from programme.shared.actor import Role
from programme.storage.rows import columns_of, reads, rows

_SOMEBODY = "officer@in.the.case"
"""Stands for the officers of the cases that name one: only a force's supervisors and coordinators are looked for."""


@dataclass(frozen=True, slots=True)
class Unheld:
    """A role that nobody has in the running cases of a force, and who is told instead."""

    role: Role
    force: str
    programme: str
    running: int
    to: Recipients

    @property
    def key(self) -> tuple[Role, str, str]:
        """Tells one from another, whatever their counts."""
        return self.role, self.force, self.programme

    @property
    def sentence(self) -> str:
        """ "Nobody supervises Force 43 now: 12 running cases. Warnings go to the coordinator." """
        cases = f"{self.running} running case{'' if self.running == 1 else 's'}"
        return f"{self._who} now: {cases}. {self._instead}"

    @property
    def is_of_officers(self) -> bool:
        """Whether it is of cases that each name their own."""
        return self.role is Role.OFFICER

    @property
    def _who(self) -> str:
        if self.role is Role.SUPERVISOR:
            return f"Nobody supervises {self.force}"
        if self.role is Role.COORDINATOR:
            return f"Nobody coordinates the {self.programme} for {self.force}"
        return f"Cases of {self.force} name no officer in the case who can be told"

    @property
    def _instead(self) -> str:
        if self.to.nobody:
            return "Warnings go to NOBODY: name a fall-back address for the programme."
        if self.to.role is None:
            return f"Warnings go to the programme's fall-back address, {self.to.people[0].address}."
        return f"Warnings go to {self.to.words}."


@reads(
    force_code=Force.code,
    force=Force.name,
    programme_force=Programme.force_code,
    programme=Programme.name,
    fallback_email=Programme.fallback_email,
    running=func.count(),
    without_officer=func.sum(case((HAS_NO_OFFICER, 1), else_=0)),
)
@dataclass(frozen=True, slots=True)
class _CasesOfForce:
    """The running cases of one force in one programme, counted."""

    force_code: str
    force: str
    programme_force: str
    programme: str
    fallback_email: str
    running: int
    without_officer: int

    def forces(self, officer_email: str) -> CaseForces:
        return CaseForces(self.force_code, self.programme_force, officer_email, self.fallback_email)


def unheld_roles(db: Session, *, of_programme: str | None = None) -> list[Unheld]:
    """Every role that running cases need and that nobody has, in two statements; of one force's programme alone."""
    wanted = (
        select(*columns_of(_CasesOfForce))
        .select_from(Referral)
        .join(Force, Force.code == Referral.force_code)
        .join(Programme, Programme.id == Referral.programme_id)
        .where(CLOCK_RUNS)
        .group_by(Force.code, Force.name, Programme.id, Programme.force_code, Programme.name, Programme.fallback_email)
        .order_by(Force.name, Programme.name)
    )
    if of_programme is not None:
        wanted = wanted.where(Programme.force_code == of_programme)
    running = rows(db, _CasesOfForce, wanted)
    staff = staff_of(db, [cases.forces(_SOMEBODY) for cases in running], today=None)
    found: list[Unheld] = []
    for cases in running:
        label = f"{cases.force} ({cases.force_code})"
        held, nobody_else = staff.held(cases.forces(_SOMEBODY)), cases.forces("")
        if cases.without_officer:
            to = staff.told(Role.OFFICER, nobody_else)
            found.append(Unheld(Role.OFFICER, label, cases.programme, cases.without_officer, to))
        for role in (Role.SUPERVISOR, Role.COORDINATOR):
            if role not in held:
                to = staff.told(role, nobody_else)
                found.append(Unheld(role, label, cases.programme, cases.running, to))
    return found


def programmes_without_fallback(db: Session, *, of_programme: str | None = None) -> list[tuple[str, str]]:
    """Programmes that name no fall-back address, by the code of their force and their name: a fault of each; of one
    force's programme alone."""
    wanted = select(Programme.force_code, Programme.name).where(Programme.fallback_email == "")
    if of_programme is not None:
        wanted = wanted.where(Programme.force_code == of_programme)
    found = db.execute(wanted.order_by(Programme.name, Programme.id))
    return [(row.force_code, row.name) for row in found]
