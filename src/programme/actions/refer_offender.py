"""Refer a man to the programme: custody's own form, a neighbouring force's, and its machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from programme.concerns.drugs import add_drug_step
from programme.concerns.raising import raise_in
from programme.concerns.refusals import SignsNeeded
from programme.courses.queries import our_programme
from programme.eligibility.assessment import open_questions
from programme.eligibility.rules import EligibilityVerdict
from programme.exchange.agreeing import AgreementShown, agreement_on
from programme.exchange.models import Exchange
from programme.exchange.over_number import tell_of_number
from programme.exchange.refusals import MayNotTravel
from programme.exchange.states import ExchangeState
from programme.exchange.travelling import names_dropped, names_left_out, only_agreed
from programme.history.events import ReferralReceived
from programme.history.timeline import record
from programme.intake.arrivals import flags_of
from programme.intake.drafts import drop_draft_as_shown
from programme.intake.taking_in import take_in
from programme.people.reference import force_name
from programme.policies.refusals import RouteIsAnother
from programme.referrals.models import Origin
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.refusals import AlreadyReferred, NoSuchNeighbour, NotEligible
from programme.shared.actor import Door
from programme.shared.dates import london_date, spoken_day

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from programme.concerns.models import DrugStep, Sign
    from programme.intake.arrivals import Arrival
    from programme.intake.outcome import Outcome
    from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class OffenderReferred:
    """The case that was made. `waiting_for` says in neutral words what has to be settled before an offer, "" when
    he is eligible. `stopped`: for safeguarding, at once."""

    reference: str
    force_code: str
    verdict: EligibilityVerdict
    waiting_for: str
    charge_by_on: date
    return_by_on: date
    complete_by_on: date
    stopped: bool = False


def refer_offender(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    arrival: Arrival,
    sent_by_force: str | None = None,
    their_reference: str = "",
    draft_id: int | None = None,
    draft_mark: str = "",
    signs: Collection[Sign] = (),
    drugs: DrugStep | None = None,
    refused: bool = False,
    route_shown: str | None = None,
    another_than: Collection[str] = (),
) -> OffenderReferred:
    """Make a case. The force of the offence keeps it, its clock and the decision to charge: the actor's own force,
    or `sent_by_force`, a neighbour whose referral custody types in for it. `their_reference` is the neighbour's own
    reference; whatever its agreement does not let travel is refused of the neighbour itself, and not kept of custody.
    One more than agreed for a month is taken in, and the coordinator is told. The draft it was made from goes, unless
    it was saved since `draft_mark`. `signs` that the person solicited needs protecting go with the answer
    `no_concern=False`: the case is made whatever else is not met, so that its clock is watched, and stopped at once.
    `drugs` says what came of considering a drug intervention; it stays with custody. `refused`: whoever is not eligible
    is filed as considered: he is counted and his clock watched; also where the last day to charge has passed (MCA 1980
    s.127). `route_shown` is what a page said it begins on, `another_than` what it showed of the same minute elsewhere.
    Raises SignsNeeded, NoSuchNeighbour, MayNotTravel, RouteIsAnother than was shown, and what `DatedTerms.chosen` does;
    NotEligible where a criterion is not met, nobody could do anything about it and he is not filed as refused;
    AlreadyReferred for the same offence of the same person. A fact not known yet does not stop it: the case waits.
    """
    today = london_date(now)
    if arrival.circumstances.no_concern is False and not signs:
        raise SignsNeeded()
    agreement = _agreement(db, actor, sent_by_force, today)
    sender = agreement.force_code if agreement else None
    programme = our_programme(db, force_code=None if actor.door is Door.PARTNER else actor.force_code)
    force_code = sender or actor.force_code or programme.force_code
    arrival = replace(_as_it_is_taken(arrival, signs, agreement, actor, today), is_another=bool(another_than))
    (outcome,) = take_in(
        db,
        [arrival],
        programme=programme,
        force_code=force_code,
        origin=Origin.PARTNER if sender else Origin.FORM,
        actor=actor,
        now=now,
        what="refer_offender",
        takes_refused=refused,
    )
    if outcome.reference is None or outcome.referral_id is None or not outcome.about.all_shown(another_than):
        raise _refusal(outcome, today)
    if route_shown is not None and outcome.route != route_shown:
        raise RouteIsAnother()
    if agreement is not None:
        _receive(db, outcome, agreement, their_reference, actor=actor, now=now)
    if signs:
        raise_in(db, lock_referral_by_id(db, outcome.referral_id), signs, actor=actor, now=now)
    if drugs is not None:
        add_drug_step(db, outcome.referral_id, drugs, actor=actor, now=now)
    drop_draft_as_shown(db, draft_id, draft_mark, actor)
    return _referred(outcome, outcome.reference, force_code, stopped=bool(signs))


def _as_it_is_taken(
    arrival: Arrival, signs: Collection[Sign], agreement: AgreementShown | None, actor: Actor, today: date
) -> Arrival:
    if signs:
        arrival = replace(arrival, circumstances=replace(arrival.circumstances, no_concern=False))
    if agreement is not None:
        left_out = names_left_out(agreement.terms.travels)
        if actor.door is Door.PARTNER and names_dropped(arrival, left_out):
            raise MayNotTravel()
        arrival = only_agreed(arrival, left_out)
    return replace(arrival, flags=arrival.flags or flags_of(arrival, today=today))


def _referred(outcome: Outcome, reference: str, force_code: str, *, stopped: bool) -> OffenderReferred:
    return OffenderReferred(
        reference,
        force_code,
        outcome.eligibility.verdict,
        open_questions(outcome.eligibility),
        outcome.deadlines.charge_by_on,
        outcome.deadlines.return_by_on,
        outcome.deadlines.complete_by_on,
        stopped=stopped,
    )


def _agreement(db: Session, actor: Actor, sent_by_force: str | None, today: date) -> AgreementShown | None:
    """The agreement with the neighbouring force the case comes from, or None for our own."""
    sender = actor.force_code if actor.door is Door.PARTNER else sent_by_force
    if not sender:
        return None
    found = agreement_on(db, sender, today)
    if found is None:
        raise NoSuchNeighbour()
    return found


def _refusal(outcome: Outcome, today: date) -> NotEligible | AlreadyReferred:
    if outcome.about.repeat_of is not None:
        return AlreadyReferred(explanation=f"It is {outcome.about.repeat_of}. A second case would give it two clocks.")
    if same := outcome.about.same_minute:
        return AlreadyReferred(
            explanation=f"It may be {same[0].named}, of the same minute and code at another place.",
            remedy="Say on the page that checks the answers that it is another offence, if it is.",
        )
    if today > outcome.deadlines.charge_by_on:
        return NotEligible(
            explanation=f"The last day to charge was {spoken_day(outcome.deadlines.charge_by_on)}.",
            remedy="Check when the offence was. If it is right, record him as not eligible, and report that the time "
            "limit expired (outcome 17).",
        )
    return NotEligible(explanation=open_questions(outcome.eligibility))


def _receive(
    db: Session, outcome: Outcome, agreement: AgreementShown, their_reference: str, *, actor: Actor, now: datetime
) -> None:
    assert outcome.referral_id is not None
    sender = agreement.force_code
    exchange = Exchange(
        referral_id=outcome.referral_id,
        force_code=sender,
        agreement_id=agreement.id,
        their_reference=their_reference,
        state=ExchangeState.RECEIVED,
        received_at=now,
        changed_at=now,
    )
    db.add(exchange)
    record(db, outcome.referral_id, ReferralReceived, actor=actor, now=now, force=force_name(sender))
    tell_of_number(db, outcome.referral_id, agreement, actor=actor, now=now)
