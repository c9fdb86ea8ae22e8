"""Words and refusals while the time cannot be trusted."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from programme.shared.bank_holidays import bank_holidays_end_soon, bank_holidays_known_until
from programme.shared.dates import spoken_date, spoken_instant
from programme.shared.refusal import Refusal
from programme.storage.clock_seen import ClockSeen, clock_seen

if TYPE_CHECKING:
    from programme.wiring import Wiring

log = structlog.get_logger()
ASKED_EVERY = 10.0
"""Seconds for which a web process believes what it found when it asked last."""
SAME_CLOCK = timedelta(minutes=15)
"""A clock that shows nearly the instant that is doubted is the one that is doubted: the machine's that we run on, too.
Noted every twenty seconds by a worker that runs."""


class ClockIsDoubted(Refusal):
    """The machine's clock shows a time that cannot be true: nothing is recorded at it."""

    code = "clock_doubted"
    headline = "This cannot be done just now"
    explanation = (
        "The clock of the computer that runs this service is wrong, and what you sent would carry a wrong date. "
        "Nothing was kept."
    )
    remedy = "Try again in half an hour. Whoever looks after the computer has been told."
    status = 503


class ClockDoubt:
    """Whether the clock that this process sees is the one that is doubted: asked every few seconds beside the requests,
    so that none of them waits for it."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._seen: ClockSeen | None = None

    async def keep_asking(self) -> None:
        """Ask again and again, until it is cancelled."""
        while True:
            await self.ask()
            await asyncio.sleep(ASKED_EVERY)

    async def ask(self) -> None:
        """Look at what the workers make of the machine's clock. Without a database, what was found before stands."""
        try:
            self._seen = await self._wiring.database.read(clock_seen)
        except Exception as fault:
            log.error("clock_not_asked", kind=type(fault).__name__)

    def refuse(self) -> None:
        """Raise ClockIsDoubted while a worker doubts the clock that this process sees."""
        doubted_at = self._seen.doubted_at if self._seen else None
        if doubted_at is not None and abs(self._wiring.wall_clock.now() - doubted_at) < SAME_CLOCK:
            raise ClockIsDoubted()


def troubles_with_time(seen: ClockSeen | None, machine_now: datetime, today: date) -> list[str]:
    """The faults of clock and calendar for the coordinator, a sentence or two each."""
    told = []
    if seen and seen.doubted_at:
        shown, believed = spoken_instant(seen.doubted_at), spoken_instant(seen.believed_at)
        told.append(
            f"The clock of the computer that sends messages is not believed: it showed {shown} when the last time "
            f"believed was {believed}. No case is returned, no warning raised and no message sent until it is set "
            "right, or somebody who looks after the computer runs: programme clock confirm"
        )
    elif seen and seen.was_put_back(machine_now):
        told.append(
            f"The computer’s clock was put back: it has shown {spoken_instant(seen.highest_at)} already. If it is "
            "wrong now, warnings go out late. Ask whoever looks after the computer."
        )
    if bank_holidays_end_soon(today):
        told.append(
            f"Bank holidays are known to {spoken_date(bank_holidays_known_until())}. After that day dates are worked "
            "out without holidays that are made for one year only. Ask for a newer release."
        )
    return told
