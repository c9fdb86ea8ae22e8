"""Settings made, changed and ended: a line of the access log for each fact, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.shared.actor import Actor
from programme.shared.dates import spoken_day

LONGEST_ALTERATION = 400


def changed_words(labels: Mapping[str, str], before: object, after: object) -> list[str]:
    """ "Name: Mill Hall to Mill House" of every fact in `labels` that is another one, in their order. `before` is None
    where there was nothing."""
    found = []
    for name, label in labels.items():
        was, becomes = getattr(before, name, None), getattr(after, name)
        if before is None and becomes not in (None, "", ()):
            found.append(f"{label}: {_said(becomes)}")
        elif before is not None and was != becomes:
            found.append(f"{label}: {_said(was)} to {_said(becomes)}")
    return found


def log_alterations(db: Session, *, actor: Actor, now: datetime, what: str, subject: str, lines: Iterable[str]) -> None:
    """One row a line, filed under `subject`. No line may hold anything of a person who was referred."""
    for line in lines:
        log_access(
            db,
            actor=actor,
            now=now,
            what=what,
            subjects=[subject],
            operation=Operation.ALTERATION,
            reason=line[:LONGEST_ALTERATION],
        )


def _said(value: Any) -> str:
    if value in (None, "", ()):
        return "none"
    if isinstance(value, date):
        return spoken_day(value)
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
