"""Eligibility as a case stores it: the rules, the questions only a human settles, and his answers."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from programme.referrals.assessment import (
    CRITERION_NAMES,
    ONE_PERSON,
    SURNAME_KNOWN,
    CaseFacts,
    Settled,
    assess,
    open_questions,
    settled_in,
    stored,
)
from programme.referrals.deadlines import ORDINARY_POLICY
from programme.referrals.eligibility import (
    ADMISSION_MADE,
    FIRST_COURSE,
    NO_OPEN_CASE,
    Eligibility,
    EligibilityVerdict,
    Status,
)
from programme.referrals.export_matching import NOTHING_KNOWN, WhatIsKnown
from programme.referrals.models import Admission

TODAY = date(2027, 3, 1)
AT = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
PLAIN = CaseFacts("Smith", date(1980, 5, 3), "SX03213", datetime(2027, 2, 20, 22, 0, tzinfo=UTC), Admission.ADMITTED)


def found(
    facts: CaseFacts = PLAIN, about: WhatIsKnown = NOTHING_KNOWN, settled: dict[str, Settled] | None = None
) -> Eligibility:
    return assess(facts, about, today=TODAY, policy=ORDINARY_POLICY, settled=settled)


def answer(status: Status) -> Settled:
    return Settled(status, "Somebody said so.", "Sgt Desk, Custody", AT)


def status_of(eligibility: Eligibility, code: str) -> Status:
    return next(criterion.status for criterion in eligibility.criteria if criterion.code == code)


def test_a_plain_case_is_eligible_and_every_criterion_has_a_name() -> None:
    assert found().verdict is EligibilityVerdict.ELIGIBLE
    assert [criterion.code for criterion in found().criteria] == list(CRITERION_NAMES)
    assert open_questions(found()) == ""


def test_a_missing_surname_waits() -> None:
    without = CaseFacts("", PLAIN.born_on, PLAIN.offence_code, PLAIN.offence_at, PLAIN.admission)
    assert found(without).verdict is EligibilityVerdict.UNDECIDED
    assert status_of(found(without), SURNAME_KNOWN) is Status.UNKNOWN
    assert open_questions(found(without)) == "Waiting for: surname."


def test_a_namesake_waits_until_somebody_decides() -> None:
    about = WhatIsKnown(possible_person="case K7M2-9QXD")
    assert found(about=about).verdict is EligibilityVerdict.UNDECIDED
    assert found(about=about, settled={ONE_PERSON: answer(Status.MET)}).verdict is EligibilityVerdict.ELIGIBLE


def test_reasons_name_the_other_case() -> None:
    reasons = " ".join(c.reason for c in found(about=WhatIsKnown(open_case="case K7M2-9QXD")).criteria)
    assert "See case K7M2-9QXD." in reasons


def test_an_answer_never_lifts_what_the_rules_find_not_met() -> None:
    denied = CaseFacts("Smith", PLAIN.born_on, PLAIN.offence_code, PLAIN.offence_at, Admission.DENIED)
    lifted = found(denied, settled={ADMISSION_MADE: answer(Status.MET)})
    assert lifted.verdict is EligibilityVerdict.INELIGIBLE


def test_an_earlier_course_that_somebody_knows_of_stops_it() -> None:
    assert found(settled={FIRST_COURSE: answer(Status.NOT_MET)}).verdict is EligibilityVerdict.INELIGIBLE


def test_what_hangs_open_is_said_in_neutral_words() -> None:
    child = CaseFacts("Smith", date(2010, 1, 1), "SX03105", PLAIN.offence_at, Admission.UNRECORDED)
    assert open_questions(found(child)) == "Not met: age, offence code."


@given(
    st.dictionaries(st.sampled_from(list(CRITERION_NAMES)), st.sampled_from(Status)),
    st.sampled_from([NOTHING_KNOWN, WhatIsKnown(open_case="case A"), WhatIsKnown(possible_person="case B")]),
)
def test_answers_survive_being_stored(given_answers: dict[str, Status], about: WhatIsKnown) -> None:
    settled = {code: answer(status) for code, status in given_answers.items()}
    kept = stored(found(about=about, settled=settled), settled)
    assert settled_in(kept) == settled
    assert found(about=about, settled=settled_in(kept)) == found(about=about, settled=settled)


def test_a_second_case_may_go_on_beside_the_first() -> None:
    about = WhatIsKnown(open_case="case K7M2-9QXD")
    assert found(about=about).verdict is EligibilityVerdict.UNDECIDED
    assert found(about=about, settled={NO_OPEN_CASE: answer(Status.MET)}).verdict is EligibilityVerdict.ELIGIBLE
    assert found(about=about, settled={NO_OPEN_CASE: answer(Status.NOT_MET)}).verdict is EligibilityVerdict.INELIGIBLE
