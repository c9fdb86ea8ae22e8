"""Running clocks with the rung that each stands on: the whole list of a force, and what somebody has to answer.

They stand here because the next step of a case needs its offer, its place and its course.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Date, Integer, Select, bindparam, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from programme.duties.last_days import passed
from programme.duties.models import ClockRung
from programme.duties.queries import (
    IS_LOWEST,
    IS_WAITING,
    OF_THIS_CLOCK,
    STOOD_ON,
    is_above,
    is_for,
    of_the_actors,
)
from programme.duties.states import RungState
from programme.insight.case_filter import CaseFilter, narrowing
from programme.insight.case_officers import with_officers
from programme.insight.clock_lines import ClockLine, ClockPage, WatchedClock
from programme.insight.list_choices import choices_of
from programme.insight.list_pages import CASES_A_PAGE, beyond, day_values, ordered, page_by_key
from programme.insight.list_totals import PageMark, place_in, totals_and_marks, totals_statement
from programme.insight.step_facts import with_step
from programme.people.models import Force, Person
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS, STILL_TO_DECIDE
from programme.shared.actor import Actor, Role
from programme.shared.page_key import DayKey
from programme.storage.base import Id
from programme.storage.rows import columns_of, rows
from programme.storage.statements import written

_Query = Select[*tuple[Any, ...]]
_BY_CLOCK = (Referral.charge_by_on, Referral.id)
_EVERY_CASE = CaseFilter()


class RungFilter(StrEnum):
    """Which running clocks, by the rung they stand on."""

    WAITING = "waiting"
    ACKNOWLEDGED = "acknowledged"
    NONE = "none"


def _of_cases(kind: type[Any], *, by_rung: bool = False) -> _Query:
    """Lines of cases with the rung that each clock stands on. `by_rung` for the few cases of the rungs that are asked
    for: PostgreSQL finds those first only if they come first."""
    lines = select(*columns_of(kind))
    if by_rung:
        lines = lines.select_from(ClockRung).join(Referral, OF_THIS_CLOCK).where(IS_LOWEST)
    else:
        lines = lines.select_from(Referral).outerjoin(ClockRung, STOOD_ON)
    return lines.join(Person, Person.id == Referral.person_id).join(Force, Force.code == Referral.force_code)


def _clocks(wanted: RungFilter | None) -> _Query:
    return with_step(_of_cases(WatchedClock, by_rung=wanted is RungFilter.WAITING)).where(CLOCK_RUNS)


def clock_page(
    db: Session,
    actor: Actor,
    wanted: RungFilter | None,
    cases: CaseFilter = _EVERY_CASE,
    *,
    today: date,
    after: DayKey | None = None,
    before: DayKey | None = None,
) -> ClockPage:
    """A page of the running clocks of the actor's force, shortest first, in three statements however many there are,
    and one more for the officer who is asked for."""
    cases = with_officers(db, actor, cases)
    back = before is not None and after is None
    values = day_values(before if back else after)
    page = page_by_key(db, WatchedClock, partial(_page_statement, actor, wanted, cases), values, back=back)
    earlier, later = (_key(clock) if clock else None for clock in (page.earlier, page.later))
    totals, marks = totals_and_marks(db, PageMark, _totals_statement(actor, wanted, cases), today=today)
    begins = [DayKey(mark.charge_by_on, mark.id) for mark in marks if mark.charge_by_on and mark.id is not None]
    return ClockPage(page.lines, earlier, later, totals, begins, choices_of(db, actor))


def all_clocks(
    db: Session, actor: Actor, wanted: RungFilter | None, cases: CaseFilter = _EVERY_CASE, *, at_most: int
) -> list[WatchedClock]:
    """The same clocks without pages, for a file."""
    query = _narrowed(actor, wanted, with_officers(db, actor, cases), _clocks(wanted))
    return rows(db, WatchedClock, ordered(query, _BY_CLOCK).limit(written(at_most)))


def day_of_clock_before(db: Session, actor: Actor, key: DayKey) -> date:
    """The last day to charge of the clock that stands before this place among all; the first day where none does."""
    running = select(Referral.charge_by_on).where(CLOCK_RUNS, beyond(_BY_CLOCK, (literal(key.on), key.id), back=True))
    wanted = ordered(of_the_actors(actor, running), _BY_CLOCK, back=True).limit(written(1))
    return db.execute(wanted).scalar_one_or_none() or date.min


def clocks_to_answer(db: Session, actor: Actor, *, at_most: int, put_to: Role | None = None) -> list[ClockLine]:
    """The clocks whose rung waits for the actor to say that he has seen it, shortest first; only those that are with
    one role where `put_to` names it."""
    return rows(db, ClockLine, _to_answer(actor, at_most, put_to))


def clocks_to_decide(
    db: Session, actor: Actor, *, at_most: int, put_to: Role | None = None, like: int | None = None
) -> list[ClockLine]:
    """The same; with `like` only those of the officer who is in the case of this rung. Those of one officer stand
    together."""
    wanted = _to_answer(actor, at_most, put_to)
    if like is not None:
        one = aliased(Referral)
        his = select(one).join(ClockRung, ClockRung.referral_id == one.id).where(ClockRung.id == like)
        wanted = wanted.where(
            Referral.officer_name == his.with_only_columns(one.officer_name).scalar_subquery(),
            Referral.officer_email == his.with_only_columns(one.officer_email).scalar_subquery(),
        )
    return sorted(rows(db, ClockLine, wanted), key=lambda line: (line.officer_name.casefold(), line.charge_by_on))


def clocks_run_out(db: Session, actor: Actor, *, today: date, at_most: int) -> list[ClockLine]:
    """The clocks whose last day passed without a charge or another final disposal, the longest over first."""
    wanted = of_the_actors(actor, _of_cases(ClockLine).where(passed(today)))
    return rows(db, ClockLine, ordered(wanted, _BY_CLOCK).limit(written(at_most)))


def count_to_answer(actor: Actor) -> _Query:
    """The rungs that wait for the actor, to be counted."""
    waiting = select(literal(1)).select_from(ClockRung).join(Referral, Referral.id == ClockRung.referral_id)
    return of_the_actors(actor, waiting.where(is_for(actor), ClockRung.charge_by_on == Referral.charge_by_on))


def clocks_of_the_desk(
    db: Session, actor: Actor, *, waiting: int, shortest: int
) -> tuple[list[ClockLine], list[WatchedClock]]:
    """The clocks whose warning waits for the actor or for somebody above him (of each so many), and the shortest of
    his force, in one statement."""
    found = rows(db, _DeskClock, _of_the_desk(actor, waiting, shortest))
    return [clock.line for clock in _in_order(found, _WAITING)], _in_order(found, _SHORTEST)


_WAITING, _SHORTEST = 0, 1


@dataclass(frozen=True, slots=True)
class _DeskClock:
    part: int
    clock: WatchedClock


def _in_order(found: Sequence[_DeskClock], part: int) -> list[WatchedClock]:
    """The few lines of one part, shortest clock first. The database picked them along its index; joined together they
    would have to be sorted there once more."""
    return sorted((one.clock for one in found if one.part == part), key=_key)


@lru_cache(maxsize=200)
def _page_statement(
    actor: Actor, wanted: RungFilter | None, cases: CaseFilter, *, back: bool, from_key: bool
) -> _Query:
    """The statement that reads a page, built once for an actor."""
    page = _narrowed(actor, wanted, cases, _clocks(wanted))
    if from_key:
        there = bindparam("key_on", type_=Date()), bindparam("key_id", type_=Id)
        page = page.where(beyond(_BY_CLOCK, there, back=back))
    return ordered(page, _BY_CLOCK, back=back).limit(written(CASES_A_PAGE + 1))


@lru_cache(maxsize=200)
def _totals_statement(actor: Actor, wanted: RungFilter | None, cases: CaseFilter) -> _Query:
    def clocks(*columns: Any) -> _Query:
        everything = select(*columns).where(CLOCK_RUNS)
        if wanted is RungFilter.WAITING:
            everything = everything.select_from(ClockRung).join(Referral, OF_THIS_CLOCK).where(IS_LOWEST)
        elif wanted is not None:
            everything = everything.select_from(Referral).outerjoin(ClockRung, STOOD_ON)
        return ordered(_narrowed(actor, wanted, cases, everything), _BY_CLOCK)

    return totals_statement(
        clocks(Referral.charge_by_on), clocks(place_in(_BY_CLOCK), Referral.id, Referral.charge_by_on)
    )


@lru_cache(maxsize=200)
def _to_answer(actor: Actor, at_most: int, put_to: Role | None = None) -> _Query:
    waiting = _of_cases(ClockLine, by_rung=True).where(is_for(actor))
    if put_to is not None:
        waiting = waiting.where(ClockRung.role == put_to)
    return ordered(of_the_actors(actor, waiting), _BY_CLOCK).limit(written(at_most))


@lru_cache(maxsize=200)
def _of_the_desk(actor: Actor, waiting: int, shortest: int) -> Any:
    """Both lists, told apart by the first column. Each part is limited by itself, which SQLite allows in a subquery
    only: what is with somebody above leaves room for what is the actor's to answer."""
    by_rung = with_step(_of_cases(WatchedClock, by_rung=True))
    running = with_step(_of_cases(WatchedClock)).where(STILL_TO_DECIDE)
    wanted = (
        (_WAITING, by_rung.where(is_for(actor)), waiting),
        (_WAITING, by_rung.where(is_above(actor)), waiting),
        (_SHORTEST, running, shortest),
    )
    parts = (
        (part, ordered(of_the_actors(actor, lines), _BY_CLOCK).limit(written(most)).subquery(f"clocks_{place}"))
        for place, (part, lines, most) in enumerate(wanted)
    )
    return union_all(
        *(
            select(literal(part, Integer).label("part"), *(one.label(f"clock__{one.key}") for one in lines.c))
            for part, lines in parts
        )
    )


def _narrowed(actor: Actor, wanted: RungFilter | None, cases: CaseFilter, query: _Query) -> _Query:
    query = of_the_actors(actor, query).where(*narrowing(actor, cases))
    if wanted is RungFilter.WAITING:
        return query.where(IS_WAITING)
    if wanted is RungFilter.ACKNOWLEDGED:
        return query.where(ClockRung.state == RungState.ACKNOWLEDGED)
    if wanted is RungFilter.NONE:
        return query.where(ClockRung.id.is_(None))
    return query


def _key(clock: WatchedClock) -> DayKey:
    return DayKey(clock.line.charge_by_on, clock.line.id)
