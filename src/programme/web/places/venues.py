"""A provider's venues: the list, one venue, adding and changing one, and its last day."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from litestar import Controller, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from programme.actions.add_venue import add_venue
from programme.actions.change_venue import change_venue
from programme.actions.end_venue import end_venue
from programme.audit.access_log import changes_of
from programme.courses.providers import one_provider
from programme.courses.refusals import ChangedByAnother, VenueChangeNotAgreed
from programme.courses.venues import (
    MOST_ROOMS,
    VENUE_LABELS,
    RoomDetails,
    VenueShown,
    dates_at,
    list_venues,
    one_venue,
    tells_people,
    venue_subject,
)
from programme.insight.venue_change import VenueInUse, venue_in_use
from programme.shared.access import Access
from programme.shared.actor import Door
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound, Refusal
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.form_page import F, FormPage
from programme.web.kit.marked_page import MarkedPage
from programme.web.kit.visit import Visit
from programme.web.places.venue_form import VenueEndForm, VenueForm, typed_of_venue, venue_details

_PAGE = 25


def provider_at(visit: Visit) -> int:
    """Whose venues the page is about: at a provider's own door its own, else those of the address. Raises NotFound."""
    actor = visit.the_actor
    number = actor.provider_id if actor.door is Door.PROVIDER else int(visit.part("number"))
    if number is None:
        raise NotFound()
    return number


def venues_home(visit: Visit) -> str:
    """The list of these venues."""
    own = visit.the_actor.door is Door.PROVIDER
    return "/provider/venues" if own else f"/admin/providers/{visit.part('number')}/venues"


def _lines(form: VenueForm) -> list[tuple[Any, Any]]:
    return [(form[f"room_{line}"], form[f"seats_{line}"]) for line in range(1, MOST_ROOMS + 1)]


class VenuePages(Controller):
    """The list, and one venue."""

    path = "/venues"

    @get()
    async def show_venues(self, visit: NamedDependency[Visit], after: FromQuery[str] = "") -> Response[Any]:
        """The provider's venues."""
        last = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
        provider = await visit.read(one_provider, provider_at(visit))
        found = await visit.read(list_venues, provider.id, after=last, at_most=_PAGE + 1)
        here, shown = venues_home(visit), found[:_PAGE]
        return visit.page(
            "places/venues.html",
            title="Venues",
            provider=provider,
            venues=shown,
            here=here,
            may_change=_may_change(visit),
            own=visit.the_actor.door is Door.PROVIDER,
            today=london_date(visit.now),
            first_href=here if last else None,
            next_href=f"{here}?after={shown[-1].id}" if len(found) > _PAGE else None,
        )

    @get("/{venue:int}")
    async def show_venue(self, visit: NamedDependency[Visit], venue: FromPath[int]) -> Response[Any]:
        """One venue, as the person reads it too, and who changed what."""
        found = await visit.read(one_venue, venue, provider_at(visit))
        return visit.page(
            "places/venue.html",
            title=found.details.name,
            venue=found,
            labels=VENUE_LABELS,
            here=f"{venues_home(visit)}/{venue}",
            home=venues_home(visit),
            may_change=_may_change(visit),
            dates=await visit.read(dates_at, venue, now=visit.now),
            changes=await visit.read(changes_of, venue_subject(venue)),
            today=london_date(visit.now),
        )


def _may_change(visit: Visit) -> bool:
    access: Access = visit.request.route_handler.opt["changes"]
    return access.admits(visit.the_actor)


class NewVenuePage(FormPage[None, VenueForm]):
    """`.../venues/new`."""

    path = "/venues/new"
    form, template, title = VenueForm, "places/venue_form.html", "Add a venue"

    async def look(self, visit: Visit) -> None:
        """There is nothing to show, but the provider has to be there."""
        await visit.read(one_provider, provider_at(visit))

    def context(self, visit: Visit, found: None, form: VenueForm) -> dict[str, Any]:
        return {"here": self.address(visit), "back": venues_home(visit), "lines": _lines(form), "two": []}

    async def act(self, visit: Visit, form: VenueForm) -> Callable[..., Any]:
        return partial(add_venue, provider_id=provider_at(visit), details=venue_details(form))

    def leads_to(self, visit: Visit, form: VenueForm, done: Any) -> str:
        return f"{venues_home(visit)}/{done}"


class _VenuePage(MarkedPage[VenueShown, F]):
    """A form about one venue, which leads back to it."""

    async def look(self, visit: Visit) -> VenueShown:
        return await visit.read(one_venue, int(visit.part("venue")), provider_at(visit))

    def typed(self, found: VenueShown) -> dict[str, Any]:
        return typed_of_venue(found)

    def above(self, visit: Visit) -> str:
        return f"{venues_home(visit)}/{visit.part('venue')}"


class ChangeVenuePage(_VenuePage[VenueForm], CheckedPage[VenueShown, VenueForm]):
    """`.../venues/3/change`: saved at once where nobody has to be told of it."""

    path = "/venues/{venue:int}/change"
    form, template, title = VenueForm, "places/venue_form.html", "Change the venue"
    check_template, check_title = "places/venue_check.html", "Before you change the venue"

    def context(self, visit: Visit, found: VenueShown, form: VenueForm) -> dict[str, Any]:
        return {**super().context(visit, found, form), "lines": _lines(form)}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return None if isinstance(refusal, VenueChangeNotAgreed) else super().said(refusal)

    async def take(self, visit: Visit) -> Response[Any]:
        """Save it, or show whom it concerns."""
        try:
            return await FormPage.take(self, visit)
        except VenueChangeNotAgreed:
            return await super().take(visit)

    async def check(self, visit: Visit, form: VenueForm) -> dict[str, Any]:
        """Who has a place there, as far as the reader may know it: logged as a look at each of them."""
        found: VenueInUse = await visit.look(
            venue_in_use,
            visit.the_actor,
            int(visit.part("venue")),
            provider_at(visit),
            now=visit.now,
            subjects=lambda shown: [person.reference for person in shown.people],
        )
        if found.venue.mark != form.mark.data:
            raise ChangedByAnother()
        wanted = venue_details(form)
        before = found.venue.details
        facts = [
            (label, _spoken(getattr(before, name)), _spoken(getattr(wanted, name)))
            for name, label in VENUE_LABELS.items()
            if getattr(before, name) != getattr(wanted, name)
        ]
        home = f"{venues_home(visit)}/{found.venue.id}"
        return {"here": home, "found": found, "facts": facts, "tells": tells_people(before, wanted)}

    async def act(self, visit: Visit, form: VenueForm) -> Callable[..., Any]:
        """Change it; from the check page, with everybody told."""
        return partial(
            change_venue,
            provider_id=provider_at(visit),
            venue_id=int(visit.part("venue")),
            details=venue_details(form),
            mark=form.mark.data,
            agreed=visit.request.scope["path"].endswith("/save"),
        )


class EndVenuePage(_VenuePage[VenueEndForm]):
    """`.../venues/3/end`."""

    path = "/venues/{venue:int}/end"
    form, template, title = VenueEndForm, "places/venue_end.html", "The venue’s last day"

    async def act(self, visit: Visit, form: VenueEndForm) -> Callable[..., Any]:
        return partial(
            end_venue,
            provider_id=provider_at(visit),
            venue_id=int(visit.part("venue")),
            until_on=form.until_on.data,
            mark=form.mark.data,
        )


def venue_pages(under: str, *, reads: Access, changes: Access) -> list[Router]:
    """The pages at one door: `reads` may look, `changes` may add, change and end."""
    return [
        Router(under, route_handlers=[VenuePages], opt={"access": reads, "changes": changes}),
        Router(under, route_handlers=[NewVenuePage, ChangeVenuePage, EndVenuePage], opt={"access": changes}),
    ]


def _spoken(kept: str | tuple[RoomDetails, ...]) -> str:
    return kept if isinstance(kept, str) else "; ".join(f"{room.name}, up to {room.capacity} people" for room in kept)
