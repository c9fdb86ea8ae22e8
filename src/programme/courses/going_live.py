"""Who ticked which step before the first real person, and whether the tick still holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.courses.go_live_steps import GoLiveStep
from programme.courses.models import GoLiveTick
from programme.courses.refusals import DoneInFuture
from programme.shared.dates import spoken_date
from programme.storage.rows import columns_of, reads, rows


@reads(GoLiveTick)
@dataclass(frozen=True, slots=True)
class Ticked:
    """The newest tick of a step; `done_on` is None where it was taken back."""

    force_code: str
    step: GoLiveStep
    done_on: date | None
    done_by: str
    done_as: str
    recorded_at: datetime
    recorded_by: str

    @property
    def spoken(self) -> str:
        """ "Frances Amadi, force solicitor, on 12 December 2026. Recorded by Priya Nair, Force." """
        done = f"{self.done_by}, {self.done_as}, on {spoken_date(self.done_on)}" if self.done_on else "Taken back"
        return f"{done}. Recorded by {self.recorded_by}."


def newest_ticks(db: Session) -> dict[str, Mapping[GoLiveStep, Ticked]]:
    """The newest tick of each step, by the force of the programme."""
    newest = select(func.max(GoLiveTick.id)).group_by(GoLiveTick.force_code, GoLiveTick.step)
    found: dict[str, dict[GoLiveStep, Ticked]] = {}
    for one in rows(db, Ticked, select(*columns_of(Ticked)).where(GoLiveTick.id.in_(newest))):
        found.setdefault(one.force_code, {})[one.step] = one
    return {**found}


def check_done_on(done_on: date | None, today: date) -> None:
    """Raises DoneInFuture."""
    if done_on is not None and done_on > today:
        raise DoneInFuture()
