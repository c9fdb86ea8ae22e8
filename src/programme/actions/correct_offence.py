"""Correct when the offence was: the clock is reckoned from it, and everything that hangs on the clock follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.courses.queries import programme_of
from programme.duties.answering import follow_the_clock
from programme.duties.forces import forces_of
from programme.duties.recipients import staff_of, told_about
from programme.duties.telling import StaffNotice, tell_staff
from programme.history import events
from programme.history.timeline import record
from programme.intake.correcting import MOVES_LATER, TAKES_OUT_OF_THE_WAY, Correction, correction_of, flags_then
from programme.intake.deciding import keep_judgement
from programme.offers.shortening import shorten_answer
from programme.outcomes.carrying_corrections import (
    decide_as_corrected,
    part_from,
    put_to_a_human,
    stop_as_corrected,
)
from programme.outcomes.correcting import Then, WhatFollows, what_follows
from programme.outcomes.out_of_time import end_what_is_too_late
from programme.outcomes.second_correction import said_is_done, said_time, say_time, time_waits, watch_the_sooner
from programme.referrals.models import OffenceCorrection
from programme.referrals.queries import lock_referral
from programme.referrals.refusals import CorrectedMeanwhile, RankTooLow, ReasonMissing
from programme.shared.actor import Role
from programme.shared.dates import london_date
from programme.shared.ranks import is_at_least

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.referrals.models import Referral
    from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class CorrectedOffence:
    """The corrected offence, and the consequences. `waits`: a second person has to say the same first."""

    reference: str
    correction: Correction
    follows: WhatFollows
    waits: bool = False


def correct_offence(
    db: Session, *, actor: Actor, now: datetime, reference: str, offence_at: datetime, was_at: datetime, reason: str
) -> CorrectedOffence:
    """Keep when the offence was, with what stood there before, and reckon the clock from it (Magistrates' Courts Act
    1980 s.127): in every state, until a charge is issued. Moving the last day to charge later takes a sergeant, and
    so does taking a criterion that was not met out of the way.

    `was_at` is what the officer saw that he corrected. Before an offer the rules of the new day decide the case again.
    Where an offer stands, it stops if he was under 18 on that day; a place that is too late is given up and a case that
    cannot be completed goes back, as when a course is changed: both only once a second person says the same time, and
    until then nothing is corrected. He never gets longer to answer than he was told; what
    else no longer fits is a task for a human. After the result nothing follows but the clock: one that was over after
    no further action, because its last day had passed, runs again where that day is still to come.

    Raises NotFound, ReasonMissing, CorrectedMeanwhile, RankTooLow, and what `correction_of` and `what_follows` raise.
    """
    referral = lock_referral(db, reference, actor)
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissing()
    if referral.offence_at != was_at:
        raise CorrectedMeanwhile()
    correction = correction_of(db, referral, programme_of(db, referral.programme_id), offence_at, now=now)
    if correction.days_later > 0 and not is_at_least(actor.rank, MOVES_LATER):
        raise RankTooLow(MOVES_LATER)
    if correction.cleared and not is_at_least(actor.rank, TAKES_OUT_OF_THE_WAY):
        raise RankTooLow(TAKES_OUT_OF_THE_WAY)
    follows = what_follows(db, referral, correction, now=now)
    said = said_time(db, referral, offence_at)
    if time_waits(follows.then, said, actor):
        say_time(db, referral, correction, reason, said, actor=actor, now=now)
        _tell_the_others(db, referral, correction, actor=actor, now=now)
        _log(db, reference, actor=actor, now=now)
        return CorrectedOffence(reference, correction, follows, waits=True)
    _correct(db, referral, correction, follows, reason, actor=actor, now=now)
    if said is not None:
        said_is_done(db, referral, said, actor=actor, now=now)
    watch_the_sooner(db, referral)
    if follows.then is Then.CLOCK_AGAIN:
        referral.finalised_at = None
    _move_the_clock(db, referral, correction, actor=actor, now=now)
    on_their_own: set[int] = set()
    if follows.then is Then.DECIDED_AGAIN:
        on_their_own = decide_as_corrected(db, referral, correction, actor=actor, now=now)
    elif follows.then not in (Then.CLOCK_ONLY, Then.CLOCK_AGAIN):
        on_their_own = _look_at_offer(db, referral, correction, follows, actor=actor, now=now)
    refused = {one.id for one in correction.refused}
    put_to_a_human(db, on_their_own | refused | ({referral.id} if follows.to_look_at else set()), actor=actor, now=now)
    return CorrectedOffence(reference, correction, follows)


def _correct(
    db: Session,
    referral: Referral,
    correction: Correction,
    follows: WhatFollows,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep the correction, and the facts and dates as they are now."""
    was, becomes = correction.was, correction.becomes
    db.add(
        OffenceCorrection(
            referral_id=referral.id,
            was_at=referral.offence_at,
            offence_at=correction.offence_at,
            was_charge_by_on=was.charge_by_on,
            charge_by_on=becomes.charge_by_on,
            reason=reason,
            to_look_at=list(follows.to_look_at),
            corrected_at=now,
            corrected_by=actor.label,
            corrected_by_rank=actor.rank,
        )
    )
    reference = referral.reference
    _log(db, reference, actor=actor, now=now)
    record(
        db,
        referral.id,
        events.OffenceCorrected,
        actor=actor,
        now=now,
        was_at=referral.offence_at,
        offence_at=correction.offence_at,
        was_charge_by_on=was.charge_by_on,
        charge_by_on=becomes.charge_by_on,
        was_return_by_on=was.return_by_on,
        return_by_on=becomes.return_by_on,
        was_complete_by_on=was.complete_by_on,
        complete_by_on=becomes.complete_by_on,
    )
    referral.flags = flags_then(referral, correction.offence_at)
    referral.offence_at = correction.offence_at
    assert correction.terms.route is not None
    referral.route, referral.rules_id = correction.terms.route.key, correction.terms.rules.id
    referral.charge_by_on, referral.return_by_on = becomes.charge_by_on, becomes.return_by_on
    referral.complete_by_on = becomes.complete_by_on
    db.flush()  # the same offence twice is refused here, before anything follows


def _log(db: Session, reference: str, *, actor: Actor, now: datetime) -> None:
    log_access(db, actor=actor, now=now, what="correct_offence", subjects=[reference], operation=Operation.ALTERATION)


def _move_the_clock(db: Session, referral: Referral, correction: Correction, *, actor: Actor, now: datetime) -> None:
    """Where the last day is another, the warnings of the one before end, and the officer in the case is told of it, or
    whoever is there for him."""
    if not correction.days_later:
        return
    follow_the_clock(db, referral, now=now)
    if referral.over_at is None:
        notice = StaffNotice(
            notice="offence_corrected",
            cause=f"{referral.reference}:{now:%Y%m%d%H%M%S%f}",
            to=told_about(db, referral.id, Role.OFFICER, today=london_date(now)),
            facts={
                "reference": referral.reference,
                "charge_by_on": correction.becomes.charge_by_on,
                "was_charge_by_on": correction.was.charge_by_on,
                "in_time": london_date(now) <= correction.becomes.charge_by_on,
            },
            about=referral.id,
            what="The last day to charge has changed",
        )
        tell_staff(db, [notice], actor=actor, now=now)


def _tell_the_others(db: Session, referral: Referral, correction: Correction, *, actor: Actor, now: datetime) -> None:
    """Whoever can say the same, or leave it, is told at once: the time that was said may leave no day to wait for."""
    today, case = london_date(now), forces_of(db, [referral.id])[referral.id]
    notice = StaffNotice(
        notice="other_time_said",
        cause=f"{referral.reference}:{now:%Y%m%d%H%M%S%f}",
        to=staff_of(db, [case], today=today).everybody(case),
        facts={
            "reference": referral.reference,
            "charge_by_on": correction.becomes.charge_by_on,
            "was_charge_by_on": correction.was.charge_by_on,
            "in_time": today <= correction.becomes.charge_by_on,
        },
        about=referral.id,
        what="The last day to charge is said to be another",
    )
    tell_staff(db, [notice], actor=actor, now=now)


def _look_at_offer(
    db: Session, referral: Referral, correction: Correction, follows: WhatFollows, *, actor: Actor, now: datetime
) -> set[int]:
    """An offer was made: what can stand stands, and what cannot ends now. Returns the cases that were let go."""
    if follows.then is Then.STOPPED:
        return stop_as_corrected(db, referral, correction, actor=actor, now=now)
    assert correction.judged is not None
    gone = part_from(db, referral, {one.id for one in correction.parts}, actor=actor, now=now)
    keep_judgement(db, referral, correction.judged, actor=actor, now=now)
    if follows.then is Then.GOES_ON:
        shorten_answer(db, referral, actor=actor, now=now)
    if follows.then is not Then.LEFT_TO_THE_REGISTER:
        end_what_is_too_late(db, referral, dates_moved=True, actor=actor, now=now)
    return gone
