"""Returning a case to the force of the offence: the step that every way out of the programme shares."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from programme.history import events
from programme.history.timeline import record
from programme.notices.models import Channel
from programme.notices.outbox import owe
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.outcomes.queries import find_locked_result
from programme.outcomes.rules import REASON_WORDS, VERDICT_OF, VERDICT_WORDS
from programme.outcomes.states import ReturnEvent
from programme.people.reference import force_name
from programme.people.telling import tell_person
from programme.referrals.models import Referral
from programme.referrals.queries import person_of
from programme.referrals.states import REFERRALS, ReferralEvent
from programme.shared.actor import Actor
from programme.shared.dates import london_date


def return_case(
    db: Session,
    referral: Referral,
    reason: ResultReason,
    *,
    actor: Actor,
    now: datetime,
    booking_id: int | None = None,
) -> Result:
    """Decide the result by its reason, put it into the force's tray and owe the messages.

    The clock keeps running: only a charge issued or a final disposal stops it. The caller holds the case's lock,
    and moves the exchange and any booking itself.
    """
    return _decide(db, referral, reason, ReferralEvent.RESULT_RETURNED, actor=actor, now=now, booking_id=booking_id)


def return_or_correct(
    db: Session, referral: Referral, reason: ResultReason, *, actor: Actor, now: datetime, booking_id: int
) -> Result | None:
    """Return the case, or, where it went back because nobody had said what happened, put what did happen in the place
    of that: both are kept, one stands, and it is told and has to be acknowledged again.

    None where the case has a result that stands, or its force has acted on it already. The caller holds the case's
    lock, and moves the exchange.
    """
    if REFERRALS.allows(referral.state, ReferralEvent.RESULT_RETURNED):
        return return_case(db, referral, reason, actor=actor, now=now, booking_id=booking_id)
    if not REFERRALS.allows(referral.state, ReferralEvent.RESULT_CORRECTED):
        return None
    unknown = find_locked_result(db, referral.id)
    if unknown is None or unknown.reason is not ResultReason.REGISTER_NOT_SIGNED:
        return None
    unknown.happens(ReturnEvent.SUPERSEDED)
    db.flush()  # one result stands at a time
    was = REASON_WORDS[unknown.reason]
    record(db, referral.id, events.ResultSuperseded, actor=actor, now=now, reason=was)
    return _decide(db, referral, reason, ReferralEvent.RESULT_CORRECTED, actor=actor, now=now, booking_id=booking_id)


def _decide(
    db: Session,
    referral: Referral,
    reason: ResultReason,
    event: ReferralEvent,
    *,
    actor: Actor,
    now: datetime,
    booking_id: int | None,
) -> Result:
    verdict = VERDICT_OF[reason]
    result = Result(
        referral_id=referral.id,
        booking_id=booking_id,
        force_code=referral.force_code,
        verdict=verdict,
        reason=reason,
        decided_at=now,
        decided_by=actor.label,
        returned_at=now,
    )
    db.add(result)
    referral.happens(event)
    db.flush()  # the result must exist before its messages name it
    days_left = (referral.charge_by_on - london_date(now)).days
    record(
        db,
        referral.id,
        events.ResultDecided,
        actor=actor,
        now=now,
        verdict=VERDICT_WORDS[verdict],
        reason=REASON_WORDS[reason],
    )
    force = force_name(referral.force_code)
    record(db, referral.id, events.ResultReturned, actor=actor, now=now, force=force, days_left=days_left)
    _tell(db, referral, result, now=now)
    return result


def _tell(db: Session, referral: Referral, result: Result, *, now: datetime) -> None:
    facts = {"reference": referral.reference}
    cause = f"{referral.reference}:{result.id}"  # a result that was corrected is told again
    tell_person(
        db,
        person_of(db, referral),
        notice="result_returned_to_person",
        cause=cause,
        referral_id=referral.id,
        facts={**facts, "completed": result.verdict is Verdict.COMPLETED},
        now=now,
    )
    if referral.officer_email:
        owe(
            db,
            notice="result_returned_to_officer",
            cause=cause,
            channel=Channel.EMAIL,
            address=referral.officer_email,
            facts={**facts, "charge_by_on": referral.charge_by_on},
            now=now,
            referral_id=referral.id,
        )
