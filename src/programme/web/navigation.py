"""What each door's navigation bar holds."""

from __future__ import annotations

from programme.shared.actor import Actor, Door

_BARS: dict[Door, tuple[tuple[str, str], ...]] = {
    Door.CUSTODY: (
        ("/custody", "Today"),
        ("/custody/referrals/new", "Refer"),
        ("/custody/referrals", "Cases"),
        ("/custody/clocks", "Clocks"),
        ("/custody/returns", "Returns"),
        ("/custody/import", "Import"),
    ),
    Door.PROVIDER: (("/provider", "This week"), ("/provider/dates", "Dates")),
    Door.OFFENDER: (),
    Door.PARTNER: (("/partner", "Cases"), ("/partner/refer", "Refer"), ("/partner/returns", "Results")),
    Door.ADMIN: (
        ("/admin", "Overview"),
        ("/admin/timetable", "Timetable"),
        ("/admin/access-log", "Access log"),
    ),
}


def navigation(actor: Actor | None, path: str) -> list[dict[str, object]]:
    """The bar of the actor's door, the entry of the page marked."""
    entries = _BARS.get(actor.door, ()) if actor else ()
    here = max(
        (href for href, _ in entries if path == href or path.startswith(href + "/")), key=len, default=""
    )
    return [{"href": href, "text": text, "active": href == here} for href, text in entries]


HOME_OF: dict[Door, str] = {
    Door.CUSTODY: "/custody",
    Door.PROVIDER: "/provider",
    Door.OFFENDER: "/my-booking",
    Door.PARTNER: "/partner",
    Door.ADMIN: "/admin",
}
