"""Whom the messages of a case are from, and when they may go: its programme's name, its number to ring, the hours."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.notices.hours import Plan
from programme.notices.rendering import Sender
from programme.notices.written_hours import plan_of
from programme.people.models import Person
from programme.referrals.models import Referral


def senders_of(db: Session, referral_ids: Collection[int]) -> dict[int, Sender]:
    """The senders by the numbers of the cases."""
    wanted = (
        select(Referral.id, Programme.sender_name, Programme.helpline)
        .join(Programme, Programme.id == Referral.programme_id)
        .where(Referral.id.in_(referral_ids))
    )
    return {row.id: Sender(row.sender_name, row.helpline) for row in db.execute(wanted)}


def plans_of(db: Session, referral_ids: Collection[int]) -> dict[int, Plan | None]:
    """The hours that are safe, by the numbers of the cases: his own where he said any, else the programme's. None where
    somebody wrote hours that cannot be read: no hour is known to be safe."""
    wanted = (
        select(Referral.id, Person.safe_hours, Programme.message_hours)
        .join(Programme, Programme.id == Referral.programme_id)
        .join(Person, Person.id == Referral.person_id)
        .where(Referral.id.in_(referral_ids))
    )
    return {row.id: _plan(row.safe_hours, row.message_hours) for row in db.execute(wanted)}


def _plan(safe_hours: str, message_hours: Plan) -> Plan | None:
    own = plan_of(safe_hours)
    return own or (None if safe_hours.strip() else message_hours)
