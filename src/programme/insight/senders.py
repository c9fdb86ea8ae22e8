"""Whom the messages of a case are from: its programme's sender name, and the number that it gives people to ring."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.notices.rendering import Sender
from programme.referrals.models import Referral


def senders_of(db: Session, referral_ids: Collection[int]) -> dict[int, Sender]:
    """The senders by the numbers of the cases."""
    wanted = (
        select(Referral.id, Programme.sender_name, Programme.helpline)
        .join(Programme, Programme.id == Referral.programme_id)
        .where(Referral.id.in_(referral_ids))
    )
    return {row.id: Sender(row.sender_name, row.helpline) for row in db.execute(wanted)}
