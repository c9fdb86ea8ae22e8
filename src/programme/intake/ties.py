"""Which cases went together at an instant, as it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.history.events import CasesParted, CasesTied, CasesUntied, OfferMade
from programme.history.models import HistoryRow
from programme.referrals.models import Referral
from programme.storage.rows import columns_of, reads, rows

SAYS_WHICH = frozenset({CasesTied.name, CasesUntied.name, CasesParted.name})
"""The events that say which other offences of the night go with a case."""


@reads(HistoryRow)
@dataclass(frozen=True, slots=True)
class _Said:
    event: str
    facts: dict[str, Any]


def went_together(db: Session, referral_id: int, lead: str, at: datetime) -> bool:
    """Whether the case went with the one of the reference `lead` then, whatever became of it since."""
    wanted = select(*columns_of(_Said)).where(HistoryRow.referral_id == referral_id, HistoryRow.event.in_(SAYS_WHICH))
    said = rows(db, _Said, wanted.where(HistoryRow.recorded_at <= at).order_by(HistoryRow.id.desc()))
    return next((one.event == CasesTied.name for one in said if one.facts["other"] == lead), False)


def was_offered_with(db: Session, referral_id: int, lead_id: int) -> bool:
    """Whether the case went with the other when the last offer was made there: that offer names its offence too."""
    made = select(HistoryRow.recorded_at).where(HistoryRow.referral_id == lead_id, HistoryRow.event == OfferMade.name)
    offered_at = db.execute(made.order_by(HistoryRow.id.desc()).limit(1)).scalar_one_or_none()
    if offered_at is None:
        return False
    return went_together(db, referral_id, db.get_one(Referral, lead_id).reference, offered_at)
