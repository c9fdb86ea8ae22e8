"""The one next step of the person himself, in words that nobody beside him can read anything from. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from programme.bookings.refusals import PaperFirst
from programme.bookings.rules import is_out_of_time
from programme.bookings.states import BookingState
from programme.insight.own_case import OwnCase
from programme.insight.own_causes import said_again
from programme.insight.own_day import EXPLAIN, words_of_day
from programme.insight.own_deeds import why_not_for_him
from programme.insight.own_end import MAY_EXPLAIN, THE_OFFICE, how_it_ended
from programme.insight.own_places import OwnPlace
from programme.notices.form_first import ARRANGE_A_TIME, FORM_FIRST, NO_WAIT, WITH_WHOM
from programme.offers.states import OfferState
from programme.offers.words import PROOF
from programme.outcomes.told_as import TOLD_AS
from programme.payments.outside import OwnOutside
from programme.referrals.deeds import OwnDeed
from programme.referrals.states import ReferralState
from programme.referrals.too_late import DAYS_TO_BOOK
from programme.shared.dates import london_date, spoken_day, spoken_instant, spoken_time, spoken_time_near
from programme.shared.money import spoken_pounds

_LOOKING = "We are looking for your payment"
_ONCE_SEEN = "Once somebody has seen that the money came, your place comes back to you, or the money does. We tell you."


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step wanted of him (`what`), by when, what happens then, and the button: none where nothing is wanted. `deed`
    is what he does on the page that it leads to."""

    what: str
    when: str = ""
    then: str = ""
    button: str = ""
    href: str = ""
    deed: OwnDeed | None = None


def next_step(case: OwnCase, *, now: datetime) -> NextStep:
    """The person's own next step. Every state of a case has an answer."""
    if case.state is ReferralState.OFFERED and case.offer_state is OfferState.OPEN:
        return _answer(case, now)
    if case.state is ReferralState.ACCEPTED:
        return _choose(case, now)
    if case.state is ReferralState.BOOKED and case.place is not None:
        return _pay(case, case.place, now) if case.place.state is BookingState.HELD else _come(case, case.place, now)
    if case.state is ReferralState.PLACED_ELSEWHERE and case.elsewhere_on is not None:
        return _come_elsewhere(case, case.elsewhere_on, now)
    return _ended(case, now)


def time_left(until_at: datetime, now: datetime) -> str:
    """How long something is still held, in words: "41 minutes", "1 hour and 5 minutes", "less than a minute"."""
    minutes = int((until_at - now).total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    hours, rest = divmod(minutes, 60)
    parts = [_count(hours, "hour")] * (hours > 0) + [_count(rest, "minute")] * (rest > 0)
    return " and ".join(parts)


def _answer(case: OwnCase, now: datetime) -> NextStep:
    if why_not_for_him(OwnDeed.ACCEPT_OFFER, case, now):
        return NextStep(
            "The time to answer is over",
            f"It ended on {spoken_day(london_date(case.answer_by_at))}.",
            f"You can no longer answer. Did you have a good reason? {case.help_line.to_ring(now, 'today')}",
            *EXPLAIN,
        )
    return NextStep(
        "Read the details and reply",
        f"By the end of {spoken_day(london_date(case.answer_by_at))}",
        "You want advice first: this is the new last day."
        if case.advice_wanted_at is not None
        else "You can take advice before you reply.",
        "Read the details",
        "/my-booking/read",
        OwnDeed.ACCEPT_OFFER,
    )


def _choose(case: OwnCase, now: datetime) -> NextStep:
    why = said_again(case, now)
    if is_out_of_time(case.complete_by_on, now):
        return NextStep(
            "There is no time left to choose a date",
            f"The last possible day was {spoken_day(case.complete_by_on)}.",
            f"{why} {case.help_line.to_ring(now, 'today')}".lstrip(),
            *EXPLAIN,
        )
    if case.outside is not None and case.outside.waits:
        return _wait_for_payment(case, case.outside, why)
    finish_by = f"You need to finish by {spoken_day(case.last_day_on)}"
    if isinstance(why_not_for_him(OwnDeed.BOOK_PLACE, case, now), PaperFirst):
        return NextStep(
            FORM_FIRST,
            _sign_by(case, london_date(now)) or finish_by,
            f"{WITH_WHOM} {case.help_line.call(ARRANGE_A_TIME)} {NO_WAIT}",
        )
    if case.no_place:
        return NextStep(
            "There is no date for you at the moment",
            finish_by,
            f"{why} That is not your fault, and nothing is held against you. We are looking for a date. You will be "
            "told as soon as there is one, or what happens instead. You do not have to do anything.".lstrip(),
        )
    return NextStep(
        "Choose a date",
        finish_by,
        f"{why} {_what_he_pays(case, chose_before=bool(why))}".lstrip(),
        "See the dates",
        "/my-booking/dates",
        OwnDeed.BOOK_PLACE,
    )


def _wait_for_payment(case: OwnCase, outside: OwnOutside, why: str) -> NextStep:
    """His hold has ended before anybody has seen what he paid."""
    paid = f"{spoken_pounds(case.fee_pence)} {outside.spoken}"
    if case.no_place:
        return NextStep(_LOOKING, paid, f"{why} {_ONCE_SEEN}".lstrip())
    or_choose = "You can also choose another date now: then the money is for that one."
    then = f"{why} {_ONCE_SEEN} {or_choose}".lstrip()
    return NextStep(_LOOKING, paid, then, "See the dates", "/my-booking/dates", OwnDeed.BOOK_PLACE)


def _sign_by(case: OwnCase, today: date) -> str:
    """The day after which there is no time left to choose a date; empty once it is over."""
    sign_by_on = case.last_day_on - timedelta(days=DAYS_TO_BOOK)
    return f"By {spoken_day(sign_by_on)}. Later there may be no date left" if today <= sign_by_on else ""


def _what_he_pays(case: OwnCase, *, chose_before: bool) -> str:
    if case.fee_pence == 0:
        return "There is nothing to pay."
    if case.has_paid:
        return "You have paid already. You do not pay again."
    when = "When you have chosen another, you" if chose_before else "Then you"
    return f"{when} pay {spoken_pounds(case.fee_pence)} to keep your place."


def _pay(case: OwnCase, place: OwnPlace, now: datetime) -> NextStep:
    if why_not_for_him(OwnDeed.OPEN_CHECKOUT, case, now):
        return NextStep(
            "Your place is no longer held",
            f"It was held until {spoken_time_near(place.held_until_at, now)}.",
            f"{_LOOKING}. {_ONCE_SEEN}"
            if case.outside is not None and case.outside.waits
            else "In a few minutes you can choose a date again. If you have just paid, wait: your payment is being "
            "checked.",
            "Look again",
            "/my-booking",
        )
    if case.outside is not None and case.outside.waits:
        return NextStep(
            _LOOKING,
            f"{spoken_pounds(case.fee_pence)} {case.outside.spoken}",
            f"Your place on {spoken_day(london_date(place.starts_at))} is held until "
            f"{spoken_time_near(place.held_until_at, now)}. Once somebody has seen that the money came, it is yours, "
            "and we tell you.",
        )
    return NextStep(
        f"Pay {spoken_pounds(case.fee_pence)} to keep your place",
        f"By {spoken_time(place.held_until_at)} today"
        if london_date(place.held_until_at) == london_date(now)
        else f"By {spoken_instant(place.held_until_at)}",
        f"Your place on {spoken_day(london_date(place.starts_at))} is held for you for another "
        f"{time_left(place.held_until_at, now)}. After that it goes to somebody else.",
        f"Pay {spoken_pounds(case.fee_pence)}",
        "/my-booking/pay",
        OwnDeed.OPEN_CHECKOUT,
    )


def _come(case: OwnCase, place: OwnPlace, now: datetime) -> NextStep:
    if said := words_of_day(case, place, now):
        return NextStep(*said)
    if place.door_closes_at <= now < place.ends_at:
        return NextStep(
            "Your day has begun",
            f"The door closed at {spoken_time(place.door_closes_at)}.",
            "If you are there, stay to the end: that is all. If not, nobody can come in any more. "
            f"{case.help_line.to_ring(now, 'now')} Keep anything that shows why. {THE_OFFICE} decides what happens "
            "next.",
            *EXPLAIN,
        )
    if place.ends_at <= now:
        return NextStep(
            "There is nothing for you to do now",
            f"Your day was {spoken_day(london_date(place.starts_at))}.",
            "We are writing down the result. Your page says it then. Did something stop you? "
            f"{case.help_line.to_ring(now, 'today')}",
            *EXPLAIN,
        )
    day = "Today" if london_date(now) == london_date(place.starts_at) else spoken_day(london_date(place.starts_at))
    return NextStep(
        "Come to your appointment",
        f"{day} at {spoken_time(place.starts_at)}",
        f"Come 15 minutes early and bring {PROOF}. The door closes at {spoken_time(place.door_closes_at)}, and "
        "nobody is let in after that.",
        "Where to go and what to bring",
        "/my-booking/booking",
    )


def _come_elsewhere(case: OwnCase, on: date, now: datetime) -> NextStep:
    today = london_date(now)
    if on < today:
        return NextStep(
            "There is nothing for you to do now",
            f"Your day was {spoken_day(on)}.",
            "We are asking how it went. Your page says it then. Did something stop you? "
            f"{case.help_line.to_ring(now, 'today')}",
            *EXPLAIN,
        )
    return NextStep(
        "Come to your appointment",
        "Today" if on == today else spoken_day(on),
        "It is with another organisation. They tell you the time, the place, what to bring and the cost: you pay them, "
        f"not us. If you have heard nothing a week before, {case.help_line.again}.",
    )


def _ended(case: OwnCase, now: datetime) -> NextStep:
    end = how_it_ended(case, now)
    explains = case.reason is not None and TOLD_AS[case.reason] in MAY_EXPLAIN
    return NextStep(end.what, end.counts, end.then, *(EXPLAIN if explains else ()))


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
