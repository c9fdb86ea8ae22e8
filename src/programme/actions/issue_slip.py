"""Issue a slip: a new code, printed once; the code on any earlier slip stops working."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.bookings.queries import find_active_booking
from programme.bookings.states import BookingState
from programme.clock.keeping import day_if_cautioned, policy_of
from programme.courses.help_line import HelpLine
from programme.courses.queries import dates_in_time, programme_of
from programme.history import events
from programme.history.timeline import record
from programme.notices.models import Channel
from programme.offers.answering import is_unanswered_in_time
from programme.offers.cautioning import find_document, needs_document
from programme.offers.queries import find_standing_offer
from programme.offers.rules import can_print_slip
from programme.offers.signing_in import forget_tries
from programme.offers.slip import DAYS_SHOWN, SlipDay
from programme.offers.states import OfferState
from programme.people.sign_ins import end_sign_ins_of
from programme.people.telling import safe_address
from programme.policies.queries import one_route
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral, person_of
from programme.referrals.states import HAS_A_PLACE, ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class IssuedSlip:
    """The facts on the slip besides the code, which only the caller knows."""

    reference: str
    answer_by_at: datetime
    answered: bool
    fee_pence: int
    statement_text: str
    help_line: HelpLine
    sender_name: str
    channel: Channel
    paper_owed: bool
    goes_elsewhere: bool
    booked: bool
    days: tuple[SlipDay, ...]


def issue_slip(
    db: Session, *, actor: Actor, now: datetime, reference: str, secret_hash: str, word_hash: str | None = None
) -> IssuedSlip:
    """Give the standing offer a new secret, whose Argon2 hash is `secret_hash`, end every sign-in of it, and forget
    the wrong tries at it: he can come in at once, whoever had shut him out. `word_hash` is that of the word that he
    says on the telephone; None where the slip has none.

    Raises NotFound, and NoOfferStands when there is no offer, when its time is over or when it has ended.
    """
    referral = lock_referral(db, reference, actor)
    offer = find_standing_offer(db, referral.id)
    over = offer is not None and is_unanswered_in_time(offer, now)
    can_print_slip(offer.state if offer else None, referral.state, over=over)
    assert offer is not None
    offer.secret_hash, offer.word_hash = secret_hash, word_hash
    end_sign_ins_of(db, offer_id=offer.id)
    record(db, referral.id, events.SlipIssued, actor=actor, now=now)
    if forget_tries(db, reference):
        record(db, referral.id, events.TriesForgotten, actor=actor, now=now)
    log_access(db, actor=actor, now=now, what="issue_slip", subjects=[reference], operation=Operation.CONSULTATION)
    programme, route = programme_of(db, referral.programme_id), one_route(db, referral.route)
    paper_owed = needs_document(route) and find_document(db, offer.id) is None
    last_on = referral.complete_by_on
    if paper_owed:
        last_on = day_if_cautioned(referral, policy_of(programme, route), london_date(now))
    booking = find_active_booking(db, referral.id)
    return IssuedSlip(
        reference=reference,
        answer_by_at=offer.answer_by_at,
        answered=offer.state is OfferState.ACCEPTED,
        fee_pence=offer.fee_pence,
        statement_text=programme.statement_text,
        help_line=HelpLine.of(programme),
        sender_name=programme.sender_name,
        channel=safe_address(person_of(db, referral))[0],
        paper_owed=paper_owed,
        goes_elsewhere=referral.state is ReferralState.PLACED_ELSEWHERE,
        booked=booking is not None and booking.state is BookingState.CONFIRMED,
        days=_days_to_choose(db, referral, last_on, now=now),
    )


def _days_to_choose(db: Session, referral: Referral, last_on: date, *, now: datetime) -> tuple[SlipDay, ...]:
    """The next days that he could come on; none where he has a place."""
    if referral.state in HAS_A_PLACE:
        return ()
    dates = dates_in_time(db, now=now, complete_by_on=last_on, at_most=DAYS_SHOWN)
    return tuple(SlipDay(one.starts_at, one.ends_at, one.venue_address, one.venue_postcode) for one in dates)
