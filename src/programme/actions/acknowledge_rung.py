"""Acknowledge rungs of the clock: somebody they were put to says that he has seen them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.duties.answering import acknowledge, record_seen
from programme.duties.refusals import NothingChosen, WithSomebodyElse
from programme.history import events
from programme.history.timeline import record_all
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class RungsAcknowledged:
    """The references of the cases: acknowledged now, before, and those that are with somebody else by now."""

    now: list[str]
    before: list[str]
    not_his: list[str]


def acknowledge_rung(
    db: Session, *, actor: Actor, now: datetime, rung_ids: Collection[int], note: str = ""
) -> RungsAcknowledged:
    """Record who has seen these rungs, and when, and in the history of each case what he decided (`note`). The clock
    runs on: to have seen a warning stops nothing.

    For somebody of the role that a rung is with, or of a higher one, of the same force. Asked again it changes nothing:
    the first name and time stay. A rung that was passed up since the page was shown is left out; WithSomebodyElse where
    nothing is left. Raises NotFound for a rung of another force, and NothingChosen.
    """
    if not rung_ids:
        raise NothingChosen()
    found = acknowledge(db, set(rung_ids), actor=actor, now=now)
    if found.not_his and not (found.seen or found.before):
        raise WithSomebodyElse()
    record_seen(db, found.seen, actor=actor, now=now)
    if note:
        noted = [(one.referral_id, events.DecisionNoted, {"rung": one.rung, "note": note}) for one in found.seen]
        record_all(db, noted, actor=actor, now=now)
    return RungsAcknowledged([seen.reference for seen in found.seen], found.before, found.not_his)
