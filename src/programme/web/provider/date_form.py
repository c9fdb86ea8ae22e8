"""The form of a course date: what is typed, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from programme.courses.queries import DateFacts, VenueFacts
from programme.courses.scheduling import LARGEST_CAPACITY, Times, times_on
from programme.shared.dates import LONDON
from programme.web.forms import (
    ChoiceField,
    DatePartsField,
    FormData,
    Option,
    PageForm,
    TimeField,
    WholeNumberField,
)


class DateForm(PageForm):
    """When, where, and how many."""

    venue = ChoiceField("Venue", needed="Choose a venue")
    day = DatePartsField("Day", hint="For example, 27 3 2027", needed="Enter the day")
    starts = TimeField("Start", hint="London time, for example 9:30am", needed="Enter the start")
    ends = TimeField("End", hint="For example, 4:30pm", needed="Enter the end")
    door_closes = TimeField(
        "Door closes",
        hint="People are asked to come 15 minutes early. Who comes after this time is not admitted. "
        "Leave it empty for 15 minutes after the start",
    )
    capacity = WholeNumberField(
        "Places", least=1, most=LARGEST_CAPACITY, hint="1 to 20", needed="Enter how many places there are"
    )


def venue_options(venues: Sequence[VenueFacts]) -> list[Option]:
    """The provider's venues as answers."""
    return [Option(str(venue.id), f"{venue.name}, {venue.postcode}") for venue in venues]


def times_of(form: DateForm) -> Times:
    """The instants that were typed. Raises the refusals of `times_on`."""
    return times_on(form.day.data, form.starts.data, form.ends.data, form.door_closes.data)


def start_values(date: DateFacts, venue_id: int) -> dict[str, Any]:
    """The form as the date stands."""
    local = [at.astimezone(LONDON) for at in (date.starts_at, date.ends_at, date.door_closes_at)]
    return {
        "venue": str(venue_id),
        "day": local[0].date(),
        "starts": local[0].time(),
        "ends": local[1].time(),
        "door_closes": local[2].time(),
        "capacity": date.capacity,
    }


def posted_again(sent: FormData) -> dict[str, str]:
    """What was sent, to send it once more after the consequence was seen."""
    names = ("venue", "day-day", "day-month", "day-year", "starts", "ends", "door_closes", "capacity")
    return {name: sent.get(name) for name in names}
