"""Change what a programme has decided: one subject of its settings at a time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.bookings.clocks import let_the_sweep_look_again
from programme.courses.help_line import HelpLine
from programme.courses.settings import ProgrammePart, SettingsChange, log_subject
from programme.duties.refusals import ChangedMeanwhile, NothingToChange, SettingsRefused
from programme.duties.settings import ProgrammeSettings, lock_programme
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


LONGEST_REASON = 400


def change_programme(
    db: Session, *, actor: Actor, now: datetime, force_code: str, settings: ProgrammePart, mark: str | None = None
) -> list[SettingsChange]:
    """Keep one subject of the settings; the access log has one row a change: who, when, from what to what.

    `mark` is that of the settings he was shown; None where nobody was shown any. Cases that run get earlier dates by it
    and never later ones: where the time that is kept changes, the next sweep looks at each of them. Raises NotFound
    where the programme is not his, SettingsRefused, ChangedMeanwhile, NothingToChange, and what `check_there` raises.
    """
    programme = lock_programme(db, actor, force_code)
    before = settings.of(programme)
    if mark is not None and before.mark != mark:
        raise ChangedMeanwhile()
    if wrong := settings.wrong():
        raise SettingsRefused(" ".join(f"{message}." for _, message in wrong))
    settings.check_there(db, today=london_date(now))
    found = settings.changes_from(before)
    if not found:
        raise NothingToChange()
    kept_time, help_line = ProgrammeSettings.of(programme).kept_time, HelpLine.of(programme)
    settings.keep(programme)
    if HelpLine.of(programme) != help_line:
        programme.helpline_changed_at = now
    if ProgrammeSettings.of(programme).kept_time != kept_time:
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
