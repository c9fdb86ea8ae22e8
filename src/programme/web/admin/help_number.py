"""The number that he can ring, and when somebody answers there."""

from __future__ import annotations

from typing import Any

from programme.courses.help_hours import HelpDays, HelpHours
from programme.courses.help_line import LONGEST_NUMBER, HelpLine
from programme.courses.words import HELP_DAY_WORDS
from programme.duties.settings import ProgrammeShown
from programme.insight.programme_reach import ProgrammeReach
from programme.insight.unanswered_arrivals import arrivals_to_come, warning_of_arrivals
from programme.web.admin.programme_part import PartForm, PartPage, people
from programme.web.kit.forms import TextField, TimeField
from programme.web.kit.visit import Visit


class HelpNumberForm(PartForm):
    """The number, and a line of hours for each kind of day: `weekdays_opens`, `weekdays_closes` and on."""

    number = TextField(
        "Help number",
        longest=LONGEST_NUMBER,
        hint="Where somebody answers who knows the programme, and says nothing to anybody else. Like 01632 960 001",
        needed="Enter the help number",
    )

    def part(self) -> HelpLine:
        return HelpLine(
            self.number.data,
            [
                HelpHours(days, self[f"{days}_opens"].data, self[f"{days}_closes"].data)
                for days in HelpDays
                if self[f"{days}_opens"].data is not None and self[f"{days}_closes"].data is not None
            ],
        )


def _has(name: str) -> Any:
    return lambda form: form[name].data is not None


for _days in HelpDays:
    _label = HELP_DAY_WORDS[_days][:1].upper() + HELP_DAY_WORDS[_days][1:]
    for _end, _other, _words in (("opens", "closes", "from"), ("closes", "opens", "to")):
        setattr(
            HelpNumberForm,
            f"{_days}_{_end}",
            TimeField(
                f"{_label} {_words}",
                needed=f"Enter both times of {HELP_DAY_WORDS[_days]}, or empty both",
                when=_has(f"{_days}_{_other}"),
            ),
        )


class HelpNumberPage(PartPage[HelpNumberForm]):
    """`/admin/programme/43/help-number`."""

    path = "/admin/programme/{force:str}/help-number"
    form, template, title = HelpNumberForm, "admin/help_number.html", "Help number"
    part = HelpLine

    def typed(self, part: HelpLine) -> dict[str, Any]:
        times = {f"{one.days}_{end}": getattr(one, end) for one in part.hours for end in ("opens", "closes")}
        return {"number": part.number, **times}

    def context(self, visit: Visit, found: ProgrammeShown, form: HelpNumberForm) -> dict[str, Any]:
        """The lines of the hours."""
        lines = [(form[f"{days}_opens"], form[f"{days}_closes"]) for days in HelpDays]
        return {**super().context(visit, found, form), "lines": lines}

    async def consequence(
        self, visit: Visit, shown: ProgrammeShown, before: HelpLine, wanted: HelpLine
    ) -> dict[str, Any]:
        """With the dates on which nobody would answer while people arrive."""
        said = await super().consequence(visit, shown, before, wanted)
        warning = warning_of_arrivals(wanted, await visit.read(arrivals_to_come, now=visit.now))
        return {**said, "follows": [*said["follows"], *([warning] if warning else [])]}

    def follows(self, reach: ProgrammeReach, wanted: HelpLine) -> list[str]:
        return [
            f"{people(reach.offered)} with an offer: the new number and hours are on every page from now on.",
            "Sheets that were printed before say what they said. Keep an old number answered until they are used up.",
        ]
