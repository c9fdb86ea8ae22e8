"""The list of cases: filtered, in one of four orders, paged by key.

Every list reads a stretch of one index and no more, so that it is as quick with a hundred thousand cases as with a
hundred. The month of the offence needs no index of its own: six months later stands the last day to charge, one month
for one month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, func, literal, select, true
from sqlalchemy.orm import Session

from programme.insight.case_filter import NEWEST_FIRST, ORDERS, CaseFilter, CaseOrder, bounded, place_of_key
from programme.insight.case_officers import with_officers
from programme.insight.list_choices import Choice, choices_of
from programme.insight.list_pages import (
    CASES_A_PAGE,
    COUNT_UP_TO,
    PAGES_NUMBERED,
    Query,
    beyond,
    day_values,
    ordered,
    page_by_key,
)
from programme.insight.step_facts import StepFacts, with_step
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.next_action import NextAction
from programme.referrals.queries import CaseLine, visible_to
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.page_key import DayKey
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import written

FEW_DAYS, MORE_DAYS = 14, 28
"""Days left, for the totals above the list."""
A_BATCH = 500
"""Cases that are read, and logged, at once for a file."""

CaseKey = DayKey | int
"""Where a list goes on: after the last day to charge of a case; in the other orders after the case, by its number, so
that nobody's name stands in an address."""


@reads()
@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case of the list, with what its next step depends on."""

    line: CaseLine
    facts: StepFacts

    def next_action(self, now: datetime) -> NextAction:
        """The next step of the case."""
        return self.facts.next_action(self.line, now)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many cases the list has, counted to COUNT_UP_TO + 1, and how many of those have how many days left."""

    count: int = 0
    over: int = 0
    soon: int = 0
    later: int = 0


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of a list. `earlier` and `later` are keys to ask on with, where there is more; `begins` has the keys
    that the numbered pages begin after, from the second on; `choices` is what the list can be narrowed to."""

    cases: list[ListedCase]
    earlier: CaseKey | None
    later: CaseKey | None
    totals: Totals
    begins: list[CaseKey]
    choices: list[Choice]

    @property
    def references(self) -> list[str]:
        return [case.line.reference for case in self.cases]


def case_page(
    db: Session,
    actor: Actor,
    wanted: CaseFilter,
    *,
    today: date,
    after: CaseKey | None = None,
    before: CaseKey | None = None,
) -> CasePage:
    """A page of the actor's cases, beginning after one key or ending before another, in three statements, and one more
    for the officer who is asked for."""
    wanted = with_officers(db, actor, wanted)
    back = before is not None and after is None
    key = before if back else after
    statement = partial(_page_statement, actor, wanted, CASES_A_PAGE + 1)
    page = page_by_key(db, ListedCase, statement, _values(key), back=back)
    days = {"today": today, "soon_on": today + timedelta(days=FEW_DAYS), "later_on": today + timedelta(days=MORE_DAYS)}
    marks = rows(db, _Mark, _totals_statement(actor, wanted), **days)
    begins = sorted((mark for mark in marks if mark.place is not None), key=lambda mark: mark.place or 0)
    return CasePage(
        page.lines,
        _key_of(wanted, page.earlier.line) if page.earlier else None,
        _key_of(wanted, page.later.line) if page.later else None,
        marks[0].totals,
        [mark.key(wanted.order) for mark in begins],
        choices_of(db, actor),
    )


def case_batch(
    db: Session, actor: Actor, wanted: CaseFilter, *, after: CaseKey | None
) -> tuple[list[ListedCase], CaseKey | None]:
    """The next A_BATCH cases of the list, for a file, and the key to ask on with while there may be more."""
    wanted, values = with_officers(db, actor, wanted), _values(after)
    statement = _page_statement(actor, wanted, A_BATCH, back=False, from_key=values is not None)
    cases = rows(db, ListedCase, statement, **(values or {}))
    return cases, _key_of(wanted, cases[-1].line) if len(cases) == A_BATCH else None


def cases_to_count(actor: Actor, wanted: CaseFilter) -> Query:
    """The cases of a list, to be counted: the same that its pages are read from."""
    return ordered(bounded(actor, wanted, select(literal(1)).select_from(Referral)), ORDERS[CaseOrder.CLOCK])


def in_state(actor: Actor, state: ReferralState) -> Select:  # type: ignore[type-arg]
    """The actor's cases in this state, to be counted."""
    wanted = visible_to(actor, select(literal(1)).select_from(Referral).where(Referral.state == state))
    return ordered(wanted, ORDERS[CaseOrder.CLOCK])


def references_of_person(db: Session, person_id: int) -> list[tuple[int, str]]:
    """Number and reference of every case of one man."""
    found = db.execute(select(Referral.id, Referral.reference).where(Referral.person_id == person_id))
    return [(row.id, row.reference) for row in found]


@dataclass(frozen=True, slots=True)
class _Mark:
    """The totals, and beside them the last case of one of the numbered pages, where there is one."""

    totals: Totals
    place: int | None
    id: int | None
    charge_by_on: date | None

    def key(self, order: CaseOrder) -> CaseKey:
        assert self.id is not None
        assert self.charge_by_on is not None
        return DayKey(self.charge_by_on, self.id) if order is CaseOrder.CLOCK else self.id


reads(count=literal(0), over=literal(0), soon=literal(0), later=literal(0))(Totals)


@lru_cache(maxsize=200)
def _page_statement(actor: Actor, wanted: CaseFilter, at_most: int, *, back: bool, from_key: bool) -> Query:
    """The statement that reads a page, built once: the same people open the same list all day."""
    lines = select(*columns_of(ListedCase)).select_from(Referral).join(Person, Person.id == Referral.person_id)
    page = bounded(actor, wanted, with_step(lines))
    if from_key:
        page = page.where(beyond(ORDERS[wanted.order], place_of_key(actor, wanted.order), back=_turned(wanted, back)))
    return ordered(page, ORDERS[wanted.order], back=_turned(wanted, back)).limit(written(at_most))


def _turned(wanted: CaseFilter, back: bool) -> bool:
    return back is not (wanted.order in NEWEST_FIRST)


@lru_cache(maxsize=200)
def _totals_statement(actor: Actor, wanted: CaseFilter) -> Query:
    """The totals, and the last case of every numbered page but the last. They are counted in the order of the clock,
    whatever the list is sorted by: that index alone says all that is counted."""
    counted = ordered(bounded(actor, wanted, select(Referral.charge_by_on)), ORDERS[CaseOrder.CLOCK])
    on = counted.limit(written(COUNT_UP_TO + 1)).subquery("counted").c.charge_by_on
    today, soon_on, later_on = (bindparam(name, type_=Date()) for name in ("today", "soon_on", "later_on"))
    sums = {
        "count": func.count(),
        "over": func.count().filter(on < today),
        "soon": func.count().filter(and_(on >= today, on <= soon_on)),
        "later": func.count().filter(and_(on > soon_on, on <= later_on)),
    }
    totals = select(*(one.label(f"totals__{name}") for name, one in sums.items())).select_from(on.table).subquery()
    marks = _marks(actor, wanted)
    return select(*totals.c, *marks.c).select_from(totals.outerjoin(marks, true()))


def _marks(actor: Actor, wanted: CaseFilter) -> Any:
    columns = ORDERS[wanted.order]
    turned = [column.desc() for column in columns] if wanted.order in NEWEST_FIRST else columns
    place = func.row_number().over(order_by=turned).label("place")
    cases = select(place, Referral.id, Referral.charge_by_on).select_from(Referral)
    if wanted.order is CaseOrder.NAME:
        cases = cases.join(Person, Person.id == Referral.person_id)
    first = bounded(actor, wanted, cases).order_by(*turned).limit(written((PAGES_NUMBERED - 1) * CASES_A_PAGE))
    numbered = first.subquery("numbered")
    return select(numbered).where(numbered.c.place % written(CASES_A_PAGE) == written(0)).subquery("marks")


def _values(key: CaseKey | None) -> dict[str, Any] | None:
    if key is None:
        return None
    return day_values(key) if isinstance(key, DayKey) else {"key_id": key}


def _key_of(wanted: CaseFilter, line: CaseLine) -> CaseKey:
    return DayKey(line.charge_by_on, line.id) if wanted.order is CaseOrder.CLOCK else line.id
