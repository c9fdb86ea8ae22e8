"""Set back the PIN of somebody who cannot sign in with it, after asking who he is: he chooses a new one himself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.history import events
from programme.history.timeline import record
from programme.offers.models import PinAsked, PinReason
from programme.offers.pins import can_set_back, could_be_asked, forget_pin
from programme.offers.queries import find_newest_offer
from programme.offers.signing_in import forget_tries
from programme.offers.words import PIN_ASKED_WORDS, PIN_REASON_WORDS
from programme.people.sign_ins import end_sign_ins_of
from programme.people.telling import tell_person
from programme.referrals.queries import lock_referral, person_of
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def set_back_pin(
    db: Session, *, actor: Actor, now: datetime, reference: str, asked: PinAsked, reason: PinReason
) -> None:
    """Forget it, end every sign-in, and tell him in the way that is safe: if it was not he who asked, he says so.

    Raises NotFound, NoPinChosen, NobodyToRing.
    """
    referral = lock_referral(db, reference, actor)
    person = person_of(db, referral)
    can_set_back(has_pin=forget_pin(db, referral.id))
    could_be_asked(asked, mobile=person.mobile)
    offer_id = find_newest_offer(db, referral.id)
    if offer_id is not None:
        end_sign_ins_of(db, offer_id=offer_id)
    forget_tries(db, reference)
    record(
        db,
        referral.id,
        events.PinSetBack,
        actor=actor,
        now=now,
        asked=PIN_ASKED_WORDS[asked],
        reason=PIN_REASON_WORDS[reason],
    )
    log_access(db, actor=actor, now=now, what="set_back_pin", subjects=[reference], operation=Operation.ALTERATION)
    tell_person(
        db,
        person,
        notice="pin_set_back",
        cause=f"{reference}:{now.isoformat()}",
        referral_id=referral.id,
        facts={"set_back_on": london_date(now)},
        now=now,
    )
