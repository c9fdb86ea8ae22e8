"""When messages go to people."""

from __future__ import annotations

from typing import Any

from programme.courses.message_hours import MessageHours
from programme.insight.programme_reach import ProgrammeReach
from programme.notices.written_hours import plan_of
from programme.web.admin.programme_part import PartForm, PartPage
from programme.web.kit.forms import HoursField


class MessageHoursForm(PartForm):
    """The days and hours, in a line."""

    hours = HoursField(
        "Days and hours",
        hint="Like every day 10am to 6pm, or weekdays 9am to 5pm, Saturday 10am to midday",
        needed="Enter the days and hours in which messages may go",
    )

    def part(self) -> MessageHours:
        return MessageHours(plan_of(self.hours.data or ""))


class MessageHoursPage(PartPage[MessageHoursForm]):
    """`/admin/programme/43/message-hours`."""

    path = "/admin/programme/{force:str}/message-hours"
    form, template, title = MessageHoursForm, "admin/message_hours.html", "Hours of messages"
    part = MessageHours

    def typed(self, part: MessageHours) -> dict[str, Any]:
        return {"hours": part.spoken}

    def follows(self, reach: ProgrammeReach, wanted: MessageHours) -> list[str]:
        return [
            f"Messages to people go {wanted.spoken}, London time. What waits now waits for these hours.",
            "Whoever said hours of his own keeps those.",
        ]
