"""Trying the rules out: what they say of made-up facts, and what a changed rule would alter in the open cases.

Nothing is written. A case keeps what it began with, so a change alters nothing of itself: this says what it would be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.clock.deadlines import ClockPolicy, Deadlines, deadlines_for, deadlines_of_day
from programme.clock.keeping import policy_of
from programme.courses.models import Programme
from programme.courses.queries import our_programme
from programme.eligibility.assessment import FactsToAssess, assess
from programme.eligibility.circumstances import UNSAID, Circumstances, answers_of
from programme.eligibility.known import WhatIsKnown
from programme.eligibility.rules import (
    FIRST_COURSE,
    HARD_BLOCKS,
    TIME_LEFT,
    Criterion,
    Eligibility,
    EligibilityVerdict,
    OtherCase,
    lookback_starts_on,
    together,
)
from programme.eligibility.terms import Terms
from programme.eligibility.words import criterion_name
from programme.history.models import HistoryRow
from programme.intake.stored_rows import COUNTS_AS_OFFER
from programme.policies.models import DisposalRoute
from programme.policies.queries import all_policies
from programme.referrals.criteria import KeptCriterion, Status
from programme.referrals.models import Admission, Referral
from programme.referrals.queries import CLOCK_RUNS
from programme.referrals.states import IN_PROGRESS
from programme.shared.dates import london_date

_IN_THE_WAY = (Status.NOT_MET, Status.UNKNOWN)
LOOKED_AT = 2000
SHOWN = 100


@dataclass(frozen=True, slots=True)
class MadeUp:
    """Facts to try. `earlier_course` is None where nobody looked."""

    born_on: date | None
    offence_code: str
    offence_at: datetime
    admission: Admission
    route: str
    cautioned_on: date | None = None
    exceptional: bool = False
    earlier_course: bool | None = False
    other_case: OtherCase = OtherCase.NONE
    circumstances: Circumstances = UNSAID


@dataclass(frozen=True, slots=True)
class Tried:
    """The judgement of the rules: the verdict with every criterion, the dates, and the versions that were used."""

    eligibility: Eligibility
    deadlines: Deadlines
    terms: Terms


def try_rules(db: Session, facts: MadeUp, *, force_code: str | None, today: date) -> Tried:
    """The judgement by the rules and the route of the day of the offence. Raises NoRouteThen, NoRulesThen, NotFound."""
    programme, policies = our_programme(db, force_code=force_code), all_policies(db)
    offence_on = london_date(facts.offence_at)
    route = policies.route_on(facts.route, offence_on)
    terms = Terms(policy_of(programme, route), policies.rules_on(offence_on), route)
    about = WhatIsKnown(
        open_case=None if facts.other_case is OtherCase.NONE else "the other case",
        open_as=facts.other_case,
        earlier_course="the earlier case" if facts.earlier_course else None,
        lookback_known=facts.earlier_course is not None,
    )
    case = FactsToAssess(
        "Smith",
        facts.born_on,
        facts.offence_code,
        facts.offence_at,
        facts.admission,
        facts.cautioned_on,
        has_longer_limit=facts.exceptional,
    )
    at = facts.offence_at  # who answered and when is not kept of what is made up
    found = assess(case, about, today=today, terms=terms, settled=answers_of(facts.circumstances, by="", at=at))
    deadlines = deadlines_for(
        facts.offence_at, cautioned_on=facts.cautioned_on, exceptional=facts.exceptional, policy=terms.policy
    )
    return Tried(found, deadlines, terms)


@dataclass(frozen=True, slots=True)
class RulesChange:
    """The differences to try; None leaves a rule as it is. `not_asked`: criteria that would not be asked."""

    lookback_years: int | None = None
    not_asked: frozenset[str] = frozenset()
    charging_reserve_days: int | None = None
    result_lag_working_days: int | None = None
    weeks: int | None = None
    exceptional_weeks: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be otherwise."""
        return self == RulesChange()

    def of(self, policy: ClockPolicy) -> ClockPolicy:
        """The policy of a case as it would be. A route that sets no limit gets none."""
        weeks, longer = policy.caution_weeks, policy.exceptional_caution_weeks
        if weeks is not None and self.weeks is not None:
            weeks = self.weeks
        if longer is not None:
            longer = max(self.exceptional_weeks if self.exceptional_weeks is not None else longer, weeks or 0)
        return ClockPolicy(
            policy.charging_reserve_days if self.charging_reserve_days is None else self.charging_reserve_days,
            policy.result_lag_working_days if self.result_lag_working_days is None else self.result_lag_working_days,
            weeks,
            longer,
        )


@dataclass(frozen=True, slots=True)
class Altered:
    """An open case that would be another: what it is, and what it would be."""

    reference: str
    verdict: EligibilityVerdict
    verdict_then: EligibilityVerdict
    complete_by_on: date
    complete_by_on_then: date
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The open cases that a change would alter: at most SHOWN of `altered`, of `looked_at` cases, `is_all` of them."""

    lines: list[Altered]
    altered: int
    looked_at: int
    is_all: bool


def what_if(db: Session, change: RulesChange, *, today: date) -> WhatIf:
    """Which open cases would be otherwise, those with the shortest clocks first, in two statements.

    The look-back is as far as the cases of the same person here tell. A criterion that nobody has asked of a case yet
    is left as it is.
    """
    rows = db.execute(
        select(Referral, Programme, DisposalRoute)
        .join(Programme, Programme.id == Referral.programme_id)
        .join(DisposalRoute, DisposalRoute.key == Referral.route)
        .where(CLOCK_RUNS, Referral.state.in_(IN_PROGRESS))
        .order_by(Referral.charge_by_on, Referral.id)
        .limit(LOOKED_AT + 1)
    ).all()
    rows, is_all = rows[:LOOKED_AT], len(rows) <= LOOKED_AT
    offers = _offers_of(db, {row.Referral.person_id for row in rows}) if change.lookback_years is not None else {}
    found = [
        _altered(
            row.Referral,
            policy_of(row.Programme, row.DisposalRoute),
            change,
            offers.get(row.Referral.person_id, []),
            today,
        )
        for row in rows
    ]
    altered = [line for line in found if line is not None]
    return WhatIf(altered[:SHOWN], len(altered), len(rows), is_all)


def _offers_of(db: Session, person_ids: set[int]) -> dict[int, list[tuple[int, datetime]]]:
    """For each person, the case and the time of every offer that counts for another offence."""
    made: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    rows = db.execute(
        select(Referral.person_id, Referral.id, HistoryRow.happened_at)
        .join(HistoryRow, HistoryRow.referral_id == Referral.id)
        .where(Referral.person_id.in_(person_ids), *COUNTS_AS_OFFER)
    )
    for row in rows:
        made[row.person_id].append((row.id, row.happened_at))
    return made


def _altered(
    referral: Referral, policy: ClockPolicy, change: RulesChange, offers: Sequence[tuple[int, datetime]], today: date
) -> Altered | None:
    offence_on = london_date(referral.offence_at)
    exceptional = bool(referral.exceptional_reason)
    was = deadlines_of_day(offence_on, referral.cautioned_on, exceptional, policy).complete_by_on
    then = deadlines_of_day(offence_on, referral.cautioned_on, exceptional, change.of(policy)).complete_by_on
    kept = [_kept(one, in_time=today <= was) for one in referral.eligibility]
    earlier = [london_date(at) for number, at in offers if number != referral.id and at < referral.offence_at]
    changed = [_changed(one, change, offence_on, earlier, in_time=today <= then) for one in kept]
    asked = [one for one in changed if one.code in HARD_BLOCKS or one.code not in change.not_asked]
    verdict, verdict_then = together(kept).verdict, together(asked).verdict
    if (verdict, was) == (verdict_then, then):
        return None
    then_by_code = {one.code: one.status for one in asked}
    why = [
        criterion_name(one.code)
        for one in kept
        if one.status is not then_by_code.get(one.code) and (one.code in then_by_code or one.status in _IN_THE_WAY)
    ]
    return Altered(referral.reference, verdict, verdict_then, was, then, tuple(why))


def _kept(one: KeptCriterion, *, in_time: bool) -> Criterion:
    """A criterion as the case keeps it, the time left as of today. Its reason is who answered it, if anybody did."""
    status = one.status
    if one.code == TIME_LEFT:
        status = Status.MET if in_time else Status.NOT_MET
    return Criterion(one.code, status, one.settled_by)


def _changed(one: Criterion, change: RulesChange, offence_on: date, earlier: list[date], *, in_time: bool) -> Criterion:
    """One criterion as it would be. A criterion that a human answered or set aside stays as he said."""
    if one.status is Status.SET_ASIDE:
        return one
    if one.code == TIME_LEFT:
        return replace(one, status=Status.MET if in_time else Status.NOT_MET)
    if one.code == FIRST_COURSE and change.lookback_years is not None and not one.reason:
        since = lookback_starts_on(offence_on, change.lookback_years)
        return replace(one, status=Status.NOT_MET if any(on >= since for on in earlier) else Status.MET)
    return one
