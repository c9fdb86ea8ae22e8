"""Whether he was told of the offence of a case that shares the place of another, before he answered in that one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.intake.ties import went_together
from programme.offers.models import CautionDocument, Offer
from programme.offers.states import OfferState
from programme.referrals.models import Referral
from programme.storage.rows import columns_of, reads, rows


@reads(Offer, signed_at=CautionDocument.signed_at, printed_at=CautionDocument.printed_at)
@dataclass(frozen=True, slots=True)
class _SaidYes:
    referral_id: int
    made_at: datetime
    signed_at: datetime | None
    printed_at: datetime | None


def is_told_of(db: Session, referral: Referral) -> bool:
    """Whether his yes, and the paper that he signed, were to this offence too: in its own case, or in the one that it
    went with already when the offer was made and the paper printed and signed.

    Nothing is recorded as completed for an offence that he never read of, admitted or signed for (Criminal Justice Act
    2003 s.23(5)).
    """
    if referral.tied_to_id is None:
        return True
    yes = select(*columns_of(_SaidYes)).outerjoin(CautionDocument, CautionDocument.offer_id == Offer.id)
    of_these = Offer.referral_id.in_((referral.id, referral.tied_to_id)), Offer.state == OfferState.ACCEPTED
    said = list(rows(db, _SaidYes, yes.where(*of_these).order_by(Offer.id.desc())))
    if any(one.referral_id == referral.id for one in said):
        return True
    lead = db.get_one(Referral, referral.tied_to_id).reference
    return bool(said) and all(went_together(db, referral.id, lead, at) for at in _came_in(said[0]))


def _came_in(yes: _SaidYes) -> list[datetime]:
    """The instants at which it was settled what he was told: the offer, and the paper. When he signed one of which the
    printing is not known is known to the minute."""
    signed_at = yes.signed_at.replace(second=59, microsecond=999999) if yes.signed_at else None
    return [at for at in (yes.made_at, yes.printed_at or signed_at) if at is not None]
