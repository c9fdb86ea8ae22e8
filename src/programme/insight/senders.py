"""Whom the messages of a case are from, and when they may go: its programme's name, its number to ring, the hours."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.courses.help_line import HelpLine
from programme.courses.models import Programme
from programme.notices.hours import Plan
from programme.notices.rendering import Sender
from programme.notices.written_hours import plan_of
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.storage.rows import columns_of, reads, rows


@reads(Programme, referral_id=Referral.id)
@dataclass(frozen=True, slots=True)
class _Sends:
    """The programme of a case, as far as a message is from it."""

    referral_id: int
    sender_name: str
    help_line: HelpLine


def senders_of(db: Session, referral_ids: Collection[int], *, now: datetime) -> dict[int, Sender]:
    """The senders by the numbers of the cases. A message that goes while nobody answers says when somebody does."""
    wanted = (
        select(*columns_of(_Sends))
        .join(Programme, Programme.id == Referral.programme_id)
        .where(Referral.id.in_(referral_ids))
    )
    return {
        one.referral_id: Sender(
            one.sender_name, one.help_line.number, one.help_line.answered(now), one.help_line.in_a_text
        )
        for one in rows(db, _Sends, wanted)
    }


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
