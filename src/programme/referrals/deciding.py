"""Deciding eligibility of a stored case again: the step behind everything that answers a criterion.

The case is decided by the route and the rules that it began with, on what is known of the person today.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.history.events import EligibilityDecided
from programme.history.timeline import record
from programme.people.models import Person
from programme.referrals.assessment import CaseFacts, SetAside, assess, set_aside_in, settled_in, stored
from programme.referrals.eligibility import Eligibility, Settled
from programme.referrals.export_matching import WhatIsKnown
from programme.referrals.intake import decision_facts
from programme.referrals.known_cases import StoredCases, sought_for
from programme.referrals.known_people import Found
from programme.referrals.models import Referral
from programme.referrals.queries import person_of
from programme.referrals.terms import terms_of
from programme.referrals.tying import move_by_verdict
from programme.shared.actor import Actor
from programme.shared.dates import london_date


def look_again(db: Session, referral: Referral, person: Person, *, lookback_years: int) -> Found:
    """What the other cases say about the person of a stored case."""
    cases = StoredCases(db, force_code=referral.force_code, leave_out=referral.id)
    sought = sought_for(db, referral, person, lookback_years=lookback_years)
    cases.look_up([sought])
    return cases.find(sought)


def decide_again(
    db: Session,
    referral: Referral,
    programme: Programme,
    *,
    actor: Actor,
    now: datetime,
    about: WhatIsKnown | None = None,
    settled: Mapping[str, Settled] | None = None,
    set_aside: Mapping[str, SetAside] | None = None,
    put_back: str | None = None,
) -> Eligibility:
    """Take in new answers, decide, move the case by the verdict and put it on record.

    `settled` and `set_aside` are added to what the case keeps; the criterion `put_back` is not set aside any more.
    `about` is what has just been looked up; without it the other cases are looked at now. The caller holds the case's
    lock and lets the exchange follow.
    """
    person, terms = person_of(db, referral), terms_of(db, referral, programme)
    if about is None:
        about = look_again(db, referral, person, lookback_years=terms.rules.lookback_years).about
    answers = settled_in(referral.eligibility) | dict(settled or {})
    lifted = set_aside_in(referral.eligibility) | dict(set_aside or {})
    if put_back is not None:
        lifted.pop(put_back, None)
    facts = CaseFacts(
        person.surname,
        person.born_on,
        referral.offence_code,
        referral.offence_at,
        referral.admission,
        referral.cautioned_on,
        has_longer_limit=bool(referral.exceptional_reason),
    )
    found = assess(facts, about, today=london_date(now), terms=terms, settled=answers, set_aside=lifted)
    referral.eligibility = stored(found, answers, lifted)
    record(db, referral.id, EligibilityDecided, actor=actor, now=now, **decision_facts(found))
    move_by_verdict(db, referral, found, about, actor=actor, now=now)
    return found
