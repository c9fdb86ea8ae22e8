"""The appointment as a calendar file. Calendars are shared: it says when and where, and nothing else.

RFC 5545: the same place has the same UID, and SEQUENCE grows with every change of it. So a file that he takes after a
move puts another time into the entry that he has, and one that he takes after cancelling takes the entry out.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from programme.bookings.rules import arrive_at
from programme.insight.own_places import LostPlace, OwnPlace

if TYPE_CHECKING:
    from icalendar import Calendar, Event

_TITLE = "Appointment"
_REMINDS_BEFORE = (timedelta(days=1), timedelta(hours=2))


def calendar_file(place: OwnPlace, *, revision: int, with_address: bool, now: datetime) -> bytes:
    """One event from when he is asked to be there, without a description, with the address if he wants it, and never
    the name of the place. It rings a day and two hours before, and what rings says no more than its title."""
    from icalendar import Alarm  # three megabytes that few requests need

    event = _event(place, revision, now)
    if with_address:
        event.add("location", ", ".join(part for part in (place.address, place.postcode) if part))
    for before in _REMINDS_BEFORE:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _TITLE)
        alarm.add("trigger", -before)
        event.add_component(alarm)
    return _file(_calendar(), event)


def called_off_file(place: LostPlace, *, revision: int, now: datetime) -> bytes:
    """The entry of a place that he has no more, as cancelled."""
    event = _event(place, revision, now)
    event.add("status", "CANCELLED")
    calendar = _calendar()
    calendar.add("method", "CANCEL")
    return _file(calendar, event)


def _event(place: OwnPlace | LostPlace, revision: int, now: datetime) -> Event:
    """Times are in UTC, which every calendar shows as the London time either side of a change of clocks."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"{place.reference.lower()}@appointment")
    event.add("sequence", revision)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", _TITLE)
    event.add("dtstart", arrive_at(place.starts_at).astimezone(UTC))
    event.add("dtend", place.ends_at.astimezone(UTC))
    event.add("class", "PRIVATE")
    return event


def _calendar() -> Calendar:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Appointment//EN")
    calendar.add("version", "2.0")
    return calendar


def _file(calendar: Calendar, event: Event) -> bytes:
    calendar.add_component(event)
    return bytes(calendar.to_ical())
