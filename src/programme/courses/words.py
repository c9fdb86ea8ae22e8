"""How pages say where a course date is, and on which days somebody can be rung."""

from __future__ import annotations

from programme.courses.help_hours import HelpDays
from programme.courses.states import DateState

DATE_STATE_WORDS = {
    DateState.OPEN: ("Open", "green"),
    DateState.RUNNING: ("Running", "blue"),
    DateState.SIGNED: ("Signed", "grey"),
    DateState.CANCELLED: ("Cancelled", "red"),
}

HELP_DAY_WORDS = {
    HelpDays.WEEKDAYS: "Monday to Friday",
    HelpDays.SATURDAYS: "Saturday",
    HelpDays.SUNDAYS: "Sunday",
    HelpDays.BANK_HOLIDAYS: "bank holidays",
}
