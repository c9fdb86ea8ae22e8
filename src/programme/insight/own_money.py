"""The effect on his money of what he is about to do, told to himself: on his pages, and read out to him. Pure."""

from __future__ import annotations

from datetime import datetime

from programme.bookings.rules import has_notice, last_day_of_notice
from programme.bookings.states import HIS_OWN_DOING, PlaceLost
from programme.insight.own_case import OwnCase
from programme.insight.own_places import LostPlace, OwnPlace
from programme.payments.money import nothing_of_yours
from programme.payments.states import FeeState
from programme.referrals.states import ReferralState
from programme.shared.dates import spoken_day
from programme.shared.money import spoken_pounds


def money_if_cancelled(case: OwnCase, place: OwnPlace, now: datetime) -> str:
    """The rule of refunds as it meets him now, in plain words."""
    amount = spoken_pounds(case.fee_pence)
    if case.fee_state is not FeeState.PAID:
        return nothing_of_yours(case.money(now))
    last_day = spoken_day(last_day_of_notice(place.starts_at))
    if has_notice(place.starts_at, now):
        return (
            f"All of your {amount} goes back to {case.money(now).back_to} within 10 days. This is so until {last_day}."
        )
    return (
        f"Your {amount} is not paid back: the last day for that was {last_day}. But it is not lost: if you find "
        "another date in time, you can book it without paying again."
    )


def money_after_a_no(case: OwnCase, now: datetime) -> str:
    """The effect of a no on the money, in words."""
    if case.state is ReferralState.PLACED_ELSEWHERE:
        here = nothing_of_yours(case.money(now)) if case.back_pence else "You have paid us nothing."
        return f"{here} Ask the other organisation about what you paid them."
    if case.fee_state is not FeeState.PAID:
        return nothing_of_yours(case.money(now))
    amount = spoken_pounds(case.fee_pence)
    all_of_it = f"All of your {amount} goes back to {case.money(now).back_to} within 10 days."
    if case.place is not None and has_notice(case.place.starts_at, now):
        return all_of_it
    if case.place is None:
        return _too_late(case.lost, amount) if case.lost and case.lost.lost_because in HIS_OWN_DOING else all_of_it
    return f"It is less than 7 days before your date, so the {amount} you paid is not paid back."


def _too_late(lost: LostPlace, amount: str) -> str:
    did = "cancelled" if lost.lost_because is PlaceLost.ASKED else "gave your place up"
    last_day = spoken_day(last_day_of_notice(lost.starts_at))
    return f"You {did} after {last_day}, so the {amount} you paid is not paid back if you end it now."
