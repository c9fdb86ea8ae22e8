"""Record the answer that he gave to somebody, in person or by telephone: not everybody can use a phone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from programme.attendance.begun import course_has_begun
from programme.bookings.queries import lock_standing
from programme.history import events
from programme.history.timeline import record
from programme.offers.answering import check_answered_at
from programme.offers.case_to_offer import check_words_shown
from programme.offers.explaining import Told, explain, explain_before_advice, explain_before_no
from programme.offers.queries import lock_newest_offer
from programme.offers.refusals import NoAnswerWanted
from programme.offers.states import OfferState
from programme.offers.words import HOW_WORDS
from programme.outcomes.answers import answers_left, take_late_no, take_no, take_wish_for_advice, take_yes
from programme.outcomes.ending import can_find_answer, can_take_answer
from programme.outcomes.models import GivenAnswer
from programme.outcomes.opening_again import tell_of_undone_lapse, undo_lapse
from programme.outcomes.queries import find_locked_result
from programme.outcomes.words import GIVEN_ANSWER_WORDS
from programme.referrals.queries import lock_referral
from programme.referrals.refusals import ReasonMissing
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.offers.models import Offer
    from programme.referrals.models import Referral

_EXPLAINED = {
    GivenAnswer.ACCEPT: explain,
    GivenAnswer.DECLINE: explain_before_no,
    GivenAnswer.ADVICE: explain_before_advice,
}
_STEPS = {
    GivenAnswer.ACCEPT: take_yes,
    GivenAnswer.DECLINE: take_no,
    GivenAnswer.ADVICE: take_wish_for_advice,
}


def record_answer(
    db: Session, *, actor: Actor, now: datetime, reference: str, answer: GivenAnswer, told: Told, reason: str = ""
) -> None:
    """Take down what he said after the words were explained to him as `told` says, for the offer that stands.

    The same follows as from his own answer, given at the time at which he gave it, however late it is typed. Where the
    offer lapsed before it was typed, that is undone, for a `reason`: after a yes, or a wish for advice whose day
    is not over, the offer stands, and he is told where he had been told otherwise; a no is filed as his answer. Of a
    man who cannot decide neither a yes nor a no is taken, only that he wants advice.

    Raises NotFound, NoAnswerWanted without an offer that stands or lapsed, AnsweredBeforeOffer, AnswerDayOver, what
    `undo_lapse` raises, and what the explanation before that answer (`offers.explaining`) and the answer's own step do.
    """
    referral, reason = lock_referral(db, reference, actor), " ".join(reason.split())
    found = lock_newest_offer(db, referral.id)
    lapsed = found is not None and found.state is OfferState.LAPSED
    if found is not None and lapsed:
        if answer not in answers_left(found, now):
            raise NoAnswerWanted()
        _may_find(db, referral, found, told, reason)
        if answer is not GivenAnswer.DECLINE:
            undo_lapse(db, referral, found, reason, actor=actor, now=now)
    else:
        can_take_answer(found.state if found else None, referral.state, begun=course_has_begun(db, referral, now))
    assert found is not None
    check_answered_at(found, told.at)
    check_words_shown(db, reference, actor, told.shown, now=now)
    _EXPLAINED[answer](db, found, told, offence_at=referral.offence_at, actor=actor, now=now)
    record(
        db,
        referral.id,
        events.AnswerRecorded,
        actor=actor,
        now=now,
        answer=GIVEN_ANSWER_WORDS[answer],
        how=HOW_WORDS[told.how],
        by=told.by or actor.label,
        version=told.words_version,
    )
    said: dict[str, Any] = {"words_version": told.words_version, "at": told.at, "actor": actor, "now": now}
    if found.state is OfferState.LAPSED:
        take_late_no(db, referral, found, reason, **said)
        return
    standing = lock_standing(db, found.id)
    _STEPS[answer](db, standing, **said)
    if lapsed and answer is GivenAnswer.ACCEPT and not standing.paper_owed:
        tell_of_undone_lapse(db, referral, found, now=now)


def _may_find(db: Session, referral: Referral, offer: Offer, told: Told, reason: str) -> None:
    result = find_locked_result(db, referral.id)
    can_find_answer(offer.state, referral.state, result.reason if result else None)
    check_answered_at(offer, told.at)
    if not reason:
        raise ReasonMissing()
