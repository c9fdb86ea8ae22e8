"""The consequences for a case whose offence was at another time than was entered: asked before anything is changed.

The clock runs from the offence (Magistrates' Courts Act 1980 s.127), so its dates follow in every state while no charge
was issued. How far the rest follows hangs on how far the case is: before an offer the route and the rules of the new
day decide it again; once an offer was made it keeps what the offer was made by, and a human looks at what no longer
fits; after its result nothing follows but the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.clock.keeping import CaseDates, policy_of, reckon_another_offence
from programme.eligibility.rules import ADULT_ON_OFFENCE_DATE, TIME_LEFT, Eligibility
from programme.eligibility.terms import Terms, terms_of
from programme.intake.deciding import Judged, judge_case
from programme.intake.known_people import SAME_NIGHT
from programme.policies.queries import all_policies
from programme.policies.refusals import NoRouteThen, NoRulesThen
from programme.referrals.criteria import Status
from programme.referrals.models import OffenceCorrection, Referral
from programme.referrals.refusals import AlreadyReferred, ChargeIssued, OffenceAfterReferral, OffenceIsAsItWas
from programme.referrals.states import BEFORE_OFFER, IN_PROGRESS, ReferralState
from programme.shared.dates import clock_was_changing, london_date, to_london
from programme.shared.ranks import Rank
from programme.storage.rows import columns_of, reads, rows

if TYPE_CHECKING:
    from programme.courses.models import Programme

MOVES_LATER = Rank.SERGEANT
"""The lowest rank that may move the last day to charge later."""
TAKES_OUT_OF_THE_WAY = Rank.SERGEANT
"""The lowest rank that may correct a fact where a criterion that was not met is in the way no more."""
_OFFENCE_FLAGS = frozenset({"arrest_before_offence", "clock_change_time", "bail_before_offence"})


class Reach(StrEnum):
    """How far a correction reaches into a case."""

    RULES = "rules"
    OFFER = "offer"
    CLOCK = "clock"


class TermsThen(StrEnum):
    """How the route and the rules of the new day stand to those that the case is held to."""

    SAME = "same"
    FOLLOW = "follow"
    STAY = "stay"
    NONE = "none"


@reads(Referral)
@dataclass(frozen=True, slots=True)
class Belonging:
    """A case of the same man that keeps the number of this one: it shares its place, or was refused because of it."""

    id: int
    reference: str
    state: ReferralState
    offence_at: datetime
    return_by_on: date
    complete_by_on: date


@dataclass(frozen=True, slots=True)
class Correction:
    """The correction's effect on the case itself. `judged` is None where the result stands: the rules are not asked.

    `against` are the criteria that are in the way as it is corrected and were not before, where an offer was made;
    `cleared` those that were not met and are in the way no more. `parts` are the cases that shared its place and are
    not of its night by the new time, `refused` those that were refused because of it.
    """

    offence_at: datetime
    was: CaseDates
    becomes: CaseDates
    reach: Reach
    terms: Terms
    terms_then: TermsThen
    judged: Judged | None
    against: tuple[str, ...]
    cleared: tuple[str, ...]
    parts: tuple[Belonging, ...]
    refused: tuple[Belonging, ...]

    @property
    def days_later(self) -> int:
        """By how many days the last day to charge moves; negative where it moves earlier."""
        return (self.becomes.charge_by_on - self.was.charge_by_on).days

    @property
    def too_young(self) -> bool:
        """Whether he was under 18 on the new day: no rank sets that aside."""
        return self.judged is not None and (ADULT_ON_OFFENCE_DATE, Status.NOT_MET) in in_the_way(self.judged.found)


def can_correct_offence(clock_stopped_at: datetime | None) -> None:
    """Whether the time of the offence can still be corrected. Raises ChargeIssued."""
    if clock_stopped_at is not None:
        raise ChargeIssued()


def reach_of(state: ReferralState) -> Reach:
    """How far a correction reaches into a case in this state."""
    if state in BEFORE_OFFER or state is ReferralState.TIED:
        return Reach.RULES
    return Reach.OFFER if state in IN_PROGRESS else Reach.CLOCK


def correction_of(
    db: Session, referral: Referral, programme: Programme, offence_at: datetime, *, now: datetime
) -> Correction:
    """The effect of the correction. Nothing is changed.

    Raises ChargeIssued, OffenceIsAsItWas, OffenceAfterReferral, and AlreadyReferred where this person's offence at that
    time is a case already.
    """
    can_correct_offence(referral.clock_stopped_at)
    if offence_at == referral.offence_at:
        raise OffenceIsAsItWas()
    if offence_at > referral.referred_at:
        raise OffenceAfterReferral()
    reach, held = reach_of(referral.state), terms_of(db, referral, programme)
    terms, terms_then = _terms_then(db, held, programme, london_date(offence_at), reach)
    judged: Judged | None = None
    against: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    if reach is not Reach.CLOCK:
        judged = judge_case(db, referral, terms, now=now, offence_at=offence_at)
        if judged.about.repeat_of is not None:
            raise AlreadyReferred(
                explanation=f"It is {judged.about.repeat_of}.",
                remedy="Check the time. If it is right, withdraw this case and go on with the other.",
            )
        against, cleared = against_and_cleared(judge_case(db, referral, held, now=now), judged, reach)
    belonging = _belonging(db, referral.id) if reach is not Reach.CLOCK else []
    tied = [one for one in belonging if one.state is ReferralState.TIED]
    parts = [one for one in tied if abs(one.offence_at - offence_at) >= SAME_NIGHT]
    becomes = reckon_another_offence(referral, offence_at, held_to=held.policy, policy=terms.policy)
    return Correction(
        offence_at,
        CaseDates(referral.charge_by_on, referral.return_by_on, referral.complete_by_on),
        _shared(becomes, [one for one in tied if one not in parts]),
        reach,
        terms,
        terms_then,
        judged,
        against,
        cleared,
        tuple(parts),
        tuple(one for one in belonging if one.state in BEFORE_OFFER),
    )


def flags_then(referral: Referral, offence_at: datetime) -> list[str]:
    """Oddities worth a second look once the offence is at another time."""
    flags = [flag for flag in referral.flags if flag not in _OFFENCE_FLAGS]
    if referral.arrested_at is not None and referral.arrested_at < offence_at:
        flags.append("arrest_before_offence")
    if referral.bail_return_on is not None and referral.bail_return_on < london_date(offence_at):
        flags.append("bail_before_offence")
    local = to_london(offence_at)
    if clock_was_changing(local.date(), local.time()):
        flags.append("clock_change_time")
    return flags


def take_terms_of_corrected_day(db: Session, referral: Referral, programme: Programme) -> None:
    """Hold a case that is open again to the route and the rules of the day of its offence, where that was corrected:
    an offer that ended kept those by which it was made, and the next one is made by those of the true day. The caller
    holds the case's lock."""
    corrected = select(OffenceCorrection.id).where(OffenceCorrection.referral_id == referral.id).limit(1)
    if db.execute(corrected).first() is None:
        return
    offence_on = london_date(referral.offence_at)
    terms, _ = _terms_then(db, terms_of(db, referral, programme), programme, offence_on, Reach.RULES)
    assert terms.route is not None
    referral.route, referral.rules_id = terms.route.key, terms.rules.id


def _terms_then(
    db: Session, held: Terms, programme: Programme, offence_on: date, reach: Reach
) -> tuple[Terms, TermsThen]:
    """The version of the case's route and the rules for an offence on this day, as far as the case follows them."""
    assert held.route is not None
    try:
        policies = all_policies(db)
        route, rules = policies.route_on(held.route.code, offence_on), policies.rules_on(offence_on)
    except (NoRouteThen, NoRulesThen):
        return held, TermsThen.NONE
    if (route.key, rules.id) == (held.route.key, held.rules.id):
        return held, TermsThen.SAME
    if reach is not Reach.RULES:
        return held, TermsThen.STAY
    return Terms(policy_of(programme, route), rules, route), TermsThen.FOLLOW


def against_and_cleared(stood: Judged, judged: Judged, reach: Reach) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The criteria that come into the way of an offer that was made, and those that were not met and leave it."""
    before, after = in_the_way(stood.found), in_the_way(judged.found)
    against = {code for code, _ in after - before} - {TIME_LEFT} if reach is Reach.OFFER else set()
    not_met = {code for code, status in before if status is Status.NOT_MET}
    return tuple(sorted(against)), tuple(sorted(not_met - {code for code, _ in after}))


def in_the_way(found: Eligibility) -> set[tuple[str, Status]]:
    """The criteria that are not met or not known, and which of the two."""
    return {(one.code, status) for status in (Status.NOT_MET, Status.UNKNOWN) for one in found.with_status(status)}


def _belonging(db: Session, referral_id: int) -> list[Belonging]:
    tied = rows(db, Belonging, select(*columns_of(Belonging)).where(Referral.tied_to_id == referral_id))
    return sorted(tied, key=lambda case: case.id)


def _shared(dates: CaseDates, tied: Sequence[Belonging]) -> CaseDates:
    """The dates of a case whose course has to be in time for those that share it."""
    return CaseDates(
        dates.charge_by_on,
        min([dates.return_by_on, *(one.return_by_on for one in tied)]),
        min([dates.complete_by_on, *(one.complete_by_on for one in tied)]),
    )
