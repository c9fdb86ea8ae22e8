"""The tray of results: what came back to a force, what it has acknowledged, and what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from programme.outcomes.models import Disposal, RecordedDisposal, Result, ResultReason, Verdict
from programme.outcomes.refusals import NoResultYet
from programme.outcomes.states import IN_THE_TRAY, ReturnState
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_OVER_AT, CLOCK_RUNS, of_the_programme
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door, Role
from programme.shared.dates import london_date
from programme.shared.page_key import DayKey, InstantKey
from programme.storage.base import UtcDateTime
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import written

_PAGE = 25
_CASE_WAITS = {
    ReturnState.SENT: ReferralState.RETURNED,
    ReturnState.ACKNOWLEDGED: ReferralState.ACKNOWLEDGED,
}
TrayKey = DayKey | InstantKey
"""Where the tray goes on: after a last day to charge where results wait, after an instant where they were acted on."""
RESULT_STANDS = Result.state != ReturnState.SUPERSEDED
"""The one result of a case that counts; those before it are kept and shown nowhere as its result."""
RESULTS_COUNTED_UP_TO = 1000


@reads(
    Result,
    Person,
    id=Result.id,
    referral_id=Referral.id,
    reference=Referral.reference,
    charge_by_on=Referral.charge_by_on,
    return_by_on=Referral.return_by_on,
    over_at=CLOCK_OVER_AT,
)
@dataclass(frozen=True, slots=True)
class TrayLine:
    """A result as the tray shows it. The clock runs on until `over_at`."""

    id: int
    referral_id: int
    reference: str
    surname: str
    forenames: str
    verdict: Verdict
    reason: ResultReason
    state: ReturnState
    returned_at: datetime
    charge_by_on: date
    return_by_on: date
    over_at: datetime | None
    disposal: Disposal | None


@dataclass(frozen=True, slots=True)
class TrayPage:
    """One page of the tray, and how many results wait in each state (counted to COUNT_UP_TO + 1)."""

    lines: list[TrayLine]
    later: TrayKey | None
    counts: dict[ReturnState, int]

    @property
    def references(self) -> list[str]:
        return [line.reference for line in self.lines]


_LINES = (
    select(*columns_of(TrayLine))
    .join(Referral, Referral.id == Result.referral_id)
    .join(Person, Person.id == Referral.person_id)
)


def returns_tray(
    db: Session,
    actor: Actor,
    state: ReturnState,
    *,
    after: TrayKey | None = None,
    narrowed: Sequence[ColumnElement[bool]] = (),
    at_most: int = _PAGE,
) -> TrayPage:
    """A page of the force's results in this state, of the cases that are asked for: of those that wait the shortest
    clock first, what was acted on newest first. A key of the other order is none."""
    waits = waits_in_the_tray(state)
    wanted = in_the_tray(actor, state).where(*narrowed)
    if isinstance(after, DayKey) and waits:
        here = tuple_(Referral.charge_by_on, Referral.id)
        wanted = wanted.where(here > tuple_(literal(after.on), literal(after.id)))
    elif isinstance(after, InstantKey) and not waits:
        here = tuple_(Result.returned_at, Result.id)
        wanted = wanted.where(here < tuple_(literal(after.at, UtcDateTime), literal(after.id)))
    lines = rows(db, TrayLine, wanted.limit(written(at_most + 1)))
    more = len(lines) > at_most
    del lines[at_most:]
    return TrayPage(lines, _key_of(lines[-1], waits=waits) if more else None, count_results(db, actor))


def waits_in_the_tray(state: ReturnState) -> bool:
    """Whether somebody has to see to a result in this state: then the shortest clock comes first."""
    return state in _CASE_WAITS


def tray_order(state: ReturnState) -> tuple[Any, ...]:
    """The order of the results in this state."""
    if waits_in_the_tray(state):
        return Referral.charge_by_on, Referral.id
    return Result.returned_at.desc(), Result.id.desc()


def in_the_tray(actor: Actor, state: ReturnState, *columns: Any, with_cases: bool = True) -> Select[*tuple[Any, ...]]:
    """The force's results in this state, in the order of the tray: the lines of its page, or these columns of them.
    Those that nobody waits for can be read without their cases."""
    lines = _LINES
    if columns:
        lines = select(*columns).select_from(Result)
    if columns and with_cases:
        lines = lines.join(Referral, Referral.id == Result.referral_id)
    return (_waiting if waits_in_the_tray(state) else _acted_on)(actor, state, lines)


def _key_of(line: TrayLine, *, waits: bool) -> TrayKey:
    return DayKey(line.charge_by_on, line.referral_id) if waits else InstantKey(line.returned_at, line.id)


def results_waiting(db: Session, actor: Actor, *, at_most: int) -> list[TrayLine]:
    """The results that nobody has acknowledged, the shortest clock first."""
    return rows(db, TrayLine, _waiting(actor, ReturnState.SENT).limit(written(at_most)))


def _waiting(actor: Actor, state: ReturnState, lines: Select[*tuple[Any, ...]] = _LINES) -> Select[*tuple[Any, ...]]:
    """Found along the clocks of the cases: a case is in the state that its result waits in, and a result is its case's
    force's. Asked of the results, they would all be read and sorted."""
    wanted = lines.where(Result.state == state, Referral.state == _CASE_WAITS[state])
    if actor.door in (Door.CUSTODY, Door.PARTNER):
        wanted = wanted.where(Referral.force_code == actor.force_code)
    else:
        wanted = _of_force(actor, wanted)
    return wanted.order_by(*tray_order(state))


def _acted_on(actor: Actor, state: ReturnState, lines: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return _of_force(actor, lines.where(Result.state == state)).order_by(*tray_order(state))


def count_to_acknowledge(db: Session, actor: Actor) -> int:
    """How many of the force's results nobody has acknowledged; stops at COUNT_UP_TO + 1."""
    rows = _of_force(actor, select(literal(1)).select_from(Result).where(Result.state == ReturnState.SENT))
    return db.execute(
        select(func.count()).select_from(rows.limit(written(RESULTS_COUNTED_UP_TO + 1)).subquery())
    ).scalar_one()


def results_to_count(actor: Actor, state: ReturnState) -> Select[*tuple[Any, ...]]:
    """The force's results in this state, to be counted: the same that the tray shows."""
    wanted = select(literal(1)).select_from(Result).where(Result.state == state)
    return _of_force(actor, wanted).order_by(Result.returned_at, Result.id)


def count_results(db: Session, actor: Actor) -> dict[ReturnState, int]:
    """How many of the force's results are in each state, in one statement; each stops at COUNT_UP_TO + 1."""
    counts = []
    for state in IN_THE_TRAY:
        counted = select(func.count()).select_from(
            results_to_count(actor, state).limit(written(RESULTS_COUNTED_UP_TO + 1)).subquery()
        )
        counts.append(counted.scalar_subquery().label(state.value))
    return dict(zip(IN_THE_TRAY, db.execute(select(*counts)).one(), strict=True))


def lock_result(db: Session, referral_id: int) -> Result:
    """The result of a case, its row locked; raises NotFound. Lock the case first."""
    found = find_locked_result(db, referral_id)
    if found is None:
        raise NoResultYet()
    return found


def find_locked_result(db: Session, referral_id: int) -> Result | None:
    """The result that stands, its row locked, or None: a case that its force withdrew has none."""
    return db.execute(
        select(Result).where(Result.referral_id == referral_id, RESULT_STANDS).with_for_update()
    ).scalar_one_or_none()


def newest_disposal(db: Session, referral_id: int) -> RecordedDisposal | None:
    """The disposal recorded last, or that it was taken back."""
    newest = select(RecordedDisposal).where(RecordedDisposal.referral_id == referral_id)
    return db.execute(newest.order_by(RecordedDisposal.id.desc()).limit(1)).scalar_one_or_none()


def recorded_disposals(db: Session, referral_id: int) -> list[RecordedDisposal]:
    """Everything that was ever recorded as done with the case, newest first, with who and why."""
    kept = select(RecordedDisposal).where(RecordedDisposal.referral_id == referral_id)
    return list(db.execute(kept.order_by(RecordedDisposal.id.desc())).scalars())


def ended_by_time_due(db: Session, *, now: datetime, after_id: int, at_most: int) -> list[int]:
    """Cases with no further action whose last day to charge is over, and whose clock was not ended yet: the numbers
    above `after_id`, in their order."""
    return list(
        db.execute(
            select(Referral.id)
            .where(
                CLOCK_RUNS,
                Referral.finalised_by == Disposal.NO_FURTHER_ACTION.value,
                Referral.charge_by_on < london_date(now),
                Referral.id > after_id,
            )
            .order_by(Referral.id)
            .limit(at_most)
        ).scalars()
    )


def _of_force(actor: Actor, wanted: Select) -> Select:  # type: ignore[type-arg]
    if actor.door in (Door.CUSTODY, Door.PARTNER):
        return wanted.where(Result.force_code == actor.force_code)
    if actor.door in (Door.WORKER, Door.COMMAND_LINE):
        return wanted
    if actor.door is Door.ADMIN and Role.COORDINATOR in actor.roles:
        if actor.force_code is None:
            return wanted
        own = select(Referral.id).where(of_the_programme(actor))
        return wanted.where(Result.referral_id.in_(own))
    return wanted.where(Result.id.is_(None))
