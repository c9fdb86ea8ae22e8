"""Roles that nobody has while running cases need them: said before a warning has nobody to go to, not after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.duties.recipients import CaseForces, Recipients, staff_of
from programme.people.accounts import disable_account
from programme.people.models import Force
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS
from programme.shared.actor import Actor, Role

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
    def _who(self) -> str:
        if self.role is Role.SUPERVISOR:
            return f"Nobody supervises {self.force}"
        if self.role is Role.COORDINATOR:
            return f"Nobody coordinates the {self.programme} for {self.force}"
        return f"Cases of {self.force} name no address of the officer in the case"

    @property
    def _instead(self) -> str:
        if self.to.nobody:
            return "Warnings go to NOBODY: name a fall-back address for the programme."
        if self.to.role is None:
            return f"Warnings go to the programme's fall-back address, {self.to.people[0].address}."
        return f"Warnings go to {self.to.words}."


def unheld_roles(db: Session) -> list[Unheld]:
    """Every role that running cases need and that nobody has, in two statements."""
    without = func.sum(case((Referral.officer_email == "", 1), else_=0))
    rows = db.execute(
        select(
            Force.code,
            Force.name,
            Programme.force_code,
            Programme.name,
            Programme.fallback_email,
            func.count(),
            without,
        )
        .select_from(Referral)
        .join(Force, Force.code == Referral.force_code)
        .join(Programme, Programme.id == Referral.programme_id)
        .where(CLOCK_RUNS)
        .group_by(Force.code, Force.name, Programme.id, Programme.force_code, Programme.name, Programme.fallback_email)
        .order_by(Force.name, Programme.name)
    ).all()
    with_officer = [CaseForces(row[0], row[2], _SOMEBODY, row[4]) for row in rows]
    staff = staff_of(db, with_officer)
    found: list[Unheld] = []
    for (code, name, programme_force, programme, fallback, running, without_officer), forces in zip(
        rows, with_officer, strict=True
    ):
        label = f"{name} ({code})"
        held = staff.held(forces)
        nobody_else = CaseForces(code, programme_force, "", fallback)
        if without_officer:
            to = staff.told(Role.OFFICER, nobody_else)
            found.append(Unheld(Role.OFFICER, label, programme, int(without_officer), to))
        for role in (Role.SUPERVISOR, Role.COORDINATOR):
            if role not in held:
                to = staff.told(role, nobody_else)
                found.append(Unheld(role, label, programme, running, to))
    return found


def programmes_without_fallback(db: Session) -> list[tuple[str, str]]:
    """Programmes that name no fall-back address, by the code of their force and their name: a fault of each."""
    wanted = select(Programme.force_code, Programme.name).where(Programme.fallback_email == "")
    return [(row[0], row[1]) for row in db.execute(wanted.order_by(Programme.name, Programme.id))]


def disable_and_look(db: Session, email: str, *, actor: Actor, now: datetime) -> list[str] | None:
    """Shut the account out, and say in sentences which roles nobody has any more because of it. None when there is no
    such account."""
    before = {one.key for one in unheld_roles(db)}
    if not disable_account(db, email, actor=actor, now=now):
        return None
    db.flush()
    return [one.sentence for one in unheld_roles(db) if one.key not in before]
