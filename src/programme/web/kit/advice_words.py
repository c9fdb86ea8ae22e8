"""Days that a page advises, said as they stand on the day of reading: no day that has passed is asked for. Pure."""

from __future__ import annotations

from datetime import date, datetime

from programme.shared.dates import london_date, spoken_day


def due_words(on: date, now: datetime) -> str:
    """ "By Monday 1 March 2027"; once that has passed, "Today: it was due on Monday 1 March 2027"."""
    return f"By {spoken_day(on)}" if london_date(now) <= on else f"Today: it was due on {spoken_day(on)}"


def clock_runs_words(charge_by_on: date, now: datetime) -> str:
    """ "Runs on. Charge by Saturday 7 August 2027"; after that day, when it was over."""
    if london_date(now) <= charge_by_on:
        return f"Runs on. Charge by {spoken_day(charge_by_on)}"
    return f"Over: the last day to charge was {spoken_day(charge_by_on)}"
