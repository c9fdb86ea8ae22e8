"""How many cases of a programme a change of its settings reaches, and how many keep what they had. Nobody is named."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.payments.models import Fee
from programme.payments.states import FeeState
from programme.referrals.models import Referral
from programme.referrals.states import IN_PROGRESS
from programme.storage.statements import is_one_of


@dataclass(frozen=True, slots=True)
class ProgrammeReach:
    """Open cases: `offered` have an offer that stands, `paid` of these have paid, `held` hold a place unpaid, and
    `to_come` have no offer yet."""

    offered: int
    paid: int
    held: int
    to_come: int


def programme_reach(db: Session, programme_id: int) -> ProgrammeReach:
    """Count the open cases of the programme, in one statement."""
    wanted = (
        select(
            func.count().label("running"),
            func.count(Offer.id).label("offered"),
            func.count(Fee.id).label("paid"),
            func.count(Booking.id).label("held"),
        )
        .select_from(Referral)
        .outerjoin(
            Offer,
            and_(Offer.referral_id == Referral.id, is_one_of(Offer.state, (OfferState.OPEN, OfferState.ACCEPTED))),
        )
        .outerjoin(Fee, and_(Fee.referral_id == Referral.id, is_one_of(Fee.state, {FeeState.PAID})))
        .outerjoin(Booking, and_(Booking.referral_id == Referral.id, is_one_of(Booking.state, {BookingState.HELD})))
        .where(Referral.programme_id == programme_id, is_one_of(Referral.state, IN_PROGRESS))
    )
    found = db.execute(wanted).one()
    return ProgrammeReach(found.offered, found.paid, found.held, found.running - found.offered)
