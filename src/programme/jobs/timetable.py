"""The whole timetable in one place: every job, how often it looks, and what for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from programme.jobs.housekeeping import forget_sign_ins, seal_access_log_rows
from programme.jobs.messages import remind_people, send_messages, warn_forces
from programme.jobs.payments import handle_notifications, send_refunds, settle_checkouts
from programme.jobs.runner import Job, SweepCount
from programme.notices.carriers import Carrier
from programme.notices.models import Channel
from programme.notices.rendering import Words
from programme.payments.gateway import PaymentGateway
from programme.storage.database import Database

MINUTE = 60


def timetable(
    *,
    database: Database,
    payments: PaymentGateway,
    carriers: dict[Channel, Carrier],
    words: Words,
    holder: str,
    machine_now: Callable[[], datetime],
    uploads: Path,
    tick_seconds: int,
) -> list[Job]:
    """Every job of the worker. `tick_seconds` is how often the ones that somebody waits for look."""

    def job(name: str, every: int, purpose: str, sweep: Callable[..., SweepCount], *args: object, **kw: object) -> Job:
        return Job(name, every, purpose, lambda now: sweep(*args, now=now, **kw))

    def forget(now: datetime) -> SweepCount:
        del now  # sign-ins live in the machine's time
        return forget_sign_ins(database, machine_now=machine_now())

    slower = max(tick_seconds, min(tick_seconds * 10, 10 * MINUTE))
    quick = min(tick_seconds, 2)
    return [
        job("handle_notifications", quick, "payments that were notified", handle_notifications, database, payments),
        job(
            "settle_checkouts", tick_seconds, "payment pages nothing was heard of", settle_checkouts, database, payments
        ),
        job("send_refunds", tick_seconds, "refunds that are owed", send_refunds, database, payments),
        job("remind_people", tick_seconds, "reminders before a course", remind_people, database),
        job("warn_forces", tick_seconds, "deadline warnings to the force", warn_forces, database),
        job(
            "send_messages",
            min(tick_seconds, 5),
            "messages that are owed",
            partial(send_messages, database, carriers, words, holder=holder),
        ),
        job("seal_access_log", slower, "the access log's hash chain", seal_access_log_rows, database),
        Job("forget_sign_ins", slower, "sign-ins whose time is over", forget),
    ]
