"""A corrected offence that would end his offer or take his place: a slip in a date ends what he signed for good. So one
person says when it was, and another corrects it to the same time, or leaves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.duties.models import TaskKind
from programme.duties.states import TaskEvent
from programme.duties.tasks import end_tasks, find_open_task
from programme.history import events
from programme.history.models import HistoryRow
from programme.history.timeline import record
from programme.intake.correcting import Correction
from programme.outcomes.carrying_corrections import is_put_still, put_to_a_human
from programme.outcomes.correcting import Then
from programme.outcomes.points_to_see import open_points, point_mark
from programme.outcomes.refusals import TimeSaidAlready
from programme.referrals.models import Referral
from programme.shared.actor import Actor
from programme.shared.dates import london_date, spoken_day, spoken_instant
from programme.storage.rows import columns_of, reads, rows

TAKES_TWO = frozenset({Then.CHOOSES_AGAIN, Then.GOES_BACK})
"""No later correction gives him these back. That he was under 18 stops it at once."""


@reads(HistoryRow)
@dataclass(frozen=True, slots=True)
class SaidTime:
    """When the offence was, as one person has said it."""

    facts: dict[str, Any]
    actor_id: int | None
    actor_label: str
    happened_at: datetime

    @property
    def offence_at(self) -> datetime:
        """The time that was said."""
        return datetime.fromisoformat(self.facts["said_to_be"])

    @property
    def charge_by_on(self) -> date:
        """The last day to charge by that time."""
        return date.fromisoformat(self.facts["charge_by_on"])

    @property
    def reason(self) -> str:
        """Its evidence; empty of one that was said before it was kept."""
        return str(self.facts.get("reason", ""))


def last_time_said(db: Session, referral: Referral) -> SaidTime | None:
    """The last saying, where it is of the time that stands and waits for somebody: whoever has seen to it and did not
    correct the offence has left it as it is."""
    said = select(*columns_of(SaidTime)).where(
        HistoryRow.referral_id == referral.id, HistoryRow.event == events.OtherTimeSaid.name
    )
    found = rows(db, SaidTime, said.order_by(HistoryRow.id.desc()).limit(1)).one_or_none()
    if found is None or found.facts["said_of"] != referral.offence_at.isoformat():
        return None
    return found if is_put_still(db, referral.id, found.facts["said"], found.happened_at) else None


def watch_the_sooner(db: Session, referral: Referral) -> None:
    """Keep with the case the last day to charge by the time that was said, as long as it waits and is the sooner one:
    every chip, list and message counts to it. The caller holds the case's lock."""
    db.flush()  # what was seen to or ended just now waits no more
    said = last_time_said(db, referral)
    on = said.charge_by_on if said is not None else None
    referral.said_charge_by_on = on if on is not None and on < referral.charge_by_on else None


def said_time(db: Session, referral: Referral, offence_at: datetime) -> SaidTime | None:
    """The same, where it is of this time."""
    found = last_time_said(db, referral)
    return found if found is not None and found.offence_at == offence_at else None


def time_waits(then: Then, said: SaidTime | None, actor: Actor) -> bool:
    """Whether somebody else has to say it too."""
    return then in TAKES_TWO and (said is None or said.actor_id == actor.id)


def say_time(
    db: Session,
    referral: Referral,
    correction: Correction,
    reason: str,
    said: SaidTime | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep it, and put it to a human, today: while it waits, the clock that it gives runs out sooner than the one that
    is watched. Raises TimeSaidAlready where the same person said it before."""
    if said is not None:
        raise TimeSaidAlready()
    was, becomes = correction.was.charge_by_on, correction.becomes.charge_by_on
    words = (
        f"The offence is said to have been on {spoken_instant(correction.offence_at)}. The last day to charge would "
        f"then be {spoken_day(becomes)}, not {spoken_day(was)}, and his course or his offer would be too late and end. "
        "Somebody else has to correct it to the same time, or leave it."
    )
    facts: dict[str, Any] = {
        "said_of": referral.offence_at.isoformat(),
        "said_to_be": correction.offence_at.isoformat(),
        "charge_by_on": becomes,
        "reason": reason,
        "said": words,
    }
    record(db, referral.id, events.OtherTimeSaid, actor=actor, now=now, **facts)
    put_to_a_human(db, {referral.id}, due_on=london_date(now), actor=actor, now=now)
    watch_the_sooner(db, referral)


def said_is_done(db: Session, referral: Referral, said: SaidTime, *, actor: Actor, now: datetime) -> None:
    """The second person has corrected it: where nothing else was to look at, nobody has to look any more."""
    task = find_open_task(db, referral.id, TaskKind.LOOK_AGAIN)
    if task is None:
        return
    others = [one for one in open_points(db, task) if one.words != said.facts["said"]]
    if others or task.raised_at != said.happened_at:
        record(db, referral.id, events.PointSeenTo, actor=actor, now=now, point=point_mark(said.facts["said"]))
    else:
        end_tasks(db, [task], TaskEvent.DONE, actor=actor, now=now)
