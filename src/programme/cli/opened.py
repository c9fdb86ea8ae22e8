"""The settings and the database of a command: looked at first, so that nothing is done by halves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from programme.storage.database import Database


@contextmanager
def our_database() -> Iterator[Database]:
    """The database of the settings, closed in the end. Raises DatabaseUnfit where it cannot be worked on."""
    from programme.opening import check_database, open_database
    from programme.settings import Settings

    settings = Settings()
    check_database(settings)
    database = open_database(settings, threads=1)
    try:
        yield database
    finally:
        database.dispose()
