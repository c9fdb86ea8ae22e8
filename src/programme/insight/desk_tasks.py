"""The tasks of a force's cases that somebody has to see to, due first: on Today, and in the hand-over of a desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.queries import visible_to
from programme.shared.actor import Actor
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import written


@reads(Task, Person, reference=Referral.reference)
@dataclass(frozen=True, slots=True)
class DeskTask:
    """A task of a case that somebody has to see to."""

    reference: str
    surname: str
    forenames: str
    kind: TaskKind
    due_on: date


def open_tasks(actor: Actor, *columns: Any) -> Select[*tuple[Any, ...]]:
    """The open tasks of the cases that the actor may find."""
    wanted = select(*columns).select_from(Task).join(Referral, Referral.id == Task.referral_id)
    return visible_to(actor, wanted.where(Task.state == TaskState.OPEN))


def due_first(wanted: Select[*tuple[Any, ...]], at_most: int) -> Select[*tuple[Any, ...]]:
    """So many of them with their men."""
    wanted = wanted.join(Person, Person.id == Referral.person_id)
    return wanted.order_by(Task.due_on, Task.id).limit(written(at_most))


def tasks_at(db: Session, actor: Actor, station: str, *, at_most: int) -> list[DeskTask]:
    """Those of the cases of a station; of every case, where none is named."""
    wanted = open_tasks(actor, *columns_of(DeskTask))
    if station:
        wanted = wanted.where(Referral.station == station)
    return rows(db, DeskTask, due_first(wanted, at_most))
