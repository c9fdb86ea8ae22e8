"""The first page of a neighbouring force: a page of the cases that it sent, and above them what waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, not_, select
from sqlalchemy.orm import Session

from programme.exchange.models import Exchange
from programme.insight.case_filter import CaseFilter, narrowing
from programme.insight.case_officers import with_officers
from programme.insight.clock_lines import ClockLine
from programme.insight.clocks import clocks_to_answer
from programme.insight.list_choices import Choice, choices_of
from programme.insight.list_totals import PageMark, Totals, place_in, totals_and_marks, totals_statement
from programme.insight.sent_cases import IN_HAND, SentPage, of_sender, sent_by_force
from programme.outcomes.queries import TrayLine, results_waiting
from programme.referrals.models import Referral
from programme.shared.actor import Actor
from programme.shared.page_key import DayKey

SHOWN_ABOVE = 25
"""How many warnings, and how many results, stand above the cases."""


@dataclass(frozen=True, slots=True)
class SentDesk:
    """The cases, how many they are, the keys that their numbered pages begin after, and what they can be narrowed to;
    deadline warnings, and results that nobody has acknowledged."""

    cases: SentPage
    totals: Totals
    begins: list[DayKey]
    rungs: list[ClockLine]
    results: list[TrayLine]
    choices: list[Choice]

    @property
    def references(self) -> list[str]:
        warned, back = {line.reference for line in self.rungs}, {line.reference for line in self.results}
        return sorted({*self.cases.references, *warned, *back})


def sent_desk(
    db: Session, actor: Actor, wanted: CaseFilter, *, over: bool, today: date, after: tuple[date, int] | None
) -> SentDesk:
    """`over` asks for the cases that are over, instead of those in hand."""
    cases = sent_by_force(db, actor, wanted, over=over, after=after)
    results = results_waiting(db, actor, at_most=SHOWN_ABOVE)
    rungs = clocks_to_answer(db, actor, at_most=SHOWN_ABOVE)
    totals, begins = _totals(db, actor, wanted, over=over, today=today)
    return SentDesk(cases, totals, begins, rungs, results, choices_of(db, actor))


def _totals(db: Session, actor: Actor, cases: CaseFilter, *, over: bool, today: date) -> tuple[Totals, list[DayKey]]:
    """How many there are, and the keys that the numbered pages begin after, from the second on."""
    narrowed = narrowing(actor, with_officers(db, actor, cases))
    order = (Referral.charge_by_on, Exchange.id)
    turned = tuple(column.desc() for column in order) if over else order

    def sent(*columns: Any) -> Select[*tuple[Any, ...]]:
        found = select(*columns).select_from(Exchange).join(Referral, Referral.id == Exchange.referral_id)
        wanted = of_sender(actor, found.where(not_(IN_HAND) if over else IN_HAND))
        return wanted.where(*narrowed).order_by(*turned)

    columns = (place_in(turned), Exchange.id, Referral.charge_by_on)
    statement = totals_statement(sent(Referral.charge_by_on), sent(*columns))
    totals, marks = totals_and_marks(db, PageMark, statement, today=today)
    return totals, [DayKey(mark.charge_by_on, mark.id) for mark in marks if mark.charge_by_on and mark.id is not None]
