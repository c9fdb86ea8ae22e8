"""The areas that a force files its cases under."""

from __future__ import annotations

from typing import Any

from programme.courses.areas import Areas
from programme.insight.programme_reach import ProgrammeReach
from programme.web.admin.programme_part import PartForm, PartPage
from programme.web.kit.forms import LongTextField


class AreasForm(PartForm):
    """A line for each area."""

    areas = LongTextField(
        "Areas",
        hint="One on a line. After a colon its stations, with commas between: the two letters that custody numbers "
        "begin with, or as accounts name them. For example, Milton Keynes: DA, DG, Bletchley. Empty: no areas",
        longest=8000,
    )

    def part(self) -> Areas:
        return Areas.read(self.areas.data)


class AreasPage(PartPage[AreasForm]):
    """`/admin/programme/43/areas`."""

    path = "/admin/programme/{force:str}/areas"
    form, template, title = AreasForm, "admin/areas.html", "Areas"
    part = Areas

    def typed(self, part: Areas) -> dict[str, Any]:
        return {"areas": "\n".join(part.lines)}

    def follows(self, reach: ProgrammeReach, wanted: Areas) -> list[str]:
        return [
            "Cases that there are keep the area that they have.",
            "A case that comes in from now on is of the area of its station, where nobody says another.",
        ]
