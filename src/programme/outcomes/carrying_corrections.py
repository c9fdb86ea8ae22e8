"""Carrying out what follows from a correction of a case: the steps that correcting its offence and correcting the rest
of its record share. The caller holds the case's lock, and has changed the facts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.concerns.models import Sign
from programme.concerns.raising import raise_in
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.duties.tasks import TaskToRaise, raise_tasks
from programme.eligibility.circumstances import human_answer
from programme.eligibility.rules import NO_CONCERN
from programme.intake.correcting import Correction
from programme.intake.deciding import judge_case, keep_judgement
from programme.intake.tying import lock_tied, move_by_verdict, untie_one
from programme.offers.taking_back import take_offer_back
from programme.outcomes.points_to_see import point_mark, seen_to
from programme.payments.giving_back import give_everything_back
from programme.payments.states import RefundReason
from programme.referrals.models import Referral
from programme.referrals.states import ReferralEvent, ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import add_working_days, london_date


def decide_as_corrected(
    db: Session, referral: Referral, correction: Correction, *, actor: Actor, now: datetime
) -> set[int]:
    """The rules have been asked about the new facts, and the case is moved by what they say. Returns the cases that
    were let go."""
    judged = correction.judged
    assert judged is not None
    gone = part_from(db, referral, {one.id for one in correction.parts}, actor=actor, now=now)
    keep_judgement(db, referral, judged, actor=actor, now=now)
    move_by_verdict(db, referral, judged.found, judged.about, actor=actor, now=now)
    if referral.state in (ReferralState.TIED, ReferralState.INELIGIBLE):
        gone |= part_from(db, referral, None, actor=actor, now=now)  # it leads nobody any more
    return gone


def stop_as_corrected(
    db: Session,
    referral: Referral,
    correction: Correction,
    *,
    signs: frozenset[Sign] = frozenset(),
    actor: Actor,
    now: datetime,
) -> set[int]:
    """He was under 18, or there are signs that somebody needs protecting: the offer, his place and his money go back,
    and the case is decided again. He is told that the offer was taken back, never why. Returns the cases that were let
    go."""
    given_back = give_everything_back(db, referral, refund_reason=RefundReason.STOPPED, actor=actor, now=now)
    if signs:
        correction = protect_as_corrected(db, referral, correction, signs, actor=actor, now=now)
    else:
        referral.apply(ReferralEvent.STOPPED)
    take_offer_back(db, referral, refund_pence=given_back.refund_pence, actor=actor, now=now)
    return decide_as_corrected(db, referral, correction, actor=actor, now=now)


def protect_as_corrected(
    db: Session,
    referral: Referral,
    correction: Correction,
    signs: frozenset[Sign],
    *,
    stops: bool = True,
    actor: Actor,
    now: datetime,
) -> Correction:
    """Raise a concern as a human does who saw these signs, and tell safeguarding, which decides from now on: no rank
    types it away. Returns the correction with the answer to that criterion, where the rules are still asked. `stops`
    as in `raise_in`."""
    raise_in(db, referral, signs, actor=actor, now=now, stops=stops)
    if correction.judged is None:
        return correction
    answers = correction.judged.answers | {NO_CONCERN: human_answer(NO_CONCERN, False, by=actor.label, at=now)}
    judged = judge_case(db, referral, correction.terms, now=now, about=correction.judged.about, settled=answers)
    return replace(correction, judged=judged)


def part_from(
    db: Session, referral: Referral, only: Collection[int] | None, *, actor: Actor, now: datetime
) -> set[int]:
    """Let the cases go that share its place: all of them, or these only. Returns which."""
    if only is not None and not only:
        return set()
    going = [one for one in lock_tied(db, referral.id) if only is None or one.id in only]
    for one in going:
        untie_one(db, one, actor=actor, now=now)
    return {one.id for one in going}


def put_to_a_human(
    db: Session, numbers: Collection[int], *, due_on: date | None = None, actor: Actor, now: datetime
) -> None:
    """Questions that the service does not decide by itself: in these cases, by the next working day, or sooner where
    one is due on a day of its own."""
    by_on = due_on or add_working_days(london_date(now), 1)
    tasks = [TaskToRaise(number, TaskKind.LOOK_AGAIN, by_on) for number in sorted(numbers)]
    raise_tasks(db, tasks, actor=actor, now=now)
    if due_on is not None:
        later = (Task.kind == TaskKind.LOOK_AGAIN, Task.state == TaskState.OPEN, Task.due_on > due_on)
        db.execute(update(Task).where(Task.referral_id.in_(numbers), *later).values(due_on=due_on))


def is_put_still(db: Session, referral_id: int, words: str, since: datetime) -> bool:
    """Whether nobody has said since that this point, which was put to a human in this case, was seen to."""
    if any(mark == point_mark(words) and at >= since for mark, at in seen_to(db, referral_id)):
        return False
    waits = (Task.kind == TaskKind.LOOK_AGAIN, Task.state == TaskState.OPEN, Task.raised_at <= since)
    return db.execute(select(Task.id).where(Task.referral_id == referral_id, *waits)).first() is not None
