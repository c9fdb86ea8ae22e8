"""Record that a step before the first real person is done, by whom and when, or that it is not done any more."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.audit.alterations import log_alterations
from programme.courses.go_live_steps import GoLiveStep
from programme.courses.going_live import check_done_on
from programme.courses.models import GoLiveTick
from programme.courses.setting_up import lock_programme_of
from programme.courses.settings import log_subject
from programme.courses.words import GO_LIVE_WORDS
from programme.shared.actor import Actor
from programme.shared.dates import london_date, spoken_day

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def tick_go_live_step(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    force_code: str,
    step: GoLiveStep,
    done_by: str,
    done_as: str,
    done_on: date | None,
) -> None:
    """Keep who did it, as what, and on which day; no day takes it back. Earlier ticks stay.

    Raises NotFound where the programme is not the actor's, DoneInFuture.
    """
    lock_programme_of(db, force_code, actor)
    check_done_on(done_on, london_date(now))
    db.add(
        GoLiveTick(
            force_code=force_code,
            step=step,
            done_on=done_on,
            done_by=done_by,
            done_as=done_as,
            recorded_at=now,
            recorded_by=actor.label,
        )
    )
    said = f"done by {done_by}, {done_as}, on {spoken_day(done_on)}" if done_on else "not done any more"
    log_alterations(
        db,
        actor=actor,
        now=now,
        what="tick_go_live_step",
        subject=log_subject(force_code),
        lines=[f"{GO_LIVE_WORDS[step][0]}: {said}"],
    )
