"""Opening a case again that came back: its result stands no longer, and eligibility is asked afresh. Offering anew and
finding that he had signed in time share it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from programme.concerns.queries import find_standing
from programme.courses.queries import programme_of
from programme.eligibility.assessment import open_questions
from programme.eligibility.rules import EligibilityVerdict
from programme.history import events
from programme.history.timeline import record
from programme.intake.correcting import take_terms_of_corrected_day
from programme.intake.deciding import decide_again
from programme.intake.known_people import SAME_NIGHT
from programme.intake.tying import lock_belonging, record_tie, share_the_shortest_clock
from programme.notices.reached import may_have_been_told
from programme.offers.models import Offer
from programme.offers.states import OfferEvent
from programme.outcomes.carrying_corrections import put_to_a_human
from programme.outcomes.ending import can_undo_lapse
from programme.outcomes.models import Result, ResultReason
from programme.outcomes.queries import find_locked_result
from programme.outcomes.refusals import NoLongerEligible
from programme.outcomes.states import ReturnEvent
from programme.outcomes.words import REASON_WORDS
from programme.people.telling import tell_person
from programme.referrals.models import Referral
from programme.referrals.queries import person_of
from programme.referrals.refusals import ReasonMissing
from programme.referrals.states import ReferralEvent
from programme.shared.actor import Actor
from programme.shared.dates import london_date


def open_again(db: Session, referral: Referral, result: Result, *, actor: Actor, now: datetime) -> None:
    """Put the case back to eligible, with those that shared its place. Its result is kept and stands no longer. The
    caller holds the locks of both, has asked whether it can be, and asks for the time that is left once more: another
    clock may have become shorter since. Raises NoLongerEligible."""
    _open(db, referral, result, actor=actor, now=now)
    _open_what_shared_its_place(db, referral, result.reason, actor=actor, now=now)
    programme = programme_of(db, referral.programme_id)
    take_terms_of_corrected_day(db, referral, programme)
    found = decide_again(db, referral, programme, actor=actor, now=now)
    if found.verdict is not EligibilityVerdict.ELIGIBLE:
        raise NoLongerEligible(explanation=open_questions(found))


def undo_lapse(db: Session, referral: Referral, offer: Offer, reason: str, *, actor: Actor, now: datetime) -> None:
    """The offer that lapsed stands again as it stood before, because he had signed or answered in time; why that is
    known only now stays on it. The caller holds the case's lock, and then records what he had done.

    Raises what `can_undo_lapse` does, ReasonMissing and NoLongerEligible.
    """
    result = find_locked_result(db, referral.id)
    can_undo_lapse(
        offer.state,
        referral.state,
        reason=result.reason if result else None,
        is_tied=referral.tied_to_id is not None,
        stopped=find_standing(db, referral.id) is not None,
        complete_by_on=referral.complete_by_on,
        return_by_on=referral.return_by_on,
        today=london_date(now),
    )
    if not reason:
        raise ReasonMissing()
    assert result is not None
    open_again(db, referral, result, actor=actor, now=now)
    referral.apply(ReferralEvent.OFFER_MADE)
    offer.apply(OfferEvent.LAPSE_UNDONE)
    offer.lapse_undone_because = reason
    record(db, referral.id, events.LapseUndone, actor=actor, now=now)


def tell_of_undone_lapse(db: Session, referral: Referral, offer: Offer, *, now: datetime) -> bool:
    """Where he was told, or may have been, that the time to answer this offer was over, he is told that he answered in
    time, and can choose: else False. The caller has reckoned the last safe course day."""
    if not may_have_been_told(db, notice="offer_lapsed", cause=str(offer.id)):
        return False
    tell_person(
        db,
        person_of(db, referral),
        notice="lapse_undone",
        cause=str(offer.id),
        referral_id=referral.id,
        facts={"reference": referral.reference, "complete_by_on": referral.complete_by_on},
        now=now,
    )
    return True


def _open(db: Session, referral: Referral, result: Result, *, actor: Actor, now: datetime) -> None:
    result.apply(ReturnEvent.SUPERSEDED)
    referral.apply(ReferralEvent.REOPENED)
    record(db, referral.id, events.OfferReopened, actor=actor, now=now, reason=REASON_WORDS[result.reason])


def _open_what_shared_its_place(
    db: Session, referral: Referral, reason: ResultReason, *, actor: Actor, now: datetime
) -> None:
    """The cases of the same night had the same result: they go with this one again, in time for the shortest clock. One
    whose offence is of another night, as it was corrected since, keeps its result, and a human looks at it."""
    for tied in lock_belonging(db, referral.id):
        result = find_locked_result(db, tied.id)
        if result is None or result.reason is not reason:
            continue
        if abs(tied.offence_at - referral.offence_at) >= SAME_NIGHT:
            _leave_to_a_human(db, tied, referral, actor=actor, now=now)
            continue
        _open(db, tied, result, actor=actor, now=now)
        tied.apply(ReferralEvent.TIED)
        share_the_shortest_clock(referral, tied)
        record_tie(db, tied, referral, actor=actor, now=now)
    db.flush()  # eligibility, asked next, looks at how they stand


def _leave_to_a_human(db: Session, parted: Referral, opened: Referral, *, actor: Actor, now: datetime) -> None:
    said = (
        f"Case {opened.reference} is open again. As it is corrected, this one is not of its night, so it stays as it "
        "came back: decide it by itself."
    )
    record(db, parted.id, events.OtherCaseOpenAgain, actor=actor, now=now, said=said)
    put_to_a_human(db, {parted.id}, actor=actor, now=now)
