"""Two records became one man, or are two again: his cases say something else of him now. That is kept in each like a
correction, whoever was told it as it was is told again, and a human sees to what still says it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Set
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.history.events import EventKind, RecordCorrected
from programme.history.timeline import record_all
from programme.intake.arrivals import Arrival
from programme.intake.stored_record import arrivals_of, changes_between
from programme.outcomes.carrying_corrections import put_to_a_human
from programme.outcomes.correcting import what_stands
from programme.outcomes.correcting_record import TO_BE_DECIDED, has_slip, sent_out_words
from programme.referrals.corrections import FACTS_OF, IS_COMPARED, RecordPart
from programme.referrals.models import RecordCorrection, Referral
from programme.referrals.words import facts_named
from programme.shared.actor import Actor
from programme.storage.rows import rows

_OF_THE_MAN = (RecordPart.PERSON, RecordPart.NEEDS)
"""The parts of the record that stand in the row of the man. His numbers go over as they are."""


def records_of_both(db: Session, people: Collection[int]) -> dict[int, Arrival]:
    """The facts that each case of these people says of them, by its number."""
    theirs = select(Referral.id).where(Referral.person_id.in_(people)).order_by(Referral.id)
    return arrivals_of(db, list(rows(db, int, theirs)))


def keep_who_he_is(
    db: Session, was: Mapping[int, Arrival], *, where: str, reason: str, actor: Actor, now: datetime
) -> None:
    """Keep in each of these cases the facts of him that are others than they `was`. The caller holds their locks."""
    db.flush()
    happened: list[tuple[int, EventKind, dict[str, Any]]] = []
    to_a_human: set[int] = set()
    for number, becomes in arrivals_of(db, list(was)).items():
        case = db.get_one(Referral, number)
        changes = {one.fact: one for one in changes_between(was[number], becomes)}
        told = [changes[fact] for part in _OF_THE_MAN for fact in FACTS_OF[part] if fact in changes]
        if not told:
            continue
        corrected = {one.fact for one in told if not one.is_added}
        looks = list(_to_look_at(db, case, {one.fact for one in told}, corrected))
        for part in _OF_THE_MAN:
            if of_part := [one for one in told if one.fact in FACTS_OF[part]]:
                db.add(
                    RecordCorrection(
                        referral_id=number,
                        part=part,
                        changes=of_part,
                        reason=reason,
                        to_look_at=looks,
                        corrected_at=now,
                        corrected_by=actor.label,
                        corrected_by_rank=actor.rank,
                    )
                )
        facts = {"what": facts_named(told), "facts": sorted(one.fact for one in told), "corrects": bool(corrected)}
        happened.append((number, RecordCorrected, {**facts, "where": where}))
        if looks:
            to_a_human.add(number)
    record_all(db, happened, actor=actor, now=now)
    put_to_a_human(db, to_a_human, actor=actor, now=now)


def _to_look_at(db: Session, case: Referral, facts: Set[str], corrected: Set[str]) -> Iterator[str]:
    stands = what_stands(db, case)
    yield from sent_out_words(facts, stands, goes_on=stands.offer is not None, has_slip=has_slip(db, case, stands))
    if case.state in TO_BE_DECIDED and case.over_at is None and corrected & IS_COMPARED:
        yield (
            "Who he is was decided after it came back: see that whoever decides about a charge has his name and date "
            "of birth as they are now."
        )
