"""The first page of a neighbouring force: a page of the cases that it sent, and above them what waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from programme.insight.case_filter import CaseFilter
from programme.insight.clock_lines import ClockLine
from programme.insight.clocks import clocks_to_answer
from programme.insight.list_choices import Choice, choices_of
from programme.insight.sent_cases import SentPage, sent_by_force
from programme.outcomes.queries import TrayLine, results_waiting
from programme.shared.actor import Actor

SHOWN_ABOVE = 25
"""How many warnings, and how many results, stand above the cases."""


@dataclass(frozen=True, slots=True)
class SentDesk:
    """The cases and what they can be narrowed to, deadline warnings, and results that nobody has acknowledged."""

    cases: SentPage
    rungs: list[ClockLine]
    results: list[TrayLine]
    choices: list[Choice]

    @property
    def references(self) -> list[str]:
        warned, back = {line.reference for line in self.rungs}, {line.reference for line in self.results}
        return sorted({*self.cases.references, *warned, *back})


def sent_desk(db: Session, actor: Actor, wanted: CaseFilter, *, over: bool, after: tuple[date, int] | None) -> SentDesk:
    """`over` asks for the cases that are over, instead of those in hand."""
    cases = sent_by_force(db, actor, wanted, over=over, after=after)
    results = results_waiting(db, actor, at_most=SHOWN_ABOVE)
    rungs = clocks_to_answer(db, actor, at_most=SHOWN_ABOVE)
    return SentDesk(cases, rungs, results, choices_of(db, actor))
