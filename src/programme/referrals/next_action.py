"""The next thing that has to happen to a case, whose it is, and by when. Pure, and total over every state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from programme.referrals.deeds import Deed
from programme.referrals.next_action_facts import NextActionFacts
from programme.referrals.states import BEFORE_OFFER, ReferralState
from programme.referrals.too_late import DAYS_TO_BOOK, is_too_late_for_a_course, is_too_late_to_offer, last_day_to_offer
from programme.shared.dates import add_working_days, previous_working_day, spoken_day

DAYS_TO_ACKNOWLEDGE = 2
"""Working days in which a result is acknowledged. Then a supervisor is told (`duties.ladders.RESULT_CHASES`)."""
DAYS_TO_SIGN = 1
"""Working days in which a register is signed. Then the provider is asked (`duties.ladders.REGISTER_CHASES`)."""


class Owner(StrEnum):
    """Who has to act. `label` is how a page says it."""

    CUSTODY = "custody"
    PERSON = "person"
    PROVIDER = "provider"
    SAFEGUARDING = "safeguarding"
    NOBODY = "nobody"


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
        return _withdraw(case, f"Too late for a course: {_INSTEAD}")
    if case.state in BEFORE_OFFER and case.stopped:
        return _ineligible(case)
    return _STEPS[case.state](case)


def _by(case: NextActionFacts, *wanted: date) -> date:
    """The first of these days that has not passed; after them the last working day on which he can be charged, and then
    the last day itself."""
    days = (*wanted, previous_working_day(case.charge_by_on), case.charge_by_on)
    return next((day for day in days if case.today <= day), case.today)


def _by_or_today(case: NextActionFacts, on: date) -> date:
    """This day, never later than he can be charged; today, once it has passed: who is late is given no more time."""
    return max(case.today, min(on, previous_working_day(case.charge_by_on)))


def _too_late_to_charge(case: NextActionFacts) -> NextAction:
    """Nothing that the law bars is asked for."""
    first, deed = {
        ReferralState.RETURNED: ("acknowledge the result, then record", Deed.ACKNOWLEDGE_RESULT),
        ReferralState.ACKNOWLEDGED: ("record", Deed.RECORD_DISPOSAL),
        ReferralState.WITHDRAWN: ("record", Deed.RECORD_DISPOSAL),
    }.get(case.state, ("withdraw the case, then record", Deed.WITHDRAW_REFERRAL))
    return NextAction(
        f"Too late to charge: {first} that the time limit expired (outcome 17)",
        Owner.CUSTODY,
        case.today,
        f"The last day to charge was {spoken_day(case.charge_by_on)}. Tell the supervisor today.",
        deed,
    )


_ENDS_ITSELF = frozenset({ReferralState.CLOSED, ReferralState.BOOKED, ReferralState.PLACED_ELSEWHERE})
"""The ends of a case, and results that come first: who has a place waits for that, whatever the day."""
_CLOCK_RUNS = "The clock keeps running until what was done is recorded."
_INSTEAD = "withdraw the case and decide what to do instead"


def _withdraw(case: NextActionFacts, what: str, then: str = _CLOCK_RUNS) -> NextAction:
    return NextAction(what, Owner.CUSTODY, _by(case, case.return_by_on), then, Deed.WITHDRAW_REFERRAL)


def _undecided(case: NextActionFacts) -> NextAction:
    if is_too_late_to_offer(case.complete_by_on, case.today):
        return _withdraw(case, f"Too late to make the offer: {_INSTEAD}")
    waiting = f": {', '.join(case.waiting_for)}" if case.waiting_for else ", so that eligibility can be decided"
    what, deed = f"Answer what is not known{waiting}", Deed.SETTLE_ELIGIBILITY
    if case.identity_waits:
        what, deed = "Decide whether he is somebody who was here before", Deed.DECIDE_IDENTITY
    then = "Nothing can be offered while a criterion is not known, nor after that day."
    then += " Best before he leaves." if case.in_custody else ""
    return NextAction(what, Owner.CUSTODY, last_day_to_offer(case.complete_by_on), then, deed)


def _ineligible(case: NextActionFacts) -> NextAction:
    if case.concern_open:
        stopped = "Stopped for safeguarding: say whether the case can go on"
        return NextAction(stopped, Owner.SAFEGUARDING, case.today, _CLOCK_RUNS, Deed.DECIDE_CONCERN)
    if case.concern_upheld:
        stays = "Stays stopped for safeguarding: withdraw the case"
        return _withdraw(case, stays, f"Another investigation goes first. {_CLOCK_RUNS}")
    if case.other_route and not is_too_late_to_offer(case.complete_by_on, case.today):
        what, by_on = "He denies it: choose a route that needs no admission", last_day_to_offer(case.complete_by_on)
        return NextAction(what, Owner.CUSTODY, by_on, f"Or withdraw it. {_CLOCK_RUNS}", Deed.CORRECT_RECORD)
    return _withdraw(case, f"Not eligible: {_INSTEAD}")


def _eligible(case: NextActionFacts) -> NextAction:
    if is_too_late_to_offer(case.complete_by_on, case.today):
        return _withdraw(case, f"Too late to make the offer: {_INSTEAD}")
    return NextAction(
        "Make the offer and print the slip",
        Owner.CUSTODY,
        case.today,
        ("Before he leaves, if he is still here. " if case.in_custody else "")
        + "The later the offer, the fewer dates he can choose from.",
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
            "The case then comes back to custody, and an officer can open it again.",
        )
    return NextAction(
        "Answer the offer",
        Owner.PERSON,
        case.answer_by_on or case.complete_by_on,
        "Without an answer the offer lapses and the case comes back to custody.",
        _slip(case),
    )


def _accepted(case: NextActionFacts) -> NextAction:
    if case.paper_owed:
        return NextAction(
            "Have the caution document signed",
            Owner.CUSTODY,
            _by(case, previous_working_day(case.complete_by_on - timedelta(days=DAYS_TO_BOOK)), case.complete_by_on),
            "He cannot book a date before it is recorded.",
            Deed.RECORD_CAUTION,
        )
    if case.payment_said:
        return _look_for_payment(case)
    return NextAction(
        "Book a date and pay for it",
        Owner.PERSON,
        case.complete_by_on,
        "Without a date the case comes back to custody when that day is over.",
        _slip(case),
    )


def _look_for_payment(case: NextActionFacts) -> NextAction:
    """He has done what was wanted of him."""
    held = case.hold_ends_on is not None and not case.hold_over
    lost, back = "Not seen when the hold ends, his place is released.", "Seen, he gets his place or the money back."
    by_on = _by_or_today(case, case.hold_ends_on or case.today)
    then = f"By somebody who did not record it. {lost if held else back}"
    return NextAction("Look whether his payment came", Owner.CUSTODY, by_on, then)


def _booked(case: NextActionFacts) -> NextAction:
    if not case.place_confirmed and case.payment_said:
        return _look_for_payment(case)
    if not case.place_confirmed and case.hold_over:
        return NextAction(
            "His place was not paid for in time: it is released by itself",
            Owner.NOBODY,
            case.today,
            "He can then book again, until the last safe course day.",
        )
    if not case.place_confirmed:
        return NextAction(
            "Pay the fee: the place is only held",
            Owner.PERSON,
            case.hold_ends_on or case.complete_by_on,
            "An unpaid place is released, and he can book again while there is time.",
            _slip(case),
        )
    course_on = case.course_on or case.complete_by_on
    if not case.course_over:
        return NextAction(
            "Come to the course",
            Owner.PERSON,
            course_on,
            "If he does not come, the case comes back to custody.",
            _slip(case),
        )
    return NextAction(
        "Sign the register of the course",
        Owner.PROVIDER,
        _by_or_today(case, add_working_days(course_on, DAYS_TO_SIGN)),
        "The result comes to custody when it is signed. Without it the case comes back on its return date.",
    )


def _placed_elsewhere(case: NextActionFacts) -> NextAction:
    course_on = case.course_on or case.complete_by_on
    neighbour = case.elsewhere or "the neighbouring programme"
    if case.today <= course_on:
        ask = "Ask them afterwards how it went."
        return NextAction(f"Come to the course of {neighbour}", Owner.PERSON, course_on, ask)
    return NextAction(
        f"Ask {neighbour} for the result, and record it",
        Owner.CUSTODY,
        _by(case, previous_working_day(case.return_by_on - timedelta(days=1)), case.return_by_on),
        "Without it the case comes back to custody on its return date, neither completed nor failed.",
        Deed.RECORD_RESULT_FROM_ELSEWHERE,
    )


def _returned(case: NextActionFacts) -> NextAction:
    """Within two working days of the day it came back; today, where hardly any are left to charge."""
    returned_on = case.returned_on or case.today
    within_on = add_working_days(returned_on, DAYS_TO_ACKNOWLEDGE)
    waits = f"It has waited since {spoken_day(returned_on)}. " if within_on < case.today else ""
    hurry = case.charge_by_on - case.today <= timedelta(days=3)
    by_on, then = _by_or_today(case, case.today if hurry else within_on), f"{waits}{_CLOCK_RUNS}"
    return NextAction("Acknowledge the result", Owner.CUSTODY, by_on, then, Deed.ACKNOWLEDGE_RESULT)


def _to_dispose(case: NextActionFacts) -> NextAction:
    return NextAction("Decide, and record what was done", Owner.CUSTODY, _by(case), _CLOCK_RUNS, Deed.RECORD_DISPOSAL)


def _tied(case: NextActionFacts) -> NextAction:
    what = "Follow the case that this one goes with: they share a place and a fee, and each has its own clock"
    return NextAction(what, Owner.CUSTODY, _by(case, case.return_by_on), _CLOCK_RUNS)


def _closed(case: NextActionFacts) -> NextAction:
    if case.over_on is None and case.today <= case.charge_by_on:
        until = f"Until {spoken_day(case.charge_by_on)} this can be looked at again: the clock runs on."
        return NextAction("No further action", Owner.NOBODY, case.charge_by_on, until)
    return NextAction("Nothing more to do", Owner.NOBODY, case.over_on or case.charge_by_on)


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
