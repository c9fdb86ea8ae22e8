"""Signs that somebody needs protecting: the offer stops at once, safeguarding is told, he is told only that it did."""

from __future__ import annotations

from programme.notices.discretion import give_aways
from tests.support.earlier import Earlier
from tests.support.people import CUSTODY, Cast, step

SAFEGUARDING = "safeguarding@example.org"


def test_a_concern_stops_the_case_and_safeguarding_lets_it_go_on(cast: Cast, earlier: Earlier) -> None:
    with step("Given a man who has said yes, and is signed in"):
        him = earlier.a_man_with_an_offer(accepted=True)
        man = cast.man("the man", him.slip)

    with step("When an officer learns of signs that the person solicited was controlled"):
        officer = cast.staff(CUSTODY)
        officer.open(f"/custody/referrals/{him.reference}/concern")
        officer.press("Stop the case")
        officer.sees_errors("Choose what the signs are of")
        officer.page.get_by_role("checkbox").last.check()
        officer.press("Stop the case")

    with step("Then the case is stopped, the clock still runs, and the page says who was told"):
        officer.sees("Stopped for safeguarding", "Who was told", "The clock still runs.")
        officer.sees("Only the named safeguarding role decides whether the case can go on.")
        cast.waits_for_message(SAFEGUARDING, f"{him.reference} was stopped")

    with step("And the man reads at once that it was taken back, never why"):
        man.open("/my-booking")
        man.sees("took it back")
        told = cast.waits_for_message(him.email, "taken back")
        assert give_aways(told) == []

    with step("When safeguarding has looked at it, and lets the case go on"):
        safeguarding = cast.staff(SAFEGUARDING)
        safeguarding.open("/custody/concerns")
        safeguarding.follow(him.reference, within=safeguarding.row(him.reference))
        safeguarding.choose("What do you decide?", "The case can go on")
        safeguarding.press("Record the decision")
        safeguarding.sees_errors("Enter why no concern is left")
        safeguarding.fill("Why?", "Looked into: no sign was confirmed.")
        safeguarding.press("Record the decision")

    with step("Then the case can be offered again"):
        officer.open(f"/custody/referrals/{him.reference}")
        officer.sees("Eligible", "Make the offer")
