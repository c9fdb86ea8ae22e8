"""The dates he can make in time, nearest first; and booking one. The busiest page of the service: kept light."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.book_place import BookedPlace, book_place
from programme.bookings.refusals import DateFull, DateGone, SameDate, TooLateForDate
from programme.courses.queries import DateFacts
from programme.insight.own_case import OwnCase, own_case_and_dates
from programme.insight.own_deeds import why_not_for_him
from programme.referrals.deeds import OwnDeed
from programme.shared.access import OFFENDER
from programme.shared.refusal import NotFound, Refusal
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import PageForm, TextField
from programme.web.kit.visit import LedElsewhere, Visit

DATES = "/my-booking/dates"
NOT_CHOSEN = "Choose a date"
CANNOT_BE_HAD = (DateFull, DateGone, TooLateForDate, SameDate)


class ChosenDate(PageForm):
    """The date he chose."""

    date = TextField("Date", needed=NOT_CHOSEN, longest=40)


class OwnDatesPage(FormPage[tuple[OwnCase, list[DateFacts]], ChosenDate]):
    """Dates, one of which is to be chosen; where it just went, what is left."""

    opt = {"access": OFFENDER}
    form, title = ChosenDate, "Your booking"

    async def look(self, visit: Visit) -> tuple[OwnCase, list[DateFacts]]:
        """His case and the dates. Looking records nothing but the look."""
        return await visit.look(
            own_case_and_dates, visit.the_actor.id, now=visit.now, subjects=lambda found: [found[0].reference]
        )

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        if isinstance(refusal, NotFound):
            return "date", NOT_CHOSEN
        return ("date", sentence(refusal)) if isinstance(refusal, CANNOT_BE_HAD) else None


class DatesPage(OwnDatesPage):
    """`/my-booking/dates`: the list, or what to do where no date fits."""

    path = DATES
    template = "offender/dates.html"

    async def look(self, visit: Visit) -> tuple[OwnCase, list[DateFacts]]:
        """His case and the dates, as long as he may book one."""
        case, dates = await super().look(visit)
        if why_not_for_him(OwnDeed.BOOK_PLACE, case, visit.now):
            raise LedElsewhere("/my-booking")
        return case, dates

    def context(self, visit: Visit, found: tuple[OwnCase, list[DateFacts]], form: ChosenDate) -> dict[str, Any]:
        case, dates = found
        return {"case": case, "dates": dates, "help_line": case.help_line}

    async def act(self, visit: Visit, form: ChosenDate) -> Callable[..., Any]:
        return partial(book_place, date_reference=form.date.data)

    def leads_to(self, visit: Visit, form: ChosenDate, done: BookedPlace) -> str:
        """His place; or the start, where it is still to be paid for."""
        return "/my-booking/booking" if done.confirmed else "/my-booking"


def sentence(refusal: Refusal) -> str:
    """A refusal in one paragraph: what is wrong, why, and what can be done now."""
    parts = (refusal.headline, refusal.explanation, refusal.remedy)
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)
