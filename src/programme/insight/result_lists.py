"""The tray of results narrowed like every list of cases: by officer, station, area, month and clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, null
from sqlalchemy.orm import Session

from programme.insight.case_filter import CaseFilter, narrowing
from programme.insight.case_officers import with_officers
from programme.insight.list_choices import Choice, choices_of
from programme.insight.list_pages import Query
from programme.insight.list_totals import PageMark, Totals, place_in, totals_and_marks, totals_statement
from programme.outcomes.models import Result
from programme.outcomes.queries import TrayKey, TrayPage, in_the_tray, returns_tray, tray_order, waits_in_the_tray
from programme.outcomes.states import ReturnState
from programme.referrals.models import Referral
from programme.shared.actor import Actor
from programme.shared.page_key import DayKey, InstantKey

A_FILES_BATCH = 500
"""Results that are read, and logged, at once for a file."""


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A page of the tray, how many results there are as it is narrowed, and the keys that its numbered pages begin
    after, from the second on; `choices` is what it can be narrowed to."""

    tray: TrayPage
    totals: Totals
    begins: list[TrayKey]
    choices: list[Choice]

    @property
    def references(self) -> list[str]:
        return self.tray.references


def result_page(
    db: Session, actor: Actor, state: ReturnState, cases: CaseFilter, *, today: date, after: TrayKey | None
) -> ResultPage:
    """A page of the results in this state."""
    narrowed = narrowing(actor, with_officers(db, actor, cases))
    tray = returns_tray(db, actor, state, after=after, narrowed=narrowed)
    totals, marks = totals_and_marks(db, _ResultMark, _totals_statement(actor, state, narrowed), today=today)
    return ResultPage(tray, totals, [_key_of(mark) for mark in marks], choices_of(db, actor))


@dataclass(frozen=True, slots=True)
class _ResultMark(PageMark):
    returned_at: datetime | None


def _totals_statement(actor: Actor, state: ReturnState, narrowed: Sequence[ColumnElement[bool]]) -> Query:
    """Of those that nobody waits for no clock is counted, so their cases are read only where they are asked for."""
    waits = waits_in_the_tray(state)
    with_cases = waits or bool(narrowed)
    number, day = (Referral.id, Referral.charge_by_on) if waits else (Result.id, _NO_DAY)

    def results(*columns: Any) -> Query:
        return in_the_tray(actor, state, *columns, with_cases=with_cases).where(*narrowed)

    return totals_statement(results(day), results(place_in(tray_order(state)), number, day, Result.returned_at))


_NO_DAY = cast(null(), Date).label("charge_by_on")


def _key_of(mark: _ResultMark) -> TrayKey:
    assert mark.id is not None
    assert mark.returned_at is not None
    return DayKey(mark.charge_by_on, mark.id) if mark.charge_by_on else InstantKey(mark.returned_at, mark.id)


def result_batch(
    db: Session, actor: Actor, state: ReturnState, cases: CaseFilter, *, after: TrayKey | None
) -> TrayPage:
    """The next of the same results, for a file."""
    narrowed = narrowing(actor, with_officers(db, actor, cases))
    return returns_tray(db, actor, state, after=after, narrowed=narrowed, at_most=A_FILES_BATCH)
