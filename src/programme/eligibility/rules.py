"""Whether a case can be offered a course: every criterion with its answer and the reason for it.

A criterion nobody has answered is `unknown`, never met: unknown holds the offer back until somebody answers it,
not met stops it. One that is not met may be set aside, where the rules give a rank that may; never a hard block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from programme.clock.deadlines import ORDINARY_POLICY, ClockPolicy, Deadlines, deadlines_for
from programme.policies.models import AdmissionNeed
from programme.referrals.criteria import Status
from programme.referrals.models import Admission
from programme.referrals.offences import CodeKind, kind_of_code
from programme.referrals.words import OFFENCE_CODE_SENTENCES
from programme.shared.dates import add_months_corresponding, age_on, london_date, spoken_day

ADULT_AGE = 18
"""A conditional caution is for somebody who is 18 or over when it is given (Criminal Justice Act 2003 s.22). To ask it
of the day of the offence is stricter, a choice of the design: who was under 18 then is for the youth justice team."""

LOOKBACK_YEARS = 3
"""An earlier course or offer this many years before the offence bars another, as for courses for drivers, where the
rules say nothing else."""

ADULT_ON_OFFENCE_DATE = "adult_on_offence_date"
PROGRAMME_OFFENCE = "programme_offence"
OFFENCE_NOT_IN_FUTURE = "offence_not_in_future"
ADMISSION_MADE = "admission_made"
FIRST_COURSE = "first_course"
NO_OPEN_CASE = "no_open_case"
TIME_LEFT = "time_left"
ENOUGH_EVIDENCE = "enough_evidence"
NO_CONCERN = "no_concern"
NO_VIOLENCE = "no_violence"
NO_RELEVANT_RECORD = "no_relevant_record"

HARD_BLOCKS = frozenset({ADULT_ON_OFFENCE_DATE, PROGRAMME_OFFENCE, OFFENCE_NOT_IN_FUTURE, TIME_LEFT, NO_CONCERN})
"""The criteria that are always asked and nobody can set aside, whatever rules are made: he was an adult, it was this
offence and it has happened, there is time to charge if it fails, and nobody is to be protected first."""


NOT_COMPARED = (
    "Nobody could be compared with him: without a valid PNC ID, it takes his name, as far as he has one, and his "
    "date of birth. That nobody was found says nothing. Look for him by hand."
)
"""Why it is not known whether he was here before."""


class EligibilityVerdict(StrEnum):
    """The sum of the answers."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNDECIDED = "undecided"


class OtherCase(StrEnum):
    """How an open case of the same person stands to this offence."""

    NONE = "none"
    ANOTHER = "another"
    SAME_NIGHT = "same_night"
    NIGHT_OFFERED = "night_offered"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: its stable code, its answer, and a plain sentence that says why."""

    code: str
    status: Status
    reason: str


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The verdict and every criterion behind it, in the order in which a person would check them."""

    verdict: EligibilityVerdict
    criteria: tuple[Criterion, ...]

    def with_status(self, status: Status) -> tuple[Criterion, ...]:
        """The criteria with this answer."""
        return tuple(criterion for criterion in self.criteria if criterion.status is status)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a case. None means nobody has said.

    `earlier_course_or_offer_in_lookback`: since `lookback_starts_on`, at any force that shares its records.
    `other_case`: how another case of the same person that has not ended stands to this one. `today` is the day in
    London. `has_longer_limit`: the reason for the longer limit of his caution is on record. `admission_need` and
    `route_name` are the route's, `lookback_years` the rules'.
    """

    born_on: date | None
    offence_code: str
    offence_at: datetime | None
    admission: Admission
    earlier_course_or_offer_in_lookback: bool | None
    other_case: OtherCase
    today: date
    policy: ClockPolicy = ORDINARY_POLICY
    cautioned_on: date | None = None
    has_longer_limit: bool = False
    admission_need: AdmissionNeed = AdmissionNeed.ADMITS
    route_name: str = "conditional caution"
    lookback_years: int = LOOKBACK_YEARS


def eligibility_of(facts: Facts) -> Eligibility:
    """Answer every criterion. Ineligible if one is not met, else undecided if one is unknown, else eligible."""
    return together([answer(facts) for answer in _CRITERIA])


def together(criteria: Sequence[Criterion]) -> Eligibility:
    """The verdict that the answers come to. A criterion set aside stands in nobody's way."""
    statuses = {criterion.status for criterion in criteria}
    if Status.NOT_MET in statuses:
        verdict = EligibilityVerdict.INELIGIBLE
    elif Status.UNKNOWN in statuses:
        verdict = EligibilityVerdict.UNDECIDED
    else:
        verdict = EligibilityVerdict.ELIGIBLE
    return Eligibility(verdict, tuple(criteria))


def lookback_starts_on(offence_on: date, years: int = LOOKBACK_YEARS) -> date:
    """The first day on which an earlier course or offer bars another for an offence on this day."""
    return add_months_corresponding(offence_on, -12 * years)


def spoken_lookback(years: int) -> str:
    """How far the look-back reaches, in words: "in the 3 years before the offence"."""
    return "in the year before the offence" if years == 1 else f"in the {years} years before the offence"


def _adult(facts: Facts) -> Criterion:
    code = ADULT_ON_OFFENCE_DATE
    if facts.born_on is None:
        return Criterion(code, Status.UNKNOWN, "The date of birth is not recorded. Ask custody for it.")
    if facts.offence_at is None:
        return Criterion(code, Status.UNKNOWN, "The age on the day of the offence needs the time of the offence.")
    age = age_on(facts.born_on, london_date(facts.offence_at))
    if age < ADULT_AGE:
        why = f"{max(age, 0)} on the day of the offence. The programme is for people who were 18 or over. Contact the "
        return Criterion(code, Status.NOT_MET, why + "youth justice team.")
    return Criterion(code, Status.MET, f"{age} on the day of the offence.")


def _programme_offence(facts: Facts) -> Criterion:
    if not facts.offence_code.strip():
        return Criterion(PROGRAMME_OFFENCE, Status.UNKNOWN, "No offence code is recorded. Check the charge sheet.")
    stands = kind_of_code(facts.offence_code)
    if stands is CodeKind.PROGRAMME:
        status = Status.MET
    elif stands is CodeKind.UNREADABLE:
        status = Status.UNKNOWN
    else:
        status = Status.NOT_MET
    return Criterion(PROGRAMME_OFFENCE, status, OFFENCE_CODE_SENTENCES[stands])


def _not_in_future(facts: Facts) -> Criterion:
    if facts.offence_at is None:
        return Criterion(OFFENCE_NOT_IN_FUTURE, Status.UNKNOWN, "The time of the offence is not recorded.")
    offence_on = london_date(facts.offence_at)
    if offence_on > facts.today:
        why = f"The offence is dated {spoken_day(offence_on)}, which has not come yet. Correct the date."
        return Criterion(OFFENCE_NOT_IN_FUTURE, Status.NOT_MET, why)
    return Criterion(OFFENCE_NOT_IN_FUTURE, Status.MET, f"The offence was on {spoken_day(offence_on)}.")


def _admission(facts: Facts) -> Criterion:
    if facts.admission_need is AdmissionNeed.NOT_NEEDED:
        return Criterion(ADMISSION_MADE, Status.MET, f"A {facts.route_name} needs no admission.")
    if facts.admission_need is AdmissionNeed.ACCEPTS_RESPONSIBILITY:
        return _responsibility(facts)
    if facts.admission is Admission.ADMITTED:
        return Criterion(ADMISSION_MADE, Status.MET, "The admission is recorded.")
    if facts.admission is Admission.DENIED:
        why = f"He does not admit the offence, and a {facts.route_name} needs an admission (Criminal Justice Act 2003 "
        return Criterion(ADMISSION_MADE, Status.NOT_MET, why + "s.23). Consider another route, or charge.")
    why = f"Nobody has recorded whether he admits the offence. A {facts.route_name} needs it on record."
    return Criterion(ADMISSION_MADE, Status.UNKNOWN, why)


def _responsibility(facts: Facts) -> Criterion:
    if facts.admission is Admission.ADMITTED:
        return Criterion(ADMISSION_MADE, Status.MET, "He accepts responsibility, and that is recorded.")
    if facts.admission is Admission.DENIED:
        why = f"He does not accept responsibility, and a {facts.route_name} needs that. Consider another route, or "
        return Criterion(ADMISSION_MADE, Status.NOT_MET, why + "charge.")
    why = f"Nobody has recorded whether he accepts responsibility. A {facts.route_name} needs it on record."
    return Criterion(ADMISSION_MADE, Status.UNKNOWN, why)


def _first_course(facts: Facts) -> Criterion:
    span = spoken_lookback(facts.lookback_years)
    if facts.earlier_course_or_offer_in_lookback is None:
        return Criterion(FIRST_COURSE, Status.UNKNOWN, f"Nobody has checked for an earlier course or offer {span}.")
    if facts.earlier_course_or_offer_in_lookback:
        why = f"He was offered or took a course {span}. A second is not offered."
        return Criterion(FIRST_COURSE, Status.NOT_MET, why)
    return Criterion(FIRST_COURSE, Status.MET, f"No earlier course or offer {span}.")


def _no_open_case(facts: Facts) -> Criterion:
    status, why = _OTHER_CASES[facts.other_case]
    return Criterion(NO_OPEN_CASE, status, why)


NO_OTHER_CASE = "He has no other open case."
_OTHER_CASES: dict[OtherCase, tuple[Status, str]] = {
    OtherCase.NONE: (Status.MET, NO_OTHER_CASE),
    OtherCase.ANOTHER: (
        Status.UNKNOWN,
        "Another case of the same person is still open. An officer decides whether this offence goes with it.",
    ),
    OtherCase.SAME_NIGHT: (
        Status.MET,
        "The other open case is of the same night: the two share one place and one fee, and each has its own clock.",
    ),
    OtherCase.NIGHT_OFFERED: (
        Status.UNKNOWN,
        "The other open case is of the same night, but he was offered a place in it before this was known: he was not "
        "told of this offence. Let this case go on by itself; or withdraw the other, and offer him a place in this one."
        " The other offence is then decided apart: it cannot be referred again.",
    ),
    OtherCase.EARLIER: (
        Status.NOT_MET,
        "A second offence while the first is open is refused, as for courses for drivers. Decide on a charge.",
    ),
}


def _time_left(facts: Facts) -> Criterion:
    if facts.offence_at is None:
        return Criterion(TIME_LEFT, Status.UNKNOWN, "The clock needs the time of the offence.")
    deadlines = deadlines_for(
        facts.offence_at, cautioned_on=facts.cautioned_on, exceptional=facts.has_longer_limit, policy=facts.policy
    )
    if facts.today <= deadlines.complete_by_on:
        why = f"A course on or before {spoken_day(deadlines.complete_by_on)} leaves time to charge if it fails."
        return Criterion(TIME_LEFT, Status.MET, why)
    return Criterion(TIME_LEFT, Status.NOT_MET, _too_late(deadlines, facts.today))


def _too_late(deadlines: Deadlines, today: date) -> str:
    if today > deadlines.charge_by_on:
        return (
            f"Too late: the last day to charge was {spoken_day(deadlines.charge_by_on)}. Report that the time limit "
            "expired (outcome 17)."
        )
    return (
        f"A course had to be on or before {spoken_day(deadlines.complete_by_on)}. Decide on a charge now: the last "
        f"day to issue it is {spoken_day(deadlines.charge_by_on)}."
    )


_CRITERIA: tuple[Callable[[Facts], Criterion], ...] = (
    _adult,
    _programme_offence,
    _not_in_future,
    _admission,
    _first_course,
    _no_open_case,
    _time_left,
)

SURNAME_KNOWN = "surname_known"

ONE_PERSON = "one_person"
