"""The list of cases: filtered, in one of four orders, paged by key.

Every list reads a stretch of one index and no more, so that it is as quick with a hundred thousand cases as with a
hundred. The month of the offence needs no index of its own: six months later stands the last day to charge, one month
for one month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Select, and_, literal, select
from sqlalchemy.orm import Session

from programme.insight.case_filter import NEWEST_FIRST, ORDERS, CaseFilter, CaseOrder, bounded, in_state, place_of_key
from programme.insight.case_officers import with_officers
from programme.insight.list_choices import Choice, choices_of
from programme.insight.list_pages import (
    CASES_A_PAGE,
    Query,
    beyond,
    day_values,
    ordered,
    page_by_key,
)
from programme.insight.list_totals import PageMark, Totals, place_in, totals_and_marks, totals_statement
from programme.insight.step_facts import StepFacts, with_step
from programme.people.identifiers import IdentifierKind
from programme.people.models import Identifier, Person
from programme.referrals.models import Referral
from programme.referrals.next_action_facts import NextActionFacts
from programme.referrals.queries import CaseLine, visible_to
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.page_key import DayKey
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import written

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

    def at(self, now: datetime) -> NextActionFacts:
        """The facts that its next step depends on."""
        return self.facts.at(self.line, now)


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
    totals, marks = totals_and_marks(db, PageMark, _totals_statement(actor, wanted), today=today)
    return CasePage(
        page.lines,
        _key_of(wanted, page.earlier.line) if page.earlier else None,
        _key_of(wanted, page.later.line) if page.later else None,
        totals,
        [_key_of_mark(wanted, mark) for mark in marks],
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


def crime_numbers(db: Session, cases: Sequence[ListedCase]) -> dict[int, str]:
    """The crime number of each of these cases that has one, as it was entered."""
    wanted = select(Identifier.referral_id, Identifier.kind, Identifier.as_entered).join(
        Referral, and_(Referral.person_id == Identifier.person_id, Referral.id == Identifier.referral_id)
    )
    found = db.execute(wanted.where(Referral.id.in_([case.line.id for case in cases])))
    return {row.referral_id: row.as_entered for row in found if row.kind is IdentifierKind.CRIME_NUMBER}


def cases_to_count(actor: Actor, wanted: CaseFilter) -> Query:
    """The cases of a list, to be counted: the same that its pages are read from."""
    return ordered(bounded(actor, wanted, select(literal(1)).select_from(Referral)), ORDERS[CaseOrder.CLOCK])


def cases_in_state(actor: Actor, state: ReferralState) -> Select:  # type: ignore[type-arg]
    """The actor's cases in this state, to be counted."""
    wanted = visible_to(actor, select(literal(1)).select_from(Referral).where(in_state(state)))
    return ordered(wanted, ORDERS[CaseOrder.CLOCK])


def references_of_person(db: Session, person_id: int) -> list[tuple[int, str]]:
    """Number and reference of every case of one man."""
    found = db.execute(select(Referral.id, Referral.reference).where(Referral.person_id == person_id))
    return [(row.id, row.reference) for row in found]


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
    """They are counted in the order of the clock, whatever the list is sorted by: that index alone says all that is
    counted."""
    counted = ordered(bounded(actor, wanted, select(Referral.charge_by_on)), ORDERS[CaseOrder.CLOCK])
    columns = ORDERS[wanted.order]
    turned = [column.desc() for column in columns] if wanted.order in NEWEST_FIRST else columns
    cases = select(place_in(turned), Referral.id, Referral.charge_by_on).select_from(Referral)
    if wanted.order is CaseOrder.NAME:
        cases = cases.join(Person, Person.id == Referral.person_id)
    return totals_statement(counted, bounded(actor, wanted, cases).order_by(*turned))


def _values(key: CaseKey | None) -> dict[str, Any] | None:
    if key is None:
        return None
    return day_values(key) if isinstance(key, DayKey) else {"key_id": key}


def _key_of(wanted: CaseFilter, line: CaseLine) -> CaseKey:
    return DayKey(line.charge_by_on, line.id) if wanted.order is CaseOrder.CLOCK else line.id


def _key_of_mark(wanted: CaseFilter, mark: PageMark) -> CaseKey:
    assert mark.id is not None
    assert mark.charge_by_on is not None
    return DayKey(mark.charge_by_on, mark.id) if wanted.order is CaseOrder.CLOCK else mark.id
