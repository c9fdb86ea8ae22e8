"""A place on the course of a neighbouring programme, as that told us of it: the steps that several actions share.

Every function that changes something expects the case's row to be locked by its caller. The clock, the case and the
decision to charge stay with the force of the offence, wherever the course is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.bookings.models import PlaceElsewhere
from programme.bookings.states import ElsewhereEvent, ElsewhereState
from programme.duties.models import TaskKind
from programme.duties.tasks import TaskToRaise, raise_tasks
from programme.history import events
from programme.history.timeline import record
from programme.people.models import Person
from programme.people.reference import force_name
from programme.people.telling import tell_person
from programme.referrals.models import Referral
from programme.referrals.states import ReferralEvent, ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import add_working_days, london_date
from programme.storage.statements import is_one_of

ELSEWHERE_STANDS = is_one_of(PlaceElsewhere.state, {ElsewhereState.PLACED})
"""The place elsewhere that a case has, over its rows: for a join."""


TOO_LATE = "The day is too late by the dates of the case."
TAKEN_BACK = "His case does not go on with a course."


@dataclass(frozen=True, slots=True)
class Arranged:
    """The place as the neighbour gave it: whose course, on which day, and by what the neighbour knows him."""

    force_code: str
    course_on: date
    their_reference: str = ""


def find_place_elsewhere(db: Session, referral_id: int) -> PlaceElsewhere | None:
    """The place that the case has at a neighbouring programme; None where it has none. Whoever is to change it has
    locked the case: everything about such a place hangs on that lock."""
    return db.execute(
        select(PlaceElsewhere).where(PlaceElsewhere.referral_id == referral_id, ELSEWHERE_STANDS)
    ).scalar_one_or_none()


def newest_called_off_at(db: Session, referral_id: int) -> datetime | None:
    """When a place elsewhere of the case was last called off; None where none was."""
    return db.execute(
        select(func.max(PlaceElsewhere.ended_at)).where(
            PlaceElsewhere.referral_id == referral_id, PlaceElsewhere.state == ElsewhereState.CALLED_OFF
        )
    ).scalar_one()


def results_not_told(db: Session, *, now: datetime, after_id: int, at_most: int) -> list[int]:
    """Cases that have to be back with their force by today, whose course elsewhere is over without a result, by state:
    the numbers above `after_id`, in their order."""
    today = london_date(now)
    return list(
        db.execute(
            select(Referral.id)
            .join(PlaceElsewhere, PlaceElsewhere.referral_id == Referral.id)
            .where(
                Referral.state == ReferralState.PLACED_ELSEWHERE,
                Referral.return_by_on <= today,
                PlaceElsewhere.state == ElsewhereState.PLACED,
                PlaceElsewhere.course_on < today,
                Referral.id > after_id,
            )
            .order_by(Referral.id)
            .limit(at_most)
        ).scalars()
    )


def arrange(db: Session, referral: Referral, arranged: Arranged, *, actor: Actor, now: datetime) -> PlaceElsewhere:
    """Keep the place; the case has it from now on, and looks for none here."""
    placed = PlaceElsewhere(
        referral_id=referral.id,
        force_code=arranged.force_code,
        course_on=arranged.course_on,
        their_reference=arranged.their_reference,
        arranged_at=now,
        arranged_by=actor.label,
    )
    db.add(placed)
    referral.apply(ReferralEvent.PLACED_ELSEWHERE)
    db.flush()
    record(
        db,
        referral.id,
        events.PlacedElsewhere,
        actor=actor,
        now=now,
        force=force_name(arranged.force_code),
        course_on=arranged.course_on,
        their_reference=_reference_words(arranged),
        complete_by_on=referral.complete_by_on,
    )
    return placed


def arrange_anew(
    db: Session, referral: Referral, placed: PlaceElsewhere, arranged: Arranged, *, actor: Actor, now: datetime
) -> None:
    """The neighbour has him on another day, or by another reference."""
    placed.apply(ElsewhereEvent.MOVED)
    referral.apply(ReferralEvent.PLACED_ELSEWHERE)
    was_on, placed.course_on = placed.course_on, arranged.course_on
    placed.their_reference = arranged.their_reference
    placed.arranged_at, placed.arranged_by = now, actor.label
    record(
        db,
        referral.id,
        events.PlaceElsewhereChanged,
        actor=actor,
        now=now,
        force=force_name(placed.force_code),
        course_on=placed.course_on,
        was_on=was_on,
        their_reference=_reference_words(arranged),
    )


def call_off_elsewhere(
    db: Session,
    referral: Referral,
    placed: PlaceElsewhere,
    *,
    reason: str,
    they_know: bool = False,
    actor: Actor,
    now: datetime,
) -> None:
    """The place is his no more, and the case goes back to accepted. `reason` is a sentence.

    Unless `they_know`, a task is raised to tell the neighbour, who keeps a chair for him.
    """
    placed.apply(ElsewhereEvent.CALLED_OFF)
    placed.ended_at = now
    referral.apply(ReferralEvent.PLACE_LOST)
    record(
        db,
        referral.id,
        events.PlaceElsewhereCalledOff,
        actor=actor,
        now=now,
        force=force_name(placed.force_code),
        course_on=placed.course_on,
        reason=reason,
    )
    if not they_know:
        due_on = add_working_days(london_date(now), 1)
        raise_tasks(db, [TaskToRaise(referral.id, TaskKind.TELL_NEIGHBOUR, due_on)], actor=actor, now=now)


def tell_called_off(
    db: Session, person: Person, referral: Referral, placed: PlaceElsewhere, *, by: str, now: datetime
) -> None:
    """Tell him that the day is off and who called it off (`bookings.words.CALLED_OFF_BY`), in words that anybody may
    read."""
    tell_person(
        db,
        person,
        notice="place_elsewhere_called_off",
        cause=f"{referral.reference}:{placed.id}",
        referral_id=referral.id,
        facts={"course_on": placed.course_on, "who": by},
        now=now,
    )


def _reference_words(arranged: Arranged) -> str:
    """The neighbour's reference, as the timeline puts it behind the day; empty where the neighbour gave no
    reference."""
    return f" Their reference {arranged.their_reference}." if arranged.their_reference else ""
