"""Record the answer that he gave to somebody, in person or by telephone: not everybody can use a phone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.course_day import course_has_begun
from programme.bookings.queries import lock_standing
from programme.history import events
from programme.history.timeline import record
from programme.offers.answering import is_unanswered_in_time
from programme.offers.case_to_offer import check_words_shown
from programme.offers.explaining import Told, explain, explain_before_advice, explain_before_no
from programme.offers.queries import find_standing_offer
from programme.offers.words import HOW_WORDS
from programme.outcomes.answers import take_no, take_wish_for_advice, take_yes
from programme.outcomes.ending import can_take_answer
from programme.outcomes.models import GivenAnswer
from programme.outcomes.words import GIVEN_ANSWER_WORDS
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

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


def record_answer(db: Session, *, actor: Actor, now: datetime, reference: str, answer: GivenAnswer, told: Told) -> None:
    """Take down what he said after the words were explained to him as `told` says, for the offer that stands.

    The same follows as from his own answer. Of a man who cannot decide neither a yes nor a no is taken, only that he
    wants advice. Raises NotFound, NoAnswerWanted without an offer that stands, and what the explanation before that
    answer (`offers.explaining`) and the answer's own step raise.
    """
    referral = lock_referral(db, reference, actor)
    found = find_standing_offer(db, referral.id)
    over = found is not None and is_unanswered_in_time(found, now)
    begun = course_has_begun(db, referral, now)
    can_take_answer(found.state if found else None, referral.state, over=over, begun=begun)
    assert found is not None
    standing = lock_standing(db, found.id)
    check_words_shown(db, reference, actor, told.shown, now=now)
    _EXPLAINED[answer](db, standing.offer, told, offence_at=referral.offence_at, actor=actor, now=now)
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
    _STEPS[answer](db, standing, words_version=told.words_version, actor=actor, now=now)
