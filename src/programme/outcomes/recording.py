"""Whether something may be recorded as done with a case, and who may put right what was: asked by page and action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.bookings.models import Booking
from programme.concerns.queries import stopped_among
from programme.courses.models import CourseDate
from programme.duties.models import TaskKind
from programme.duties.states import TaskEvent
from programme.duties.tasks import end_tasks, find_open_task
from programme.history import events
from programme.history.timeline import record
from programme.outcomes.disposing import ENDS_WITHOUT_CHARGE, Ended, needs_rank, why_not
from programme.outcomes.done import Done, EndedAsMistake, no_action_of
from programme.outcomes.ending import can_correct, can_dispose, can_take_back
from programme.outcomes.excuses import check_excuse, excuse_counts
from programme.outcomes.finalising import contradicted, fits_reason, outcome_that_follows, outcome_words
from programme.outcomes.models import Disposal, NoActionReason, RecordedDisposal, Result
from programme.outcomes.queries import RESULT_STANDS, newest_disposal
from programme.outcomes.refusals import (
    ChargedTooLate,
    DoneBeforeTheCourse,
    DoneBeforeTheOffence,
    DoneInTheFuture,
    NoActionReasonMissing,
    NotWhatHappened,
    OutcomeContradicts,
    RecordedAlready,
)
from programme.outcomes.told_of import is_told_of
from programme.outcomes.words import DISPOSAL_WORDS, NO_ACTION_WORDS
from programme.policies.queries import one_route
from programme.policies.rules import Route
from programme.referrals.models import Referral
from programme.referrals.numbers import find_crime_number
from programme.referrals.queries import one_referral
from programme.referrals.refusals import RankTooLow, ReasonMissing
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.marks import shown_mark
from programme.shared.ranks import is_at_least
from programme.shared.refusal import ChangedSinceShown


@dataclass(frozen=True, slots=True)
class Disposing:
    """A case whose disposal is recorded: its result that stands, its route, what was recorded last, its crime number,
    empty where nobody has entered it, when the course of its result was over, whether a concern stops it, and whether
    he was told of its offence."""

    referral: Referral
    result: Result | None
    route: Route
    newest: RecordedDisposal | None
    crime_number: str
    course_over_at: datetime | None
    stopped: bool
    told_of: bool

    @property
    def ended(self) -> Ended:
        """The facts that the choice depends on."""
        verdict = self.result.verdict if self.result is not None else None
        return Ended(verdict, self.route.paper, self.referral.charge_by_on, self.stopped, self.told_of)

    @property
    def stands(self) -> Disposal | None:
        """The disposal that stands."""
        return Disposal(self.referral.done) if self.referral.done else None

    @property
    def asks_excuse(self) -> bool:
        """Whether a reason for not finishing is looked at before he is charged."""
        return self.result is not None and excuse_counts(self.route.on_failure, self.result.reason)

    @property
    def mark(self) -> str:
        """Another one when somebody has recorded or taken back something."""
        return shown_mark((self.stands, self.newest.id if self.newest is not None else None))

    def outcome_of(self, done: Done) -> int | None:
        """The Home Office outcome type that is recorded with it."""
        proposed = self.result.proposed_outcome if self.result else self.route.success_outcome
        return done.outcome or outcome_that_follows(done.disposal, no_action_of(done), proposed)

    def is_his_own(self, actor: Actor) -> bool:
        """Whether whoever asks recorded what was recorded last."""
        return self.newest is not None and self.newest.recorded_by_id == actor.id

    def has(self, done: Done) -> bool:
        """Whether just this is on record: what, when, why, the outcome type and a crime number. One fact that is
        another is a correction."""
        newest, why = self.newest, no_action_of(done)
        if newest is None or self.stands is not done.disposal:
            return False
        facts = (done.at, why, self.outcome_of(done), done.reason if why is NoActionReason.OTHER else newest.reason)
        kept = (newest.done_at, newest.no_action, newest.outcome, newest.reason)
        excused = not self.asks_excuse or (done.excuse, done.excuse_because) == (newest.excuse, newest.excuse_because)
        return facts == kept and excused and not (done.crime_number and not self.crime_number)

    def corrects(self, disposal: Disposal) -> bool:
        """Whether recording this puts right what stands. A charge after no further action is what came next."""
        charged_after_all = (self.stands, disposal) == (Disposal.NO_FURTHER_ACTION, Disposal.CHARGE_ISSUED)
        return self.stands is not None and not charged_after_all


def find_disposing(db: Session, reference: str, actor: Actor) -> Disposing:
    """The case as it stands, for a page; raises NotFound."""
    referral = one_referral(db, reference, actor)
    result = db.execute(select(Result).where(Result.referral_id == referral.id, RESULT_STANDS)).scalar_one_or_none()
    return disposing_of(db, referral, result)


def disposing_of(db: Session, referral: Referral, result: Result | None) -> Disposing:
    """The same around a case and a result that were read already."""
    route, newest = one_route(db, referral.route), newest_disposal(db, referral.id)
    over_at, stopped = _course_over_at(db, result), bool(stopped_among(db, [referral.id]))
    number, told_of = find_crime_number(db, referral), is_told_of(db, referral)
    return Disposing(referral, result, route, newest, number, over_at, stopped, told_of)


def _course_over_at(db: Session, result: Result | None) -> datetime | None:
    """When the course was over that the result tells of; None where it tells of none, or of one elsewhere."""
    if result is None or result.booking_id is None:
        return None
    ends = select(CourseDate.ends_at).join(Booking, Booking.course_date_id == CourseDate.id)
    return db.execute(ends.where(Booking.id == result.booking_id)).scalar_one()


def may_record(case: Disposing, done: Done, *, actor: Actor, now: datetime, mark: str | None = None) -> None:
    """Raises ChangedSinceShown, what `can_dispose` raises, DoneInTheFuture, DoneBeforeTheOffence, DoneBeforeTheCourse,
    ChargedTooLate, NotWhatHappened, RankTooLow, NoActionReasonMissing, ReasonMissing, OutcomeContradicts,
    RecordedAlready, AnotherPersonNeeded and what `check_excuse` raises."""
    referral = case.referral
    if case.has(done):
        raise RecordedAlready()
    if mark is not None and mark != case.mark:
        raise ChangedSinceShown()
    can_dispose(referral.state, case.stands, his_own=case.is_his_own(actor), rank=actor.rank)
    check_time(referral, done.at, now=now)
    check_after_course(case, done.disposal, done.at)
    day = london_date(done.at)
    check_in_time(referral, done.disposal, day, late_is_true=done.late_is_true)
    check_fits(case, done.disposal, day, today=london_date(now))
    if case.corrects(done.disposal):
        can_correct(his_own=case.is_his_own(actor), rank=actor.rank)
    check_reason(case, done.disposal, done.reason, actor, done.no_action)
    check_outcome(done.disposal, done.no_action, done.outcome)
    if case.asks_excuse:
        check_excuse(done.disposal, done.excuse, done.excuse_because)


def check_fits(case: Disposing, disposal: Disposal, day: date | None, *, today: date) -> None:
    """Whether this can have been done on this day; where the day is not known, on any until today. Raises
    NotWhatHappened."""
    days = [day] if day else [min(today, case.referral.charge_by_on), today]
    why = [why_not(case.ended, disposal, one) for one in days]
    if all(why):
        raise NotWhatHappened(DISPOSAL_WORDS[disposal], why[-1])


def check_reason(
    case: Disposing, disposal: Disposal, reason: str, actor: Actor, no_action: NoActionReason | None
) -> None:
    """Whether it takes a rank or a reason, and has them: a reason of the list does for no further action, unless it
    corrects something. Raises RankTooLow, NoActionReasonMissing and ReasonMissing."""
    takes_rank = needs_rank(case.ended, disposal)
    if takes_rank and not is_at_least(actor.rank, ENDS_WITHOUT_CHARGE):
        raise RankTooLow(ENDS_WITHOUT_CHARGE)
    if disposal is Disposal.NO_FURTHER_ACTION:
        if no_action is None:
            raise NoActionReasonMissing()
        takes_rank = no_action is NoActionReason.OTHER
    if (takes_rank or case.corrects(disposal)) and not reason:
        raise ReasonMissing()


def check_outcome(disposal: Disposal, no_action: NoActionReason | None, outcome: int | None) -> None:
    """Held against what was done, and against why no further action was taken. Raises OutcomeContradicts."""
    only = contradicted(disposal, outcome)
    if only is not None:
        raise OutcomeContradicts(outcome_words(outcome), only=DISPOSAL_WORDS[only])
    if no_action is not None and disposal is Disposal.NO_FURTHER_ACTION and not fits_reason(no_action, outcome):
        raise OutcomeContradicts(outcome_words(outcome), why=NO_ACTION_WORDS[no_action])


def may_take_back(case: Disposing, reason: str, *, actor: Actor) -> None:
    """Raises NothingToTakeBack, RankTooLow, ReasonMissing and AnotherPersonNeeded."""
    can_take_back(case.referral.state, his_own=case.is_his_own(actor), rank=actor.rank)
    if not reason:
        raise ReasonMissing()


def check_day(referral: Referral, day: date, *, today: date) -> None:
    """The check that the day alone allows. Raises DoneInTheFuture and DoneBeforeTheOffence."""
    if day > today:
        raise DoneInTheFuture()
    if day < london_date(referral.offence_at):
        raise DoneBeforeTheOffence()


def check_time(referral: Referral, at: datetime, *, now: datetime) -> None:
    """Raises DoneInTheFuture and DoneBeforeTheOffence."""
    if at > now:
        raise DoneInTheFuture()
    if at < referral.offence_at:
        raise DoneBeforeTheOffence()


def check_after_course(case: Disposing, disposal: Disposal, at: datetime) -> None:
    """Raises DoneBeforeTheCourse for whatever is no charge before his course was over: nobody knew then how it went."""
    if disposal is not Disposal.CHARGE_ISSUED and case.course_over_at is not None and at < case.course_over_at:
        raise DoneBeforeTheCourse(case.course_over_at)


def check_in_time(referral: Referral, disposal: Disposal, day: date, *, late_is_true: bool) -> None:
    """Raises ChargedTooLate for a charge after the last day, unless somebody says that it truly was issued then."""
    if disposal is Disposal.CHARGE_ISSUED and day > referral.charge_by_on and not late_is_true:
        raise ChargedTooLate(referral.charge_by_on)


def keep(
    db: Session, case: Disposing, done: Done | None, *, reason: str, runs: bool, actor: Actor, now: datetime
) -> None:
    """Put it on record beside what stood there before; None where that is only taken back. `runs`: the clock runs
    again because of it."""
    referral = case.referral
    if case.stands is not None and (done is None or case.corrects(done.disposal)):
        clock = "The clock runs again." if runs else ""
        was = DISPOSAL_WORDS[case.stands]
        record(db, referral.id, events.DisposalTakenBack, actor=actor, now=now, was=was, clock=clock)
        _say_at_the_right_case(db, case, actor=actor, now=now)
    mistake = done if isinstance(done, EndedAsMistake) else None
    db.add(
        RecordedDisposal(
            referral_id=referral.id,
            disposal=done.disposal if done else None,
            done_at=done.at if done else None,
            outcome=case.outcome_of(done) if done else None,
            no_action=no_action_of(done) if done else None,
            excuse=done.excuse if done and case.asks_excuse else None,
            excuse_because=done.excuse_because if done and case.asks_excuse else "",
            reason=reason,
            recorded_at=now,
            recorded_by=actor.label,
            recorded_by_id=actor.id,
            recorded_by_rank=actor.rank,
            mistake=mistake.mistake if mistake else None,
            right_referral_id=mistake.right.id if mistake and mistake.right else None,
        )
    )
    if done is not None:
        record(
            db,
            referral.id,
            events.DisposalRecorded,
            actor=actor,
            now=now,
            happened_at=done.at,
            done=done.words,
            done_at=done.at,
            charged=done.disposal is Disposal.CHARGE_ISSUED,
        )


def _say_at_the_right_case(db: Session, case: Disposing, *, actor: Actor, now: datetime) -> None:
    """The case that was named as the right one says that the other stands again."""
    right = case.newest.right_referral_id if case.newest is not None else None
    if right is not None:
        record(db, right, events.MistakenCaseBack, actor=actor, now=now, reference=case.referral.reference)


def end_incident(db: Session, referral: Referral, *more: TaskKind, actor: Actor, now: datetime) -> None:
    """That the last day passed was put to somebody: what was done about it is recorded now, and about `more`."""
    found = [find_open_task(db, referral.id, kind) for kind in (TaskKind.TIME_LIMIT_PASSED, *more)]
    end_tasks(db, [one for one in found if one is not None], TaskEvent.DONE, actor=actor, now=now)
