"""Make the offer: an eligible case, in time, in the current words; signed at once, it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from programme.bookings.queries import lock_standing
from programme.clock.keeping import take_caution
from programme.concerns.queries import find_standing
from programme.courses.fees import find_fee_on
from programme.courses.models import Programme
from programme.courses.privacy import notice_is_decided
from programme.courses.queries import programme_of
from programme.courses.rules import lacks_for_offers
from programme.history import events
from programme.history.timeline import record
from programme.notices.models import Channel
from programme.offers.authorising import Authoriser, authoriser_of
from programme.offers.case_to_offer import check_words_shown
from programme.offers.cautioning import CautionSigned, keep_document
from programme.offers.explaining import Told, explain
from programme.offers.finish_day import day_signed
from programme.offers.making import answer_days, check_told_today, end_of_answer_day
from programme.offers.models import Offer, WordsSigned
from programme.offers.refusals import WordsChanged
from programme.offers.rules import can_offer
from programme.offers.signing_words import find_signature
from programme.offers.states import OfferState
from programme.offers.told.released import language_code, newest_version
from programme.offers.told.route_facts import RouteFacts
from programme.outcomes.answers import take_signature, tell_to_choose
from programme.people.telling import tell_person
from programme.policies.queries import one_route
from programme.policies.rules import Route
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral, person_of
from programme.referrals.states import ReferralEvent
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class MadeOffer:
    """The offer as it stands. `told_by` is how he is told: by hand where no address is safe."""

    reference: str
    offer_id: int
    answer_by_at: datetime
    complete_by_on: date
    words_version: str
    told_by: Channel


def make_offer(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    reference: str,
    secret_hash: str,
    told: Told,
    authorised: Authoriser | None = None,
    caution: CautionSigned | None = None,
    fee_told: int | None = None,
    route_told: str = "",
) -> MadeOffer:
    """Offer the person of an eligible case a place, to be answered by a day that leaves time to book and come.

    `told` is how the words were explained to him. `authorised` names whoever authorised it; None where the signed-in
    officer's own rank is enough for the case's route. `caution` is the document of a conditional caution, where he has
    signed it already: that is his yes, and its conditions end after 16 weeks (DPP guidance on adult conditional
    cautions), which moves the last safe course day. `secret_hash` is the Argon2 hash of a fresh secret, made before the
    transaction: hashing is slow. The secret is on no paper yet: `issue_slip` prints one. `fee_told` is what a page said
    that it costs him, `route_told` the version of the route that it was made for.

    Raises NotFound, what `can_offer` raises, FeeChanged, RouteChanged, WordsChanged, AuthoriserNeeded,
    AuthoriserRankTooLow, and what `explain` and `keep_document` raise.
    """
    referral = lock_referral(db, reference, actor)
    programme, route = programme_of(db, referral.programme_id), one_route(db, referral.route)
    signed = find_signature(db, programme.force_code, route.code)
    fee_pence = _may_be_offered(db, referral, programme, route, signed, now=now)
    check_told_today(fee_told, route_told, fee_pence=fee_pence, route=route.key)
    if told.words_version != newest_version(route.code):
        raise WordsChanged()
    check_words_shown(db, reference, actor, told.shown, now=now)
    authoriser = authoriser_of(actor, route, authorised)
    if caution is not None:
        take_caution(db, referral, london_date(caution.signed_at), now=now)
    offer = _offer(referral, programme, secret_hash, authoriser, told, fee_pence=fee_pence, actor=actor, now=now)
    offer.language, offer.words_signed_id = language_code(route.code, told.language), signed.id if signed else None
    db.add(offer)
    referral.apply(ReferralEvent.OFFER_MADE)
    db.flush()  # the message's cause is the offer's number, and a second offer must be refused here
    explain(db, offer, told, offence_at=referral.offence_at, actor=actor, now=now)
    facts: dict[str, Any] = {"answer_by_at": offer.answer_by_at, "version": offer.words_version}
    record(db, referral.id, events.OfferMade, actor=actor, now=now, **facts)
    if caution is not None:
        kept: dict[str, Any] = {"offence_at": referral.offence_at}
        document = keep_document(db, offer, caution, route=route, **kept, actor=actor, now=now)
        signed_until_on = day_signed(document.conditions, signed_on=london_date(caution.signed_at))
        take_caution(db, referral, london_date(caution.signed_at), now=now, signed_until_on=signed_until_on)
        record(db, referral.id, events.CautionRecorded, actor=actor, now=now, **document.facts)
        words, standing = told.words_version, lock_standing(db, offer.id)
        take_signature(db, standing, words_version=words, signed_at=caution.signed_at, actor=actor, now=now)
    told_by = _tell(db, referral, offer, now=now)
    return MadeOffer(reference, offer.id, offer.answer_by_at, referral.complete_by_on, offer.words_version, told_by)


def _tell(db: Session, referral: Referral, offer: Offer, *, now: datetime) -> Channel:
    """Tell him that there is something to answer; or, where he has signed and so answered, to choose."""
    if offer.state is OfferState.ACCEPTED:
        return tell_to_choose(db, referral, offer, now=now)
    return tell_person(
        db,
        person_of(db, referral),
        notice="offer_made",
        cause=f"{referral.reference}:{offer.id}",
        referral_id=referral.id,
        facts={"answer_by_at": offer.answer_by_at},
        now=now,
        stale_at=offer.answer_by_at,
    )


def _offer(
    referral: Referral,
    programme: Programme,
    secret_hash: str,
    authoriser: Authoriser,
    told: Told,
    *,
    fee_pence: int,
    actor: Actor,
    now: datetime,
) -> Offer:
    days = answer_days(
        now,
        complete_by_on=referral.complete_by_on,
        return_by_on=referral.return_by_on,
        answer_within_days=programme.answer_within_days,
        answer_limit_days=programme.answer_limit_days,
        hours=programme.helpline_hours,
    )
    return Offer(
        referral_id=referral.id,
        secret_hash=secret_hash,
        words_version=told.words_version,
        made_at=now,
        made_by=actor.label,
        answer_by_at=end_of_answer_day(days.answer_by_on),
        answer_limit_at=end_of_answer_day(days.limit_on),
        authorised_by=authoriser.name,
        authorised_rank=authoriser.rank,
        fee_pence=fee_pence,
    )


def _may_be_offered(
    db: Session,
    referral: Referral,
    programme: Programme,
    route: Route,
    signed: WordsSigned | None,
    *,
    now: datetime,
) -> int:
    """The price of a place for him who is offered one today. Raises what `can_offer` does."""
    fee_pence = find_fee_on(db, programme.id, london_date(now))
    can_offer(
        referral.state,
        stopped=find_standing(db, referral.id) is not None,
        complete_by_on=referral.complete_by_on,
        return_by_on=referral.return_by_on,
        lacks=lacks_for_offers(
            fee_pence is not None,
            programme.statement_text,
            programme.helpline,
            notice_decided=notice_is_decided(db, programme.id, london_date(now)),
        ),
        route=route.code,
        rules=RouteFacts(route.admission, route.paper, route.on_failure),
        words_signed=signed is not None,
        today=london_date(now),
    )
    assert fee_pence is not None  # or it lacks one
    return fee_pence
