"""Whom the messages of a case are from: its programme's sender name, where that has one."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.referrals.models import Referral


def sender_names(db: Session, referral_ids: Collection[int]) -> dict[int, str]:
    """The names by the numbers of the cases; a case whose programme has none is not among them."""
    wanted = (
        select(Referral.id, Programme.sender_name)
        .join(Programme, Programme.id == Referral.programme_id)
        .where(Referral.id.in_(referral_ids), Programme.sender_name != "")
    )
    return {row.id: row.sender_name for row in db.execute(wanted)}
