"""Working through what is due, one transaction an item: one failure stops nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from programme.jobs.runner import SweepCount, always
from programme.shared.actor import WORKER
from programme.storage.database import Database

log = structlog.get_logger()


def one_by_one(
    database: Database,
    due: Callable[..., list[int]],
    action: Callable[..., bool],
    argument: str,
    *,
    now: datetime,
    go_on: Callable[[], bool] = always,
) -> SweepCount:
    """Run `action` for every number that `due` finds, handing it over as `argument`, until `go_on` says no.

    `due(db, now=, after_id=)` finds the next numbers above `after_id` in their order, so that an item which fails is
    passed over in this sweep and found again by the next. `action` returns whether there was anything to do.
    """
    done = failed = after_id = 0
    while go_on() and (ids := database.read_now(due, now=now, after_id=after_id)):
        for item_id in ids:
            if not go_on():
                break
            try:
                done += database.write_now(action, actor=WORKER, now=now, **{argument: item_id})
            except Exception as fault:
                failed += 1
                log.error("item_failed", action=action.__name__, kind=type(fault).__name__)
        after_id = ids[-1]
    return SweepCount(done, failed)
