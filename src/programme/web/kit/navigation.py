"""What each door's navigation bar holds."""

from __future__ import annotations

from typing import NamedTuple

from programme.shared.access import (
    ADMIN_SAFEGUARDING,
    ADMINISTRATOR,
    AUDITOR,
    COORDINATOR,
    CUSTODY_SAFEGUARDING,
    PARTNER,
    PARTNER_ADMINISTRATOR,
    PARTNER_SAFEGUARDING,
    PROVIDER,
    PROVIDER_ADMINISTRATOR,
    PROVIDER_ORGANISATION,
    SETTINGS,
)
from programme.shared.actor import Actor, Door

_BARS: dict[Door, tuple[tuple[str, str], ...]] = {
    Door.CUSTODY: (
        ("/custody", "Today"),
        ("/custody/referrals/new", "Refer"),
        ("/custody/referrals", "Cases"),
        ("/custody/clocks", "Clocks"),
        ("/custody/returns", "Returns"),
        ("/custody/import", "Import"),
        ("/custody/concerns", "Safeguarding"),
    ),
    Door.PROVIDER: (
        ("/provider", "This week"),
        ("/provider/dates", "Dates"),
        ("/provider/venues", "Venues"),
        ("/provider/people", "People"),
    ),
    Door.OFFENDER: (),
    Door.PARTNER: (
        ("/partner", "Cases"),
        ("/partner/refer", "Refer"),
        ("/partner/returns", "Results"),
        ("/partner/agreement", "Agreement"),
        ("/partner/concerns", "Safeguarding"),
        ("/partner/people", "People"),
    ),
    Door.ADMIN: (
        ("/admin", "Overview"),
        ("/admin/referrals", "Cases"),
        ("/admin/clocks", "Clocks"),
        ("/admin/returns", "Returns"),
        ("/admin/import", "Imports"),
        ("/admin/messages", "Messages"),
        ("/admin/programme", "Programme"),
        ("/admin/providers", "Providers"),
        ("/admin/neighbours", "Neighbours"),
        ("/admin/people", "People"),
        ("/admin/timetable", "Timetable"),
        ("/admin/routes", "Routes"),
        ("/admin/rules", "Rules"),
        ("/admin/access-log", "Access log"),
        ("/admin/concerns", "Safeguarding"),
    ),
}

_ONLY_FOR = {
    "/admin/referrals": COORDINATOR,
    "/admin/clocks": COORDINATOR,
    "/admin/returns": COORDINATOR,
    "/admin/import": COORDINATOR,
    "/admin/messages": COORDINATOR,
    "/admin/access-log": AUDITOR,
    "/admin/people": ADMINISTRATOR,
    "/admin/programme": SETTINGS,
    "/admin/neighbours": SETTINGS,
    "/admin/providers": SETTINGS,
    "/admin/routes": SETTINGS,
    "/admin/rules": SETTINGS,
    "/admin/concerns": ADMIN_SAFEGUARDING,
    "/custody/concerns": CUSTODY_SAFEGUARDING,
    "/partner": PARTNER,
    "/partner/refer": PARTNER,
    "/partner/returns": PARTNER,
    "/partner/agreement": PARTNER,
    "/partner/concerns": PARTNER_SAFEGUARDING,
    "/partner/people": PARTNER_ADMINISTRATOR,
    "/provider": PROVIDER,
    "/provider/dates": PROVIDER,
    "/provider/venues": PROVIDER_ORGANISATION,
    "/provider/people": PROVIDER_ADMINISTRATOR,
}


class Entry(NamedTuple):
    """One entry of the bar. `active`: the page stands under it."""

    href: str
    text: str
    active: bool


def navigation(actor: Actor | None, path: str, waiting: int = 0) -> list[Entry]:
    """The bar of the actor's door, the entry of the page marked. `waiting`: results that nobody has acknowledged."""
    entries = [entry for entry in _BARS.get(actor.door, ()) if _may_enter(actor, entry[0])] if actor else []
    here = max((href for href, _ in entries if path == href or path.startswith(href + "/")), key=len, default="")
    counted = {"/partner/returns": f" ({waiting})"} if waiting else {}
    return [Entry(href, text + counted.get(href, ""), href == here) for href, text in entries]


def _may_enter(actor: Actor, href: str) -> bool:
    """Whether the bar shows the entry: a page that a role is needed for is not offered to others."""
    return href not in _ONLY_FOR or _ONLY_FOR[href].admits(actor)


def start_of(actor: Actor) -> str:
    """Where somebody starts: the first page of his bar, which for an administrator alone is not the door's own."""
    entries = navigation(actor, "")
    return entries[0].href if entries else HOME_OF[actor.door]


def footer_links(actor: Actor | None) -> list[tuple[str, str]]:
    """The pages at the foot: a member of staff has help, contact and a privacy notice of his own door."""
    staff = actor is not None and actor.door in _BARS and actor.door is not Door.OFFENDER
    own = HOME_OF[actor.door] if actor is not None and staff else ""
    new = [(f"{own}/whats-new", "What’s new")] if staff else []
    return [
        (f"{own}/help", "Help"),
        (f"{own}/contact", "Contact"),
        (f"{own}/privacy", "Privacy"),
        ("/accessibility", "Accessibility"),
        ("/cookies", "Cookies"),
        ("/status", "Service status"),
        *new,
    ]


HOME_OF: dict[Door, str] = {
    Door.CUSTODY: "/custody",
    Door.PROVIDER: "/provider",
    Door.OFFENDER: "/my-booking",
    Door.PARTNER: "/partner",
    Door.ADMIN: "/admin",
}
"""Under which address each door's pages stand."""
