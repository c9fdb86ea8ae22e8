"""The whole timetable in one place: every job, how often it looks, what for, and how it finds and does it.

To add a job is to add a row. A job's name is what leases, the log, monitoring and its row in the database know it by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from programme.actions.chase_register import chase_register
from programme.actions.chase_result import chase_result
from programme.actions.end_clock_by_time import end_clock_by_time
from programme.actions.follow_up_message import follow_up_message
from programme.actions.lapse_hold import lapse_hold
from programme.actions.lapse_offer import lapse_offer
from programme.actions.pass_up_rungs import pass_up_rungs
from programme.actions.remind_of_courses import remind_of_courses
from programme.actions.report_last_days import report_last_days
from programme.actions.return_unbooked import return_unbooked
from programme.actions.return_unoffered import return_unoffered
from programme.actions.return_unsigned import return_unsigned
from programme.actions.return_untold import return_untold
from programme.actions.settle_undelivered import settle_undelivered
from programme.actions.tell_of_warnings import tell_of_warnings
from programme.actions.warn_of_deadlines import warn_of_deadlines
from programme.actions.watch_places import watch_places
from programme.attendance.chasing import cases_without_register, unsigned_registers
from programme.bookings.elsewhere import results_not_told
from programme.bookings.queries import lapsed_holds_due, unbooked_due
from programme.duties.climbing import delivered_after_all
from programme.duties.queries import forget_rungs_raised_ahead
from programme.jobs.housekeeping import forget_sign_ins, seal_access_log_rows
from programme.jobs.imports import forget_custody_imports, read_custody_imports
from programme.jobs.outbox import hear_of_messages, send_messages
from programme.jobs.payments import close_pages, compare_payments, handle_notifications, settle_checkouts
from programme.jobs.refunds import send_refunds, settle_refunds
from programme.jobs.rerun_clocks import rerun_clocks
from programme.jobs.runner import Job, SweepCount
from programme.jobs.sweeps import Batches, EachItem, InTurn, Parts, Sweep
from programme.notices.undelivered import messages_to_follow_up
from programme.offers.queries import lapsed_offers_due
from programme.outcomes.chasing import results_to_ask_about
from programme.outcomes.queries import ended_by_time_due
from programme.referrals.queries import unoffered_due

MINUTE = 60


class Pace(Enum):
    """How often a job looks, by the seconds of one tick: somebody waits for the quick ones."""

    QUICK = "quick"
    SOON = "soon"
    TICK = "tick"
    SLOW = "slow"

    def seconds(self, tick: int) -> int:
        """How many seconds there are between two looks."""
        if self is Pace.SLOW:
            return max(tick, min(tick * 10, 10 * MINUTE))
        return min(tick, {Pace.QUICK: 2, Pace.SOON: 5}.get(self, tick))


@dataclass(frozen=True, slots=True)
class TimetableRow:
    """One row of the timetable."""

    name: str
    pace: Pace
    purpose: str
    sweep: Sweep


def _send(at: Parts, now: datetime) -> SweepCount:
    return send_messages(at.database, at.carriers, at.words, holder=at.holder, now=now, go_on=at.go_on)


def _forget_raised_ahead(at: Parts, now: datetime) -> SweepCount:
    """Rungs that a wrong clock raised go before clocks are raised on theirs."""
    at.database.write_now(forget_rungs_raised_ahead, now=now)
    return SweepCount()


QUICK, SOON, TICK, SLOW = Pace.QUICK, Pace.SOON, Pace.TICK, Pace.SLOW
_WARN = InTurn((_forget_raised_ahead, Batches(warn_of_deadlines)))
_PASS_UP, _TELL = Batches(pass_up_rungs), Batches(tell_of_warnings)
_FOLLOW_UP = EachItem(messages_to_follow_up, follow_up_message, "message_id")
_SETTLE = EachItem(delivered_after_all, settle_undelivered, "referral_id")

TIMETABLE: tuple[TimetableRow, ...] = (
    # money
    TimetableRow("handle_notifications", QUICK, "payments that were notified",
        lambda at, now: handle_notifications(at.database, at.payments, now=now)),
    TimetableRow("settle_checkouts", TICK, "payment pages nothing was heard of",
        lambda at, now: settle_checkouts(at.database, at.payments, now=now)),
    TimetableRow("close_pages", TICK, "payment pages nobody may use any more",
        lambda at, now: close_pages(at.database, at.payments, now=now)),
    TimetableRow("compare_payments", SLOW, "payments at the gateway that we missed",
        lambda at, now: compare_payments(at.database, at.payments, now=now)),
    TimetableRow("send_refunds", TICK, "refunds that are owed",
        lambda at, now: send_refunds(at.database, at.payments, now=now)),
    TimetableRow("settle_refunds", SLOW, "refunds on their way",
        lambda at, now: settle_refunds(at.database, at.payments, now=now)),
    # what runs out
    TimetableRow("lapse_holds", TICK, "places held and not paid for",
        EachItem(lapsed_holds_due, lapse_hold, "booking_id")),
    TimetableRow("lapse_offers", TICK, "offers not answered in time",
        EachItem(lapsed_offers_due, lapse_offer, "offer_id")),
    TimetableRow("watch_places", TICK, "cases that no date fits, and those one fits again",
        Batches(watch_places)),
    TimetableRow("rerun_clocks", SLOW, "dates of running cases, calculated again each day",
        lambda at, now: rerun_clocks(at.database, now=now, go_on=at.go_on)),
    TimetableRow("return_unoffered", SLOW, "never offered, and too late now",
        EachItem(unoffered_due, return_unoffered, "referral_id")),
    TimetableRow("return_unbooked", SLOW, "accepted and not booked in time",
        EachItem(unbooked_due, return_unbooked, "referral_id")),
    TimetableRow("return_unsigned", SLOW, "registers nobody signed by the return date",
        EachItem(cases_without_register, return_unsigned, "referral_id")),
    TimetableRow("return_untold", SLOW, "results no neighbour told by the return date",
        EachItem(results_not_told, return_untold, "referral_id")),
    TimetableRow("end_clocks", SLOW, "no further action, and the last day has passed",
        EachItem(ended_by_time_due, end_clock_by_time, "referral_id")),
    # ladders: `duties/ladders.py` has their rungs
    TimetableRow("remind_people", TICK, "reminders before a course",
        Batches(remind_of_courses, batch=500)),
    TimetableRow("chase_registers", SLOW, "registers that nobody signed",
        EachItem(unsigned_registers, chase_register, "course_date_id")),
    TimetableRow("chase_results", SLOW, "results that nobody acknowledged or acted on",
        EachItem(results_to_ask_about, chase_result, "result_id")),
    TimetableRow("warn_forces", TICK, "deadline warnings that clocks have come to", _WARN),
    TimetableRow("pass_up_warnings", TICK, "deadline warnings nobody acknowledged", _PASS_UP),
    TimetableRow("report_last_days", TICK, "clocks that ran out without a charge",
        Batches(report_last_days)),
    # also where nothing ran for a while, the morning's message has everything that is to be in it
    TimetableRow("tell_of_warnings", TICK, "the morning's message about deadline warnings",
        InTurn((_WARN, _PASS_UP, _TELL))),
    # messages
    TimetableRow("send_messages", SOON, "messages that are owed", _send),
    TimetableRow("hear_of_messages", SLOW, "texts that were taken and did not arrive",
        lambda at, now: hear_of_messages(at.database, at.carriers, now=now)),
    TimetableRow("follow_up_messages", SOON, "messages that did not go",
        InTurn((_FOLLOW_UP, _SETTLE))),
    # files, and what is kept
    TimetableRow("read_custody_imports", QUICK, "custody exports to be read and taken",
        lambda at, now: read_custody_imports(at.database, now=now)),
    TimetableRow("forget_custody_imports", SLOW, "rows of old custody exports",
        lambda at, now: forget_custody_imports(at.database, now=now)),
    TimetableRow("seal_access_log", SLOW, "the access log's hash chain",
        lambda at, now: seal_access_log_rows(at.database, now=now)),
    TimetableRow("forget_sign_ins", SLOW, "sign-ins whose time is over",
        lambda at, _: forget_sign_ins(at.database, machine_now=at.machine_now())),
)  # fmt: skip


def timetable(parts: Parts, tick_seconds: int) -> list[Job]:
    """Every job of the worker. `tick_seconds` is how often the ordinary ones look."""
    return [
        Job(row.name, row.pace.seconds(tick_seconds), row.purpose, lambda now, sweep=row.sweep: sweep(parts, now))  # type: ignore[misc]
        for row in TIMETABLE
    ]
