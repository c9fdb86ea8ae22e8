"""Two offences of one man in one night, and a case of them that was offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from programme.actions.make_offer import make_offer
from programme.intake.arrivals import Arrival
from programme.offers.authorising import Authoriser
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.storage.database import Database
from tests.support.builders import NOW, told
from tests.support.referring import PLAIN, case_of, refer

EVENING = datetime(2027, 2, 20, 23, 30, tzinfo=UTC)
FIRST = replace(PLAIN, offence_at=EVENING, officer_email="first@example.org")
SECOND = replace(PLAIN, offence_at=EVENING + timedelta(minutes=45), custody_reference="HA/1002/27")
SERGEANT = Authoriser("B. Night", "Sgt")


def set_state(database: Database, reference: str, state: ReferralState) -> None:
    database.write_now(
        lambda db: db.execute(update(Referral).where(Referral.reference == reference).values(state=state))
    )


def led(database: Database, desk: Actor, arrival: Arrival, state: ReferralState) -> Referral:
    """A case of the night that was offered and went as far as this."""
    made = refer(database, desk, arrival)
    offer = database.write_now(
        make_offer, actor=desk, now=NOW, reference=made.reference, secret_hash="-", told=told(), authorised=SERGEANT
    )
    if state is not ReferralState.OFFERED:
        set_state(database, made.reference, state)
        database.write_now(lambda db: setattr(db.get_one(Offer, offer.offer_id), "state", OfferState.ACCEPTED))
    return case_of(database, made.reference)
