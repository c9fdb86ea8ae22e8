"""The tray of results narrowed like every list of cases: by officer, station, area, month and clock."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from programme.insight.case_filter import CaseFilter, narrowing
from programme.insight.case_officers import with_officers
from programme.insight.list_choices import Choice, choices_of
from programme.outcomes.queries import TrayKey, TrayPage, returns_tray
from programme.outcomes.states import ReturnState
from programme.shared.actor import Actor

A_FILES_BATCH = 500
"""Results that are read, and logged, at once for a file."""


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A page of the tray; `choices` is what it can be narrowed to."""

    tray: TrayPage
    choices: list[Choice]

    @property
    def references(self) -> list[str]:
        return self.tray.references


def result_page(
    db: Session, actor: Actor, state: ReturnState, cases: CaseFilter, *, after: TrayKey | None
) -> ResultPage:
    """A page of the results in this state."""
    narrowed = narrowing(actor, with_officers(db, actor, cases))
    return ResultPage(returns_tray(db, actor, state, after=after, narrowed=narrowed), choices_of(db, actor))


def result_batch(
    db: Session, actor: Actor, state: ReturnState, cases: CaseFilter, *, after: TrayKey | None
) -> TrayPage:
    """The next of the same results, for a file."""
    narrowed = narrowing(actor, with_officers(db, actor, cases))
    return returns_tray(db, actor, state, after=after, narrowed=narrowed, at_most=A_FILES_BATCH)
