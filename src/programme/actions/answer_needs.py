"""The provider says what is arranged for somebody's day, or what there is instead."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.needs import lock_needs_on_date
from programme.bookings.refusals import NeedsUnclear
from programme.history import events
from programme.history.timeline import record
from programme.notices.discretion import give_aways
from programme.people.telling import tell_person
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def answer_needs(
    db: Session, *, actor: Actor, now: datetime, date_reference: str, number: int, arranged: bool, answer: str
) -> None:
    """Keep the answer for the date on which he has his place, and tell him that there is one. Raises
    NeedsAnsweredAlready where these needs do not wait on a date of the actor's any more, and NeedsUnclear where what
    cannot be arranged has no answer, or the answer could give him away."""
    if not arranged and not answer:
        raise NeedsUnclear("Say why it cannot be arranged, and what there is instead.")
    if said := give_aways(answer):
        raise NeedsUnclear(f"The answer must not say “{said[0]}”: somebody beside him could read what it is about.")
    needs, date, person = lock_needs_on_date(db, number, date_reference, actor, now=now)
    needs.arranged, needs.answer, needs.answered_date_id = arranged, answer, date.id
    needs.answered_at, needs.answered_by = now, actor.label
    said_to_him = "It is arranged" if arranged else "It cannot be arranged"
    record(db, needs.referral_id, events.NeedsAnswered, actor=actor, now=now, answer=said_to_him)
    tell_person(
        db,
        person,
        notice="needs_answered",
        cause=f"{needs.id}:{date.reference}",
        referral_id=needs.referral_id,
        facts={"starts_at": date.starts_at},
        now=now,
        stale_at=date.starts_at,
    )
