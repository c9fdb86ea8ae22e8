"""The dates he can make in time, nearest first; and booking one. The busiest page of the service: kept light."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from programme.actions.book_place import book_place
from programme.bookings.refusals import DateFull, DateGone, TooLateForDate
from programme.insight.own_case import own_case_and_dates
from programme.insight.own_deeds import why_not_for_him
from programme.referrals.deeds import OwnDeed
from programme.shared.access import OFFENDER
from programme.shared.refusal import NotFound, Refusal
from programme.web.kit.visit import Visit

NOT_CHOSEN = "Choose a date"


class DatePages(Controller):
    """`/my-booking/dates`."""

    path = "/my-booking/dates"
    opt = {"access": OFFENDER}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The list, or what to do where no date fits. Looking records nothing but the look."""
        return await _dates_page(visit)

    @post(status_code=200)
    async def book(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Book the date that was chosen; where it just went, show what is left."""
        chosen = (await visit.form()).get("date")
        if not chosen:
            return await _dates_page(visit, status=422, error=NOT_CHOSEN)
        try:
            booked = await visit.write(book_place, date_reference=chosen)
        except (DateFull, DateGone, TooLateForDate) as refusal:
            return await _dates_page(visit, status=refusal.status, error=sentence(refusal))
        except NotFound:
            return await _dates_page(visit, status=422, error=NOT_CHOSEN)
        return visit.to("/my-booking/booking" if booked.confirmed else "/my-booking")


def sentence(refusal: Refusal) -> str:
    """A refusal in one paragraph: what is wrong, why, and what can be done now."""
    parts = (refusal.headline, refusal.explanation, refusal.remedy)
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


async def _dates_page(visit: Visit, *, status: int = 200, error: str = "") -> Response[Any]:
    case, dates = await visit.look(
        own_case_and_dates, visit.the_actor.id, now=visit.now, subjects=lambda found: [found[0].reference]
    )
    if why_not_for_him(OwnDeed.BOOK_PLACE, case, visit.now):
        return visit.to("/my-booking")
    return visit.page(
        "offender/dates.html",
        status=status,
        title="Your booking",
        case=case,
        dates=dates,
        action="/my-booking/dates",
        errors=[{"href": "#date", "text": error}] if error else [],
        help_phone=case.helpline,
    )
