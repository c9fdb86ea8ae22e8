"""Rows of an export as their page shows them, with the cases that some of them are already."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from programme.intake.arrivals import Arrival
from programme.intake.imports import RowFilter, RowsPage, rows_page
from programme.intake.stored_record import arrivals_of


@dataclass(frozen=True, slots=True)
class ShownRows:
    """A page of rows, and the record of each case that one of them is already, by the number of the case."""

    page: RowsPage
    known: dict[int, Arrival]

    @property
    def references(self) -> list[str]:
        return [row.reference for row in self.page.rows if row.reference]


def shown_rows(db: Session, import_id: int, which: RowFilter, *, after: int, before: int | None) -> ShownRows:
    """A page of rows, in three statements at most."""
    page = rows_page(db, import_id, which, after=after, before=before)
    return ShownRows(page, arrivals_of(db, sorted({row.known_id for row in page.rows if row.known_id})))
