"""The form of a course date: what is typed, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from programme.courses.queries import DateFacts, VenueFacts
from programme.courses.scheduling import LARGEST_CAPACITY, Times, times_on
from programme.courses.unusual_days import asked_about
from programme.shared.dates import LONDON, spoken_day
from programme.web.kit.forms import (
    CSRF_FIELD,
    ChoiceField,
    DatePartsField,
    FormData,
    HiddenField,
    Option,
    PageForm,
    TickField,
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
    sure = TickField("Yes, it really runs on this day")
    asked_day = HiddenField("The day that was asked about")

    def is_sure_of(self, day: date, *, today: date) -> bool:
        """Whether the day needs no question, or this very day was asked about and ticked. Puts the question otherwise:
        what was typed stands, and nothing is saved."""
        question = asked_about(day, today=today)
        if not question or (self.sure.data and self.asked_day.data == day.isoformat()):
            return True
        words = f"{question} ({spoken_day(day)})"
        self.sure.label.text = f"Yes, it really runs {words}"
        self.sure.data, self.asked_day.typed = False, day.isoformat()
        self.sure.errors = [f"Say whether the course really runs {words}, or choose another day"]
        return False


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
    return {name: sent.get(name) for name in sent if name not in (CSRF_FIELD, "agreed")}
