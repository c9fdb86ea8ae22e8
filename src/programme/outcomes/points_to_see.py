"""The points of a case that somebody has to look at again: each is seen to on its own, so that nobody who has seen to
one lets another fall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.duties.models import Task
from programme.history import events
from programme.history.models import HistoryRow
from programme.history.timeline import record
from programme.referrals.models import OffenceCorrection, RecordCorrection
from programme.shared.actor import Actor
from programme.shared.refusal import ChangedSinceShown

SAID_BY = (events.OtherCaseOpenAgain, events.OtherTimeSaid, events.SaidRecordedTwice, events.SaidReferredInError)
"""The events that put a point of their own to a human."""


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence, and when somebody was asked to look at it."""

    words: str
    asked_at: datetime

    @property
    def mark(self) -> str:
        """Stands for it in a form and on the timeline, which more people read than its words are for."""
        return point_mark(self.words)


def point_mark(words: str) -> str:
    """The mark of a point of these words."""
    return sha256(words.encode()).hexdigest()[:16]


def still_open(points: Iterable[Point], seen: Iterable[tuple[str, datetime]], raised_at: datetime) -> list[Point]:
    """Those of a task of this age that nobody has seen to since they were asked, each once. `seen`: marks, and when."""
    last_seen = dict(sorted(seen, key=lambda one: one[1]))
    newest = {one.words: one for one in points if one.asked_at >= raised_at}
    return [one for one in newest.values() if one.mark not in last_seen or last_seen[one.mark] < one.asked_at]


def open_points(db: Session, task: Task) -> list[Point]:
    """The same, of a task to look again."""
    found = []
    for kind in (OffenceCorrection, RecordCorrection):
        made = select(kind.corrected_at, kind.to_look_at).where(kind.referral_id == task.referral_id)
        found += [Point(words, row.corrected_at) for row in db.execute(made) for words in row.to_look_at]
    of_case = select(HistoryRow.happened_at, HistoryRow.facts).where(HistoryRow.referral_id == task.referral_id)
    said = of_case.where(HistoryRow.event.in_([one.name for one in SAID_BY])).order_by(HistoryRow.id)
    found += [Point(row.facts["said"], row.happened_at) for row in db.execute(said)]
    return still_open(found, seen_to(db, task.referral_id), task.raised_at)


def seen_to(db: Session, referral_id: int) -> list[tuple[str, datetime]]:
    """The marks of the points that were seen to one by one, and when."""
    wanted = select(HistoryRow.facts, HistoryRow.happened_at).where(
        HistoryRow.referral_id == referral_id, HistoryRow.event == events.PointSeenTo.name
    )
    return [(row.facts["point"], row.happened_at) for row in db.execute(wanted)]


def see_to_point(db: Session, task: Task, mark: str, *, actor: Actor, now: datetime) -> bool:
    """Somebody has seen to the point of this mark, or, without one, to a task that has none. Whether nothing of the
    task is left. Raises ChangedSinceShown where that is not what is open."""
    points = open_points(db, task)
    if mark not in ({one.mark for one in points} or {""}):
        raise ChangedSinceShown()
    if len(points) > 1:
        record(db, task.referral_id, events.PointSeenTo, actor=actor, now=now, point=mark)
        return False
    return True
