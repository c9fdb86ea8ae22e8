"""Rows that hang on many cases after months of work: warnings, tasks, concerns and messages, nearly all of them done
with.

A database chooses its way by how many rows there are. With nothing in these tables it may go about a list in a way that
nobody will ever see again, and another one tomorrow.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from programme.concerns.models import Concern, Sign
from programme.concerns.states import ConcernState
from programme.duties.models import ClockRung, Task, TaskKind
from programme.duties.states import RungState, TaskState
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.referrals.models import Referral
from programme.shared.actor import Role
from programme.storage.database import Database
from tests.support.builders import NOW

STILL_OPEN = 100
"""One in so many still waits for somebody."""


def months_of_work(database: Database) -> None:
    """Two warnings and two messages for every case there is, a task for each fourth and a concern for each fortieth."""

    def write(db: Session) -> None:
        cases = db.execute(select(Referral.id, Referral.charge_by_on).order_by(Referral.id)).all()
        db.execute(
            insert(ClockRung),
            [
                {
                    "referral_id": case.id,
                    "days_left": days_left,
                    "charge_by_on": case.charge_by_on,
                    "state": RungState.RAISED if _still_open(case.id, days_left == 42) else RungState.ACKNOWLEDGED,
                    "role": Role.OFFICER if case.id % 3 else Role.SUPERVISOR,
                    "raised_at": NOW - timedelta(minutes=case.id),
                    "pass_up_on": NOW.date(),
                }
                for case in cases
                for days_left in (60, 42)
            ],
        )
        db.execute(
            insert(Task),
            [
                {
                    "referral_id": case.id,
                    "kind": TaskKind.BAIL_EXTENSION,
                    "state": TaskState.OPEN if _still_open(case.id) else TaskState.DONE,
                    "due_on": NOW.date() + timedelta(days=case.id % 60),
                    "raised_at": NOW,
                }
                for case in cases[::4]
            ],
        )
        db.execute(
            insert(Concern),
            [
                {
                    "referral_id": case.id,
                    "signs": frozenset({Sign.CONTROLLED}),
                    "state": ConcernState.OPEN if _still_open(case.id) else ConcernState.CLEARED,
                    "raised_at": NOW,
                    "raised_by": "X",
                }
                for case in cases[::40]
            ],
        )
        db.execute(
            insert(OutboxMessage),
            [
                {
                    "dedupe_key": f"{notice}:{case.id}",
                    "notice": notice,
                    "referral_id": case.id,
                    "channel": Channel.EMAIL,
                    "address": "x@example.org",
                    "facts": {},
                    "state": Delivery.FAILED if _still_open(case.id) else Delivery.SENT,
                    "queued_at": NOW,
                    "next_try_at": NOW,
                }
                for case in cases
                for notice in ("offer_made", "reminder")
            ],
        )

    database.write_now(write)


def _still_open(case_id: int, lowest: bool = True) -> bool:
    return lowest and case_id % STILL_OPEN == 0
