"""The next thing that has to happen to a case, whose it is, and by when. Pure, and total over every state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from programme.referrals.deeds import Deed
from programme.referrals.states import BEFORE_OFFER, ReferralState
from programme.referrals.too_late import DAYS_TO_BOOK, is_too_late_for_a_course, is_too_late_to_offer
from programme.shared.dates import add_working_days, previous_working_day, spoken_day


class Owner(StrEnum):
    """Who has to act. `label` is how a page says it."""

    CUSTODY = "custody"
    PERSON = "person"
    PROVIDER = "provider"
    SAFEGUARDING = "safeguarding"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class NextActionFacts:
    """The facts that the next step depends on. Days are London days; None where there is no such thing. `waiting_for`
    names the criteria that nobody has answered. `answer_over`: the offer is open and its time to answer has passed;
    `slip_wanted`: no slip was printed since it was made. `paper_owed`: the route has a document that he has not signed
    yet. `elsewhere`: the neighbouring programme that he has a place at. `returned_on`: the day on which the result came
    back; `completed`: it is a completed course."""

    state: ReferralState
    today: date
    charge_by_on: date
    return_by_on: date
    complete_by_on: date
    answer_by_on: date | None = None
    answer_over: bool = False
    slip_wanted: bool = False
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
    """The next step: whose it is and by when. `then` says what follows if it does not happen in time; `deed` is what a
    page offers first for it: None where the force of the offence has nothing to do."""

    what: str
    whose: Owner
    by_on: date
    then: str = ""
    deed: Deed | None = None


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
            Deed.WITHDRAW_REFERRAL,
        )
    if case.state in BEFORE_OFFER and (case.concern_open or case.concern_upheld):
        return _ineligible(case)
    return _STEPS[case.state](case)


def _by(case: NextActionFacts, on: date) -> date:
    """This day; once it has passed, the last working day on which he can be charged, and then the last day itself."""
    days = (on, previous_working_day(case.charge_by_on), case.charge_by_on)
    return next((day for day in days if case.today <= day), case.today)


def _too_late_to_charge(case: NextActionFacts) -> NextAction:
    """Nothing that the law bars is asked for, and no day that has passed."""
    first, deed = {
        ReferralState.RETURNED: ("acknowledge the result, then record", Deed.ACKNOWLEDGE_RESULT),
        ReferralState.ACKNOWLEDGED: ("record", Deed.RECORD_DISPOSAL),
        ReferralState.WITHDRAWN: ("record", Deed.RECORD_DISPOSAL),
    }.get(case.state, ("withdraw the case, then record", Deed.WITHDRAW_REFERRAL))
    return NextAction(
        f"Too late to charge: {first} that the time limit expired (outcome 17)",
        Owner.CUSTODY,
        case.today,
        f"The last day to charge was {spoken_day(case.charge_by_on)}. Tell your supervisor today.",
        deed,
    )


_ENDS_ITSELF = frozenset({ReferralState.CLOSED, ReferralState.BOOKED, ReferralState.PLACED_ELSEWHERE})
"""The ends of a case, and results that come first: who has a place waits for that, whatever the day."""
_CLOCK_RUNS = "The clock keeps running until what was done is recorded."


def _undecided(case: NextActionFacts) -> NextAction:
    waiting = f": {', '.join(case.waiting_for)}" if case.waiting_for else ", so that eligibility can be decided"
    return NextAction(
        f"Answer what is not known{waiting}",
        Owner.CUSTODY,
        case.complete_by_on,
        "Nothing can be offered while a criterion is not known.",
        Deed.SETTLE_ELIGIBILITY,
    )


def _ineligible(case: NextActionFacts) -> NextAction:
    if case.concern_open:
        return NextAction(
            "Stopped for safeguarding: say whether the case can go on",
            Owner.SAFEGUARDING,
            _by(case, case.complete_by_on),
            _CLOCK_RUNS,
            Deed.DECIDE_CONCERN,
        )
    if case.concern_upheld:
        return NextAction(
            "Stays stopped for safeguarding: withdraw the case",
            Owner.CUSTODY,
            _by(case, case.return_by_on),
            f"Another investigation goes first. {_CLOCK_RUNS}",
            Deed.WITHDRAW_REFERRAL,
        )
    return NextAction(
        "Not eligible: withdraw the case and decide what to do instead",
        Owner.CUSTODY,
        _by(case, case.return_by_on),
        _CLOCK_RUNS,
        Deed.WITHDRAW_REFERRAL,
    )


def _eligible(case: NextActionFacts) -> NextAction:
    if is_too_late_to_offer(case.complete_by_on, case.today):
        return NextAction(
            "Too late to make the offer: withdraw the case and decide what to do instead",
            Owner.CUSTODY,
            _by(case, case.return_by_on),
            _CLOCK_RUNS,
            Deed.WITHDRAW_REFERRAL,
        )
    return NextAction(
        "Make the offer and print the slip",
        Owner.CUSTODY,
        case.today,
        "Before he leaves, if he is still here. The later the offer, the fewer dates he can choose from.",
        Deed.MAKE_OFFER,
    )


def _slip(case: NextActionFacts) -> Deed | None:
    """He gets into his pages by a slip, so it comes first while none was printed."""
    return Deed.ISSUE_SLIP if case.slip_wanted else None


def _offered(case: NextActionFacts) -> NextAction:
    if case.answer_over:
        return NextAction(
            "His time to answer is over: the offer lapses by itself",
            Owner.NOBODY,
            case.today,
            "The case then comes back to you, and an officer can open it again.",
        )
    return NextAction(
        "Answer the offer",
        Owner.PERSON,
        case.answer_by_on or case.complete_by_on,
        "Without an answer the offer lapses and the case comes back to you.",
        _slip(case),
    )


def _accepted(case: NextActionFacts) -> NextAction:
    if case.paper_owed:
        return NextAction(
            "Have the caution document signed",
            Owner.CUSTODY,
            case.complete_by_on - timedelta(days=DAYS_TO_BOOK),
            "He cannot book a date before it is recorded.",
            Deed.RECORD_CAUTION,
        )
    return NextAction(
        "Book a date and pay for it",
        Owner.PERSON,
        case.complete_by_on,
        "Without a date the case comes back to you on the last safe course day.",
        _slip(case),
    )


def _booked(case: NextActionFacts) -> NextAction:
    if not case.place_confirmed:
        return NextAction(
            "Pay the fee: the place is only held",
            Owner.PERSON,
            case.hold_ends_on or case.complete_by_on,
            "An unpaid place is released, and he can book again while there is time.",
            _slip(case),
        )
    course_on = case.course_on or case.complete_by_on
    if case.today <= course_on:
        return NextAction(
            "Come to the course",
            Owner.PERSON,
            course_on,
            "If he does not come, the case comes back to you.",
            _slip(case),
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
        Deed.RECORD_RESULT_FROM_ELSEWHERE,
    )


def _returned(case: NextActionFacts) -> NextAction:
    """Within a working day, and never later than the last working day on which he can be charged."""
    within_on = add_working_days(case.returned_on or case.today, 1)
    last_on = _by(case, previous_working_day(case.charge_by_on))
    by_on = min(within_on, last_on)
    return NextAction("Acknowledge the result", Owner.CUSTODY, by_on, _CLOCK_RUNS, Deed.ACKNOWLEDGE_RESULT)


def _to_dispose(case: NextActionFacts) -> NextAction:
    last_on = _by(case, previous_working_day(case.charge_by_on))
    return NextAction("Decide, and record what was done", Owner.CUSTODY, last_on, _CLOCK_RUNS, Deed.RECORD_DISPOSAL)


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
