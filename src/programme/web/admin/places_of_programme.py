"""How long a place is kept unpaid, and how many places a new date begins with."""

from __future__ import annotations

from typing import Any

from programme.courses.places import PLACE_BOUNDS, PLACE_WORDS, Places
from programme.insight.programme_reach import ProgrammeReach
from programme.web.admin.programme_part import PartForm, PartPage, people
from programme.web.kit.forms import WholeNumberField


def _number(name: str, needed: str, hint: str) -> WholeNumberField:
    least, most = PLACE_BOUNDS[name]
    return WholeNumberField(PLACE_WORDS[name], least=least, most=most, hint=f"{least} to {most}. {hint}", needed=needed)


class PlacesForm(PartForm):
    """Two numbers."""

    hold_minutes = _number(
        "hold_minutes",
        "Enter how many minutes a place is kept for payment",
        "Longer where he has opened the payment page before its end",
    )
    places_of_a_date = _number(
        "places_of_a_date",
        "Enter how many places a new date has",
        "Where a provider adds a date, this stands there to begin with",
    )

    def check(self) -> None:
        """The fields hold the bounds."""

    def part(self) -> Places:
        return Places(self.hold_minutes.data, self.places_of_a_date.data)


class PlacesPage(PartPage[PlacesForm]):
    """`/admin/programme/43/places`."""

    path = "/admin/programme/{force:str}/places"
    form, template, title = PlacesForm, "admin/places.html", "Places"
    part = Places

    def typed(self, part: Places) -> dict[str, Any]:
        return {"hold_minutes": part.hold_minutes, "places_of_a_date": part.places_of_a_date}

    def follows(self, reach: ProgrammeReach, wanted: Places) -> list[str]:
        return [
            f"{people(reach.held)} with a place that is not paid yet: it is kept as long as they were told.",
            "Dates that there are keep their places.",
        ]
