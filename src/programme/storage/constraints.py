"""Broken constraints that mean something: their names, and the refusal each of them is."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import IntegrityError

from programme.shared.refusal import Refusal

_BY_NAME: dict[str, Callable[[], Refusal]] = {}
_BY_COLUMNS: dict[str, Callable[[], Refusal]] = {}
_COLUMNS: dict[str, str] = {}


def refuses(name: str, columns: str, refusal: Callable[[], Refusal]) -> None:
    """Say that breaking the constraint or unique index `name` is `refusal`.

    `columns` is how SQLite names it (`bookings.referral_id`, several joined with ", "): it reports the columns
    of a unique index, PostgreSQL its name.
    """
    _BY_NAME[name], _COLUMNS[name] = refusal, columns
    _BY_COLUMNS[columns] = refusal


def named() -> dict[str, str]:
    """Every constraint that has a refusal, with the columns SQLite reports for it."""
    return dict(_COLUMNS)


def refusal_for(broken: IntegrityError) -> Refusal | None:
    """The refusal that this broken constraint stands for, or None if it is a fault of ours."""
    diagnostics = getattr(broken.orig, "diag", None)
    if diagnostics is not None:
        make = _BY_NAME.get(diagnostics.constraint_name or "")
        return make() if make else None
    _, _, subject = str(broken.orig).partition("constraint failed: ")
    make = _BY_COLUMNS.get(subject) or _BY_NAME.get(subject)
    return make() if make else None
