"""Consequences of an event: declared once, run before the commit of the transaction that recorded it.

A follower is asked once for all that happened in the transaction, so that a sweep over many cases stays a few
statements. Events that it records itself are followed too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from programme.history.events import KINDS, EventKind
from programme.shared.actor import Actor

_HAPPENED = "programme_happened"
_ROUNDS = 5
"""How often the followers' own events are followed in turn. More than a few means that two events follow from each
other."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event recorded in this transaction; `order` is its place among them."""

    order: int
    referral_id: int
    kind: EventKind
    facts: dict[str, Any]
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class Follower:
    """A step that is taken when one of these kinds of events was recorded. `run` is handed all of them, in their order,
    with everything written that the transaction has changed. Raises ValueError for a kind that is not declared."""

    kinds: frozenset[EventKind]
    run: Callable[[Session, Sequence[Happened]], None]

    def __post_init__(self) -> None:
        if unknown := self.kinds - {*KINDS.values()}:
            raise ValueError(f"{sorted(one.name for one in unknown)} are no events")


class Followers:
    """Every follower, in the order in which they run. Called with a session that is about to commit."""

    def __init__(self, *followers: Follower) -> None:
        self._followers = followers
        self.kinds = frozenset[EventKind]().union(*(one.kinds for one in followers))

    def __call__(self, db: Session) -> None:
        """Run what follows from everything that was recorded. Raises RuntimeError where it has no end."""
        happened, done = happened_in(db), 0
        for _ in range(_ROUNDS):
            new, done = happened[done:], len(happened)
            for follower in self._followers:
                if mine := [one for one in new if one.kind in follower.kinds]:
                    db.flush()  # a follower reads how things stand now
                    follower.run(db, mine)
            if done == len(happened):
                return
        raise RuntimeError("events follow from each other without end")


def happened_in(db: Session) -> list[Happened]:
    """The events recorded in this transaction so far. A session is one transaction: one that is tried again begins with
    nothing."""
    found: list[Happened] = db.info.setdefault(_HAPPENED, [])
    return found


def remember(
    db: Session, events: Iterable[tuple[int, EventKind, dict[str, Any]]], *, actor: Actor, now: datetime
) -> None:
    """Note recorded events, each of a case's number, a kind and its facts, for their followers."""
    happened = happened_in(db)
    for referral_id, kind, facts in events:
        happened.append(Happened(len(happened), referral_id, kind, facts, actor, now))
