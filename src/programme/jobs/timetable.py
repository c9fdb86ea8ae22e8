"""The whole timetable in one place: every job, how often it looks, how it finds what is due, and what it does.

To add a job is to add a row, and its words for the coordinator's page (`web/admin/words.py`). A job's name is what
leases, the log, monitoring and its row in the database know it by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from programme.actions.chase_draft import chase_draft
from programme.actions.chase_needs import chase_needs
from programme.actions.chase_register import chase_register
from programme.actions.chase_result import chase_result
from programme.actions.end_clock_by_time import end_clock_by_time
from programme.actions.end_cover_by_time import end_cover_by_time
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
from programme.actions.watch_contacts import watch_contacts
from programme.actions.watch_places import watch_places
from programme.attendance.chasing import cases_without_register, unsigned_registers
from programme.bookings.elsewhere import results_not_told
from programme.bookings.needs import dates_with_needs
from programme.bookings.queries import lapsed_holds_due, unbooked_due
from programme.duties.climbing import delivered_after_all
from programme.duties.covering import covers_ran_out
from programme.duties.draft_chasing import drafts_to_ask_about
from programme.duties.new_rungs import forget_rungs_raised_ahead
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
class JobRow:
    """One row of the timetable."""

    name: str
    pace: Pace
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

TIMETABLE: tuple[JobRow, ...] = (
    # money
    JobRow("handle_notifications", QUICK, lambda at, now: handle_notifications(at.database, at.payments, now=now)),
    JobRow("settle_checkouts", TICK, lambda at, now: settle_checkouts(at.database, at.payments, now=now)),
    JobRow("close_pages", TICK, lambda at, now: close_pages(at.database, at.payments, now=now)),
    JobRow("compare_payments", SLOW, lambda at, now: compare_payments(at.database, at.payments, now=now)),
    JobRow("send_refunds", TICK, lambda at, now: send_refunds(at.database, at.payments, now=now)),
    JobRow("settle_refunds", SLOW, lambda at, now: settle_refunds(at.database, at.payments, now=now)),
    # what runs out
    JobRow("lapse_holds", TICK, EachItem(lapsed_holds_due, lapse_hold, "booking_id")),
    JobRow("lapse_offers", TICK, EachItem(lapsed_offers_due, lapse_offer, "offer_id")),
    JobRow("watch_places", TICK, Batches(watch_places)),
    JobRow("watch_contacts", TICK, Batches(watch_contacts)),
    JobRow("rerun_clocks", SLOW, lambda at, now: rerun_clocks(at.database, now=now, go_on=at.go_on)),
    JobRow("return_unoffered", SLOW, EachItem(unoffered_due, return_unoffered, "referral_id")),
    JobRow("return_unbooked", SLOW, EachItem(unbooked_due, return_unbooked, "referral_id")),
    JobRow("return_unsigned", SLOW, EachItem(cases_without_register, return_unsigned, "referral_id")),
    JobRow("return_untold", SLOW, EachItem(results_not_told, return_untold, "referral_id")),
    JobRow("end_clocks", SLOW, EachItem(ended_by_time_due, end_clock_by_time, "referral_id")),
    JobRow("end_covers", TICK, EachItem(covers_ran_out, end_cover_by_time, "cover_id")),
    # ladders: `duties/ladders.py` has their rungs
    JobRow("remind_people", TICK, Batches(remind_of_courses, batch=500)),
    JobRow("chase_registers", SLOW, EachItem(unsigned_registers, chase_register, "course_date_id")),
    JobRow("chase_needs", SLOW, EachItem(dates_with_needs, chase_needs, "course_date_id")),
    JobRow("chase_drafts", SLOW, EachItem(drafts_to_ask_about, chase_draft, "draft_id")),
    JobRow("chase_results", SLOW, EachItem(results_to_ask_about, chase_result, "result_id")),
    JobRow("warn_forces", TICK, _WARN),
    JobRow("pass_up_warnings", TICK, _PASS_UP),
    JobRow("report_last_days", TICK, Batches(report_last_days)),
    # also where nothing ran for a while, the morning's message has everything that is to be in it
    JobRow("tell_of_warnings", TICK, InTurn((_WARN, _PASS_UP, _TELL))),
    # messages
    JobRow("send_messages", SOON, _send),
    JobRow("hear_of_messages", SLOW, lambda at, now: hear_of_messages(at.database, at.carriers, now=now)),
    JobRow("follow_up_messages", SOON, InTurn((_FOLLOW_UP, _SETTLE))),
    # files, and what is kept
    JobRow("read_custody_imports", QUICK, lambda at, now: read_custody_imports(at.database, now=now)),
    JobRow("forget_custody_imports", SLOW, lambda at, now: forget_custody_imports(at.database, now=now)),
    JobRow("seal_access_log", SLOW, lambda at, now: seal_access_log_rows(at.database, now=now)),
    JobRow("forget_sign_ins", SLOW, lambda at, _: forget_sign_ins(at.database, machine_now=at.machine_now())),
)


def timetable(parts: Parts, tick_seconds: int) -> list[Job]:
    """Every job of the worker. `tick_seconds` is how often the ordinary ones look."""
    return [
        Job(row.name, row.pace.seconds(tick_seconds), lambda now, sweep=row.sweep: sweep(parts, now))  # type: ignore[misc]
        for row in TIMETABLE
    ]
