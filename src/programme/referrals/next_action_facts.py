"""The facts that the next step of a case depends on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from programme.referrals.states import ReferralState


@dataclass(frozen=True, slots=True)
class NextActionFacts:
    """The facts that the next step depends on. Days are London days; None where there is no such thing. `waiting_for`
    names the criteria that nobody has answered; `identity_waits`: one is whether he is somebody who was here
    before. `answer_over`: the offer is open and its time to answer has passed; `slip_wanted`: no slip was printed
    since it was made. `paper_owed`: the route has a document that he has not signed yet. `hold_over`: his place
    was not paid for in time; `payment_said`: he is said to have paid without a card, which a second person has still
    to see; `course_over`: his course has ended. `elsewhere`: the neighbouring programme that he has a place at.
    `bail_on`: his bail date; `in_custody`: he may still be there. `returned_on`: the day the result came back;
    `completed`: it is a completed course. `other_route`: only that he denies it is in the way.
    `said_charge_by_on`: the last day to charge by a time that one person has said and that waits for another."""

    state: ReferralState
    today: date
    charge_by_on: date
    return_by_on: date
    complete_by_on: date
    answer_by_on: date | None = None
    answer_over: bool = False
    slip_wanted: bool = False
    hold_ends_on: date | None = None
    hold_over: bool = False
    place_confirmed: bool = False
    payment_said: bool = False
    course_on: date | None = None
    course_over: bool = False
    over_on: date | None = None
    waiting_for: tuple[str, ...] = ()
    identity_waits: bool = False
    bail_on: date | None = None
    in_custody: bool = False
    concern_open: bool = False
    concern_upheld: bool = False
    paper_owed: bool = False
    elsewhere: str = ""
    returned_on: date | None = None
    completed: bool = False
    other_route: bool = False
    said_charge_by_on: date | None = None

    @property
    def watched_on(self) -> date:
        """The last day to charge that is counted to: the sooner one, while another that was said waits for a second
        person."""
        return min(self.charge_by_on, self.said_charge_by_on or self.charge_by_on)

    @property
    def stopped(self) -> bool:
        """Whether a concern stops it."""
        return self.concern_open or self.concern_upheld
