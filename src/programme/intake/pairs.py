"""Two people who may be one, as a human is asked about them in a case, and what he decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from programme.intake.deciding import compare_again
from programme.intake.identity import facts_of_pair
from programme.intake.known_people import Found, KnownCase
from programme.intake.rules import waits_for_identity
from programme.people.models import IdentityDecision
from programme.people.refusals import IdentityNotDecided, NobodyToDecideAbout
from programme.policies.queries import one_rule_set
from programme.referrals.models import Referral
from programme.referrals.offences import are_two_offences, say_otherwise
from programme.referrals.queries import person_of
from programme.referrals.states import IN_PROGRESS
from programme.shared.actor import Actor
from programme.storage.rows import rows


@dataclass(frozen=True, slots=True)
class Pair:
    """The person of a case, and one who may be the same: why, the mark of both records, and the other's case that he is
    named by. `is_same_offence`: of the two people the offence would be a case already."""

    person_id: int
    other_id: int
    other_referral_id: int
    why: str
    facts: str
    is_same_offence: bool


def others_like(db: Session, referral: Referral) -> Found:
    """Who may be the person of a stored case."""
    years = one_rule_set(db, referral.rules_id).lookback_years
    return compare_again(db, referral, person_of(db, referral), lookback_years=years)


def pair_asked_about(db: Session, referral: Referral, other: str) -> Pair:
    """The one who is put to a human by his case `other`. Raises NobodyToDecideAbout."""
    found = others_like(db, referral)
    for proposal in found.proposals:
        case = next((case for case in proposal.cases if case.reference == other), None)
        if found.person is None or proposal.person.row_id is None or case is None or case.row_id is None:
            continue
        return Pair(
            referral.person_id,
            proposal.person.row_id,
            case.row_id,
            proposal.likeness.why,
            facts_of_pair(found.person, proposal.person),
            any(is_offence_of(referral, one) for one in proposal.cases),
        )
    raise NobodyToDecideAbout()


def is_offence_of(referral: Referral, case: KnownCase) -> bool:
    """Whether it would be the same offence, if they were one person: never that of a case that gave way."""
    records = {referral.custody_reference or "", case.custody_reference} - {""}
    if case.gave_way or are_two_offences(referral.offence_code, case.offence_code):
        return False
    if say_otherwise(referral.offence_place, case.offence_place):
        return False
    return (case.force_code, case.offence_at) == (referral.force_code, referral.offence_at) and len(records) < 2


def decided_words(is_same: bool) -> str:
    """The decision, as the timeline says it."""
    return "One person" if is_same else "Two people"


def add_decision(
    db: Session,
    referral: Referral,
    pair: Pair,
    *,
    is_same: bool,
    reason: str,
    moved: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    """Keep what was decided."""
    db.add(
        IdentityDecision(
            person_id=pair.person_id,
            other_id=pair.other_id,
            referral_id=referral.id,
            other_referral_id=pair.other_referral_id,
            is_same=is_same,
            why_asked=pair.why,
            facts=pair.facts,
            moved=dict(moved),
            reason=reason,
            decided_at=now,
            decided_by=actor.label,
        )
    )
    db.flush()


def one_decision(db: Session, number: int, referral_id: int) -> IdentityDecision:
    """A decision that stands and was made in this case or about it, locked. Raises IdentityNotDecided."""
    of_it = or_(IdentityDecision.referral_id == referral_id, IdentityDecision.other_referral_id == referral_id)
    wanted = select(IdentityDecision).where(IdentityDecision.id == number, of_it).with_for_update()
    found = db.execute(wanted).scalar_one_or_none()
    if found is None or found.taken_back_at is not None:
        raise IdentityNotDecided()
    return found


def also_waiting(db: Session, pair: Pair, *, is_same: bool, moved: Collection[int], but: int) -> list[int]:
    """The numbers of the other cases of the two whose eligibility waits for who they are, or that went over; where they
    are one, of all that are in progress too: each may be in the way of another now."""
    theirs = select(Referral).where(Referral.person_id.in_([pair.person_id, pair.other_id]), Referral.id != but)
    return [
        case.id
        for case in db.execute(theirs.order_by(Referral.id)).scalars()
        if case.id in moved or waits_for_identity(case.eligibility) or (is_same and case.state in IN_PROGRESS)
    ]


def in_progress_of(db: Session, decision: IdentityDecision) -> list[int]:
    """The numbers of the cases in progress of the two that a decision is about."""
    theirs = select(Referral.id).where(Referral.person_id.in_([decision.person_id, decision.other_id]))
    return list(rows(db, int, theirs.where(Referral.state.in_(IN_PROGRESS)).order_by(Referral.id)))
