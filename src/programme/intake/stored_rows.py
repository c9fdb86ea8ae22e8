"""The stored people and cases that an arrival is compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from programme.history.events import (
    CautionRecorded,
    CourtChosen,
    OfferAccepted,
    OfferDeclined,
    OfferLapsed,
    OfferMade,
    ReferralWithdrawn,
)
from programme.history.models import HistoryRow
from programme.people.models import Identifier, Person
from programme.referrals.corrections import RecordPart
from programme.referrals.models import NONE_OF_ITS_OWN, OffenceCorrection, RecordCorrection, Referral
from programme.referrals.states import IN_PROGRESS, ReferralState
from programme.storage.rows import reads

_TO_BE_DECIDED = frozenset({ReferralState.RETURNED, ReferralState.ACKNOWLEDGED})
"""It came back, and until somebody has decided about a charge it is open."""


@reads(Person)
@dataclass(frozen=True, slots=True)
class StoredPerson:
    id: int
    born_on: date | None
    surname: str
    forenames: str


@reads(pnc_id=Identifier.canonical)
@dataclass(frozen=True, slots=True)
class NumberedPerson:
    pnc_id: str | None
    person: StoredPerson


_OF_HIS = aliased(Referral)
WAS_PUT_RIGHT = (
    exists()
    .where(
        RecordCorrection.referral_id == _OF_HIS.id,
        _OF_HIS.person_id == Referral.person_id,
        RecordCorrection.part.in_([RecordPart.PERSON, RecordPart.NUMBERS, RecordPart.OFFENCE, RecordPart.PLACE]),
    )
    .correlate(Referral)
)
"""Whether a fact by which the man, his custody record or his offence is known was put right, in this case or another
of his."""


_WITHDRAWAL, _BETWEEN = aliased(HistoryRow), aliased(HistoryRow)
_ENDS_OTHERWISE = (OfferAccepted, OfferDeclined, CourtChosen, CautionRecorded, OfferLapsed, OfferMade)
"""That he answered or signed, let the time go by, or was offered a place anew."""
COUNTS_AS_OFFER = (
    HistoryRow.event == OfferMade.name,
    ~exists().where(
        _WITHDRAWAL.referral_id == HistoryRow.referral_id,
        _WITHDRAWAL.event == ReferralWithdrawn.name,
        _WITHDRAWAL.id > HistoryRow.id,
        ~exists()
        .where(
            _BETWEEN.referral_id == HistoryRow.referral_id,
            _BETWEEN.event.in_([one.name for one in _ENDS_OTHERWISE]),
            _BETWEEN.id > HistoryRow.id,
            _BETWEEN.id < _WITHDRAWAL.id,
        )
        .correlate(HistoryRow, _WITHDRAWAL),
    ),
)
"""Whether an event is an offer that is an earlier one for another offence: one that the force took back by withdrawing
the case, before he had done anything about it, is none."""
_IS_AN_OFFER = HistoryRow.referral_id == Referral.id, *COUNTS_AS_OFFER


@reads(
    Referral,
    first_offered_at=select(func.min(HistoryRow.happened_at)).where(*_IS_AN_OFFER).scalar_subquery(),
    offered_at=select(func.max(HistoryRow.happened_at)).where(*_IS_AN_OFFER).scalar_subquery(),
    corrected=exists().where(OffenceCorrection.referral_id == Referral.id),
    put_right=WAS_PUT_RIGHT,
)
@dataclass(frozen=True, slots=True)
class StoredCase:
    id: int
    reference: str
    person: StoredPerson
    force_code: str
    state: ReferralState
    custody_reference: str | None
    offence_at: datetime
    offence_code: str
    offence_place: str
    first_offered_at: datetime | None
    offered_at: datetime | None
    tied_to_id: int | None
    corrected: bool
    put_right: bool
    clock_stopped_at: datetime | None
    finalised_at: datetime | None
    finalised_by: str | None

    @property
    def gave_way(self) -> bool:
        """Whether its offence is no case here any more: it was withdrawn, or ended because it is none of its own."""
        return self.state is ReferralState.WITHDRAWN or self.finalised_by in NONE_OF_ITS_OWN

    @property
    def is_open(self) -> bool:
        is_over = self.clock_stopped_at or self.finalised_at
        return self.state in IN_PROGRESS or (self.state in _TO_BE_DECIDED and not is_over)


def offences_entered_at(db: Session, corrected: Sequence[int]) -> dict[int, set[datetime]]:
    """The times that the offences of these cases were entered with before they were corrected."""
    found: dict[int, set[datetime]] = defaultdict(set)
    if corrected:
        wanted = select(OffenceCorrection.referral_id, OffenceCorrection.was_at)
        for row in db.execute(wanted.where(OffenceCorrection.referral_id.in_(corrected))):
            found[row.referral_id].add(row.was_at)
    return found
