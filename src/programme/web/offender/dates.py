"""The dates he can make in time, nearest first; and booking one. The busiest page of the service: kept light."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeVar

from litestar import Response

from programme.actions.book_place import BookedPlace, book_place
from programme.bookings.refusals import AlreadyBooked, DateFull, DateGone, SameDate, TooLateForDate
from programme.bookings.states import BookingState
from programme.courses.queries import DateFacts
from programme.courses.unusual_days import holiday_on
from programme.insight.own_case import OwnCase, own_case_and_dates
from programme.insight.own_deeds import why_not_for_him
from programme.payments.refusals import NothingToPay, PressedTwice
from programme.referrals.deeds import OwnDeed
from programme.shared.access import OFFENDER
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound, Refusal
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import PageForm, TextField
from programme.web.kit.visit import LedElsewhere, Visit
from programme.web.offender.checkout import to_card_page
from programme.web.offender.own_case import look_at_own_case

DATES = "/my-booking/dates"
PAY = "pay"
NOT_CHOSEN = "Choose a date"
FEW = 3
"""So many free places, or fewer, are said to be few."""
CANNOT_BE_HAD = (DateFull, DateGone, TooLateForDate, SameDate)


class ChosenDate(PageForm):
    """The date he chose."""

    date = TextField("Date", needed=NOT_CHOSEN, longest=40)


F = TypeVar("F", bound=ChosenDate)


class OwnDatesPage(FormPage[tuple[OwnCase, list[DateFacts]], F]):
    """Dates, one of which is to be chosen; where it just went, what is left."""

    opt = {"access": OFFENDER}
    title = "Your booking"

    async def look(self, visit: Visit) -> tuple[OwnCase, list[DateFacts]]:
        """His case and the dates. Looking records nothing but the look."""
        return await visit.look(
            own_case_and_dates, visit.the_actor.id, now=visit.now, subjects=lambda found: [found[0].reference]
        )

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        if isinstance(refusal, NotFound):
            return "date", NOT_CHOSEN
        return ("date", sentence(refusal)) if isinstance(refusal, CANNOT_BE_HAD) else None


class DatesPage(OwnDatesPage[ChosenDate]):
    """`/my-booking/dates`: the list, or what to do where no date fits."""

    path = DATES
    form, template = ChosenDate, "offender/dates.html"

    async def look(self, visit: Visit) -> tuple[OwnCase, list[DateFacts]]:
        """His case and the dates, as long as he may book one."""
        case, dates = await super().look(visit)
        if why_not_for_him(OwnDeed.BOOK_PLACE, case, visit.now):
            raise LedElsewhere("/my-booking")
        return case, dates

    def context(self, visit: Visit, found: tuple[OwnCase, list[DateFacts]], form: ChosenDate) -> dict[str, Any]:
        case, dates = found
        return {"case": case, "dates": dates, "beside": said_beside(dates), "help_line": case.help_line}

    async def take(self, visit: Visit) -> Response[Any]:
        """Book it, and where that is still to be paid for go on to the card page at once, if the button said so. A
        second press leads to where the first did."""
        sent = await visit.form()
        if sent.get("then") != PAY:
            return await super().take(visit)
        try:
            answer = await super().take(visit)
        except AlreadyBooked:
            if not await _holds(visit, sent.get("date")):
                raise
            answer = visit.to("/my-booking")
        try:
            return await to_card_page(visit) if await _holds(visit, sent.get("date")) else answer
        except (NothingToPay, PressedTwice):
            return answer

    async def act(self, visit: Visit, form: ChosenDate) -> Callable[..., Any]:
        return partial(book_place, date_reference=form.date.data)

    def leads_to(self, visit: Visit, form: ChosenDate, done: BookedPlace) -> str:
        """His place; or the start, where it is still to be paid for."""
        return "/my-booking/booking" if done.confirmed else "/my-booking"


async def _holds(visit: Visit, date_reference: str) -> bool:
    """Whether a place on this date is held for him."""
    place = (await look_at_own_case(visit)).place
    return place is not None and place.state is BookingState.HELD and place.date_reference == date_reference


def said_beside(dates: Iterable[DateFacts]) -> dict[str, str]:
    """The things worth knowing of a date before it is chosen, by its reference: a holiday, few places left."""
    return {date.reference: " ".join(_beside(date)) for date in dates}


def _beside(date: DateFacts) -> Iterator[str]:
    if holiday := holiday_on(london_date(date.starts_at)):
        yield f"This is {holiday}: look first how you get there."
    if date.places_left <= FEW:
        yield "Few places left."


def sentence(refusal: Refusal) -> str:
    """A refusal in one paragraph: what is wrong, why, and what can be done now."""
    parts = (refusal.headline, refusal.explanation, refusal.remedy)
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)
