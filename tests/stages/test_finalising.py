"""The Home Office outcome that goes with what was done, for every disposal, reason and proposal."""

from __future__ import annotations

import pytest

from programme.outcomes.finalising import OUTCOME_TYPES, contradicted, fits_reason, outcome_that_follows, outcome_words
from programme.outcomes.models import MISTAKES, Disposal, NoActionReason

WHY = NoActionReason
NO_ACTION = {
    WHY.NOT_IN_PUBLIC_INTEREST: 10,
    WHY.CPS_NOT_IN_PUBLIC_INTEREST: 9,
    WHY.EVIDENCE: 15,
    WHY.NOT_WORTH_INVESTIGATING: 21,
    WHY.ANOTHER_BODY: 20,
    WHY.TOO_ILL: 12,
    WHY.DIED: 5,
    WHY.OTHER: None,
}
"""Written out once more: a list that its test read from itself would miss what goes from it."""
OTHERS = {
    Disposal.CHARGE_ISSUED: 1,
    Disposal.CAUTION_COMPLETED: 3,
    Disposal.DEFERRED_PROSECUTION_COMPLETED: 22,
    Disposal.COMMUNITY_RESOLUTION: 8,
    Disposal.TIME_LIMIT_EXPIRED: 17,
}


@pytest.mark.parametrize("why", [*WHY, None])
def test_no_further_action_has_the_outcome_of_its_reason(why: NoActionReason | None) -> None:
    follows = outcome_that_follows(Disposal.NO_FURTHER_ACTION, why, proposed=3)
    assert follows == (NO_ACTION[why] if why else None)


def test_every_disposal_has_an_outcome_and_what_a_route_completes_the_one_that_it_proposes() -> None:
    completes = {
        Disposal.CAUTION_COMPLETED, Disposal.DEFERRED_PROSECUTION_COMPLETED, Disposal.COMMUNITY_RESOLUTION,
    }  # fmt: skip
    assert {*OTHERS, Disposal.NO_FURTHER_ACTION} == set(Disposal) - MISTAKES
    assert all(outcome_that_follows(one, None, proposed=3) is None for one in MISTAKES)
    for disposal, outcome in OTHERS.items():
        assert outcome_that_follows(disposal, None, proposed=None) == outcome
        assert outcome_that_follows(disposal, WHY.DIED, proposed=10) == (10 if disposal in completes else outcome)


def test_a_charge_and_a_time_limit_that_expired_have_their_own_outcome_and_nothing_else_has_it() -> None:
    for disposal, own in OTHERS.items():
        alone = disposal in (Disposal.CHARGE_ISSUED, Disposal.TIME_LIMIT_EXPIRED)
        fits = {outcome for outcome in (None, *OUTCOME_TYPES) if contradicted(disposal, outcome) is None}
        assert fits == ({None, own} if alone else {None, *OUTCOME_TYPES} - {1, 17}), disposal
    assert contradicted(Disposal.NO_FURTHER_ACTION, 17) is Disposal.TIME_LIMIT_EXPIRED
    assert contradicted(Disposal.TIME_LIMIT_EXPIRED, 10) is Disposal.TIME_LIMIT_EXPIRED
    assert contradicted(Disposal.NO_FURTHER_ACTION, 20) is None


FITS = {
    WHY.NOT_IN_PUBLIC_INTEREST: {10, 21, 22},
    WHY.CPS_NOT_IN_PUBLIC_INTEREST: {9},
    WHY.EVIDENCE: {15},
    WHY.NOT_WORTH_INVESTIGATING: {10, 21},
    WHY.ANOTHER_BODY: {20},
    WHY.TOO_ILL: {12},
    WHY.DIED: {5},
    WHY.OTHER: {5, 9, 10, 12, 15, 20, 21, 22},
}
"""Written out once more, as above."""


def test_an_outcome_is_held_against_why_no_further_action_was_taken() -> None:
    for why in WHY:
        fits = {outcome for outcome in OUTCOME_TYPES if fits_reason(why, outcome)}
        assert fits == FITS[why], why
        assert fits_reason(why, None)
        assert NO_ACTION[why] is None or NO_ACTION[why] in fits
    assert all(fits_reason(None, outcome) for outcome in OUTCOME_TYPES)


def test_every_outcome_that_can_follow_has_words_and_an_unknown_one_its_number() -> None:
    assert {*OTHERS.values(), *NO_ACTION.values()} - {None} == set(OUTCOME_TYPES)
    assert outcome_words(17) == "17, The time limit expired"
    assert (outcome_words(None), outcome_words(23)) == ("Not said", "23")
