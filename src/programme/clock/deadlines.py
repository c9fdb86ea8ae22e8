"""The prosecution clock of a summary offence, and the dates that follow from it.

Magistrates' Courts Act 1980 s.127: proceedings must begin within six months of the offence. Nothing but an issued
charge stops it (Brown v DPP [2019]); a course that is offered, booked or failed does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from programme.shared.dates import (
    add_months_corresponding,
    london_date,
    previous_working_day,
    spoken_day,
    subtract_working_days,
)

MONTHS_TO_CHARGE = 6


@dataclass(frozen=True, slots=True)
class ClockPolicy:
    """A force's decisions about its own time.

    `charging_reserve_days`: calendar days kept for the file, the decision and issuing the charge.
    `result_lag_working_days`: how long a provider may take to report a result.
    `caution_weeks` and `exceptional_caution_weeks`: how long the conditions of a caution may take, as the route of a
    case says (None: no limit, or no longer one). The figures here are those of a conditional caution, for who asks
    without a case (DPP guidance on adult conditional cautions: 16 weeks, exceptionally 20).
    """

    charging_reserve_days: int = 28
    result_lag_working_days: int = 3
    caution_weeks: int | None = 16
    exceptional_caution_weeks: int | None = 20

    def __post_init__(self) -> None:
        if min(self.charging_reserve_days, self.result_lag_working_days, self.caution_weeks or 0) < 0:
            raise ValueError("a clock policy cannot give time that there is not")
        if self.exceptional_caution_weeks is not None and self.exceptional_caution_weeks < (self.caution_weeks or 0):
            raise ValueError("the exceptional limit of a caution is not shorter than the ordinary one")

    def weeks(self, *, exceptional: bool) -> int | None:
        """How long the conditions of a caution may take; None where the route sets no limit."""
        if self.caution_weeks is None or not exceptional:
            return self.caution_weeks
        return self.exceptional_caution_weeks or self.caution_weeks


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The dates of one case, each the last day on which it is still in time.

    `charge_by_on` is the law's date, never moved: it may be a Sunday. `charge_action_on` is the last working day up
    to it. `return_by_on`: the case must be back with custody. `complete_by_on`: the last day a course may be on.
    `caution_limit_on`: the last day for the conditions of a conditional caution, if one was given.
    `why` holds a sentence for each, for somebody who checks them by hand.
    """

    charge_by_on: date
    charge_action_on: date
    return_by_on: date
    complete_by_on: date
    caution_limit_on: date | None
    why: tuple[str, ...]


ORDINARY_POLICY = ClockPolicy()
"""The time of a force that has decided nothing."""


def deadlines_for(
    offence_at: datetime,
    *,
    cautioned_on: date | None = None,
    exceptional: bool = False,
    policy: ClockPolicy = ORDINARY_POLICY,
) -> Deadlines:
    """The dates of an offence committed at `offence_at` (an aware instant: ValueError for a naive one).

    The clock runs from the day of the offence in London, whenever he was arrested or referred. `exceptional` takes
    the longer limit of a conditional caution; the reason has to be on record.
    """
    return deadlines_of_day(london_date(offence_at), cautioned_on, exceptional, policy)


@lru_cache(maxsize=4096)
def deadlines_of_day(
    offence_on: date, cautioned_on: date | None = None, exceptional: bool = False, policy: ClockPolicy = ORDINARY_POLICY
) -> Deadlines:
    """The same dates from a London day instead of an instant."""
    charge_by_on = add_months_corresponding(offence_on, MONTHS_TO_CHARGE)
    charge_action_on = previous_working_day(charge_by_on)
    return_by_on = previous_working_day(charge_by_on - timedelta(days=policy.charging_reserve_days))
    result_in_time_on = subtract_working_days(return_by_on, policy.result_lag_working_days)
    weeks = policy.weeks(exceptional=exceptional)
    caution_limit_on = cautioned_on + timedelta(weeks=weeks) if cautioned_on and weeks is not None else None
    complete_by_on = complete_by(return_by_on, caution_limit_on, policy)
    return Deadlines(
        charge_by_on,
        charge_action_on,
        return_by_on,
        complete_by_on,
        caution_limit_on,
        (
            _why_charge_by(offence_on, charge_by_on),
            _why_charge_action(charge_by_on, charge_action_on),
            _why_return_by(charge_by_on, return_by_on, policy),
            *_why_caution_limit(cautioned_on, caution_limit_on, weeks or 0, exceptional),
            _why_complete_by(complete_by_on, result_in_time_on, return_by_on, policy),
        ),
    )


def complete_by(return_by_on: date, caution_limit_on: date | None, policy: ClockPolicy) -> date:
    """The last day a course may be on, for a case that has to be back by `return_by_on`: a working day that leaves the
    provider its time to report, and not after the limit of a caution."""
    result_in_time_on = subtract_working_days(return_by_on, policy.result_lag_working_days)
    return previous_working_day(min(result_in_time_on, caution_limit_on or result_in_time_on))


def days_left(on: date, today: date) -> int:
    """Days from `today` to `on`: 0 on the day itself, negative after it."""
    return (on - today).days


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _why_charge_by(offence_on: date, charge_by_on: date) -> str:
    rule = (
        "the sixth month has no such day, so its last day counts"
        if charge_by_on.day != offence_on.day
        else "the same-numbered day six months later counts"
    )
    return (
        f"Charge by {spoken_day(charge_by_on)}: six months from the offence on {spoken_day(offence_on)} (Magistrates' "
        f"Courts Act 1980 s.127). The day of the offence is left out and {rule} (corresponding date rule, Dodds v "
        "Walker; DPP v Jackson 2025). A charge issued on that day is in time. A weekend or bank holiday does not "
        "extend it."
    )


def _why_charge_action(charge_by_on: date, charge_action_on: date) -> str:
    if charge_action_on == charge_by_on:
        return f"Issue the charge by {spoken_day(charge_action_on)}: the last day is a working day."
    return (
        f"Issue the charge by {spoken_day(charge_action_on)}: the last day, {spoken_day(charge_by_on)}, is not a "
        "working day in England and Wales, so the working day before it is the last to act on."
    )


def _why_return_by(charge_by_on: date, return_by_on: date, policy: ClockPolicy) -> str:
    counted_on = charge_by_on - timedelta(days=policy.charging_reserve_days)
    moved = "" if counted_on == return_by_on else f" That is {spoken_day(counted_on)}, pulled back to a working day."
    return (
        f"Return by {spoken_day(return_by_on)}: the force keeps {_days(policy.charging_reserve_days)} before the last "
        f"day to build the file, decide and issue a charge.{moved}"
    )


def _why_caution_limit(
    cautioned_on: date | None, limit_on: date | None, weeks: int, exceptional: bool
) -> tuple[str, ...]:
    if cautioned_on is None or limit_on is None:
        return ()
    kind = "the exceptional limit, whose reason is on record" if exceptional else "the ordinary limit"
    return (
        f"Conditions to be met by {spoken_day(limit_on)}: {weeks} weeks from the conditional caution of "
        f"{spoken_day(cautioned_on)}, {kind} (Criminal Justice Act 2003 ss.22-23; DPP guidance on adult conditional "
        "cautions).",
    )


def _why_complete_by(complete_by_on: date, result_in_time_on: date, return_by_on: date, policy: ClockPolicy) -> str:
    if complete_by_on < result_in_time_on:
        return (
            f"Complete by {spoken_day(complete_by_on)}: the limit of the conditional caution, on a working day. It "
            f"comes before {spoken_day(result_in_time_on)}, which the time to charge would allow."
        )
    lag = policy.result_lag_working_days
    return (
        f"Complete by {spoken_day(complete_by_on)}: the provider has {lag} working {'day' if lag == 1 else 'days'} to "
        f"report the result before {spoken_day(return_by_on)}."
    )
