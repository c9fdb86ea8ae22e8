"""Whose offer waits while nobody knows whether messages reach him: somebody rings him, or hands him paper.

He is written to all the same. Where no number or address is safe, every message waits for somebody by itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, not_, select
from sqlalchemy.orm import Session

from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskEvent, TaskState
from programme.duties.tasks import TaskToRaise, end_tasks, raise_tasks
from programme.offers.models import Offer
from programme.people.models import Person
from programme.people.states import ContactState
from programme.people.ways import IS_WRITTEN_TO, STATE_OF_WAY
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date

WHILE_HE_IS_THERE = timedelta(hours=1)
"""So long after the offer he may still be there, and the code read back."""
WAITS_FOR_HIM = (ReferralState.OFFERED, ReferralState.ACCEPTED)
"""He has an answer to give or a date to choose. Once he has chosen one, something has reached him."""


def is_unreached() -> ColumnElement[bool]:
    """Whether something waits for the person of a case, and nobody knows whether messages reach him."""
    waits = and_(CLOCK_RUNS, Referral.state.in_(WAITS_FOR_HIM))
    return and_(waits, IS_WRITTEN_TO, STATE_OF_WAY != ContactState.CHECKED)


def raise_unreached(db: Session, *, actor: Actor, now: datetime, batch: int) -> int:
    """A task for each such case, once for an offer; returns how many were raised."""
    since_the_offer = exists(
        select(Task.id).where(
            Task.referral_id == Referral.id, Task.kind == TaskKind.REACH_HIM, Task.raised_at >= Offer.made_at
        )
    )
    wanted = (
        select(Referral.id)
        .distinct()
        .join(Person, Person.id == Referral.person_id)
        .join(Offer, Offer.referral_id == Referral.id)
        .where(is_unreached(), Offer.made_at <= now - WHILE_HE_IS_THERE, not_(since_the_offer))
        .order_by(Referral.id)
        .limit(batch)
    )
    tasks = [TaskToRaise(number, TaskKind.REACH_HIM, london_date(now)) for number in db.execute(wanted).scalars()]
    return len(raise_tasks(db, tasks, actor=actor, now=now))


def drop_reached(db: Session, *, actor: Actor, now: datetime, batch: int) -> int:
    """Let the tasks fall away where it is known now, or nothing waits for him any more; returns how many."""
    wanted = (
        select(Task)
        .join(Referral, Referral.id == Task.referral_id)
        .join(Person, Person.id == Referral.person_id)
        .where(Task.kind == TaskKind.REACH_HIM, Task.state == TaskState.OPEN, not_(is_unreached()))
        .order_by(Task.id)
        .limit(batch)
        .with_for_update(of=Task)
    )
    found = db.execute(wanted).scalars().all()
    end_tasks(db, found, TaskEvent.FELL_AWAY, actor=actor, now=now)
    return len(found)
