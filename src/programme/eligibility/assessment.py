"""Eligibility as a case stores it: the criteria of the rules, the questions only a human can settle, and his answers.

Pure: what is known was looked up before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from programme.eligibility import rules as eligibility
from programme.eligibility.circumstances import HUMAN_CRITERIA, Circumstances, unanswered
from programme.eligibility.known import NOTHING_KNOWN, WhatIsKnown
from programme.eligibility.rules import (
    HARD_BLOCKS,
    NO_OTHER_CASE,
    NOT_COMPARED,
    ONE_PERSON,
    SURNAME_KNOWN,
    Criterion,
    Eligibility,
    Facts,
    OtherCase,
    eligibility_of,
    together,
)
from programme.eligibility.terms import Terms
from programme.eligibility.words import CRITERION_NAMES, ELIGIBILITY_WORDS, criterion_name
from programme.people.names import is_usable_name
from programme.referrals.criteria import KeptCriterion, SetAside, Settled, Status, kept_criterion
from programme.referrals.models import Admission
from programme.shared.ranks import Rank, is_at_least, read_rank


@dataclass(frozen=True, slots=True)
class FactsToAssess:
    """The facts of a case itself that eligibility asks for."""

    surname: str
    born_on: date | None
    offence_code: str
    offence_at: datetime
    admission: Admission
    cautioned_on: date | None = None
    has_longer_limit: bool = False


def assess(
    facts: FactsToAssess,
    about: WhatIsKnown,
    *,
    today: date,
    terms: Terms,
    settled: Mapping[str, Settled] | None = None,
    set_aside: Mapping[str, SetAside] | None = None,
) -> Eligibility:
    """Every criterion that the case's rules ask, with its answer.

    A human's answer stands in for what the rules could not know, and never lifts what they found not met. A criterion
    is set aside only while the rules let that rank do it. A hard block is always asked and never set aside.
    """
    found = eligibility_of(
        Facts(
            born_on=facts.born_on,
            offence_code=facts.offence_code,
            offence_at=facts.offence_at,
            admission=facts.admission,
            earlier_course_or_offer_in_lookback=about.earlier_course is not None if about.lookback_known else None,
            other_case=OtherCase.NONE if about.open_case is None else about.open_as,
            today=today,
            policy=terms.policy,
            cautioned_on=facts.cautioned_on,
            has_longer_limit=facts.has_longer_limit,
            admission_need=terms.admission,
            route_name=terms.route_name,
            lookback_years=terms.rules.lookback_years,
        )
    )
    criteria = [*_named(found.criteria, about), _surname(facts), one_person(about), *_UNANSWERED]
    asked = [one for one in criteria if is_asked(terms, one.code)]
    answered = [_answered(criterion, settled) for criterion in asked] if settled else asked
    return together([_lifted(criterion, terms, set_aside) for criterion in answered] if set_aside else answered)


HANGS_ON_WHO = "It hangs on who he is"
_UNANSWERED = tuple(unanswered(code) for code in HUMAN_CRITERIA)


def is_asked(terms: Terms, code: str) -> bool:
    """Whether a case that is held to these terms has this criterion."""
    return code in HARD_BLOCKS or terms.rules.of(code).is_asked


def answers_missing(said: Circumstances, terms: Terms) -> int:
    """How many questions that only a human answers these terms ask, and nobody has answered."""
    return sum(getattr(said, code) is None and is_asked(terms, code) for code in HUMAN_CRITERIA)


def rank_that_may_set_aside(terms: Terms, code: str) -> Rank | None:
    """The lowest rank that may set this criterion aside; None where nobody may, as for every hard block."""
    if code in HARD_BLOCKS:
        return None
    return read_rank(terms.rules.of(code).override_rank or "")


def waits_although_not_met(found: Eligibility, terms: Terms) -> bool:
    """Whether a case is made of an offence although a criterion is not met, because somebody has to see to it: a rank
    may set the criterion aside, somebody has to be protected first, or it came while an earlier case is open, and its
    clock runs beside that one's."""
    codes = {criterion.code for criterion in found.with_status(Status.NOT_MET)}
    if eligibility.NO_CONCERN in codes:
        return True
    codes.discard(eligibility.NO_OPEN_CASE)
    return all(rank_that_may_set_aside(terms, code) is not None for code in codes)


def stored(
    found: Eligibility,
    settled: Mapping[str, Settled] | None = None,
    set_aside: Mapping[str, SetAside] | None = None,
) -> list[KeptCriterion]:
    """The criteria as a case keeps them."""
    answers, lifted = settled or {}, set_aside or {}
    return [
        kept_criterion(one.code, one.status, one.reason, answers.get(one.code), lifted.get(one.code))
        for one in found.criteria
    ]


def settled_in(kept: Sequence[KeptCriterion]) -> dict[str, Settled]:
    """The humans' answers among the criteria that a case keeps."""
    return {one.code: answer for one in kept if (answer := one.settled) is not None}


def set_aside_in(kept: Sequence[KeptCriterion]) -> dict[str, SetAside]:
    """The criteria set aside among those that a case keeps."""
    return {one.code: lifted for one in kept if (lifted := one.set_aside) is not None}


def open_questions(found: Eligibility) -> str:
    """The questions that the verdict hangs on, in neutral words: "Waiting for: admission, surname." Empty when
    eligible."""
    for status, words in ((Status.NOT_MET, "Not met"), (Status.UNKNOWN, "Waiting for")):
        names = [criterion_name(criterion.code).lower() for criterion in found.with_status(status)]
        if names:
            return f"{words}: {', '.join(names)}."
    return ""


def not_known(kept: Sequence[KeptCriterion]) -> tuple[str, ...]:
    """The criteria that nobody has answered among those that a case keeps, in neutral words."""
    codes = [one.code for one in kept if one.status is Status.UNKNOWN]
    return tuple(criterion_name(code).lower() for code in codes)


def denies_and_no_more(kept: Sequence[KeptCriterion]) -> bool:
    """Whether nothing is in the way of the case but that he denies the offence on a route that needs an admission."""
    return {one.code for one in kept if one.status is Status.NOT_MET} == {eligibility.ADMISSION_MADE}


def _named(criteria: tuple[Criterion, ...], about: WhatIsKnown) -> Sequence[Criterion]:
    """The criteria with the other case that they speak of, by its name."""
    if not about.compared:
        criteria = tuple(_not_compared(one) for one in criteria)
    maybe = {eligibility.NO_OPEN_CASE: about.possible_open, eligibility.FIRST_COURSE: about.possible_course}
    criteria = tuple(_hanging(one, maybe.get(one.code)) for one in criteria)
    others = {eligibility.NO_OPEN_CASE: about.open_case, eligibility.FIRST_COURSE: about.earlier_course}
    if not any(others.values()):
        return criteria
    return [
        replace(one, reason=f"{one.reason} See {other}.") if (other := others.get(one.code)) else one
        for one in criteria
    ]


def _not_compared(criterion: Criterion) -> Criterion:
    """The answers found by comparing, where nobody could be compared: not known, whatever was not found."""
    compares = criterion.code in (eligibility.FIRST_COURSE, eligibility.NO_OPEN_CASE)
    found_nothing = criterion.status is Status.UNKNOWN or criterion.reason == NO_OTHER_CASE
    return Criterion(criterion.code, Status.UNKNOWN, NOT_COMPARED) if compares and found_nothing else criterion


def _hanging(criterion: Criterion, other: str | None) -> Criterion:
    """The answers met as long as he is not the person of another case: not known, until a human has decided who
    he is."""
    if other is None or criterion.status is not Status.MET:
        return criterion
    return Criterion(criterion.code, Status.UNKNOWN, f"{HANGS_ON_WHO}: {other} may be his.")


def hangs_on_who(kept: KeptCriterion) -> bool:
    """Whether it is known as soon as a human has decided who he is."""
    return kept.reason.startswith(HANGS_ON_WHO)


def _surname(facts: FactsToAssess) -> Criterion:
    if is_usable_name(facts.surname):
        return Criterion(SURNAME_KNOWN, Status.MET, "The surname is recorded.")
    if facts.surname:
        words = "The surname is a placeholder, or its letters are damaged. Find the surname and record it."
        return Criterion(SURNAME_KNOWN, Status.UNKNOWN, words)
    return Criterion(SURNAME_KNOWN, Status.UNKNOWN, "The surname is missing. Find it and record it.")


def one_person(about: WhatIsKnown) -> Criterion:
    """Whether somebody else here may be he."""
    if about.possible_person is None and not about.compared:
        return Criterion(ONE_PERSON, Status.UNKNOWN, NOT_COMPARED)
    if about.possible_person is None:
        return Criterion(ONE_PERSON, Status.MET, "Nobody else here could be the same person.")
    return Criterion(
        ONE_PERSON,
        Status.UNKNOWN,
        f"He may be the person of {about.possible_person}: {about.likeness}. Decide whether they are one person.",
    )


def _answered(criterion: Criterion, settled: Mapping[str, Settled]) -> Criterion:
    answer = settled.get(criterion.code)
    if answer is None or criterion.status is Status.NOT_MET:
        return criterion
    return Criterion(criterion.code, answer.status, answer.reason)


def _lifted(criterion: Criterion, terms: Terms, set_aside: Mapping[str, SetAside]) -> Criterion:
    lifted = set_aside.get(criterion.code)
    if lifted is None or criterion.status is not Status.NOT_MET:
        return criterion
    needed = rank_that_may_set_aside(terms, criterion.code)
    if needed is None or not is_at_least(lifted.rank, needed):
        return criterion
    return replace(criterion, status=Status.SET_ASIDE)


__all__ = [
    "CRITERION_NAMES",
    "NOTHING_KNOWN",
    "ONE_PERSON",
    "SURNAME_KNOWN",
    "ELIGIBILITY_WORDS",
    "FactsToAssess",
    "answers_missing",
    "assess",
    "hangs_on_who",
    "is_asked",
    "not_known",
    "open_questions",
    "rank_that_may_set_aside",
    "set_aside_in",
    "settled_in",
    "stored",
    "waits_although_not_met",
]
