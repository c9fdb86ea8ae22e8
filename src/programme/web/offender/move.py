"""To another date: the dates he could move to, what moving means before he does it, and the move."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.move_booking import move_booking
from programme.bookings.refusals import DateGone
from programme.bookings.rules import last_day_of_notice
from programme.courses.queries import DateFacts
from programme.insight.own_case import OwnCase
from programme.insight.own_deeds import why_not_for_him
from programme.insight.own_places import OwnPlace
from programme.payments.as_shown import PlaceShown
from programme.referrals.deeds import OwnDeed
from programme.shared.marks import check_shown, shown_mark
from programme.shared.refusal import ChangedSinceShown, NotFound, Refusal
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.forms import HiddenField
from programme.web.kit.visit import LedElsewhere, Visit
from programme.web.offender.dates import ChosenDate, OwnDatesPage, said_beside, sentence


class OtherDate(ChosenDate):
    """The date he wants instead, with the mark of the place that he was shown."""

    mark = HiddenField("What was shown", longest=20)


class MovePage(OwnDatesPage[OtherDate], CheckedPage[tuple[OwnCase, list[DateFacts]], OtherDate]):
    """`/my-booking/booking/move`."""

    path = "/my-booking/booking/move"
    form, template = OtherDate, "offender/move.html"
    check_template, check_title = "offender/move_check.html", "Your booking"

    async def look(self, visit: Visit) -> tuple[OwnCase, list[DateFacts]]:
        """His case and the dates, as long as he has a place that can be moved."""
        case, dates = await super().look(visit)
        if case.place is None:
            raise LedElsewhere("/my-booking")
        if refused := why_not_for_him(OwnDeed.MOVE_BOOKING, case, visit.now):
            raise refused
        return case, [date for date in dates if date.id != case.place.date_id]

    def context(self, visit: Visit, found: tuple[OwnCase, list[DateFacts]], form: OtherDate) -> dict[str, Any]:
        case, dates = found
        place = _place(case)
        return {
            "case": case,
            "place": place,
            "mark": shown_mark(PlaceShown(place.reference, place.starts_at)),
            "dates": dates,
            "beside": said_beside(dates),
            "last_day": last_day_of_notice(place.starts_at),
            "help_line": case.help_line,
        }

    async def check(self, visit: Visit, form: OtherDate) -> dict[str, Any]:
        """The old date and the new one. Raises DateGone where the new one cannot be had any more."""
        case, dates = await self.look(visit)
        place = _place(case)
        check_shown(PlaceShown(place.reference, place.starts_at), form.mark.data)
        new = next((date for date in dates if date.reference == form.date.data), None)
        if new is None:
            raise DateGone()
        return {"place": place, "new": new, "beside": said_beside([new]), "help_line": case.help_line}

    async def act(self, visit: Visit, form: OtherDate) -> Callable[..., Any]:
        return partial(move_booking, date_reference=form.date.data, mark=form.mark.data)

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        if isinstance(refusal, ChangedSinceShown):
            return "date", sentence(refusal)
        return None if isinstance(refusal, NotFound) else super().said(refusal)

    def leads_to(self, visit: Visit, form: OtherDate, done: Any) -> str:
        return "/my-booking/booking?moved=1"


def _place(case: OwnCase) -> OwnPlace:
    if case.place is None:
        raise LedElsewhere("/my-booking")
    return case.place
