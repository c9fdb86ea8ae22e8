"""Take back what was decided about who somebody is: both records stand as before, and the question is open again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.history.events import IdentityTakenBack
from programme.history.timeline import record
from programme.intake.asking_again import ask_again, ask_who_he_is
from programme.intake.merging import part
from programme.intake.pairs import decided_words, in_progress_of, one_decision
from programme.outcomes.mistaken_cases import ended_for_the_other
from programme.outcomes.open_beside import put_by_who_he_is
from programme.outcomes.who_he_is_now import keep_who_he_is, records_of_both
from programme.people.refusals import EndedForTheOther
from programme.referrals.models import Referral
from programme.referrals.queries import lock_cases_beside, lock_referral, lock_referral_by_id
from programme.referrals.refusals import ReasonMissing
from programme.referrals.states import IN_PROGRESS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor

_TWO_RECORDS = "His record is his own again: that he is the man of another was taken back."


def take_back_identity(db: Session, *, actor: Actor, now: datetime, reference: str, decision: int, reason: str) -> str:
    """Take a decision back that was made in this case, or about it, and return the reference of the other case.

    The decision and that it was taken back, by whom and why, both stand. Facts that went over to the other go back and
    are told again, and eligibility is asked again in all cases of both; an offer that something is in the way of now is
    put to a human.
    Raises NotFound, ReasonMissing, IdentityNotDecided, JoinedFurther, and EndedForTheOther while a case stands ended as
    recorded twice because the two are one.
    """
    referral = lock_referral(db, reference, actor)
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissing()
    taken = one_decision(db, decision, referral.id)
    numbers = [taken.referral_id, taken.other_referral_id]
    lock_cases_beside(db, numbers)
    references = {number: db.get_one(Referral, number).reference for number in numbers}
    was = records_of_both(db, [taken.person_id, taken.other_id]) if taken.is_same else {}
    back = part(db, taken, now=now) if taken.is_same else numbers
    if taken.is_same and (ended := ended_for_the_other(db, taken.person_id, taken.other_id)) is not None:
        raise EndedForTheOther(explanation=f"{ended} was ended because they are one man: nobody watches its clock.")
    taken.taken_back_at, taken.taken_back_by, taken.taken_back_reason = now, actor.label, reason
    other = references[taken.other_referral_id if taken.referral_id == referral.id else taken.referral_id]
    words = decided_words(taken.is_same)
    for number, beside in zip(numbers, reversed(numbers), strict=True):
        record(db, number, IdentityTakenBack, actor=actor, now=now, decided=words, other=references[beside])
    keep_who_he_is(db, was, where=_TWO_RECORDS, reason=reason, actor=actor, now=now)
    subjects = [reference, other]
    log_access(db, actor=actor, now=now, what="take_back_identity", subjects=subjects, operation=Operation.ALTERATION)
    db.flush()
    asked = [lock_referral_by_id(db, one) for one in sorted({*back, taken.referral_id, *in_progress_of(db, taken)})]
    for case in asked:
        db.refresh(case)
        if case.state in IN_PROGRESS:
            ask_again(db, case, actor=actor, now=now)
        else:
            ask_who_he_is(db, case, actor=actor, now=now)
    put_by_who_he_is(
        db, asked, f"It is open again whether {reference} and {other} are of one man.", actor=actor, now=now
    )
    return other
