"""Returning a case to the force of the offence: the step that every way out of the programme shares."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from programme.duties.recipients import told_about
from programme.duties.telling import StaffNotice, tell_staff
from programme.history import events
from programme.history.timeline import record
from programme.intake.tying import lock_belonging, lock_tied
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.outcomes.queries import find_locked_result
from programme.outcomes.rules import NOT_KNOWN, VERDICT_OF
from programme.outcomes.states import ReturnEvent
from programme.outcomes.told_as import tell_result
from programme.outcomes.told_of import is_told_of
from programme.outcomes.words import REASON_WORDS, VERDICT_WORDS
from programme.people.reference import force_name
from programme.policies.queries import one_route
from programme.referrals.bites import to_charge
from programme.referrals.models import Referral
from programme.referrals.states import REFERRALS, ReferralEvent
from programme.shared.actor import Actor, Role
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

    A case that shared the place of this one has the same result at once, with its own clock. The clock keeps running:
    only a charge issued stops it. The caller holds the case's lock, and moves any booking itself.
    """
    returned = ReferralEvent.RESULT_RETURNED
    result = _decide(db, referral, reason, returned, actor=actor, now=now, booking_id=booking_id)
    tell_result(db, referral, result, cause=_cause(referral, result), now=now)
    for tied in lock_tied(db, referral.id):
        _decide(db, tied, reason, returned, actor=actor, now=now)
    return result


def return_or_correct(
    db: Session,
    referral: Referral,
    reason: ResultReason,
    *,
    actor: Actor,
    now: datetime,
    booking_id: int | None = None,
) -> Result | None:
    """Return the case, or, where it went back because nobody had said what happened, put what did happen in the place
    of that: both are kept, one stands, and it is told and has to be acknowledged again. So it is with the cases that
    shared its place.

    None where the case has a result that stands, or its force has acted on it already. The caller holds the case's
    lock.
    """
    if REFERRALS.allows(referral.state, ReferralEvent.RESULT_RETURNED):
        return return_case(db, referral, reason, actor=actor, now=now, booking_id=booking_id)
    result = _correct(db, referral, reason, actor=actor, now=now, booking_id=booking_id)
    if result is not None:
        tell_result(db, referral, result, cause=_cause(referral, result), now=now)
    for tied in lock_belonging(db, referral.id):
        _correct(db, tied, reason, actor=actor, now=now)
    return result


def correct_to_his_no(db: Session, referral: Referral, *, actor: Actor, now: datetime) -> None:
    """He had said no before the offer lapsed: his answer stands in the place of a failure, in the case and in those
    that shared its place, and it is told and has to be acknowledged again. The caller holds the case's lock."""
    declined, instead_of = ResultReason.OFFER_DECLINED, frozenset({ResultReason.OFFER_LAPSED})
    result = _correct(db, referral, declined, instead_of, actor=actor, now=now)
    if result is not None:
        tell_result(db, referral, result, cause=_cause(referral, result), now=now)
    for tied in lock_belonging(db, referral.id):
        _correct(db, tied, declined, instead_of, actor=actor, now=now)


def _correct(
    db: Session,
    referral: Referral,
    reason: ResultReason,
    instead_of: frozenset[ResultReason] = NOT_KNOWN,
    *,
    actor: Actor,
    now: datetime,
    booking_id: int | None = None,
) -> Result | None:
    if not REFERRALS.allows(referral.state, ReferralEvent.RESULT_CORRECTED):
        return None
    stands = find_locked_result(db, referral.id)
    if stands is None or stands.reason not in instead_of:
        return None
    stands.apply(ReturnEvent.SUPERSEDED)
    db.flush()  # one result stands at a time
    was = REASON_WORDS[stands.reason]
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
    booking_id: int | None = None,
) -> Result:
    """Decide it, put it into the tray and tell the officer in the case, or whoever is there for him."""
    verdict = VERDICT_OF[reason]
    outcome, finalisation = _proposal(db, referral, verdict)
    result = Result(
        referral_id=referral.id,
        booking_id=booking_id,
        force_code=referral.force_code,
        verdict=verdict,
        reason=reason,
        decided_at=now,
        decided_by=actor.label,
        returned_at=now,
        proposed_outcome=outcome,
        proposed_finalisation=finalisation,
    )
    db.add(result)
    referral.apply(event)
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
    _tell_officer(db, referral, result, actor=actor, now=now)
    return result


def _proposal(db: Session, referral: Referral, verdict: Verdict) -> tuple[int | None, str]:
    """The route's proposal for a completed course: a Home Office outcome and the force's own words. It is a
    proposal: the force decides. For an offence that he was not told of nothing is proposed."""
    if verdict is not Verdict.COMPLETED or not is_told_of(db, referral):
        return None, ""
    route = one_route(db, referral.route)
    return route.success_outcome, route.success_finalisation


def _tell_officer(db: Session, referral: Referral, result: Result, *, actor: Actor, now: datetime) -> None:
    tell_staff(
        db,
        [
            StaffNotice(
                notice="result_returned_to_officer",
                cause=_cause(referral, result),
                to=told_about(db, referral.id, Role.OFFICER, today=london_date(now)),
                facts={
                    "reference": referral.reference,
                    "act_by_on": to_charge(referral.charge_by_on, london_date(now)).on,
                    "in_time": london_date(now) <= referral.charge_by_on,
                },
                about=referral.id,
                what="The result is back",
            )
        ],
        actor=actor,
        now=now,
    )


def _cause(referral: Referral, result: Result) -> str:
    return f"{referral.reference}:{result.id}"  # a result that was corrected is told again
