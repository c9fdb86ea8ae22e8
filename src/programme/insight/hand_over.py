"""The hand-over from one shift to the next at a desk: its note, what its cases wait for, and those open tonight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from programme.duties.shifts import NoteOfShift, desk_of, notes_of_desk, to_read_by_desk
from programme.insight.desk_tasks import DeskTask, tasks_at
from programme.insight.list_choices import ChoiceKind, choices_of
from programme.referrals.models import Referral
from programme.referrals.queries import CASE_LINES, CLOCK_RUNS, CaseLine, visible_to
from programme.shared.actor import Actor
from programme.storage.rows import rows

TONIGHT = timedelta(hours=24)
CASES_SHOWN = TASKS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class HandOver:
    """The desk, its newest notes, the open tasks of its cases, due first, the cases that came in within a day and whose
    clock runs, newest first, and the stations whose desks there are. `to_read`: how many notes wait at each desk for
    whoever looks."""

    station: str
    notes: list[NoteOfShift]
    tasks: list[DeskTask]
    lines: list[CaseLine]
    stations: list[str]
    to_read: dict[str, int]

    @property
    def references(self) -> list[str]:
        shown: list[DeskTask | CaseLine] = [*self.tasks, *self.lines]
        return list(dict.fromkeys(one.reference for one in shown))


def hand_over_at(db: Session, actor: Actor, station: str, *, now: datetime) -> HandOver:
    """The hand-over for the next shift at this desk of the actor's force."""
    at = desk_of(station)
    wanted = CASE_LINES.where(CLOCK_RUNS, Referral.referred_at > now - TONIGHT)
    if at:
        wanted = wanted.where(Referral.station == at)
    newest_first = wanted.order_by(Referral.referred_at.desc(), Referral.id.desc()).limit(CASES_SHOWN)
    lines = list(rows(db, CaseLine, visible_to(actor, newest_first)))
    to_read = to_read_by_desk(db, actor)
    stations = {one.value for one in choices_of(db, actor) if one.kind == ChoiceKind.STATION} | {*filter(None, to_read)}
    notes, tasks = notes_of_desk(db, actor.force_code, at), tasks_at(db, actor, at, at_most=TASKS_SHOWN)
    return HandOver(at, notes, tasks, lines, sorted(stations), to_read)
