"""The whole timetable in one place: every job, how often it looks, and what for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from programme.jobs.chase_registers import chase_registers
from programme.jobs.chase_results import chase_results
from programme.jobs.end_clocks import end_clocks
from programme.jobs.housekeeping import forget_sign_ins, seal_access_log_rows
from programme.jobs.imports import forget_custody_imports, read_custody_imports
from programme.jobs.lapse_holds import lapse_holds
from programme.jobs.lapse_offers import lapse_offers
from programme.jobs.messages import (
    follow_up_messages,
    pass_up_warnings,
    remind_people,
    report_all_last_days,
    tell_forces,
    warn_forces,
    watch_all_places,
)
from programme.jobs.outbox import hear_of_messages, send_messages
from programme.jobs.payments import close_pages, compare_payments, handle_notifications, settle_checkouts
from programme.jobs.refunds import send_refunds, settle_refunds
from programme.jobs.rerun_clocks import rerun_clocks
from programme.jobs.return_unbooked import return_unbooked_cases
from programme.jobs.return_unoffered import return_unoffered_cases
from programme.jobs.return_unsigned import return_unsigned_cases
from programme.jobs.return_untold import return_untold_cases
from programme.jobs.runner import Job, SweepCount, always
from programme.notices.carriers import Carrier
from programme.notices.models import Channel
from programme.notices.rendering import Words
from programme.payments.gateway import PaymentGateway
from programme.storage.database import Database

MINUTE = 60
Sweep = Callable[..., SweepCount]


def timetable(
    *,
    database: Database,
    payments: PaymentGateway,
    carriers: dict[Channel, Carrier],
    words: Words,
    holder: str,
    machine_now: Callable[[], datetime],
    tick_seconds: int,
    go_on: Callable[[], bool] = always,
) -> list[Job]:
    """Every job of the worker. `tick_seconds` is how often the ones that somebody waits for look; `go_on` says no
    when the process is to stop, and the sweeps that can take long then end early."""
    quick, soon, tick = min(tick_seconds, 2), min(tick_seconds, 5), tick_seconds
    slow = max(tick_seconds, min(tick_seconds * 10, 10 * MINUTE))

    def job(name: str, every: int, purpose: str, sweep: Sweep, *args: object, **kw: object) -> Job:
        return Job(name, every, purpose, lambda now: sweep(database, *args, now=now, **kw))

    def forget(now: datetime) -> SweepCount:
        del now  # sign-ins live in the machine's time
        return forget_sign_ins(database, machine_now=machine_now())

    send = partial(send_messages, holder=holder, go_on=go_on)
    return [
        job("handle_notifications", quick, "payments that were notified", handle_notifications, payments),
        job("settle_checkouts", tick, "payment pages nothing was heard of", settle_checkouts, payments),
        job("close_pages", tick, "payment pages nobody may use any more", close_pages, payments),
        job("compare_payments", slow, "payments at the gateway that we missed", compare_payments, payments),
        job("send_refunds", tick, "refunds that are owed", send_refunds, payments),
        job("settle_refunds", slow, "refunds on their way", settle_refunds, payments),
        job("lapse_holds", tick, "places held and not paid for", lapse_holds, go_on=go_on),
        job("lapse_offers", tick, "offers not answered in time", lapse_offers, go_on=go_on),
        job("watch_places", tick, "cases that no date fits, and those one fits again", watch_all_places, go_on=go_on),
        job("rerun_clocks", slow, "dates of running cases, reckoned again each day", rerun_clocks, go_on=go_on),
        job("return_unoffered", slow, "never offered, and too late now", return_unoffered_cases, go_on=go_on),
        job("return_unbooked", slow, "accepted and not booked in time", return_unbooked_cases, go_on=go_on),
        job("return_unsigned", slow, "registers nobody signed by the return date", return_unsigned_cases, go_on=go_on),
        job("return_untold", slow, "results no neighbour told by the return date", return_untold_cases, go_on=go_on),
        job("end_clocks", slow, "no further action, and the last day has passed", end_clocks, go_on=go_on),
        job("remind_people", tick, "reminders before a course", remind_people, go_on=go_on),
        job("chase_registers", slow, "registers that nobody signed", chase_registers, go_on=go_on),
        job("chase_results", slow, "results that nobody acknowledged or acted on", chase_results, go_on=go_on),
        job("warn_forces", tick, "deadline warnings that clocks have come to", warn_forces, go_on=go_on),
        job("pass_up_warnings", tick, "deadline warnings nobody acknowledged", pass_up_warnings, go_on=go_on),
        job("report_last_days", tick, "clocks that ran out without a charge", report_all_last_days, go_on=go_on),
        job("tell_of_warnings", tick, "the morning's message about deadline warnings", tell_forces, go_on=go_on),
        job("send_messages", soon, "messages that are owed", send, carriers, words),
        job("hear_of_messages", slow, "texts that were taken and did not arrive", hear_of_messages, carriers),
        job("follow_up_messages", soon, "messages that did not go", follow_up_messages, go_on=go_on),
        job("read_custody_imports", quick, "custody exports to be read and taken", read_custody_imports),
        job("forget_custody_imports", slow, "rows of old custody exports", forget_custody_imports),
        job("seal_access_log", slow, "the access log's hash chain", seal_access_log_rows),
        Job("forget_sign_ins", slow, "sign-ins whose time is over", forget),
    ]
