"""The content of each door's navigation bar."""

from __future__ import annotations

from typing import NamedTuple

from programme.shared.access import (
    ADMIN_SAFEGUARDING,
    ADMINISTRATOR,
    AUDITOR,
    COORDINATOR,
    CUSTODY_SAFEGUARDING,
    INSTALLATION,
    PARTNER,
    PARTNER_ADMINISTRATOR,
    PARTNER_SAFEGUARDING,
    PROVIDER,
    PROVIDER_ADMINISTRATOR,
    PROVIDER_ORGANISATION,
    SETTINGS,
    TRIES_RULES,
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
        ("/custody/telephone", "Telephone"),
        ("/custody/concerns", "Safeguarding"),
    ),
    Door.PROVIDER: (
        ("/provider", "This week"),
        ("/provider/dates", "Dates"),
        ("/provider/telephone", "Telephone"),
        ("/provider/venues", "Venues"),
        ("/provider/people", "People"),
    ),
    Door.OFFENDER: (),
    Door.PARTNER: (
        ("/partner", "Cases"),
        ("/partner/refer", "Refer"),
        ("/partner/returns", "Results"),
        ("/partner/telephone", "Telephone"),
        ("/partner/agreement", "Agreement"),
        ("/partner/concerns", "Safeguarding"),
        ("/partner/people", "People"),
    ),
    Door.ADMIN: (
        ("/admin", "Overview"),
        ("/admin/referrals", "Cases"),
        ("/admin/clocks", "Clocks"),
        ("/admin/returns", "Returns"),
        ("/admin/messages", "Messages"),
        ("/admin/telephone", "Telephone"),
        ("/admin/set-up", "Set up"),
        ("/admin/people", "People"),
        ("/admin/access-log", "Access log"),
        ("/admin/concerns", "Safeguarding"),
    ),
}


class Behind(NamedTuple):
    """A page behind an entry of the bar, with what is found there."""

    href: str
    text: str
    hint: str


_SET_UP = "/admin/set-up"
_BEHIND_SET_UP: dict[str, tuple[Behind, ...]] = {
    "The programme": (
        Behind("/admin/programme", "Programme", "fee, bank text, help number, whom to ask, times and warnings"),
        Behind("/admin/routes", "Disposal routes", "what a case is disposed of by, from which day"),
        Behind("/admin/rules", "Eligibility rules", "who can be offered a place, from which day"),
        Behind("/admin/rules/try", "Try the rules out", "on made-up facts, and on open cases"),
    ),
    "Whoever works with it": (
        Behind("/admin/providers", "Providers", "who runs the courses, their venues and dates"),
        Behind("/admin/neighbours", "Neighbours", "other forces, and what is agreed with them"),
        Behind("/admin/people", "People", "accounts, and who may do what"),
        Behind("/admin/officers", "Officers and their cases", "to give them to another"),
    ),
    "The service itself": (
        Behind("/admin/timetable", "Timetable", "what it does by itself, and when it last did"),
        Behind("/admin/import", "Imports", "of custody exports, and what became of their rows"),
    ),
}
"""The pages behind Set up: one that is seldom used needs no entry of its own."""

_ONLY_FOR = {
    "/admin/referrals": COORDINATOR,
    "/admin/clocks": COORDINATOR,
    "/admin/returns": COORDINATOR,
    "/admin/import": COORDINATOR,
    "/admin/messages": COORDINATOR,
    "/admin/telephone": COORDINATOR,
    "/admin/officers": COORDINATOR,
    "/admin/access-log": AUDITOR,
    "/admin/people": ADMINISTRATOR,
    "/admin/programme": SETTINGS,
    "/admin/neighbours": INSTALLATION,
    "/admin/providers": INSTALLATION,
    "/admin/routes": INSTALLATION,
    "/admin/rules": INSTALLATION,
    "/admin/rules/try": TRIES_RULES,
    _SET_UP: SETTINGS,
    "/admin/concerns": ADMIN_SAFEGUARDING,
    "/custody/concerns": CUSTODY_SAFEGUARDING,
    "/partner": PARTNER,
    "/partner/refer": PARTNER,
    "/partner/returns": PARTNER,
    "/partner/telephone": PARTNER,
    "/partner/agreement": PARTNER,
    "/partner/concerns": PARTNER_SAFEGUARDING,
    "/partner/people": PARTNER_ADMINISTRATOR,
    "/provider": PROVIDER,
    "/provider/dates": PROVIDER,
    "/provider/telephone": PROVIDER,
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
    hrefs = [href for href, _ in entries]
    here = max((href for href in (*hrefs, *_UNDER) if path == href or path.startswith(href + "/")), key=len, default="")
    here = here if here in hrefs else _UNDER.get(here, "")
    counted = {"/partner/returns": f" ({waiting})"} if waiting else {}
    return [Entry(href, text + counted.get(href, ""), href == here) for href, text in entries]


_UNDER = {page.href: _SET_UP for pages in _BEHIND_SET_UP.values() for page in pages}


def behind_set_up(actor: Actor) -> list[tuple[str, list[Behind]]]:
    """The pages behind Set up that open for the actor, in their groups."""
    groups = [(name, [one for one in pages if _may_enter(actor, one.href)]) for name, pages in _BEHIND_SET_UP.items()]
    return [group for group in groups if group[1]]


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
