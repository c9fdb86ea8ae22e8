"""Nobody answers: the offer lapses by itself, and only an officer with a reason opens the case again."""

from __future__ import annotations

from datetime import timedelta

from programme.notices.discretion import give_aways
from tests.support.case_pages import says_it_back
from tests.support.earlier import Earlier
from tests.support.people import CUSTODY, Cast, sign_in, step


def test_an_offer_lapses_by_itself_and_is_made_again_by_an_officer_with_a_reason(cast: Cast, earlier: Earlier) -> None:
    with step("Given a man who has his slip, and does not answer"):
        him = earlier.a_man_with_an_offer()

    with step("When his time to answer is over"):
        cast.move_clock_to(cast.rehearsal.now() + timedelta(days=18))

    with step("Then he is told in neutral words, and signs in to read what became of it"):
        told = cast.waits_for_message(him.email, "We had no reply from you")
        assert give_aways(told) == []
        late = cast.stranger("the man, too late")
        sign_in(late, him.slip)
        late.open("/my-booking")
        late.sees("This has ended", "because there was no answer in time")
        late.sees("You can still tell us why", "you owe nothing")

    with step("And custody has the case back, with the reason"):
        officer = cast.staff(CUSTODY)
        officer.open("/custody/returns")
        officer.follow(him.reference, within=officer.row(him.reference))
        officer.sees("Did not answer the offer in time", "The clock runs")

    with step("When he rings, and the officer opens the case again"):
        officer.open(f"/custody/referrals/{him.reference}")
        officer.follow("Open the case again")
        officer.press("Open it again")
        officer.sees_errors("Enter why the case is opened again")
        officer.fill("Why is it opened again?", "He was in hospital, and rang as soon as he was out.")
        officer.press("Open it again")

    with step("Then it can be offered again, with the result of before kept in its story"):
        officer.open(f"/custody/referrals/{him.reference}")
        officer.sees("Make the offer")
        officer.unfolds("What happened")
        officer.sees("Did not answer the offer in time")
        officer.press("Make the offer")
        says_it_back(officer, "By telephone")
        officer.choose("Has he signed the caution document?", "Not yet")
        officer.press("Make the offer")
        officer.sees("Print the slip")

    with step("And the paper that he had opens nothing"):
        again = cast.stranger("the man with his old paper")
        sign_in(again, him.slip)
        assert again.path == "/"
