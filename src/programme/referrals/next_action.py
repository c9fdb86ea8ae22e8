"""The next thing that has to happen to a case, whose it is, and by when. Pure, and total over every state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from programme.referrals.states import ReferralState
from programme.shared.dates import add_working_days, previous_working_day, spoken_day


class Owner(StrEnum):
    """Who has to act. `label` is how a page says it."""

    CUSTODY = "custody"
    PERSON = "person"
    PROVIDER = "provider"
    SAFEGUARDING = "safeguarding"
    NOBODY = "nobody"

    @property
    def label(self) -> str:
        """In words for staff."""
        return _OWNERS[self.value]


_OWNERS = {
    "custody": "Custody",
    "person": "The person",
    "provider": "The course provider",
    "safeguarding": "The named safeguarding role",
    "nobody": "Nobody",
}


@dataclass(frozen=True, slots=True)
class NextActionFacts:
    """What the next step depends on. Days are London days; None where there is no such thing. `waiting_for` names the
    criteria that nobody has answered. `paper_owed`: the route has a document that he has not signed yet. `elsewhere`:
    the neighbouring programme that he has a place at. `returned_on`: the day on which the result came back;
    `completed`: it is a completed course."""

    state: ReferralState
    today: date
    charge_by_on: date
    return_by_on: date
    complete_by_on: date
    answer_by_on: date | None = None
    hold_ends_on: date | None = None
    place_confirmed: bool = False
    course_on: date | None = None
    over_on: date | None = None
    waiting_for: tuple[str, ...] = ()
    concern_open: bool = False
    concern_upheld: bool = False
    paper_owed: bool = False
    elsewhere: str = ""
    returned_on: date | None = None
    completed: bool = False


@dataclass(frozen=True, slots=True)
class NextAction:
    """What, whose, by when. `then` says what follows if it does not happen in time."""

    what: str
    whose: Owner
    by_on: date
    then: str = ""


def next_action(case: NextActionFacts) -> NextAction:
    """The one next step. A case before its result that has run past its last safe course day comes back to custody:
    nothing but a charge issued stops the clock (Magistrates' Courts Act 1980 s.127)."""
    if case.today > case.charge_by_on and case.state not in _ENDS_ITSELF and not case.completed:
        return _too_late_to_charge(case)
    if is_too_late_for_a_course(case.state, case.complete_by_on, case.today):
        return NextAction(
            "Too late for a course: withdraw the case and decide what to do instead",
            Owner.CUSTODY,
            _by(case, case.return_by_on),
            _CLOCK_RUNS,
        )
    return _STEPS[case.state](case)


def is_too_late_for_a_course(state: ReferralState, complete_by_on: date, today: date) -> bool:
    """Whether a case without a place has run past its last safe course day."""
    return state in _WHILE_A_COURSE_IS_POSSIBLE and today > complete_by_on


def _by(case: NextActionFacts, on: date) -> date:
    """This day; once it has passed, the last working day on which he can be charged, and then the last day itself."""
    days = (on, previous_working_day(case.charge_by_on), case.charge_by_on)
    return next((day for day in days if case.today <= day), case.today)


def _too_late_to_charge(case: NextActionFacts) -> NextAction:
    """Nothing that the law bars is asked for, and no day that has passed."""
    first = {
        ReferralState.RETURNED: "acknowledge the result, then record",
        ReferralState.ACKNOWLEDGED: "record",
        ReferralState.WITHDRAWN: "record",
    }.get(case.state, "withdraw the case, then record")
    return NextAction(
        f"Too late to charge: {first} that the time limit expired (outcome 17)",
        Owner.CUSTODY,
        case.today,
        f"The last day to charge was {spoken_day(case.charge_by_on)}. Tell your supervisor today.",
    )


_ENDS_ITSELF = frozenset({ReferralState.CLOSED, ReferralState.BOOKED, ReferralState.PLACED_ELSEWHERE})
"""What has ended, or whose result comes first: who has a place waits for that, whatever the day."""
_TO_BOOK = timedelta(days=7)
"""What is kept for choosing a date, paying and coming."""
_CLOCK_RUNS = "The clock keeps running until what was done is recorded."


def _undecided(case: NextActionFacts) -> NextAction:
    waiting = f": {', '.join(case.waiting_for)}" if case.waiting_for else ", so that eligibility can be decided"
    return NextAction(
        f"Settle what is not known{waiting}",
        Owner.CUSTODY,
        case.complete_by_on,
        "Nothing can be offered while a criterion is not known.",
    )


def _ineligible(case: NextActionFacts) -> NextAction:
    if case.concern_open:
        return NextAction(
            "Stopped for safeguarding: say whether the case can go on",
            Owner.SAFEGUARDING,
            _by(case, case.complete_by_on),
            _CLOCK_RUNS,
        )
    if case.concern_upheld:
        return NextAction(
            "Stays stopped for safeguarding: withdraw the case",
            Owner.CUSTODY,
            _by(case, case.return_by_on),
            f"Another investigation goes first. {_CLOCK_RUNS}",
        )
    return NextAction(
        "Not eligible: withdraw the case and decide what to do instead",
        Owner.CUSTODY,
        _by(case, case.return_by_on),
        _CLOCK_RUNS,
    )


def _eligible(case: NextActionFacts) -> NextAction:
    return NextAction(
        "Make the offer and print the slip",
        Owner.CUSTODY,
        case.complete_by_on,
        "The later the offer, the fewer dates he can choose from.",
    )


def _offered(case: NextActionFacts) -> NextAction:
    return NextAction(
        "Answer the offer",
        Owner.PERSON,
        case.answer_by_on or case.complete_by_on,
        "Without an answer the offer lapses and the case comes back to you.",
    )


def _accepted(case: NextActionFacts) -> NextAction:
    if case.paper_owed:
        return NextAction(
            "Have the caution document signed",
            Owner.CUSTODY,
            case.complete_by_on - _TO_BOOK,
            "He cannot book a date before it is recorded.",
        )
    return NextAction(
        "Book a date and pay for it",
        Owner.PERSON,
        case.complete_by_on,
        "Without a date the case comes back to you on the last safe course day.",
    )


def _booked(case: NextActionFacts) -> NextAction:
    if not case.place_confirmed:
        return NextAction(
            "Pay the fee: the place is only held",
            Owner.PERSON,
            case.hold_ends_on or case.complete_by_on,
            "An unpaid place is released, and he can book again while there is time.",
        )
    course_on = case.course_on or case.complete_by_on
    if case.today <= course_on:
        return NextAction(
            "Come to the course", Owner.PERSON, course_on, "If he does not come, the case comes back to you."
        )
    return NextAction(
        "Sign the register of the course",
        Owner.PROVIDER,
        case.return_by_on,
        "The result comes to you when it is signed.",
    )


def _placed_elsewhere(case: NextActionFacts) -> NextAction:
    course_on = case.course_on or case.complete_by_on
    neighbour = case.elsewhere or "the neighbouring programme"
    if case.today <= course_on:
        return NextAction(
            f"Come to the course of {neighbour}", Owner.PERSON, course_on, "Ask them afterwards how it went."
        )
    return NextAction(
        f"Ask {neighbour} for the result, and record it",
        Owner.CUSTODY,
        previous_working_day(case.return_by_on - timedelta(days=1)),
        "Without it the case comes back to you on its return date, neither completed nor failed.",
    )


def _returned(case: NextActionFacts) -> NextAction:
    """Within a working day, and never later than the last working day on which he can be charged."""
    within_on = add_working_days(case.returned_on or case.today, 1)
    last_on = _by(case, previous_working_day(case.charge_by_on))
    return NextAction("Acknowledge the result", Owner.CUSTODY, min(within_on, last_on), _CLOCK_RUNS)


def _to_dispose(case: NextActionFacts) -> NextAction:
    last_on = _by(case, previous_working_day(case.charge_by_on))
    return NextAction("Decide, and record what was done", Owner.CUSTODY, last_on, _CLOCK_RUNS)


def _tied(case: NextActionFacts) -> NextAction:
    return NextAction(
        "Follow the case that this one goes with: they share a place and a fee, and each has its own clock",
        Owner.CUSTODY,
        _by(case, case.return_by_on),
        _CLOCK_RUNS,
    )


def _closed(case: NextActionFacts) -> NextAction:
    if case.over_on is None:
        return NextAction(
            "No further action",
            Owner.NOBODY,
            case.charge_by_on,
            f"Until {spoken_day(case.charge_by_on)} he can still be charged: the clock runs on.",
        )
    return NextAction("Nothing more to do", Owner.NOBODY, case.over_on)


_WHILE_A_COURSE_IS_POSSIBLE = frozenset(
    {ReferralState.UNDECIDED, ReferralState.ELIGIBLE, ReferralState.OFFERED, ReferralState.ACCEPTED}
)

_STEPS: dict[ReferralState, Callable[[NextActionFacts], NextAction]] = {
    ReferralState.UNDECIDED: _undecided,
    ReferralState.INELIGIBLE: _ineligible,
    ReferralState.ELIGIBLE: _eligible,
    ReferralState.OFFERED: _offered,
    ReferralState.ACCEPTED: _accepted,
    ReferralState.BOOKED: _booked,
    ReferralState.PLACED_ELSEWHERE: _placed_elsewhere,
    ReferralState.RETURNED: _returned,
    ReferralState.ACKNOWLEDGED: _to_dispose,
    ReferralState.CLOSED: _closed,
    ReferralState.WITHDRAWN: _to_dispose,
    ReferralState.TIED: _tied,
}

CASE_STATE_WORDS: dict[ReferralState, str] = {
    ReferralState.UNDECIDED: "Eligibility not decided",
    ReferralState.INELIGIBLE: "Not eligible",
    ReferralState.ELIGIBLE: "Eligible",
    ReferralState.OFFERED: "Offer made",
    ReferralState.ACCEPTED: "Offer accepted",
    ReferralState.BOOKED: "Booked",
    ReferralState.PLACED_ELSEWHERE: "Placed elsewhere",
    ReferralState.RETURNED: "Result to acknowledge",
    ReferralState.ACKNOWLEDGED: "Decision to record",
    ReferralState.CLOSED: "Closed",
    ReferralState.WITHDRAWN: "Withdrawn",
    ReferralState.TIED: "Goes with another case",
}
"""How a page names the state."""

CASE_STATE_TONES: dict[ReferralState, str] = {
    ReferralState.UNDECIDED: "yellow",
    ReferralState.INELIGIBLE: "orange",
    ReferralState.ELIGIBLE: "blue",
    ReferralState.OFFERED: "light-blue",
    ReferralState.ACCEPTED: "light-blue",
    ReferralState.BOOKED: "green",
    ReferralState.PLACED_ELSEWHERE: "green",
    ReferralState.RETURNED: "red",
    ReferralState.ACKNOWLEDGED: "orange",
    ReferralState.CLOSED: "grey",
    ReferralState.WITHDRAWN: "purple",
    ReferralState.TIED: "turquoise",
}
