"""His place, by telephone: chosen, moved and given up, each read to him and done with one check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar, TypeVar

from programme.actions.book_place import BookedPlace, book_place
from programme.actions.cancel_booking import cancel_booking
from programme.actions.move_booking import move_booking
from programme.bookings.refusals import DateFull, DateGone, NoPlaceBooked, SameDate, TooLateForDate
from programme.bookings.rules import last_day_of_notice
from programme.courses.queries import DateFacts
from programme.insight.own_case import OwnCase, own_case_and_dates
from programme.insight.own_money import money_if_cancelled
from programme.insight.own_places import OwnPlace
from programme.payments.as_shown import PlaceShown, place_to_cancel
from programme.referrals.deeds import OwnDeed
from programme.shared.dates import LONDON, london_date, spoken_day, spoken_time
from programme.shared.marks import shown_mark
from programme.shared.refusal import ChangedSinceShown, Refusal
from programme.web.case.on_telephone import AgreedForm, OnTelephonePage, call_address, look_at_his_case
from programme.web.kit.forms import ChoiceField, FormData, HiddenField, Option, TickField
from programme.web.kit.visit import Visit


class ChosenForm(AgreedForm):
    """The date that he chose."""

    date = ChoiceField(
        "Which date does he choose?",
        choices=(),
        needed="Choose the date that he chose",
        unknown="That date cannot be had any more. Choose another with him",
    )
    agreed = TickField(
        "I read the day, the times and the place back to him, and he said yes",
        needed="Read the day, the times and the place back to him, and tick the box when he says yes",
    )


class MovedForm(ChosenForm):
    """The same, with the mark of the place that he has."""

    mark = HiddenField("Shown", longest=40)


class GivenUpForm(AgreedForm):
    """His yes, with the mark of what he was told that he gives up."""

    mark = HiddenField("Shown", longest=40)


D = TypeVar("D", bound=ChosenForm)
Dates = tuple[OwnCase, list[DateFacts]]


class _DatesPage(OnTelephonePage[Dates, D]):
    """Dates to read to him, the nearest first."""

    title = "Choose a date with him"
    beside: ClassVar[tuple[type[Refusal], ...]] = (DateFull, DateGone, TooLateForDate, SameDate)

    async def look(self, visit: Visit) -> Dates:
        found: Dates = await visit.look(
            own_case_and_dates,
            visit.the_actor.own_offer_id,
            now=visit.now,
            subjects=lambda found: [found[0].reference],
        )
        case, dates = found
        self.check_possible(visit, case)
        return case, [date for date in dates if case.place is None or date.id != case.place.date_id]

    def fill(self, visit: Visit, found: Dates | None, sent: FormData | None) -> D:
        form = super().fill(visit, found, sent)
        form.date.choices = _options(found[1] if found else ())
        return form

    def context(self, visit: Visit, found: Dates, form: D) -> dict[str, Any]:
        case, dates = found
        return {**super().context(visit, found, form), "case": case, "dates": dates}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        told = super().said(refusal)
        return ("date", told[1]) if told is not None and isinstance(refusal, self.beside) else told


class ChooseDatePage(_DatesPage[ChosenForm]):
    """The dates that he can make in time; one of them is held for him, or his at once where nothing is owed."""

    path = "/dates"
    form, template = ChosenForm, "telephone/dates.html"
    deed = OwnDeed.BOOK_PLACE

    async def act(self, visit: Visit, form: ChosenForm) -> Callable[..., Any]:
        return partial(book_place, date_reference=form.date.data)

    def leads_to(self, visit: Visit, form: ChosenForm, done: BookedPlace) -> str:
        return f"{call_address(visit)}?done={'booked' if done.confirmed else 'held'}"


class MoveDatePage(_DatesPage[MovedForm]):
    """The dates that he could move to, and what moving means."""

    path = "/move"
    form, template, title = MovedForm, "telephone/move.html", "Move his place with him"
    deed, done = OwnDeed.MOVE_BOOKING, "moved"
    beside = (*_DatesPage.beside, ChangedSinceShown)

    def start(self, visit: Visit, found: Dates) -> dict[str, Any]:
        place = _place(found[0])
        return {"mark": shown_mark(PlaceShown(place.reference, place.starts_at))}

    def context(self, visit: Visit, found: Dates, form: MovedForm) -> dict[str, Any]:
        form.mark.typed = self.start(visit, found)["mark"]  # of what stands now, also where an older page was sent
        place = _place(found[0])
        return {
            **super().context(visit, found, form),
            "place": place,
            "last_day": last_day_of_notice(place.starts_at),
        }

    async def act(self, visit: Visit, form: MovedForm) -> Callable[..., Any]:
        return partial(move_booking, date_reference=form.date.data, mark=form.mark.data or None)


class GiveUpPage(OnTelephonePage[OwnCase, GivenUpForm]):
    """The loss that he is told of before he gives his place up, and the money that goes back."""

    path = "/give-up"
    form, template, title = GivenUpForm, "telephone/give_up.html", "Give his place up with him"
    deed, done = OwnDeed.CANCEL_BOOKING, "given-up"
    beside = (ChangedSinceShown,)

    async def look(self, visit: Visit) -> OwnCase:
        case = await look_at_his_case(visit)
        self.check_possible(visit, case)
        return case

    def start(self, visit: Visit, found: OwnCase) -> dict[str, Any]:
        place = _place(found)
        shown = place_to_cancel(place.reference, place.starts_at, found.fee_state, found.fee_pence, now=visit.now)
        return {"mark": shown_mark(shown)}

    def context(self, visit: Visit, found: OwnCase, form: GivenUpForm) -> dict[str, Any]:
        form.mark.typed = self.start(visit, found)["mark"]
        place = _place(found)
        return {
            **super().context(visit, found, form),
            "case": found,
            "place": place,
            "days_left": max((found.complete_by_on - london_date(visit.now)).days, 0),
            "money": money_if_cancelled(found, place, visit.now),
        }

    async def act(self, visit: Visit, form: GivenUpForm) -> Callable[..., Any]:
        return partial(cancel_booking, mark=form.mark.data or None)


def _place(case: OwnCase) -> OwnPlace:
    if case.place is None:
        raise NoPlaceBooked()
    return case.place


def _options(dates: Iterable[DateFacts]) -> list[Option]:
    return [
        Option(
            date.reference,
            f"{spoken_day(london_date(date.starts_at))}, {spoken_time(date.starts_at.astimezone(LONDON))} to "
            f"{spoken_time(date.ends_at.astimezone(LONDON))}",
            f"{date.venue_address}, {date.venue_postcode}",
        )
        for date in dates
    ]
