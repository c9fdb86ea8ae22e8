"""Hours of messages as people write them: each with the plan that it is, and those that nobody can keep to."""

from __future__ import annotations

READ = {
    "weekdays 9am to 5pm": "Monday to Friday 9am to 5pm",
    "Weekdays 9am-5pm, Saturday 10 am to midday": "Monday to Friday 9am to 5pm, Saturday 10am to midday",
    "after 6pm": "every day 6pm to midnight",
    "weekdays after 18:00": "Monday to Friday 6pm to midnight",
    "Monday, Wednesday and Sunday 12pm to 10pm": "Monday, Wednesday and Sunday midday to 10pm",
    "Tues & Thurs between 14:00 and 18:30": "Tuesday and Thursday 2pm to 6:30pm",
    "9am to 5pm": "every day 9am to 5pm",
    "Monday 9am to 5pm, 6pm to 8pm": "Monday 9am to 5pm, Monday 6pm to 8pm",
    "weekdays 9am to midday, 1pm to 5pm; Saturday after 6pm": (
        "Monday to Friday 9am to midday, Monday to Friday 1pm to 5pm, Saturday 6pm to midnight"
    ),
    "9am to midday, 1pm to 5pm, Sunday any time, after 8pm": (
        "every day 9am to midday, every day 1pm to 5pm, Sunday day and night, Sunday 8pm to midnight"
    ),
    "Monday, Tuesday 9am to 10am, every day after 8pm": "Monday and Tuesday 9am to 10am, every day 8pm to midnight",
    "any time": "at any time",
    "": "",
}
READ_SINCE = {
    "Monday, 9am to 5pm": "Monday 9am to 5pm",
    "Monday to Friday, 9am to 5pm; Saturday, 10am to midday": "Monday to Friday 9am to 5pm, Saturday 10am to midday",
    "Mon, 9am to 5pm, Tue, 10am to 4pm": "Monday 9am to 5pm, Tuesday 10am to 4pm",
    "Mon, Wed, 9am to 5pm": "Monday and Wednesday 9am to 5pm",
    "weekdays, after 6pm": "Monday to Friday 6pm to midnight",
    "Monday–Friday 9.00–17.00": "Monday to Friday 9am to 5pm",
    "Mon.: 9 a.m. — 5 p.m.": "Monday 9am to 5pm",
    "Mon-Fri 9-5pm": "Monday to Friday 9am to 5pm",
    "mon-fri 9-17": "Monday to Friday 9am to 5pm",
    "weekdays 9 to 5": "Monday to Friday 9am to 5pm",
    "9am-5": "every day 9am to 5pm",
    "10-11am": "every day 10am to 11am",
    "9-12pm": "every day 9am to midday",
}
"""Not read yet by the step of the database that asked for hours (`migrations/versions/0051b_safe_hours.py`)."""
STILL_SEVERAL = ("1-5pm", "9am to 11", "9-12", "Monday 2-4", "Monday, Tuesday", "9am to 25", "9-9pm to")
NOT_READ = (
    "when she is out", "evenings", "weekends", "before 9am", "not after 6pm", "after 6pm except Sunday",
    "Fri-Mon 9am to 10am", "5pm to 9am", "weekdays", "M 9am to 5pm", "T to F 9am to 5pm", "weekdays 9am to 5pm or so",
)  # fmt: skip
