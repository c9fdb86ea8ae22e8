"""By when an offer has to be answered. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from programme.courses.help_hours import HelpHours, is_answered_on
from programme.offers.refusals import FeeChanged, RouteChanged, TooLateToOffer
from programme.referrals.too_late import DAYS_TO_BOOK, is_too_late_to_offer
from programme.shared.dates import london_date, london_instant

_LAST_MINUTE = time(23, 59)


def last_answer_day(now: datetime, *, complete_by_on: date, return_by_on: date, answer_within_days: int) -> date:
    """The London day by the end of which he has to answer.

    `answer_within_days` after today, or earlier where that would leave fewer than DAYS_TO_BOOK days before the last
    safe course day. He always has the whole of tomorrow: raises TooLateToOffer where he would not.
    """
    today = london_date(now)
    check_time_to_answer(complete_by_on, return_by_on, today)
    return min(today + timedelta(days=answer_within_days), complete_by_on - timedelta(days=DAYS_TO_BOOK))


def check_time_to_answer(complete_by_on: date, return_by_on: date, today: date) -> None:
    """Raises TooLateToOffer where he would not have the whole of tomorrow to answer."""
    if is_too_late_to_offer(complete_by_on, today):
        raise TooLateToOffer(complete_by_on, return_by_on, today)


def check_told_today(fee_told: int | None, route_told: str, *, fee_pence: int, route: str) -> None:
    """Whether a page that said this fee and was made for this version of a route is so today; None and empty are of no
    page. Raises RouteChanged and FeeChanged."""
    if route_told not in ("", route):
        raise RouteChanged()
    if fee_told not in (None, fee_pence):
        raise FeeChanged()


@dataclass(frozen=True, slots=True)
class AnswerDays:
    """By when he has to answer, and the day to which wanting legal advice first moves that, and no further."""

    answer_by_on: date
    limit_on: date


def answer_days(
    now: datetime,
    *,
    complete_by_on: date,
    return_by_on: date,
    answer_within_days: int,
    answer_limit_days: int,
    hours: Sequence[HelpHours],
) -> AnswerDays:
    """Both days of an offer made now, days on which somebody answers the help number in these `hours`: so he can ring
    on the last one too. The first is the next such day, or the last one before where the limit is sooner; the limit is
    never later. Raises TooLateToOffer as `last_answer_day` does."""
    within_on, latest_on = (
        last_answer_day(now, complete_by_on=complete_by_on, return_by_on=return_by_on, answer_within_days=days)
        for days in (answer_within_days, answer_limit_days)
    )
    days = [
        london_date(now) + timedelta(days=ahead) for ahead in range(1, max(answer_within_days, answer_limit_days) + 1)
    ]
    answered = [on for on in days if on <= max(within_on, latest_on) and is_answered_on(hours, on)]
    if not answered:
        return AnswerDays(within_on, max(within_on, latest_on))
    return AnswerDays(next((on for on in answered if on >= within_on), answered[-1]), answered[-1])


def shortened_answer_day(kept_on: date, *, complete_by_on: date, today: date) -> date:
    """The day by the end of which he has to answer an open offer, once its last safe course day is `complete_by_on`.

    Never later than he was told; earlier where that would leave fewer than DAYS_TO_BOOK days. He keeps the whole of
    tomorrow, unless the last safe course day itself is sooner.
    """
    return min(kept_on, day_to_sign_by(complete_by_on, today=today))


def day_to_sign_by(last_on: date, *, today: date) -> date:
    """The day by which he signs, so that DAYS_TO_BOOK days are left before the last one to finish; the next one where
    that is over."""
    return max(last_on - timedelta(days=DAYS_TO_BOOK), min(today + timedelta(1), last_on))


def end_of_answer_day(on: date) -> datetime:
    """The instant at which the time to answer is over: 11:59pm in London, which nobody reads as the wrong midnight."""
    return london_instant(on, _LAST_MINUTE)
