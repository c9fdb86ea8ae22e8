"""The effects of each of his answers, whoever takes it down: the steps that several actions share.

The caller holds the lock of the case, and keeps the explanation that the answer was given to.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from programme.attendance.begun import course_has_begun
from programme.bookings.elsewhere import TAKEN_BACK, call_off_elsewhere, find_place_elsewhere
from programme.bookings.holding import cancel
from programme.bookings.no_place import raise_no_place_of
from programme.bookings.queries import BookingStanding, find_active_booking
from programme.bookings.rules import has_notice
from programme.bookings.states import PlaceLost
from programme.clock.keeping import recalculate_deadlines
from programme.courses.queries import date_by_id, end_of_day
from programme.history import events
from programme.history.timeline import record
from programme.notices.models import Channel
from programme.notices.reached import may_have_been_told
from programme.offers import answering
from programme.offers.making import day_to_sign_by
from programme.offers.models import Offer
from programme.offers.states import OfferEvent, OfferState
from programme.outcomes.ending import can_turn_down
from programme.outcomes.models import GivenAnswer, ResultReason
from programme.outcomes.returning import correct_to_his_no, return_case
from programme.payments.charging import settle_ended_case
from programme.payments.states import RefundReason
from programme.people.telling import tell_person
from programme.referrals.models import Referral
from programme.referrals.queries import person_of
from programme.referrals.states import ReferralEvent, ReferralState
from programme.shared.actor import WORKER, Actor
from programme.shared.dates import london_date


def answers_left(offer: Offer, now: datetime) -> list[GivenAnswer]:
    """Every answer that he can still give: after a yes only that he has changed his mind. Of an offer that lapsed it
    can be found that he had given it in time."""
    if offer.state is OfferState.ACCEPTED:
        return [GivenAnswer.DECLINE]
    advice_left = answering.is_advice_left(offer, now)
    return [one for one in GivenAnswer if one is not GivenAnswer.ADVICE or advice_left]


def take_yes(
    db: Session, standing: BookingStanding, *, words_version: str, at: datetime, actor: Actor, now: datetime
) -> bool:
    """He said yes, at that time: his clock is reckoned again, and where no date is in time his force is told. False
    where he had said yes before: nothing changes. Raises AnsweredAlready, AnswerTooLate or WordsChanged."""
    if standing.offer.state is OfferState.ACCEPTED:
        return False
    answering.accept(standing.offer, words_version=words_version, at=at)
    _go_on(db, standing, words_version, at=at, actor=actor, now=now)
    if standing.paper_owed:
        _tell_of_paper(db, standing, now=now)
    return True


def take_signature(
    db: Session, standing: BookingStanding, *, words_version: str, signed_at: datetime, actor: Actor, now: datetime
) -> bool:
    """He signed the document, which holds his consent: that is his yes, and nothing lapses as unanswered after it.
    False where he had said yes before."""
    if standing.offer.state is OfferState.ACCEPTED:
        return False
    answering.sign(standing.offer, words_version=words_version, signed_at=signed_at)
    _go_on(db, standing, words_version, at=signed_at, actor=actor, now=now)
    return True


def tell_to_choose(db: Session, referral: Referral, offer: Offer, *, now: datetime) -> Channel:
    """He has signed, with the offer or after it: he is told that nothing is between him and a date any more. The caller
    has reckoned the last safe course day."""
    return tell_person(
        db,
        person_of(db, referral),
        notice="offer_accepted",
        cause=f"{referral.reference}:{offer.id}",
        referral_id=referral.id,
        facts={"complete_by_on": referral.complete_by_on},
        now=now,
        stale_at=end_of_day(referral.complete_by_on),  # he has answered: only the day to finish can pass
    )


def take_no(
    db: Session, standing: BookingStanding, *, words_version: str, at: datetime, actor: Actor, now: datetime
) -> int:
    """He said no, or changed his mind, at that time: a place goes back, and the case to its force at once. Returns the
    pence that go back to his card. Raises AnsweredAlready, AnswerTooLate, WordsChanged, and AlreadyBegun once his day
    has begun."""
    _may_turn_down(db, standing, at=at, now=now)
    answering.decline(standing.offer, words_version=words_version, at=at)
    number = standing.referral.id
    record(db, number, events.OfferDeclined, actor=actor, now=now, happened_at=at, version=words_version)
    return _turn_back(db, standing, ResultReason.OFFER_DECLINED, actor=actor, now=now)


def take_late_no(
    db: Session,
    referral: Referral,
    offer: Offer,
    reason: str,
    *,
    words_version: str,
    at: datetime,
    actor: Actor,
    now: datetime,
) -> None:
    """He had said no at that time, in time, and it is typed after the offer lapsed: it is filed as his answer, and no
    longer as a failure. Raises WordsChanged."""
    offer.apply(OfferEvent.LAPSE_UNDONE)
    offer.lapse_undone_because = reason
    answering.decline(offer, words_version=words_version, at=at)
    record(db, referral.id, events.OfferDeclined, actor=actor, now=now, happened_at=at, version=words_version)
    correct_to_his_no(db, referral, actor=actor, now=now)


def take_wish_for_advice(
    db: Session, standing: BookingStanding, *, words_version: str, at: datetime, actor: Actor, now: datetime
) -> bool:
    """He wants legal advice first: the day to answer moves to its limit, and where that is later he is told, since the
    day in his messages is wrong then. False where he had said so before. Raises AnsweredAlready, AnswerTooLate or
    WordsChanged."""
    offer, was_at = standing.offer, standing.offer.answer_by_at
    if not answering.want_advice(offer, words_version=words_version, at=at):
        return False
    record(
        db,
        standing.referral.id,
        events.AdviceAskedFor,
        actor=actor,
        now=now,
        happened_at=at,
        answer_by_at=offer.answer_by_at,
        version=words_version,
    )
    if offer.answer_by_at > was_at:
        tell_person(
            db,
            standing.person,
            notice="advice_asked_for",
            cause=str(offer.id),
            referral_id=standing.referral.id,
            facts={
                "answer_by_at": offer.answer_by_at,
                "stands_again": may_have_been_told(db, notice="offer_lapsed", cause=str(offer.id)),
            },
            now=now,
            stale_at=offer.answer_by_at,
        )
    return True


def _go_on(
    db: Session, standing: BookingStanding, words_version: str, *, at: datetime, actor: Actor, now: datetime
) -> None:
    referral = standing.referral
    referral.apply(ReferralEvent.OFFER_ACCEPTED)
    record(db, referral.id, events.OfferAccepted, actor=actor, now=now, happened_at=at, version=words_version)
    recalculate_deadlines(db, referral, standing.policy, now=now)
    raise_no_place_of(db, referral, actor=WORKER, now=now)


def _tell_of_paper(db: Session, standing: BookingStanding, *, now: datetime) -> None:
    last_on = standing.referral.complete_by_on
    tell_person(
        db,
        standing.person,
        notice="paper_to_sign",
        cause=str(standing.offer.id),
        referral_id=standing.referral.id,
        facts={"complete_by_on": last_on, "sign_by_on": day_to_sign_by(last_on, today=london_date(now))},
        now=now,
        stale_at=end_of_day(last_on),
    )


def _may_turn_down(db: Session, standing: BookingStanding, *, at: datetime, now: datetime) -> None:
    offer, referral = standing.offer, standing.referral
    over = answering.is_unanswered_in_time(offer, at)
    can_turn_down(offer.state, referral.state, over=over, begun=course_has_begun(db, referral, now))


def _turn_back(db: Session, standing: BookingStanding, reason: ResultReason, *, actor: Actor, now: datetime) -> int:
    refund_pence = _give_up_place(db, standing, actor=actor, now=now)
    return_case(db, standing.referral, reason, actor=actor, now=now)
    return refund_pence


def _give_up_place(db: Session, standing: BookingStanding, *, actor: Actor, now: datetime) -> int:
    if standing.referral.state is ReferralState.PLACED_ELSEWHERE:
        _give_up_place_elsewhere(db, standing.referral, actor=actor, now=now)
    reason = _give_up_place_here(db, standing.referral, actor=actor, now=now)
    return settle_ended_case(db, standing.referral.id, reason, actor=actor, now=now)


def _give_up_place_here(db: Session, referral: Referral, *, actor: Actor, now: datetime) -> RefundReason | None:
    booking = find_active_booking(db, referral.id)
    if booking is None:
        return None
    starts_at = date_by_id(db, booking.course_date_id).starts_at
    cancel(db, referral, booking, because=PlaceLost.CASE_ENDED, actor=actor, now=now)
    return RefundReason.CANCELLED_IN_TIME if has_notice(starts_at, now) else None


def _give_up_place_elsewhere(db: Session, referral: Referral, *, actor: Actor, now: datetime) -> None:
    placed = find_place_elsewhere(db, referral.id)
    if placed is not None:
        call_off_elsewhere(db, referral, placed, reason=TAKEN_BACK, actor=actor, now=now)
