"""A year in which things go wrong around the cases: five forces at once, each with a trouble of its own, one mail relay
that breaks down for a week, and a machine whose clock jumps.

The jobs are the worker's timetable, messages included, and run only while the worker would believe the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from programme.actions.acknowledge_rung import acknowledge_rung
from programme.actions.disable_account import disable_account
from programme.duties.models import ClockRung, Task
from programme.duties.queries import IS_WAITING
from programme.history.models import HistoryRow
from programme.integrations.clock import running_seconds
from programme.jobs.clock_watch import ClockWatch
from programme.jobs.runner import Job
from programme.jobs.sweeps import Parts
from programme.jobs.timetable import timetable
from programme.notices.carriers import Carried, Cause, Rendered
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.notices.rendering import Words
from programme.outcomes.models import Result, ResultReason
from programme.people.accounts import account_by_email
from programme.people.sign_ins import account_actor
from programme.referrals.models import Referral
from programme.shared.actor import COMMAND_LINE, Actor, Door, Role
from programme.shared.dates import london_date, london_instant
from programme.storage.database import Database
from tests.support.builders import a_world, an_account, an_agreement
from tests.support.gateway import FakeGateway
from tests.support.year import BEGAN_ON, JOBS_RUN, LIVED_AFTER, NEIGHBOUR, Year

NOT_OF_CASES = frozenset({"seal_access_log", "forget_sign_ins", "read_custody_imports", "forget_custody_imports"})
OF_MESSAGES = frozenset({"tell_of_warnings", "send_messages", "follow_up_messages"})
"""Look every few seconds: what the first of a morning found goes on in the next."""
GUARDS = OF_MESSAGES - {"send_messages"} | {"report_last_days", "chase_results", "chase_registers"}
"""Jobs that see to it that somebody is told, or that it is a task where nobody is there."""
WORDS = Path(__file__).resolve().parents[2] / "notifications"


class Trouble(StrEnum):
    """A fault in a force: its code."""

    NO_ROLES = "51"
    NO_ROLES_AND_NO_FALLBACK = "52"
    DEAD_MAILBOX = "53"
    LEAVER = "54"
    SEEN_AND_NOT_DONE = "55"


@dataclass
class Relay:
    """A mail server with a memory. It answers 554 to everything while `down`; `unknown` addresses do not exist."""

    now: datetime
    down: bool = False
    unknown: frozenset[str] = frozenset()
    carried: list[tuple[str, str, datetime]] = field(default_factory=list)
    refused: int = 0

    def carry(self, messages: Sequence[Rendered]) -> list[Carried]:
        return [self._carry(message) for message in messages]

    def _carry(self, message: Rendered) -> Carried:
        if self.down:
            self.refused += 1
            return Carried(message.key, "554", Cause.SERVICE_REFUSED)
        if message.address in self.unknown:
            self.refused += 1
            return Carried(message.key, "550 5.1.1", Cause.ADDRESS_REFUSED)
        self.carried.append((message.key, message.address, self.now))
        return Carried(message.key)


class TroubledYear:
    """The forces of `Trouble`, each with so many cases. `guarded` off takes away what sees to it that somebody is told,
    and the doubt about the clock: what goes wrong then shows that it would be seen."""

    down_on = range(70, 76)
    jumps = {95: timedelta(days=365), 105: timedelta(hours=1), 115: timedelta(days=-31)}
    leaves_on = 60

    def __init__(
        self,
        database: Database,
        *,
        cases: int,
        days: int,
        seed: int,
        after: timedelta = LIVED_AFTER,
        late: tuple[int, ...] = (0, 5, 20, 40, 70, 110),
        guarded: bool = True,
    ) -> None:
        self.database, self.guarded = database, guarded
        self.last_on = BEGAN_ON + timedelta(days=days) + after
        self.machine = london_instant(BEGAN_ON, JOBS_RUN)
        self.seconds = running_seconds()
        self.relay = Relay(self.machine, unknown=frozenset({"officer53@example.org"}))
        self.watch = ClockWatch(
            database, holder="year", now=lambda: self.machine, seconds=lambda: self.seconds, last_written_at=None
        )
        self.changed_in_doubt: list[timedelta] = []
        self.seen: dict[date, frozenset[int]] = {}  # which dates had a free place, each morning
        an_agreement(database, NEIGHBOUR)
        self.gateway = FakeGateway(lambda: self.acting.now if self.acting else self.machine)
        self.acting: Year | None = None
        self.coordinators: dict[str, Actor] = {}
        self.forces = {
            trouble: self._a_force(trouble, cases=cases, days=days, seed=seed, late=late) for trouble in Trouble
        }
        for force in self.forces.values():
            force.gateway = self.gateway
        taken_away = frozenset() if guarded else GUARDS
        self.jobs = [job for job in self._timetable() if job.name not in NOT_OF_CASES | taken_away]

    def _a_force(self, trouble: Trouble, **facts: Any) -> Year:
        code = trouble.value
        fallback = "" if trouble is Trouble.NO_ROLES_AND_NO_FALLBACK else f"fallback{code}@example.org"
        world = a_world(self.database, force_code=code, fallback_email=fallback)
        held = {
            Trouble.DEAD_MAILBOX: (Role.SUPERVISOR, Role.COORDINATOR),
            Trouble.LEAVER: (Role.COORDINATOR,),
            Trouble.SEEN_AND_NOT_DONE: (Role.SUPERVISOR, Role.COORDINATOR),
        }.get(trouble, ())
        for role in held:
            door = Door.ADMIN if role is Role.COORDINATOR else Door.CUSTODY
            address = f"{role.value}{code}@example.org"
            account = an_account(self.database, door, force_code=code, email=address, roles=frozenset({role}))
            if role is Role.COORDINATOR:
                self.coordinators[code] = account_actor(account)
        named = trouble in (Trouble.DEAD_MAILBOX, Trouble.SEEN_AND_NOT_DONE)
        return Year(
            self.database,
            world=world,
            surname=trouble.name.replace("_", "").title(),
            officer_email=f"officer{code}@example.org" if named else "",
            acts=trouble is not Trouble.SEEN_AND_NOT_DONE,
            **facts,
        )

    def live(self) -> None:
        """Live through every day of it."""
        on = BEGAN_ON
        while on <= self.last_on:
            day = (on - BEGAN_ON).days
            self._time_goes_on(london_instant(on, JOBS_RUN))
            self.relay.down = day in self.down_on
            if day == self.leaves_on:
                leaver = f"coordinator{Trouble.LEAVER.value}@example.org"
                gone = self.database.read_now(account_by_email, leaver)
                assert gone is not None
                self.database.write_now(disable_account, actor=COMMAND_LINE, now=self.machine, account_id=gone)
            if day in self.jumps:
                self._the_clock_jumps(self.jumps[day])
            self.seen[on] = self._dates_with_a_place()
            self._jobs_look()
            self._whoever_sees_everything_says_so()
            for force in self.forces.values():
                self.acting = force
                force.people_act(on)
            self.acting = None
            on += timedelta(days=1)

    def _time_goes_on(self, until: datetime) -> None:
        self.seconds += (until - self.machine).total_seconds()
        self.machine = until

    def _the_clock_jumps(self, by: timedelta) -> None:
        """For one look of every job; then it is set right."""
        before = self.database.read_now(_census)
        self.machine += by
        self._jobs_look()
        self.machine -= by
        if self.database.read_now(_census) != before:
            self.changed_in_doubt.append(by)

    @property
    def heard(self) -> dict[str, ResultReason]:
        """The result that a neighbour gave, by the case."""
        return {reference: reason for force in self.forces.values() for reference, reason in force.heard.items()}

    def _dates_with_a_place(self) -> frozenset[int]:
        force = self.forces[Trouble.LEAVER]
        force.now = self.machine
        return force.dates_with_a_place()

    def _jobs_look(self) -> None:
        self._look(self.jobs)
        for _ in range(3):
            if not self.relay.refused:
                break
            self._time_goes_on(self.machine + timedelta(seconds=10))
            self.relay.refused = 0
            self._look([job for job in self.jobs if job.name in OF_MESSAGES])

    def _look(self, jobs: list[Job]) -> None:
        for job in jobs:
            self.relay.now = self.machine
            if self.watch.believes() or not self.guarded:
                job.sweep(self.machine)

    def _whoever_sees_everything_says_so(self) -> None:
        """In the force in which everything is seen and nothing done, the coordinator has seen each warning."""
        code = Trouble.SEEN_AND_NOT_DONE.value
        wanted = select(ClockRung.id).join(Referral, Referral.id == ClockRung.referral_id)
        waiting = self.database.read_now(
            lambda db: list(db.scalars(wanted.where(IS_WAITING, Referral.force_code == code)))
        )
        if waiting:
            now = self.machine + timedelta(minutes=30)
            self.database.write_now(acknowledge_rung, actor=self.coordinators[code], now=now, rung_ids=waiting)

    def _timetable(self) -> list[Job]:
        parts = Parts(
            database=self.database,
            payments=self.gateway,
            carriers={Channel.EMAIL: self.relay},
            words=Words(WORDS, "https://example.org", "Course bookings"),
            holder="year",
            machine_now=lambda: self.machine,
        )
        return timetable(parts, 30)

    def can_act(self, address: str, at: datetime) -> bool:
        """Whether somebody reads what is sent there then."""
        left = address == f"coordinator{Trouble.LEAVER.value}@example.org"
        return not (left and (london_date(at) - BEGAN_ON).days >= self.leaves_on) and address not in self.relay.unknown


def _census(db: Any) -> list[int]:
    """How much of everything there is that is decided or said."""
    tables = (Result, ClockRung, Task, HistoryRow, OutboxMessage)
    counts = [db.scalar(select(func.count()).select_from(table)) for table in tables]
    return [*counts, db.scalar(select(func.count()).where(OutboxMessage.state == Delivery.SENT))]
