"""The appointment as a calendar file. Calendars are shared: it says when and where, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

from programme.insight.own_case import OwnPlace

CALENDAR_FILE_NAME = "appointment.ics"
_TITLE = "Appointment"


def calendar_file(place: OwnPlace, *, with_address: bool, now: datetime) -> bytes:
    """One event without a description, with the address if he wants it, and never the name of the place. Times are in
    UTC, which every calendar shows as the London time either side of a change of clocks."""
    from icalendar import Calendar, Event  # three megabytes that few requests need

    event = Event()
    event.add("uid", f"{place.reference.lower()}@appointment")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", _TITLE)
    event.add("dtstart", place.starts_at.astimezone(UTC))
    event.add("dtend", place.ends_at.astimezone(UTC))
    if with_address:
        event.add("location", ", ".join(part for part in (place.address, place.postcode) if part))
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//Appointment//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
