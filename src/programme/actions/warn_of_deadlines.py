"""Warn the force of the offence that clocks are running out."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from programme.history import events
from programme.history.timeline import record
from programme.notices.models import Channel
from programme.notices.outbox import Debt, owe_all
from programme.referrals.warnings import Warned, climb, supervisors_of
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def warn_of_deadlines(db: Session, *, actor: Actor, now: datetime, batch: int = 200) -> int:
    """Owe one warning a case and rung to its officer and the force's supervisors; returns how many cases."""
    today = london_date(now)
    warned = climb(db, today=today, batch=batch)
    supervisors = supervisors_of(db, {case.force_code for case in warned}) if warned else {}
    debts: list[Debt] = []
    for case in warned:
        days_left = (case.charge_by_on - today).days
        record(db, case.id, events.DeadlineWarned, actor=actor, now=now, days_left=days_left, rung=case.rung)
        debts.extend(_debt(case, address, days_left) for address in _addresses(case, supervisors))
    owe_all(db, debts, now=now)
    return len(warned)


def _debt(case: Warned, address: str, days_left: int) -> Debt:
    to = sha256(address.encode()).hexdigest()[:16]
    return Debt(
        notice="deadline_warning",
        cause=f"{case.reference}:{case.rung}:{case.charge_by_on}:{to}",
        channel=Channel.EMAIL,
        address=address,
        facts={"reference": case.reference, "days_left": days_left, "return_by_on": case.return_by_on},
        referral_id=case.id,
    )


def _addresses(case: Warned, supervisors: dict[str, list[str]]) -> list[str]:
    to = [case.officer_email] if case.officer_email else []
    return sorted({*to, *supervisors.get(case.force_code, [])})
