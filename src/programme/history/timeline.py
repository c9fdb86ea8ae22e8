"""Writing a case's history in the transaction that makes it, and reading it back as a timeline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from programme.history.events import EventKind, event_kind, spoken, storable
from programme.history.followers import remember
from programme.history.models import HistoryRow
from programme.shared.actor import Actor
from programme.storage.many_rows import insert_rows
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import write


@reads(HistoryRow, who=HistoryRow.actor_label)
@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a timeline."""

    event: str
    facts: dict[str, Any]
    happened_at: datetime
    recorded_at: datetime
    who: str

    @property
    def headline(self) -> str:
        """The event's name for a reader."""
        return event_kind(self.event).headline

    @property
    def words(self) -> str:
        """The event's sentence, with its facts."""
        known = defaultdict(lambda: "not known", spoken(self.facts))
        return event_kind(self.event).words.format_map(known).strip()


_ADD = insert(HistoryRow).inline()
MOMENTS = (
    select(*columns_of(Moment))
    .where(HistoryRow.referral_id == bindparam("referral_id"))
    .order_by(HistoryRow.id.desc())
    .limit(200)
)
"""The events of the case `referral_id`, newest first."""


def record(
    db: Session,
    /,
    referral_id: int,
    event: EventKind,
    *,
    actor: Actor,
    now: datetime,
    happened_at: datetime | None = None,
    **facts: Any,
) -> None:
    """Add an event to the case's history; what follows from it is done before the commit (`history.followers`).
    `happened_at` defaults to `now`, when it is recorded."""
    remember(db, [(referral_id, event, facts)], actor=actor, now=now)
    write(
        db,
        _ADD,
        referral_id=referral_id,
        event=event.name,
        happened_at=happened_at or now,
        recorded_at=now,
        actor_door=actor.door,
        actor_id=actor.id,
        actor_label=actor.label,
        facts=storable(facts),
    )


def record_all(
    db: Session, happened: Sequence[tuple[int, EventKind, dict[str, Any]]], *, actor: Actor, now: datetime
) -> None:
    """Add many events, each of a case's number, a kind and its facts, in one statement; they are followed like one."""
    remember(db, happened, actor=actor, now=now)
    common = {
        "happened_at": now,
        "recorded_at": now,
        "actor_door": actor.door,
        "actor_id": actor.id,
        "actor_label": actor.label,
    }
    events = [
        {"referral_id": number, "event": kind.name, "facts": storable(facts), **common}
        for number, kind, facts in happened
    ]
    insert_rows(db, HistoryRow, events)


def was_recorded(db: Session, referral_id: int, event: EventKind, **facts: Any) -> bool:
    """Whether the case's history has this event with these facts: for what may be told to us again and again."""
    wanted = storable(facts).items()
    found = db.execute(
        select(HistoryRow.facts).where(HistoryRow.referral_id == referral_id, HistoryRow.event == event.name)
    ).scalars()
    return any(wanted <= row.items() for row in found)


def timeline(db: Session, referral_id: int) -> list[Moment]:
    """The case's history, newest first."""
    return rows(db, Moment, MOMENTS, referral_id=referral_id)
