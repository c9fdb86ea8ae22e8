"""Choose rows of a read export, and have the chosen ones taken in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from programme.intake.import_counts import check_rows_to_take
from programme.intake.imports import lock_import, tick_matching, tick_rows
from programme.intake.states import ImportEvent, ImportState
from programme.referrals.refusals import ImportNotReady, NothingTicked

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.intake.imports import RowFilter
    from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class RowsChosen:
    """How many rows of the import are ticked, and whether the worker has been asked to take them."""

    ticked: int
    taking: bool


def take_import_rows(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    import_id: int,
    shown: Sequence[int] = (),
    ticked: Collection[int] = (),
    all_of: RowFilter | None = None,
    start: bool = True,
    mark: str | None = None,
) -> RowsChosen:
    """Tick the lines `ticked` of those `shown` on a page (rows on other pages keep their ticks), and all rows `all_of`
    which can be taken; with `start` ask the worker to take every ticked row. Rows that were left can be taken later.
    `mark` is that of the ticked rows as a page named their number.

    A row that was refused, repeated or could not be read is never ticked, whatever is sent. Raises NotFound for
    another force's import, ImportNotReady while the worker has it, NothingTicked when there is nothing to take,
    ChangedSinceShown.
    """
    found = lock_import(db, import_id, actor)
    if found.state not in (ImportState.READ, ImportState.DONE):
        raise ImportNotReady()
    found.rows_ticked += tick_rows(db, import_id, shown=shown, ticked=frozenset(ticked))
    if all_of is not None:
        found.rows_ticked += tick_matching(db, import_id, all_of)
    if start:
        if found.rows_ticked <= 0:
            raise NothingTicked()
        if mark is not None:
            check_rows_to_take(db, import_id, mark)
        found.apply(ImportEvent.ROWS_CHOSEN)
    return RowsChosen(found.rows_ticked, start)
