"""Offering a date, and changing one: where people have places, after what it means for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from litestar import Response

from programme.actions.change_course_date import change_course_date
from programme.actions.offer_course_date import offer_course_date
from programme.courses.places import find_places_of_new_date
from programme.courses.queries import DateFacts, own_date, venue_is_busy
from programme.courses.refusals import ChangeNotAgreed, VenueBusy
from programme.courses.scheduling import as_it_runs, check_capacity, check_day_stays
from programme.courses.venues import Spot, spots_of
from programme.insight.date_deeds import DateDeed
from programme.shared.access import PROVIDER
from programme.shared.dates import london_date
from programme.shared.marks import check_shown
from programme.shared.refusal import NotFound, Refusal
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData, said_of
from programme.web.kit.two_versions import two_versions
from programme.web.kit.visit import Visit
from programme.web.provider.date_form import DateForm, spot_in, spot_options, start_values, times_of
from programme.web.provider.dates import date_and_spots
from programme.web.provider.own import own_provider, refuse_unless_possible

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SpotsAndPlaces = tuple[list[Spot], int | None]


def _spots_and_places(db: Session, provider_id: int) -> SpotsAndPlaces:
    return spots_of(db, provider_id), find_places_of_new_date(db)


class NewDatePage(FormPage[SpotsAndPlaces, DateForm]):
    """`/provider/dates/new`."""

    path = "/provider/dates/new"
    opt = {"access": PROVIDER}
    form, template, title = DateForm, "provider/date_form.html", "New date"
    looks_first = True

    async def look(self, visit: Visit) -> SpotsAndPlaces:
        return await visit.read(_spots_and_places, own_provider(visit))

    def start(self, visit: Visit, found: SpotsAndPlaces) -> dict[str, Any]:
        spots, places = found
        only = spot_options(spots, london_date(visit.now))
        return {"capacity": places, **({"venue": only[0].value} if len(only) == 1 else {})}

    def fill(self, visit: Visit, found: SpotsAndPlaces | None, sent: FormData | None) -> DateForm:
        form = super().fill(visit, found, sent)
        form.know(found[0] if found else [], visit.now)
        return form

    async def also_wrong(self, visit: Visit, form: DateForm) -> list[tuple[str | None, str]]:
        return await _also_wrong(visit, form)

    def context(self, visit: Visit, found: SpotsAndPlaces, form: DateForm) -> dict[str, Any]:
        return {"back": "/provider/dates", "has_venues": bool(found[0]), "date": None}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return said_of(refusal)

    async def act(self, visit: Visit, form: DateForm) -> Callable[..., Any]:
        return partial(offer_course_date, **spot_in(form), times=times_of(form), capacity=form.capacity.data)

    def leads_to(self, visit: Visit, form: DateForm, done: Any) -> str:
        return f"/provider/dates/{done.reference}"


def _is_busy(db: Session, provider_id: int, form: DateForm, reference: str | None) -> bool:
    but_not = own_date(db, reference, provider_id).id if reference else None
    times = times_of(form)
    return venue_is_busy(db, **spot_in(form), starts_at=times.starts_at, ends_at=times.ends_at, but_not_id=but_not)


async def _also_wrong(visit: Visit, form: DateForm, reference: str | None = None) -> list[tuple[str | None, str]]:
    """Another date at that venue at that time, where enough was typed to know."""
    if any(form[name].errors for name in ("venue", "day", "starts", "ends", "door_closes")):
        return []
    busy = await visit.read(_is_busy, own_provider(visit), form, reference)
    return [said_of(VenueBusy())] if busy else []


OwnDate = tuple[DateFacts, list[Spot]]


class ChangeDatePage(CheckedPage[OwnDate, DateForm]):
    """`/provider/dates/REF/change`: saved at once where nobody has to be told of it."""

    path = "/provider/dates/{reference:str}/change"
    opt = {"access": PROVIDER}
    form, template, title = DateForm, "provider/date_form.html", "Change the date"
    check_template, check_title = "provider/change_date.html", "Before you change the date"
    looks_first = True

    async def look(self, visit: Visit) -> OwnDate:
        """The date and where it could be, as long as it can be changed."""
        date, spots, _ = await visit.read(date_and_spots, visit.part("reference"), own_provider(visit))
        refuse_unless_possible(DateDeed.CHANGE_COURSE_DATE, date, visit.now)
        return date, spots

    def start(self, visit: Visit, found: OwnDate) -> dict[str, Any]:
        return start_values(found[0])

    def fill(self, visit: Visit, found: OwnDate | None, sent: FormData | None) -> DateForm:
        """With the venues to choose from. Where people have places the day stays, and nothing is asked about it."""
        form = super().fill(visit, found, sent)
        if found is not None:
            date, spots = found
            taken, was_on = date.places_taken, london_date(date.starts_at)
            form.know(
                spots,
                visit.now,
                (("capacity",), lambda: check_capacity(taken, form.capacity.data)),
                (("day",), lambda: check_day_stays(was_on, form.day.data, places_taken=taken)),
            )
            form.not_asked_of = form.day.data if taken else was_on
        return form

    def context(self, visit: Visit, found: OwnDate, form: DateForm) -> dict[str, Any]:
        date, spots = found
        two = two_versions(form, start_values(date))
        return {"back": f"/provider/dates/{date.reference}", "has_venues": bool(spots), "date": date, "two": two}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """Whatever stands against it; what people have to be told of is shown first, and a stranger's date is none."""
        return None if isinstance(refusal, NotFound | ChangeNotAgreed) else said_of(refusal)

    async def also_wrong(self, visit: Visit, form: DateForm) -> list[tuple[str | None, str]]:
        return await _also_wrong(visit, form, visit.part("reference"))

    async def take(self, visit: Visit) -> Response[Any]:
        """Save it, or show what it means for the people who have places."""
        try:
            return await FormPage.take(self, visit)
        except ChangeNotAgreed:
            return await super().take(visit)

    async def check(self, visit: Visit, form: DateForm) -> dict[str, Any]:
        date, _ = await self.look(visit)
        check_shown(as_it_runs(date), form.mark.data or None)
        venue = next(option.label for option in form.venue.options if option.value == form.venue.data)
        places = str(form.capacity.data)
        if form.capacity.data != date.capacity:
            places += f", until now {date.capacity}"
        return {"date": date, "times": times_of(form), "venue": venue, "places": places}

    async def act(self, visit: Visit, form: DateForm) -> Callable[..., Any]:
        """Change it; from the check page, with everybody told."""
        return partial(
            change_course_date,
            reference=visit.part("reference"),
            **spot_in(form),
            times=times_of(form),
            capacity=form.capacity.data,
            agreed=visit.request.scope["path"].endswith("/save"),
            mark=form.mark.data or None,
        )

    def leads_to(self, visit: Visit, form: DateForm, done: Any) -> str:
        return f"/provider/dates/{visit.part('reference')}"
