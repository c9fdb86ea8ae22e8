"""Decide the points of the privacy notice, from a day on."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.audit.alterations import log_alterations
from programme.courses.privacy import NoticeTerms, add_notice, check_notice_from, notices_of
from programme.courses.settings import SettingsChange, log_subject
from programme.duties.refusals import ChangedMeanwhile, NothingToChange, SettingsRefused
from programme.duties.settings import lock_programme
from programme.shared.actor import Actor
from programme.shared.dates import london_date, spoken_day

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def set_privacy_notice(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    force_code: str,
    terms: NoticeTerms,
    from_on: date | None = None,
    mark: str | None = None,
) -> list[SettingsChange]:
    """Whoever reads the notice on `from_on` (None: today) or later reads these points; the access log has a row for
    each that changes. A point may stay open until it is decided, and until all are nobody can be offered a place.
    `mark` is that of the notices he was shown; None where nobody was shown any.

    Raises NotFound where the programme is not his, SettingsRefused, NoticeBegunAlready, ChangedMeanwhile,
    NothingToChange.
    """
    programme = lock_programme(db, actor, force_code)
    notices, today = notices_of(db, programme.id), london_date(now)
    if mark is not None and notices.mark != mark:
        raise ChangedMeanwhile()
    day = from_on or today
    if wrong := [*terms.wrong(), *terms.opened_again(notices.on(day))]:
        raise SettingsRefused(" ".join(f"{message}." for _, message in wrong))
    check_notice_from(day, today)
    changes = terms.changes_from(notices.on(day))
    if not changes:
        raise NothingToChange()
    add_notice(db, programme.id, terms, day, at=now, by=actor.label)
    log_alterations(
        db,
        actor=actor,
        now=now,
        what="set_privacy_notice",
        subject=log_subject(force_code),
        lines=[f"Privacy notice from {spoken_day(day)}. {change}" for change in changes],
    )
    return changes
