"""The corrections of a case, as its pages say them: parts of the case file, and their lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from programme.history.events import PointSeenTo
from programme.history.models import HistoryRow
from programme.history.timeline import MOMENTS, Moment
from programme.outcomes.points_to_see import SAID_BY
from programme.referrals.corrections import ChangedFact
from programme.referrals.models import OffenceCorrection, RecordCorrection
from programme.storage.rows import columns_of, reads
from programme.storage.together import Listed


@reads(OffenceCorrection)
@dataclass(frozen=True, slots=True)
class CaseCorrection:
    """One time that it was corrected when the offence was."""

    was_at: datetime
    offence_at: datetime
    reason: str
    to_look_at: list[str]
    corrected_at: datetime
    corrected_by: str
    corrected_by_rank: str


@reads(RecordCorrection)
@dataclass(frozen=True, slots=True)
class CaseRecordCorrection:
    """One time that facts of the record were put right or added."""

    changes: list[ChangedFact]
    reason: str
    to_look_at: list[str]
    corrected_at: datetime
    corrected_by: str


CORRECTIONS = Listed(
    CaseCorrection,
    select(*columns_of(CaseCorrection)).where(OffenceCorrection.referral_id == bindparam("referral_id")),
    OffenceCorrection.id,
)
"""The corrections of the time of the case's offence, oldest first."""
RECORD_CORRECTIONS = Listed(
    CaseRecordCorrection,
    select(*columns_of(CaseRecordCorrection)).where(RecordCorrection.referral_id == bindparam("referral_id")),
    RecordCorrection.id,
)
"""The corrections of the rest of its record, oldest first."""
PUT_TO_A_HUMAN_BY = frozenset({*(one.name for one in SAID_BY), PointSeenTo.name})
PUT_RIGHT = {
    "corrections": CORRECTIONS,
    "put_right": RECORD_CORRECTIONS,
    "put_to_a_human": Listed(
        Moment, MOMENTS.where(HistoryRow.event.in_(sorted(PUT_TO_A_HUMAN_BY))), HistoryRow.id, newest_first=True
    ),
}
"""All of these; and, newest first, that it is open beside another case of his which was thought to have ended, or is
said to be recorded twice, referred in error or of another time, and what of that was seen to."""
