"""Eligibility as a case stores it: the rules, the questions only a human settles, and his answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.eligibility.assessment import (
    FactsToAssess,
    assess,
    open_questions,
    set_aside_in,
    settled_in,
    stored,
)
from programme.eligibility.circumstances import ALL_CLEAR, HUMAN_CRITERIA, UNSAID, Circumstances, answers_of
from programme.eligibility.known import NOTHING_KNOWN, WhatIsKnown
from programme.eligibility.rules import (
    ADMISSION_MADE,
    FIRST_COURSE,
    HARD_BLOCKS,
    NO_OPEN_CASE,
    NO_VIOLENCE,
    ONE_PERSON,
    SURNAME_KNOWN,
    Eligibility,
    EligibilityVerdict,
)
from programme.eligibility.terms import ORDINARY_RULES, Terms
from programme.eligibility.words import CRITERION_NAMES
from programme.policies.models import AdmissionNeed
from programme.policies.rules import CriterionRule
from programme.referrals.criteria import SetAside, Settled, Status
from programme.referrals.models import Admission

TODAY = date(2027, 3, 1)
ORDINARY = Terms()
AT = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
PLAIN = FactsToAssess(
    "Smith", date(1980, 5, 3), "SX03213", datetime(2027, 2, 20, 22, 0, tzinfo=UTC), Admission.ADMITTED
)


def found(
    facts: FactsToAssess = PLAIN,
    about: WhatIsKnown = NOTHING_KNOWN,
    settled: dict[str, Settled] | None = None,
    *,
    said: Circumstances = ALL_CLEAR,
    set_aside: dict[str, SetAside] | None = None,
    terms: Terms = ORDINARY,
) -> Eligibility:
    answers = answers_of(said, by="Sgt Desk, Custody", at=AT) | (settled or {})
    return assess(facts, about, today=TODAY, terms=terms, settled=answers, set_aside=set_aside)


def answer(status: Status) -> Settled:
    return Settled(status, "Somebody said so.", "Sgt Desk, Custody", AT)


def status_of(eligibility: Eligibility, code: str) -> Status:
    return next(criterion.status for criterion in eligibility.criteria if criterion.code == code)


def test_a_plain_case_is_eligible_and_every_criterion_has_a_name() -> None:
    assert found().verdict is EligibilityVerdict.ELIGIBLE
    assert [criterion.code for criterion in found().criteria] == list(CRITERION_NAMES)
    assert open_questions(found()) == ""


def test_a_missing_surname_waits() -> None:
    without = FactsToAssess("", PLAIN.born_on, PLAIN.offence_code, PLAIN.offence_at, PLAIN.admission)
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
    denied = FactsToAssess("Smith", PLAIN.born_on, PLAIN.offence_code, PLAIN.offence_at, Admission.DENIED)
    lifted = found(denied, settled={ADMISSION_MADE: answer(Status.MET)})
    assert lifted.verdict is EligibilityVerdict.INELIGIBLE


def test_an_earlier_course_that_somebody_knows_of_stops_it() -> None:
    assert found(settled={FIRST_COURSE: answer(Status.NOT_MET)}).verdict is EligibilityVerdict.INELIGIBLE


def test_what_hangs_open_is_said_in_neutral_words() -> None:
    child = FactsToAssess("Smith", date(2010, 1, 1), "SX03105", PLAIN.offence_at, Admission.UNRECORDED)
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


def test_what_only_a_human_can_say_is_not_known_until_somebody_says_it() -> None:
    silent = found(said=UNSAID)
    assert silent.verdict is EligibilityVerdict.UNDECIDED
    assert tuple(criterion.code for criterion in silent.with_status(Status.UNKNOWN)) == HUMAN_CRITERIA
    assert open_questions(silent) == "Waiting for: evidence, safeguarding, violence or threats, earlier record."


@pytest.mark.parametrize("code", HUMAN_CRITERIA)
def test_one_bad_answer_is_enough_to_stop_it(code: str) -> None:
    assert found(said=replace(ALL_CLEAR, **{code: False})).verdict is EligibilityVerdict.INELIGIBLE
    assert found(said=replace(ALL_CLEAR, **{code: None})).verdict is EligibilityVerdict.UNDECIDED


def lifted_by(rank: str) -> SetAside:
    return SetAside("He has turned his life round.", "Insp Above, Custody", rank, AT)


def rules(**criteria: CriterionRule) -> Terms:
    return replace(ORDINARY, rules=replace(ORDINARY_RULES, criteria=criteria))


VIOLENT = replace(ALL_CLEAR, no_violence=False)
BY_INSPECTOR = rules(no_violence=CriterionRule(override_rank="inspector"))


@pytest.mark.parametrize(
    ("rank", "verdict"),
    [
        ("Insp", EligibilityVerdict.ELIGIBLE),
        ("Supt", EligibilityVerdict.ELIGIBLE),
        ("Sgt", EligibilityVerdict.INELIGIBLE),
        ("", EligibilityVerdict.INELIGIBLE),
    ],
)
def test_what_the_rules_let_a_rank_set_aside_is_set_aside_by_that_rank(rank: str, verdict: EligibilityVerdict) -> None:
    assert found(said=VIOLENT, terms=BY_INSPECTOR, set_aside={NO_VIOLENCE: lifted_by(rank)}).verdict is verdict


def test_what_no_rank_may_set_aside_stands() -> None:
    lifted = {NO_VIOLENCE: lifted_by("Supt")}
    assert found(said=VIOLENT, set_aside=lifted).verdict is EligibilityVerdict.INELIGIBLE


@pytest.mark.parametrize("code", sorted(HARD_BLOCKS))
def test_a_hard_block_stands_whatever_the_data_say(code: str) -> None:
    """A rule set that does not ask it and lets a constable set it aside, and a case that says he did."""
    lax = rules(**{code: CriterionRule(is_asked=False, override_rank="constable")})
    worst = FactsToAssess("Smith", date(2015, 1, 1), "SX03105", datetime(2028, 1, 1, tzinfo=UTC), Admission.ADMITTED)
    if code == "time_left":
        worst = replace(worst, offence_at=datetime(2026, 1, 1, tzinfo=UTC))
    blocked = found(worst, said=replace(ALL_CLEAR, no_concern=False), terms=lax, set_aside={code: lifted_by("Supt")})
    assert status_of(blocked, code) is Status.NOT_MET
    assert blocked.verdict is EligibilityVerdict.INELIGIBLE


def test_what_the_rules_do_not_ask_is_not_there() -> None:
    unasked = found(said=VIOLENT, terms=rules(no_violence=CriterionRule(is_asked=False)))
    assert unasked.verdict is EligibilityVerdict.ELIGIBLE
    assert NO_VIOLENCE not in [criterion.code for criterion in unasked.criteria]


def test_what_was_set_aside_survives_being_stored() -> None:
    lifted = {NO_VIOLENCE: lifted_by("Insp")}
    eligible = found(said=VIOLENT, terms=BY_INSPECTOR, set_aside=lifted)
    assert set_aside_in(stored(eligible, None, lifted)) == lifted
    assert status_of(eligible, NO_VIOLENCE) is Status.SET_ASIDE


def test_the_ordinary_terms_ask_for_an_admission() -> None:
    assert ORDINARY.admission is AdmissionNeed.ADMITS
