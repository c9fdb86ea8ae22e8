"""A force with everybody a rung can be put to, clocks with so many days left, and what became of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from programme.duties.models import ClockRung
from programme.notices.models import OutboxMessage
from programme.people.models import Account
from programme.referrals.models import Referral
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_referral, an_account, read
from tests.support.jobs import pass_up_warnings, report_all_last_days, tell_forces, warn_forces

TODAY = NOW.date()
OFFICER, SUPERVISOR, COORDINATOR = "officer@example.org", "supervisor@example.org", "coordinator@example.org"


def staffed(database: Database, force_code: str = "43") -> dict[Role, Account]:
    """A constable, a supervisor and a coordinator of the force, and a supervisor who has left."""

    def one(door: Door, email: str, *roles: Role, **facts: Any) -> Account:
        facts = {"force_code": force_code, "email": email, "name": email.split("@")[0], **facts}
        return an_account(database, door, roles=frozenset(roles), **facts)

    one(Door.CUSTODY, "gone@example.org", Role.SUPERVISOR, active=False)
    return {
        Role.OFFICER: one(Door.CUSTODY, "constable@example.org", Role.OFFICER),
        Role.SUPERVISOR: one(Door.CUSTODY, SUPERVISOR, Role.SUPERVISOR, Role.OFFICER),
        Role.COORDINATOR: one(Door.ADMIN, COORDINATOR, Role.COORDINATOR),
    }


def a_clock(database: Database, world: World, days_left: int, **facts: Any) -> Referral:
    """A running case with so many days left to charge, referred long ago."""
    charge_by_on = TODAY + timedelta(days=days_left)
    filled = {
        "charge_by_on": charge_by_on,
        "return_by_on": charge_by_on - timedelta(days=28),
        "complete_by_on": charge_by_on - timedelta(days=31),
        "referred_at": NOW - timedelta(days=120),
    }
    return a_referral(database, world, **{**filled, **facts})


def told(database: Database, notice: str = "deadline_warning") -> list[tuple[str, int]]:
    """Who was told at once, with how many days left to the last working day, in order."""
    wanted = select(OutboxMessage.address, OutboxMessage.facts).where(OutboxMessage.notice == notice)
    rows = read(database, lambda db: db.execute(wanted.order_by(OutboxMessage.id)).all())
    return [(row[0], row[1]["days_left"]) for row in rows]


def mornings(database: Database, case: Referral | None = None) -> list[tuple[str, int, str]]:
    """The morning's messages that name a case: the day of the month, the month, and to whom."""
    wanted = select(OutboxMessage).where(OutboxMessage.notice == "warnings_of_the_day").order_by(OutboxMessage.id)
    rows: list[OutboxMessage] = read(database, lambda db: list(db.execute(wanted).scalars()))
    named = [row for row in rows if case is None or case.reference in row.facts["references"]]
    return [(row.address, row.queued_at.day, f"{row.queued_at:%b}") for row in named]


def a_day_of_the_jobs(database: Database, now: datetime) -> None:
    """The worker's jobs about warnings, in the order of its timetable."""
    for job in (warn_forces, pass_up_warnings, report_all_last_days, tell_forces):
        job(database, now=now)


def rungs_of(database: Database, case: Referral) -> list[ClockRung]:
    """The rungs of a case, highest first."""
    wanted = select(ClockRung).where(ClockRung.referral_id == case.id).order_by(ClockRung.days_left.desc())
    found: list[ClockRung] = read(database, lambda db: list(db.execute(wanted).scalars()))
    return found


def climbed(database: Database, case: Referral) -> list[tuple[int, str, str]]:
    """The rungs of a case as days left, role and state."""
    return [(rung.days_left, rung.role.value, rung.state.value) for rung in rungs_of(database, case)]
