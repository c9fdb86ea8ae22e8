"""Returning a case to the force of the offence: the step that every way out of the programme shares."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from programme.history import events
from programme.history.timeline import record
from programme.notices.models import Channel
from programme.notices.outbox import owe
from programme.outcomes.models import Result, ResultReason
from programme.outcomes.rules import REASON_WORDS, VERDICT_OF, VERDICT_WORDS
from programme.people.reference import force_name
from programme.people.telling import tell_person
from programme.referrals.models import Referral
from programme.referrals.queries import person_of
from programme.referrals.states import ReferralEvent
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
    referral.happens(ReferralEvent.RESULT_RETURNED)
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
    _tell(db, referral, now=now, completed=verdict.value)
    return result


def _tell(db: Session, referral: Referral, *, now: datetime, completed: str) -> None:
    facts = {"reference": referral.reference}
    tell_person(
        db,
        person_of(db, referral),
        notice="result_returned_to_person",
        cause=referral.reference,
        referral_id=referral.id,
        facts={**facts, "completed": completed == "completed"},
        now=now,
    )
    if referral.officer_email:
        owe(
            db,
            notice="result_returned_to_officer",
            cause=referral.reference,
            channel=Channel.EMAIL,
            address=referral.officer_email,
            facts={**facts, "charge_by_on": referral.charge_by_on},
            now=now,
            referral_id=referral.id,
        )
