"""The sentence over the words of his offer: none while they wait for his answer, then what his yes means, then how it
ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from programme.insight.next_step import next_step
from programme.insight.own_places import OwnPlace
from programme.insight.own_standing import standing
from programme.notices.discretion import give_aways
from programme.offers.states import OfferState
from programme.outcomes.models import ResultReason
from programme.outcomes.rules import VERDICT_OF
from programme.referrals.states import OFFER_IN_HAND, ReferralState
from tests.support.own_cases import ACCEPTED, CASE, CONFIRMED, HELD, NOW, PLACE

SAID_YES = replace(ACCEPTED, answered_at=NOW - timedelta(days=1))
YES = "You said yes on Sunday 28 February 2027, and your yes is kept."


def test_an_offer_that_waits_for_him_says_nothing_of_itself() -> None:
    stands = standing(CASE, NOW)
    assert (stands.says, stands.is_over) == ("", False)


def test_a_yes_is_kept_and_the_next_step_is_the_one_of_his_first_page() -> None:
    signed = replace(SAID_YES, signed_at=NOW - timedelta(days=3))
    for case, said in (
        (SAID_YES, f"{YES} What comes next: choose a date."),
        (
            replace(SAID_YES, paper_owed=True),
            f"{YES} It counts once you have signed the form. What comes next: there is a form to go through before "
            "you can choose a date.",
        ),
        (signed, f"{YES} You signed the form on Friday 26 February 2027. What comes next: choose a date."),
        (replace(HELD, answered_at=SAID_YES.answered_at), f"{YES} What comes next: pay £95 to keep your place."),
    ):
        assert (standing(case, NOW).says, standing(case, NOW).is_over) == (said, False)


def test_after_the_last_day_to_answer_it_is_over_before_anybody_has_swept_it() -> None:
    stands = standing(CASE, CASE.answer_by_at)
    assert (stands.says, stands.is_over) == ("The time to answer ended on Monday 15 March 2027.", True)


@pytest.mark.parametrize("reason", list(ResultReason))
def test_every_end_says_how_it_ended(reason: ResultReason) -> None:
    back = replace(SAID_YES, state=ReferralState.RETURNED, verdict=VERDICT_OF[reason], reason=reason)
    stands = standing(back, NOW)
    assert stands.is_over
    begins: dict[ResultReason, str | tuple[str, ...]] = {
        ResultReason.ATTENDED_THROUGHOUT: "You have finished. You were on time and stayed to the end. Thank you,",
        ResultReason.OFFER_DECLINED: "Your answer was passed on. You said no on Sunday 28 February 2027.",
        ResultReason.CHOSE_COURT: "Your answer was passed on. You said no on Sunday 28 February 2027.",
        ResultReason.REGISTER_NOT_SIGNED: "We do not know yet how your day went. It is not your fault",
        ResultReason.RESULT_NOT_TOLD: "We do not know yet how your day went. It is not your fault",
        ResultReason.OFFER_LAPSED: "This has ended. The time to answer was over on Monday 15 March 2027",
    }
    assert stands.says.startswith(begins.get(reason, ("This has ended", "You will not be invited again")))
    step = next_step(back, now=NOW)
    assert stands.says == f"{step.what}. {step.when}", "one form on every page"
    assert give_aways(stands.says) == []


@pytest.mark.parametrize(
    ("state", "offer", "place"), list(product(ReferralState, OfferState, [None, PLACE, CONFIRMED.place]))
)
def test_no_state_but_an_open_offer_is_without_a_sentence(
    state: ReferralState, offer: OfferState, place: OwnPlace | None
) -> None:
    stands = standing(replace(CASE, state=state, offer_state=offer, place=place), NOW)
    waits = state in OFFER_IN_HAND and offer is OfferState.OPEN
    assert bool(stands.says) is not waits
    assert state in OFFER_IN_HAND or stands.is_over
