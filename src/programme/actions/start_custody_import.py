"""Take in an uploaded custody export, to be read by the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from programme.intake.imports import add_parts
from programme.intake.models import LONGEST_FILE_NAME, CustodyImport
from programme.intake.states import ImportState
from programme.referrals.refusals import EmptyExport
from programme.shared.plain_text import plain_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import BinaryIO

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor

PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ImportStarted:
    """The import's number, and how many bytes were kept."""

    id: int
    size: int


def start_custody_import(
    db: Session, *, actor: Actor, now: datetime, file: BinaryIO, file_name: str = ""
) -> ImportStarted:
    """Keep the file, a piece at a time, as an import of the actor's force in the state "reading".

    The worker finds out what it says. Its name is kept as long as its rows, so that whoever comes back knows
    which it was. Raises EmptyExport for a file of no bytes.
    """
    started = CustodyImport(
        account_id=actor.id,
        force_code=actor.force_code,
        state=ImportState.READING,
        file_name=_bare_name(file_name),
        uploaded_at=now,
        totals={},
    )
    db.add(started)
    db.flush()  # its number comes from the database, and the pieces point to it
    file.seek(0)
    size = add_parts(db, started.id, _pieces(file))
    if size == 0:
        raise EmptyExport()
    return ImportStarted(started.id, size)


def _bare_name(text: str) -> str:
    """The name without the folders that some browsers send, in plain characters."""
    return plain_line(text.replace("\\", "/").rpartition("/")[2])[:LONGEST_FILE_NAME].strip()


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece
