"""Jobs of the timetable, to be run by name over a database: `lapse_holds(database, now=NOW)`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from programme.jobs.runner import SweepCount, always
from programme.jobs.sweeps import Parts
from programme.jobs.timetable import TIMETABLE
from programme.storage.database import Database

Sweeping = Callable[..., SweepCount]


def parts(database: Database, go_on: Callable[[], bool] = always) -> Parts:
    """The parts of a process that has nothing but a database."""
    nothing: dict[str, Any] = {"payments": None, "words": None}
    return Parts(
        database=database, carriers={}, holder="test", machine_now=lambda: datetime.max, go_on=go_on, **nothing
    )


def the_job(name: str) -> Sweeping:
    """The sweep of the row with this name."""
    (row,) = [row for row in TIMETABLE if row.name == name]

    def sweep(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
        return row.sweep(parts(database, go_on), now)

    return sweep


lapse_holds, lapse_offers = the_job("lapse_holds"), the_job("lapse_offers")
watch_all_places = the_job("watch_places")
return_unoffered_cases, return_unbooked_cases = the_job("return_unoffered"), the_job("return_unbooked")
return_unsigned_cases, return_untold_cases = the_job("return_unsigned"), the_job("return_untold")
end_clocks = the_job("end_clocks")
end_covers = the_job("end_covers")
remind_people = the_job("remind_people")
chase_drafts = the_job("chase_drafts")
chase_needs = the_job("chase_needs")
chase_registers, chase_results = the_job("chase_registers"), the_job("chase_results")
warn_forces, pass_up_warnings = the_job("warn_forces"), the_job("pass_up_warnings")
report_all_last_days, tell_forces = the_job("report_last_days"), the_job("tell_of_warnings")
follow_up_messages = the_job("follow_up_messages")
