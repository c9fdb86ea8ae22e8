"""The shapes of a sweep. Each looks for what is due by the state of rows, never for whether it has run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from programme.jobs.runner import SweepCount, always
from programme.notices.carriers import Carrier
from programme.notices.models import Channel
from programme.notices.rendering import Words
from programme.payments.gateway import PaymentGateway
from programme.shared.actor import WORKER
from programme.storage.database import Database

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of one process that sweeps work with. `go_on` says no when the process is to stop: sweeps that can take
    long then end early."""

    database: Database
    payments: PaymentGateway
    carriers: Mapping[Channel, Carrier]
    words: Words
    holder: str
    machine_now: Callable[[], datetime]
    go_on: Callable[[], bool] = always


Sweep = Callable[[Parts, datetime], SweepCount]


@dataclass(frozen=True, slots=True)
class EachItem:
    """Run `action` for every number that `due` finds, handed over as `argument`, one transaction an item.

    `due(db, now=, after_id=, at_most=)` finds the next numbers above `after_id` in their order, so that an item which
    fails is passed over in this sweep and found again by the next. `action` returns whether there was anything to do.
    """

    due: Callable[..., list[int]]
    action: Callable[..., bool]
    argument: str
    batch: int = 100

    def __call__(self, parts: Parts, now: datetime) -> SweepCount:
        """Go through what is due; one failure stops nothing."""
        database, done, failed, after_id = parts.database, 0, 0, 0
        while parts.go_on() and (
            numbers := database.read_now(self.due, now=now, after_id=after_id, at_most=self.batch)
        ):
            for number in numbers:
                if not parts.go_on():
                    break
                try:
                    done += database.write_now(self.action, actor=WORKER, now=now, **{self.argument: number})
                except Exception as fault:
                    failed += 1
                    log.error("item_failed", action=self.action.__name__, kind=type(fault).__name__)
            after_id = numbers[-1]
        return SweepCount(done, failed)


@dataclass(frozen=True, slots=True)
class Batches:
    """Run `action`, which deals with `batch` of what is due in one transaction, until it finds nothing more to do."""

    action: Callable[..., int]
    batch: int = 200

    def __call__(self, parts: Parts, now: datetime) -> SweepCount:
        done = 0
        while parts.go_on() and (
            count := parts.database.write_now(self.action, actor=WORKER, now=now, batch=self.batch)
        ):
            done += count
        return SweepCount(done)


@dataclass(frozen=True, slots=True)
class InTurn:
    """Sweeps of which each works on what the one before it has left."""

    sweeps: tuple[Sweep, ...]

    def __call__(self, parts: Parts, now: datetime) -> SweepCount:
        counts = [sweep(parts, now) for sweep in self.sweeps]
        return SweepCount(sum(count.done for count in counts), sum(count.failed for count in counts))
