"""The form of a course date: what is typed, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from programme.courses.queries import DateFacts
from programme.courses.scheduling import LARGEST_CAPACITY, Times, as_it_runs, check_in_future, times_on
from programme.courses.unusual_days import asked_about
from programme.courses.venues import Spot, check_not_ended, check_room, spot_among
from programme.shared.dates import LONDON, london_date, spoken_day
from programme.shared.marks import shown_mark
from programme.shared.refusal import Refusal
from programme.web.kit.forms import (
    Asks,
    ChoiceField,
    DatePartsField,
    HiddenField,
    Option,
    PageForm,
    TickField,
    TimeField,
    WholeNumberField,
    show_refusal,
)


class DateForm(PageForm):
    """When, where, and how many. `mark` is that of a date that is there already, as it was shown."""

    mark = HiddenField("Shown", longest=40)
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

    not_asked_of: date | None = None
    """A day that needs no question: the date is on it already."""

    def check(self) -> None:
        """Times that can be, and a day on which somebody would hold a course: whatever else is wrong."""
        if not (self.day.errors or self.starts.errors or self.ends.errors or self.door_closes.errors):
            try:
                times_of(self)
            except Refusal as refusal:
                show_refusal(self, refusal)
            else:
                self.ask_whether_sure(self.day.data, self.meta.today)

    def know(self, spots: Sequence[Spot], now: datetime, *others: Asks) -> None:
        """The venues to choose from, and what the action will ask of them and of the time: with everything else."""
        self.venue.choices = spot_options(spots, london_date(now))

        def spot() -> Spot:
            return spot_among(spots, **spot_in(self))

        self.asks = (
            (("day", "starts", "ends", "door_closes"), lambda: check_in_future(times_of(self), now=now)),
            (("venue", "day"), lambda: check_not_ended(spot(), self.day.data)),
            (("venue", "capacity"), lambda: check_room(spot(), self.capacity.data)),
            *others,
        )

    def ask_whether_sure(self, day: date, today: date) -> None:
        """Put the question about an unusual day, unless this very day was asked about and ticked: what was typed
        stands, and nothing is saved."""
        question = "" if day < today or day == self.not_asked_of else asked_about(day, today=today)
        if not question or (self.sure.data and self.asked_day.data == day.isoformat()):
            return
        words = f"{question} ({spoken_day(day)})"
        self.sure.label.text = f"Yes, it really runs {words}"
        self.sure.data, self.asked_day.typed = False, day.isoformat()
        self.sure.errors = [f"Say whether the course really runs {words}, or choose another day"]


def spot_options(spots: Sequence[Spot], today: date) -> list[Option]:
    """The provider's venues and rooms as answers, without those that have ended."""
    on = [spot for spot in spots if spot.until_on is None or spot.until_on >= today]
    return [Option(_value(spot.venue_id, spot.room_id), _label(spot)) for spot in on]


def spot_in(form: DateForm) -> dict[str, Any]:
    """The venue and the room that were chosen, as the actions take them."""
    venue, _, room = form.venue.data.partition("-")
    return {"venue_id": int(venue), "room_id": int(room) if room else None}


def _value(venue_id: int, room_id: int | None) -> str:
    return str(venue_id) if room_id is None else f"{venue_id}-{room_id}"


def _label(spot: Spot) -> str:
    where = f"{spot.venue_name}, {spot.postcode}"
    return f"{where}: {spot.room_name}, up to {spot.capacity} people" if spot.room_name else where


def times_of(form: DateForm) -> Times:
    """The instants that were typed. Raises the refusals of `times_on`."""
    return times_on(form.day.data, form.starts.data, form.ends.data, form.door_closes.data)


def start_values(date: DateFacts) -> dict[str, Any]:
    """The form as the date stands."""
    local = [at.astimezone(LONDON) for at in (date.starts_at, date.ends_at, date.door_closes_at)]
    return {
        "mark": shown_mark(as_it_runs(date)),
        "venue": _value(date.venue_id, date.room_id),
        "day": local[0].date(),
        "starts": local[0].time(),
        "ends": local[1].time(),
        "door_closes": local[2].time(),
        "capacity": date.capacity,
    }
