"""The forms of a venue: what it is, with its rooms, and its last day."""

from __future__ import annotations

from typing import Any

from programme.courses.help_line import LONGEST_NUMBER
from programme.courses.venues import (
    LARGEST_ROOM,
    LONGEST_HINT,
    MOST_ROOMS,
    VENUE_LABELS,
    RoomDetails,
    VenueDetails,
    VenueShown,
    wrong_with_venue,
)
from programme.web.kit.forms import (
    DatePartsField,
    HiddenField,
    LongTextField,
    PageForm,
    TextField,
    WholeNumberField,
    add_error,
)

_TEXTS = tuple(name for name in VENUE_LABELS if name != "rooms")


class VenueForm(PageForm):
    """Everything at once, the rooms in lines `room_1`, `seats_1` and on."""

    mark = HiddenField("What was shown")
    name = TextField(
        "Name of the venue", hint="As the building is called. It never says what is held there", longest=100
    )
    address = TextField("Address", hint="Without the postcode", longest=300)
    postcode = TextField("Postcode", longest=10)
    on_the_door = TextField(
        "It says on the door", hint="The name that he looks for, if there is one. It tells nothing either", longest=100
    )
    how_to_get_in = LongTextField("How to get in", hint="Which door, which floor, which bell", longest=LONGEST_HINT)
    step_free = LongTextField(
        "Step-free access",
        hint="From the street to the room, and a toilet; or that there is none",
        longest=LONGEST_HINT,
    )
    transport = LongTextField("Getting there", hint="Bus, train and how far to walk", longest=LONGEST_HINT)
    parking = LongTextField("Parking", hint="Where, what it costs, and a space for a blue badge", longest=LONGEST_HINT)
    food = LongTextField(
        "Food and drink", hint="What there is and what it costs, or where to buy some", longest=LONGEST_HINT
    )
    day_number = TextField(
        "Number on the day",
        hint="Where somebody at the door answers while people arrive, and tells nothing to others. Empty if none does",
        longest=LONGEST_NUMBER,
    )

    def check(self) -> None:
        """The refusals that the action would raise. A room without a name, or without people, is in its own line."""
        if self.errors:
            return
        lines = [line for line in range(1, MOST_ROOMS + 1) if self[f"room_{line}"].data or self[f"seats_{line}"].data]
        for field, message in wrong_with_venue(venue_details(self)):
            name, _, number = field.rpartition("_")
            place = f"{name}_{lines[int(number) - 1]}" if name in ("room", "seats") else field
            add_error(self, place, message)


for _line in range(1, MOST_ROOMS + 1):
    setattr(VenueForm, f"room_{_line}", TextField(f"Room {_line}", longest=60))
    setattr(VenueForm, f"seats_{_line}", WholeNumberField(f"Room {_line} holds", least=1, most=LARGEST_ROOM))


class VenueEndForm(PageForm):
    """Until when."""

    mark = HiddenField("What was shown")
    until_on = DatePartsField("Last day", hint="Today or later. Leave it empty to take an end back")


def venue_details(form: VenueForm) -> VenueDetails:
    """The details as entered."""
    lines = [(form[f"room_{line}"].data, form[f"seats_{line}"].data) for line in range(1, MOST_ROOMS + 1)]
    return VenueDetails(
        **{name: form[name].data for name in _TEXTS},
        rooms=tuple(RoomDetails(name, seats or 0) for name, seats in lines if name or seats),
    )


def typed_of_venue(venue: VenueShown) -> dict[str, Any]:
    """The forms as the venue stands."""
    typed: dict[str, Any] = {name: getattr(venue.details, name) for name in _TEXTS}
    for line, room in enumerate(venue.details.rooms, start=1):
        typed |= {f"room_{line}": room.name, f"seats_{line}": room.capacity}
    return {**typed, "mark": venue.mark, "until_on": venue.until_on}
