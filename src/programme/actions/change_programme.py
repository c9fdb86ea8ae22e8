"""Change what a programme has decided about its time and its ladder of warnings."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.bookings.clocks import let_the_sweep_look_again
from programme.duties.refusals import ChangedMeanwhile, NothingToChange
from programme.duties.settings import (
    ProgrammeSettings,
    SettingsChange,
    changes_between,
    keep_settings,
    lock_programme,
    settings_of,
)
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


LONGEST_REASON = 400


def log_subject(force_code: str) -> str:
    """What the access log files a change of this force's programme under."""
    return f"programme-{force_code}"


def change_programme(
    db: Session, *, actor: Actor, now: datetime, force_code: str, settings: ProgrammeSettings, mark: str
) -> list[SettingsChange]:
    """Keep the settings; the access log has one row a change: who, when, from what to what.

    `mark` is that of the settings he was shown. Cases that run get earlier dates by it and never later ones: where the
    time that is kept changes, the next sweep looks at each of them. Raises NotFound where the programme is not his,
    ChangedMeanwhile and NothingToChange.
    """
    programme = lock_programme(db, actor, force_code)
    before = settings_of(programme)
    if before.mark != mark:
        raise ChangedMeanwhile()
    found = changes_between(before, settings)
    if not found:
        raise NothingToChange()
    keep_settings(programme, settings)
    if before.kept_time != settings.kept_time:
        let_the_sweep_look_again(db, programme.id)
    for change in found:
        log_access(
            db,
            actor=actor,
            now=now,
            what="change_programme",
            subjects=[log_subject(force_code)],
            operation=Operation.ALTERATION,
            reason=str(change)[:LONGEST_REASON],
        )
    return found
