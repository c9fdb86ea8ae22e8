"""Deciding eligibility of a stored case again: the step behind everything that answers a criterion.

The case is decided by the route and the rules that it began with, on what is known of the person today.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.eligibility.assessment import FactsToAssess, assess, set_aside_in, settled_in, stored
from programme.eligibility.known import WhatIsKnown
from programme.eligibility.rules import ONE_PERSON, Eligibility, OtherCase
from programme.eligibility.terms import Terms, terms_of
from programme.history.events import EligibilityDecided
from programme.history.timeline import record
from programme.intake.arrivals import Arrival, sought_of
from programme.intake.known_cases import StoredCases
from programme.intake.known_people import Found, Sought
from programme.intake.outcome import decision_facts
from programme.intake.sought import sought_for
from programme.intake.ties import was_offered_with
from programme.intake.tying import lock_tied, move_by_verdict, untie_one
from programme.people.models import Person
from programme.referrals.criteria import SetAside, Settled
from programme.referrals.models import Referral
from programme.referrals.queries import person_of
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement of a case: every criterion, what is known of its person, and what humans answered and set aside."""

    found: Eligibility
    about: WhatIsKnown
    answers: dict[str, Settled]
    lifted: dict[str, SetAside]


def compare_again(
    db: Session,
    referral: Referral,
    person: Person,
    *,
    lookback_years: int,
    offence_at: datetime | None = None,
    as_if: Sought | None = None,
) -> Found:
    """The answer of the other cases about the person of a stored case, as if its offence had been at `offence_at`, or
    as if he were to be looked for `as_if`. One that went with the other when he was offered a place there is named in
    what he was offered, and goes with it, also where the two were parted since."""
    cases = StoredCases(db, force_code=referral.force_code, leave_out=referral.id)
    if as_if is not None:
        sought = replace(as_if, person_id=person.id, lookback_years=lookback_years)
    else:
        sought = sought_for(db, referral, person, lookback_years=lookback_years)
    if offence_at is not None:
        sought = replace(sought, offence_at=offence_at)
    cases.look_up([sought])
    if as_if is not None:
        cases.take_as(sought)
    found = cases.find(sought)
    lead_id = found.about.open_id if found.about.open_as is OtherCase.NIGHT_OFFERED else None
    is_tied = referral.state is ReferralState.TIED and lead_id == referral.tied_to_id
    if lead_id is not None and (is_tied or was_offered_with(db, referral.id, lead_id)):
        return replace(found, about=replace(found.about, open_as=OtherCase.SAME_NIGHT))
    return found


def judge_case(
    db: Session,
    referral: Referral,
    terms: Terms,
    *,
    now: datetime,
    about: WhatIsKnown | None = None,
    settled: Mapping[str, Settled] | None = None,
    set_aside: Mapping[str, SetAside] | None = None,
    put_back: str | None = None,
    offence_at: datetime | None = None,
    record: Arrival | None = None,
    forget: Collection[str] = (),
) -> Judged:
    """Ask the rules of `terms` about a case, as if its offence had been at `offence_at`, or its record were `record`.
    Nothing is changed.

    `settled` and `set_aside` are added to what the case keeps; the criterion `put_back` is not set aside any more, and
    a human's answer to one of `forget` does not hold any more.
    `about` is what has just been looked up; without it the other cases are looked at now.
    """
    person = person_of(db, referral)
    if about is None:
        years = terms.rules.lookback_years
        as_if = sought_of(record, today=london_date(now)) if record is not None else None
        about = compare_again(db, referral, person, lookback_years=years, offence_at=offence_at, as_if=as_if).about
    answers = {code: one for code, one in settled_in(referral.eligibility).items() if code not in forget}
    answers |= dict(settled or {})
    if about.possible_person is not None:
        answers.pop(ONE_PERSON, None)  # said before he was put to a human beside somebody, of whom it says nothing
    lifted = set_aside_in(referral.eligibility) | dict(set_aside or {})
    if put_back is not None:
        lifted.pop(put_back, None)
    facts = FactsToAssess(
        (record or person).surname,
        (record or person).born_on,
        (record or referral).offence_code,
        offence_at or referral.offence_at,
        referral.admission,
        referral.cautioned_on,
        has_longer_limit=bool(referral.exceptional_reason),
    )
    found = assess(facts, about, today=london_date(now), terms=terms, settled=answers, set_aside=lifted)
    return Judged(found, about, answers, lifted)


def keep_judgement(db: Session, referral: Referral, judged: Judged, *, actor: Actor, now: datetime) -> None:
    """Keep what the rules said with the case, and put it on record. Its state is the caller's."""
    referral.eligibility = stored(judged.found, judged.answers, judged.lifted)
    record(db, referral.id, EligibilityDecided, actor=actor, now=now, **decision_facts(judged.found))


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

    `settled`, `set_aside`, `put_back` and `about` as in `judge_case`. The cases that shared its place are decided on
    their own where it leads nobody any more. The caller holds the case's lock.
    """
    terms = terms_of(db, referral, programme)
    judged = judge_case(
        db, referral, terms, now=now, about=about, settled=settled, set_aside=set_aside, put_back=put_back
    )
    keep_judgement(db, referral, judged, actor=actor, now=now)
    move_by_verdict(db, referral, judged.found, judged.about, actor=actor, now=now)
    release_tied(db, referral, programme, actor=actor, now=now)
    return judged.found


def release_tied(db: Session, referral: Referral, programme: Programme, *, actor: Actor, now: datetime) -> None:
    """Decide the cases that shared the place of this one on their own, where it leads nobody any more."""
    if referral.state not in (ReferralState.TIED, ReferralState.INELIGIBLE):
        return
    for one in lock_tied(db, referral.id):
        untie_one(db, one, actor=actor, now=now)
        decide_again(db, one, programme, actor=actor, now=now)
