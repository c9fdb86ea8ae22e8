"""Whether one of our own cases may have a place at a neighbouring programme: everything that is in the way, at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from programme.bookings.elsewhere import Arranged, find_place_elsewhere
from programme.bookings.models import PlaceElsewhere
from programme.clock.keeping import last_safe_course_day, policy_for
from programme.exchange.agreements import Neighbour, neighbours_on
from programme.exchange.refusals import (
    AnotherNeighbour,
    NoAgreementOnThatDay,
    SamePlaceElsewhere,
)
from programme.exchange.rules import can_be_on, can_be_placed
from programme.offers.queries import is_paper_owed
from programme.people.reference import force_name
from programme.referrals.models import Referral
from programme.referrals.queries import one_referral
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.refusal import Refusal


def may_be_placed(db: Session, referral: Referral, *, now: datetime) -> None:
    """Whether the case is one that a place elsewhere can be recorded for. Raises what `can_be_placed` raises."""
    can_be_placed(
        referral.state,
        referral.origin,
        is_over=referral.over_at is not None,
        paper_owed=is_paper_owed(db, referral.id),
        last_on=last_safe_course_day(referral, policy_for(db, referral)),
        today=london_date(now),
    )


@dataclass(frozen=True, slots=True)
class Placing:
    """The choices on the form: the programmes that could be meant, and the last possible day. `placed_at` is the force
    whose place he has already."""

    neighbours: list[Neighbour]
    last_on: date
    placed_at: str | None


def placing_of(db: Session, reference: str, actor: Actor, *, now: datetime) -> Placing:
    """Where the case could be placed. Raises NotFound and what `may_be_placed` raises."""
    referral = one_referral(db, reference, actor)
    may_be_placed(db, referral, now=now)
    placed = find_place_elsewhere(db, referral.id)
    neighbours = {one.force_code: one for one in neighbours_on(db, london_date(now))}
    if placed is not None:
        neighbours = {placed.force_code: Neighbour(placed.force_code, force_name(placed.force_code))}
    last_on = last_safe_course_day(referral, policy_for(db, referral))
    return Placing(list(neighbours.values()), last_on, placed.force_code if placed is not None else None)


def what_is_wrong(
    db: Session, referral: Referral, wanted: Arranged, placed: PlaceElsewhere | None, *, now: datetime
) -> list[Refusal]:
    """Everything that is wrong with the place that is wanted, each beside its field; nothing where it can be recorded.

    The last possible day is reckoned afresh, as for a booking here.
    """
    found: list[Refusal] = []
    last_on = last_safe_course_day(referral, policy_for(db, referral))
    if placed is not None and placed.force_code != wanted.force_code:
        found.append(AnotherNeighbour(force_name(placed.force_code)))
    elif not _has_agreement(db, wanted.force_code, wanted.course_on):
        found.append(NoAgreementOnThatDay(force_name(wanted.force_code), wanted.course_on))
    try:
        can_be_on(wanted.course_on, complete_by_on=last_on, today=london_date(now))
    except Refusal as refusal:
        found.append(refusal)
    if placed is not None and (placed.course_on, placed.their_reference) == (wanted.course_on, wanted.their_reference):
        found.append(SamePlaceElsewhere())
    return found


def what_would_be_wrong(db: Session, reference: str, actor: Actor, wanted: Arranged, *, now: datetime) -> list[Refusal]:
    """The same before anybody agrees to it, for the page. Raises NotFound and what `may_be_placed` raises."""
    referral = one_referral(db, reference, actor)
    may_be_placed(db, referral, now=now)
    return what_is_wrong(db, referral, wanted, find_place_elsewhere(db, referral.id), now=now)


def _has_agreement(db: Session, force_code: str, on: date) -> bool:
    return any(one.force_code == force_code for one in neighbours_on(db, on))
