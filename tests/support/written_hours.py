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
NOT_READ = (
    "when she is out", "evenings", "weekends", "before 9am", "not after 6pm", "after 6pm except Sunday", "mon-fri 9-17",
    "Fri-Mon 9am to 10am", "5pm to 9am", "weekdays", "M 9am to 5pm", "T to F 9am to 5pm", "weekdays 9am to 5pm or so",
)  # fmt: skip
