"""Pass up what nobody acknowledged, and end what waits on clocks that are over."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from programme.duties.answering import PassedUp, end_rungs_of_ended_clocks, pass_up
from programme.duties.rules import ROLE_WORDS
from programme.history import events
from programme.history.timeline import record_all
from programme.notices.models import Channel
from programme.notices.outbox import Debt, owe_all
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def pass_up_rungs(db: Session, *, actor: Actor, now: datetime, batch: int = 200) -> int:
    """Put to the next role what nobody acknowledged by its day, and tell it; returns how many rungs moved or ended.

    At the top a rung stays, and is told again on every working day until somebody acknowledges it.
    """
    today = london_date(now)
    ended = end_rungs_of_ended_clocks(db, batch=batch)
    passed = pass_up(db, now=now, batch=batch)
    record_all(
        db,
        [
            (
                case.referral_id,
                events.RungToldAgain if case.again else events.RungPassedUp,
                {
                    "days_left": (case.charge_by_on - today).days,
                    "rung": case.rung,
                    "role": ROLE_WORDS[case.role],
                },
            )
            for case in passed
        ],
        actor=actor,
        now=now,
    )
    owe_all(db, [_debt(case, address, today) for case in passed for address in case.told], now=now)
    return ended + len(passed)


def _debt(case: PassedUp, address: str, today: date) -> Debt:
    to = sha256(address.encode()).hexdigest()[:16]
    return Debt(
        notice="rung_passed_up",
        cause=f"{case.reference}:{case.rung}:{case.charge_by_on}:{today}:{to}",
        channel=Channel.EMAIL,
        address=address,
        facts={
            "reference": case.reference,
            "days_left": (case.charge_by_on - today).days,
            "return_by_on": case.return_by_on,
        },
        referral_id=case.referral_id,
    )
