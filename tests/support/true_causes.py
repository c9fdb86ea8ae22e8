"""Why each case of a year truly came back: told from what happened to it, and not by the rules that decided.

Read are the timeline up to the return, the register, the dates as they were, and the answers on record. Beside it: who
was told something without ever having been offered anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from programme.attendance.models import Attendance
from programme.attendance.states import Mark
from programme.courses.models import CourseDate
from programme.courses.states import DateState
from programme.history import events
from programme.history.models import HistoryRow
from programme.notices.catalogue import FOR_AN_ACCOUNT, FOR_STAFF
from programme.notices.models import OutboxMessage
from programme.outcomes.models import Result, ResultReason
from programme.people.models import Person
from programme.referrals.criteria import Status
from programme.referrals.models import Referral
from programme.shared.dates import london_date
from programme.storage.database import Database

MARKED = {
    Mark.COMPLETED: ResultReason.ATTENDED_THROUGHOUT,
    Mark.NO_SHOW: ResultReason.DID_NOT_COME,
    Mark.LATE_REFUSED: ResultReason.CAME_TOO_LATE,
    Mark.IDENTITY_REFUSED: ResultReason.IDENTITY_NOT_SHOWN,
    Mark.LEFT_EARLY: ResultReason.LEFT_EARLY,
    Mark.REMOVED: ResultReason.REMOVED,
    Mark.TURNED_AWAY: ResultReason.TURNED_AWAY,
    Mark.INTERPRETER_ABSENT: ResultReason.INTERPRETER_ABSENT,
}
GAINED = {events.PlaceBooked.name, events.PlaceConfirmed.name, events.PlaceMoved.name}
LOST = {events.PlaceCancelled.name, events.HoldLapsed.name}
ELSEWHERE = {events.PlacedElsewhere.name, events.PlaceElsewhereChanged.name}
Seen = dict[date, frozenset[int]]
"""The dates that had a free place on the morning of each day, by number."""


@dataclass(frozen=True)
class Trail:
    """All that happened to a case before it came back, oldest first, and the facts beside it. `told` is what a
    neighbour was said to have answered, `mark` what the register says of the place that the result names."""

    case: Referral
    result: Result
    happened: list[HistoryRow]
    told: ResultReason | None
    mark: Mark | None
    dates: list[CourseDate]
    seen: Seen

    def last(self, *names: str) -> HistoryRow | None:
        """The last event of these."""
        return next((row for row in reversed(self.happened) if row.event in names), None)

    def stands_after(self, gained: set[str], lost: set[str]) -> bool:
        """Whether what he gained last was not lost again."""
        got, gone = self.last(*gained), self.last(*lost)
        return got is not None and (gone is None or gone.id < got.id)

    def could_have_come(self, since_at: datetime) -> bool:
        """Whether a date in time had a seat that nobody took: it began with one empty, or had one when he came back."""
        returned_on = london_date(self.result.returned_at)
        for one in self.dates:
            if one.starts_at <= since_at or london_date(one.ends_at) > self.case.complete_by_on:
                continue
            if one.starts_at > self.result.returned_at:
                if one.id in self.seen.get(returned_on, frozenset()):
                    return True
            elif one.state is not DateState.CANCELLED and one.places_taken < one.capacity:
                return True
        return False


def true_cause(trail: Trail) -> ResultReason:
    """Why it came back."""
    if trail.last(events.OfferMade.name) is None:
        return _never_offered(trail)
    accepted = trail.last(events.OfferAccepted.name)
    if trail.last(events.OfferDeclined.name):
        return ResultReason.OFFER_DECLINED
    if trail.last(events.CourtChosen.name):
        return ResultReason.CHOSE_COURT
    if accepted is None:
        return ResultReason.OFFER_LAPSED
    if trail.told is not None:
        return trail.told
    if trail.mark is not None and trail.last(events.RegisterSigned.name):
        return MARKED[trail.mark]
    if trail.stands_after(ELSEWHERE, {events.PlaceElsewhereCalledOff.name}):
        return ResultReason.RESULT_NOT_TOLD
    if trail.stands_after(GAINED, LOST):
        return ResultReason.REGISTER_NOT_SIGNED
    return _without_place(trail, accepted)


def _never_offered(trail: Trail) -> ResultReason:
    answers = {one.code: one.status for one in trail.case.eligibility}
    against = {code for code, status in answers.items() if status is Status.NOT_MET}
    if against:
        return ResultReason.TIME_RAN_OUT if against == {"time_left"} else ResultReason.NOT_ELIGIBLE
    if Status.UNKNOWN in answers.values():
        return ResultReason.NOT_DECIDED_IN_TIME
    had_one = trail.could_have_come(trail.case.referred_at)
    return ResultReason.NOT_OFFERED_IN_TIME if had_one else ResultReason.NO_PLACE_IN_TIME


def _without_place(trail: Trail, accepted: HistoryRow) -> ResultReason:
    signed = trail.last(events.CautionRecorded.name)
    if signed is None:
        return ResultReason.TIME_RAN_OUT  # every case of these years is on a route with a document
    called_off = trail.last(events.PlaceElsewhereCalledOff.name)
    lapsed, since = trail.last(*LOST), called_off or accepted
    unpaid = lapsed is not None and lapsed.event == events.HoldLapsed.name and lapsed.id > since.id
    if not trail.could_have_come(lapsed.recorded_at if lapsed is not None and unpaid else since.recorded_at):
        return ResultReason.NO_PLACE_IN_TIME
    return ResultReason.FEE_NOT_PAID if unpaid else ResultReason.NOT_BOOKED_IN_TIME


def trails(database: Database, seen: Seen, told: dict[str, ResultReason]) -> list[Trail]:
    """One for every result, also for one that another stands in the place of."""

    def found(db: Any) -> list[Trail]:
        of_case: dict[int, list[HistoryRow]] = defaultdict(list)
        for row in db.scalars(select(HistoryRow).order_by(HistoryRow.id)):
            of_case[row.referral_id].append(row)
        cases = {one.id: one for one in db.scalars(select(Referral))}
        marks = dict(db.execute(select(Attendance.booking_id, Attendance.mark)).all())
        dates = list(db.scalars(select(CourseDate)))
        known = []
        for result in db.scalars(select(Result).order_by(Result.id)):
            case, so_far = cases[result.referral_id], []
            for row in of_case[case.id]:
                if row.event == events.ResultDecided.name and row.recorded_at == result.returned_at:
                    break
                so_far.append(row)
            heard = (
                told.get(case.reference)
                if any(row.event == events.ResultFromElsewhereRecorded.name for row in so_far)
                else None
            )
            known.append(Trail(case, result, so_far, heard, marks.get(result.booking_id), dates, seen))
        db.expunge_all()
        return known

    return list(database.read_now(found))


def untrue_reasons(
    database: Database,
    seen: Seen,
    told: dict[str, ResultReason],
    *,
    said: Callable[[Result], ResultReason] = lambda result: result.reason,
) -> list[str]:
    """The results whose reason is not why the case came back: reference, what was said, what is true."""
    return [
        f"{one.case.reference}: {said(one.result).value}, in truth {cause.value}"
        for one in trails(database, seen, told)
        if (cause := true_cause(one)) is not said(one.result)
    ]


def told_without_offer(database: Database) -> list[str]:
    """Messages about a case in which nothing was ever offered, to the man or to any address of his."""
    offered = select(HistoryRow.referral_id).where(HistoryRow.event == events.OfferMade.name)
    his = select(OutboxMessage.notice, OutboxMessage.address, Referral.reference).outerjoin(
        Referral, Referral.id == OutboxMessage.referral_id
    )
    to_him = his.where(
        OutboxMessage.notice.not_in(FOR_STAFF | FOR_AN_ACCOUNT), OutboxMessage.referral_id.not_in(offered)
    )
    addresses = (
        select(Person.email)
        .join(Referral, Referral.person_id == Person.id)
        .where(Referral.id.not_in(offered), Person.email != "")
    )
    to_his_address = his.where(OutboxMessage.address.in_(addresses))
    rows = database.read_now(lambda db: [*db.execute(to_him), *db.execute(to_his_address)])
    return [f"{row.reference}: {row.notice} to {row.address}" for row in rows]
