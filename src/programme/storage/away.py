"""Troubles of the database that nobody's code made and that pass: it is away, locked, full, frozen or read-only."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

_SQLITE = {
    3: "no permission",
    5: "locked",
    6: "locked",
    8: "read-only",
    10: "disk error",
    13: "disk full",
    14: "not there",
}
_POSTGRES = {"25006": "read-only", "53100": "disk full", "55P03": "locked", "58030": "disk error"}
_POSTGRES_KINDS = {
    "08": "not reachable",
    "40": "too many at once",
    "53": "at its limits",
    "57": "stopped or too slow",
    "58": "trouble of its machine",
}


class DatabaseAway(Exception):
    """The database could not do it now. Nothing of what was asked was kept. `why` is one of a closed list of words."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def why_away(failed: Exception) -> str | None:
    """Which passing trouble `failed` is, SQLAlchemy's error or a driver's own, or None where it is a fault of ours."""
    if isinstance(failed, NoConnectionFree):
        return "no connection free"
    if isinstance(failed, DBAPIError) and failed.connection_invalidated:
        return "connection lost"
    own = getattr(failed, "orig", failed)
    code, state = getattr(own, "sqlite_errorcode", None), getattr(own, "sqlstate", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF)  # the rest of the number is the finer reason
    if state is not None:
        return _POSTGRES.get(state) or _POSTGRES_KINDS.get(state[:2])
    return "not reachable" if isinstance(failed, OperationalError) else None
