"""Whether, after a year, somebody who can act was told of every case in time, and nothing owed to staff was lost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from programme.duties.ladders import CLOCK_WARNINGS
from programme.duties.models import Task, TaskKind
from programme.duties.rules import URGENT_DAYS
from programme.history.events import DisposalRecorded, TimeLimitPassed
from programme.history.models import HistoryRow
from programme.notices.catalogue import FOR_STAFF
from programme.notices.models import Delivery, OutboxMessage
from programme.referrals.models import Referral
from programme.shared.dates import london_date, previous_working_day
from programme.storage.database import Database

WARNINGS = frozenset({"warnings_of_the_day", "deadline_warning"})
GIVEN_UP_AFTER = timedelta(days=8)


@dataclass(frozen=True)
class Lived:
    """A case, and the day on which what was done with it was put on record; None where that never was."""

    reference: str
    number: int
    force: str
    referred_on: date
    charge_by_on: date
    over_on: date | None

    def runs_on(self, on: date) -> bool:
        """Whether its clock still ran at the end of a day."""
        return self.over_on is None or self.over_on > on

    @property
    def act_by_on(self) -> date:
        """Its last working day."""
        return previous_working_day(self.charge_by_on)


class AfterTheYear:
    """The rows after the year. `can_act(address, at)`: whether somebody reads there."""

    def __init__(self, database: Database, last_on: date, can_act: Callable[[str, datetime], bool]) -> None:
        self.last_on, self.can_act = last_on, can_act
        self.cases = database.read_now(lambda db: _lived(db))
        self.messages = database.read_now(
            lambda db: db.execute(select(OutboxMessage.__table__).where(OutboxMessage.notice.in_(FOR_STAFF))).all()
        )
        tasks = database.read_now(lambda db: db.execute(select(Task.referral_id, Task.kind, Task.raised_at)).all())
        self.tasks: dict[tuple[int, TaskKind], list[date]] = defaultdict(list)
        for number, kind, at in tasks:
            self.tasks[number, kind].append(london_date(at))
        reported = select(HistoryRow.referral_id).where(HistoryRow.event == TimeLimitPassed.name)
        self.reported = set(database.read_now(lambda db: db.scalars(reported).all()))

    def not_told_in_time(self, force: str) -> list[str]:
        """Cases that ran on their last working day, and of which no message reached anybody in the last week before its
        end, nor is a task that there is nobody."""
        arrived: dict[str, list[date]] = defaultdict(list)
        for row in self.messages:
            if row.notice in WARNINGS and row.state is Delivery.SENT and self.can_act(row.address, row.sent_at):
                for reference in row.facts.get("references") or [row.facts["reference"]]:
                    arrived[reference].append(london_date(row.sent_at))
        return [
            case.reference
            for case in self._watched(force)
            if case.act_by_on < self.last_on
            and case.runs_on(case.act_by_on)
            and not any(_week_before(case) <= on <= case.act_by_on for on in arrived[case.reference])
            and not any(on <= case.act_by_on for on in self.tasks[case.number, TaskKind.NOBODY_TO_TELL])
        ]

    def incidents_not_told(self, force: str) -> list[str]:
        """Cases whose last day passed, which no incident stands for, or of which nobody was told it."""
        told = {
            row.facts["reference"]
            for row in self.messages
            if row.notice == "last_day_passed" and row.state is Delivery.SENT and self.can_act(row.address, row.sent_at)
        }
        return [
            case.reference
            for case in self._watched(force)
            if self.ran_out(case)
            and not (
                case.number in self.reported
                and self.tasks[case.number, TaskKind.TIME_LIMIT_PASSED]
                and (case.reference in told or self.tasks[case.number, TaskKind.NOBODY_TO_TELL])
            )
        ]

    def ran_out(self, case: Lived) -> bool:
        """Whether its last day passed before the year's end, and nothing was on record."""
        on = case.charge_by_on + timedelta(days=1)
        return on < self.last_on and case.runs_on(on)

    def lost(self) -> list[tuple[str, str]]:
        """Messages to staff that were neither sent, nor fell away, nor are tried again, nor were made somebody's."""
        return [(row.dedupe_key, row.state.value) for row in self.messages if not self._is_seen_to(row)]

    def _is_seen_to(self, row: Any) -> bool:
        if row.state in (Delivery.SENT, Delivery.STALE):
            return True
        if row.state is Delivery.FAILED:
            return row.followed_up_at is not None
        return london_date(row.queued_at) > self.last_on - timedelta(days=1)

    def two_on_one_day(self) -> list[tuple[str, date]]:
        """Addresses that were owed two of the morning's messages on one day."""
        mornings = Counter(
            (row.address, london_date(row.queued_at)) for row in self.messages if row.notice == "warnings_of_the_day"
        )
        return [who_and_when for who_and_when, count in mornings.items() if count > 1]

    def _watched(self, force: str) -> list[Lived]:
        return [case for case in self.cases if case.force == force and case.referred_on < case.act_by_on]


def _week_before(case: Lived) -> date:
    return CLOCK_WARNINGS.day_of(case.charge_by_on, URGENT_DAYS)


def _lived(db) -> list[Lived]:  # type: ignore[no-untyped-def]
    done = dict(
        db.execute(
            select(HistoryRow.referral_id, func.min(HistoryRow.happened_at))
            .where(HistoryRow.event == DisposalRecorded.name)
            .group_by(HistoryRow.referral_id)
        ).all()
    )
    rows = db.execute(
        select(Referral.id, Referral.reference, Referral.force_code, Referral.referred_at, Referral.charge_by_on)
    )
    return [
        Lived(ref, number, force, london_date(at), on, london_date(done[number]) if number in done else None)
        for number, ref, force, at, on in rows
    ]
