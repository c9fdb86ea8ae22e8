"""A year of cases, day by day: everybody does what he does late, early or never, and the jobs run each morning.

People's doings are drawn with a seed, so that a year that goes wrong can be lived through again. Nothing is asked of
the code but what the doors ask: actions, and the jobs of the worker's own timetable.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from programme.actions.accept_offer import accept_offer
from programme.actions.acknowledge_result import acknowledge_result
from programme.actions.book_place import book_place
from programme.actions.call_off_place_elsewhere import call_off_place_elsewhere
from programme.actions.cancel_booking import cancel_booking
from programme.actions.cancel_course_date import cancel_course_date
from programme.actions.decline_offer import decline_offer
from programme.actions.make_offer import make_offer
from programme.actions.mark_attendance import mark_attendance
from programme.actions.mark_the_rest import mark_the_rest
from programme.actions.move_booking import move_booking
from programme.actions.offer_course_date import offer_course_date
from programme.actions.open_checkout import note_checkout_opened, open_checkout
from programme.actions.open_register import open_register
from programme.actions.place_elsewhere import place_elsewhere
from programme.actions.record_caution import record_caution
from programme.actions.record_disposal import record_disposal
from programme.actions.record_payment import record_payment
from programme.actions.record_result_from_elsewhere import record_result_from_elsewhere
from programme.actions.refer_offender import refer_offender
from programme.actions.settle_eligibility import settle_eligibility
from programme.actions.sign_register import sign_register
from programme.attendance.models import IdentityKind
from programme.attendance.states import MarkEvent
from programme.bookings.elsewhere import Arranged
from programme.bookings.states import CallOffReason
from programme.concerns.settling import Answers
from programme.courses.models import CourseDate, Venue
from programme.courses.queries import dates_in_time
from programme.courses.scheduling import Times
from programme.courses.states import DateState
from programme.eligibility.circumstances import ALL_CLEAR, UNSAID
from programme.eligibility.rules import EligibilityVerdict
from programme.intake.arrivals import Arrival
from programme.jobs.sweeps import Parts
from programme.jobs.timetable import timetable
from programme.notices.rendering import Words
from programme.offers.models import Offer
from programme.offers.told.released import newest_version
from programme.outcomes.disposing import disposals_that_fit
from programme.outcomes.models import Excuse, NoActionReason, Result, ResultReason
from programme.outcomes.recording import find_disposing
from programme.outcomes.rules import TOLD_ELSEWHERE
from programme.people.models import SafeContact
from programme.people.sign_ins import account_actor
from programme.referrals.models import Admission, Referral, Release
from programme.shared.actor import WORKER, Actor, Door
from programme.shared.dates import london_date, london_instant
from programme.shared.refusal import Refusal
from programme.storage.database import Database
from tests.support.builders import World, a_venue, a_world, an_account, an_agreement, signed, told
from tests.support.gateway import FakeGateway

BEGAN_ON = date(2027, 1, 4)
JOBS_RUN = time(6, 0)
NEIGHBOUR = "34"
LIVED_AFTER = timedelta(days=190)
"""How long after the last case the year goes on: until the six months of a case that came at once are over."""
DATES_A_WEEK, WEEKS_AHEAD = 2, 9
NO_MESSAGES = frozenset({"send_messages", "seal_access_log", "forget_sign_ins", "read_custody_imports"})
"""Jobs that move no case: a year of mail and seals would only take long."""
MONDAY, SATURDAY = 0, 5


@dataclass(order=True)
class _Step:
    at: datetime
    number: int
    do: Callable[[datetime], None] = field(compare=False)


class Year:
    """One force, one provider, and so many people. `without` names jobs that never run: a year that goes wrong.

    `late` are the days that may pass before a case is referred; where all are many, less need be lived `after` the last
    case came. Where nobody `acts`, everybody says at once that he has seen what he is sent, and nothing is done.
    """

    def __init__(
        self,
        database: Database,
        *,
        cases: int,
        days: int,
        seed: int,
        without: frozenset[str] = frozenset(),
        world: World | None = None,
        officer_email: str = "rowe@example.org",
        surname: str = "Surname",
        late: tuple[int, ...] = (0, 1, 2, 5, 10, 20, 40, 70, 110),
        acts: bool = True,
        began_on: date = BEGAN_ON,
        after: timedelta = LIVED_AFTER,
    ) -> None:
        self.database, self.cases, self.days, self.after = database, cases, days, after
        self.officer_email, self.surname, self.late, self.acts = officer_email, surname, late, acts
        self.chance = random.Random(seed)
        self.began_on = began_on
        self.world: World = world or a_world(database)
        self.venues: list[Venue] = [
            self.world.venue,
            *(a_venue(database, self.world.provider, f"Hall {n}") for n in "BC"),
        ]
        account = an_account(database, Door.CUSTODY, force_code=self.world.programme.force_code, rank="Sgt")
        self.custody = account_actor(account)
        self.neighbour = NEIGHBOUR
        self.gateway = FakeGateway(lambda: self.now)
        self.now = london_instant(self.began_on, JOBS_RUN)
        self.made: list[str] = []
        self.refused: dict[str, int] = {}
        self.moved_later: list[str] = []
        self.seen: dict[date, frozenset[int]] = {}  # which dates had a free place, each morning
        self.heard: dict[str, ResultReason] = {}  # what the neighbour said, by the case
        self._clocks: dict[str, list[date]] = {}
        self._seen = 0
        self._agenda: list[_Step] = []
        self._numbers = itertools.count()
        self._jobs = [job for job in self._timetable() if job.name not in NO_MESSAGES | without]

    def live(self) -> None:
        """Live through every day of it."""
        an_agreement(self.database, NEIGHBOUR)
        last_on = self.began_on + timedelta(days=self.days) + self.after
        on = self.began_on
        while on <= last_on:
            self.now = london_instant(on, JOBS_RUN)
            self.seen[on] = self.dates_with_a_place()
            for job in self._jobs:
                job.sweep(self.now)
            self.people_act(on)
            if on.weekday() == MONDAY:
                self._watch_clocks()
            on += timedelta(days=1)

    def people_act(self, on: date) -> None:
        """Everybody's doings on a day, after its jobs."""
        self.now = london_instant(on, JOBS_RUN)
        self._plan(on)
        self._results_are_seen_to()
        while self._agenda and self._agenda[0].at < london_instant(on + timedelta(days=1), JOBS_RUN):
            step = heapq.heappop(self._agenda)
            self.now = step.at
            self._try(step.do)

    def dates_with_a_place(self) -> frozenset[int]:
        """By number, of every provider."""
        wanted = select(CourseDate.id).where(
            CourseDate.state == DateState.OPEN,
            CourseDate.places_taken < CourseDate.capacity,
            CourseDate.starts_at > self.now,
        )
        return frozenset(self.database.read_now(lambda db: db.scalars(wanted).all()))

    def _watch_clocks(self) -> None:
        """Note every clock that shows a later day than it did a week ago. Nobody in this year is given more time."""
        wanted = select(Referral.reference, Referral.charge_by_on, Referral.return_by_on, Referral.complete_by_on)
        for reference, *days in self.database.read_now(lambda db: db.execute(wanted).all()):
            before = self._clocks.get(reference, days)
            if any(now > then for now, then in zip(days, before, strict=True)):
                self.moved_later.append(reference)
            self._clocks[reference] = days

    # ---- what is planned

    def _plan(self, on: date) -> None:
        day = (on - self.began_on).days
        if day < self.days:
            until = self.cases * (day + 1) // self.days
            for _ in range(until - self.cases * day // self.days):
                self._later(self._refer, days=0)
        if on.weekday() == MONDAY and day < self.days + 150:
            for number in range(self.chance.choice((1, DATES_A_WEEK, DATES_A_WEEK, 3))):
                self._later(partial(self._offer_date, number), days=0)

    def _later(self, do: Callable[[datetime], None], *, days: int) -> None:
        on = london_date(self.now) + timedelta(days=days)
        at = london_instant(on, time(9 + self.chance.randrange(10), self.chance.randrange(60)))
        self._at(max(at, self.now), do)

    def _at(self, at: datetime, do: Callable[[datetime], None]) -> None:
        heapq.heappush(self._agenda, _Step(at, next(self._numbers), do))

    def _try(self, do: Callable[[datetime], None]) -> None:
        try:
            do(self.now)
        except Refusal as refusal:
            self.refused[refusal.code] = self.refused.get(refusal.code, 0) + 1

    def _write(self, action: Callable[..., Any], actor: Actor, **facts: Any) -> Any:
        return self.database.write_now(action, actor=actor, now=self.now, **facts)

    # ---- custody

    def _refer(self, now: datetime) -> None:
        late = self.chance.choice(self.late)
        offence_at = now - timedelta(days=late, hours=self.chance.randrange(1, 12))
        number = len(self.made) + sum(self.refused.values())
        arrival = Arrival(
            surname=f"{self.surname}{number}",
            forenames="Tom",
            born_on=date(1960, 1, 1) + timedelta(days=number),
            offence_code="SX03213",
            offence_at=offence_at,
            admission=self.chance.choice((Admission.ADMITTED,) * 9 + (Admission.UNRECORDED,)),
            email=f"{self.surname.lower()}{number}@example.org",
            safe_contact=SafeContact.ANY,
            offence_place="Oxford Road",
            arrested_at=offence_at + timedelta(minutes=20),
            release=Release.UNDER_INVESTIGATION,
            officer_email=self.officer_email,
            circumstances=self.chance.choice((ALL_CLEAR,) * 6 + (UNSAID,)),
        )
        referred = self._write(refer_offender, self.custody, arrival=arrival)
        self.made.append(referred.reference)
        if self.chance.random() < 0.9:
            wait = self.chance.choice((0, 0, 1, 3, 7, 14, 30))
            if referred.verdict is not EligibilityVerdict.ELIGIBLE:
                self._later(lambda _: self._settle(referred.reference), days=wait)
                wait += self.chance.randrange(5)
            self._later(lambda _: self._offer(referred.reference), days=wait)

    def _settle(self, reference: str) -> None:
        answers = Answers(admission=Admission.ADMITTED, circumstances=ALL_CLEAR)
        self._write(settle_eligibility, self.custody, reference=reference, answers=answers)

    def _offer(self, reference: str) -> None:
        paper = signed(signed_at=self.now) if self.chance.random() < 0.8 else None
        self._write(
            make_offer, self.custody, reference=reference, secret_hash="-", told=told(at=self.now), caution=paper
        )
        if paper is None and self.chance.random() < 0.8:
            self._later(lambda _: self._sign_paper(reference), days=self.chance.randrange(1, 40))
        kind, days = self.chance.random(), self.chance.randrange(15)
        if kind < 0.75:
            self._later(lambda _: self._accept(reference), days=days)
        elif kind < 0.85:
            self._later(lambda _: self._decline(reference), days=days)

    def _sign_paper(self, reference: str) -> None:
        self._write(record_caution, self.custody, reference=reference, caution=signed(signed_at=self.now))

    def _acknowledge(self, reference: str, _now: datetime) -> None:
        self._write(acknowledge_result, self.custody, reference=reference)

    def _dispose(self, reference: str, now: datetime) -> None:
        case = self.database.read_now(find_disposing, reference, self.custody)
        disposal = self.chance.choice(disposals_that_fit(case.ended, london_date(now)))
        self._write(
            record_disposal,
            self.custody,
            reference=reference,
            disposal=disposal,
            done_at=now,
            reason="It was looked at.",
            late_is_true=True,
            no_action=NoActionReason.EVIDENCE,
            excuse=Excuse.NONE_GIVEN,
        )

    # ---- the person

    def _himself(self, reference: str) -> Actor:
        found = self.database.read_now(
            lambda db: db.execute(
                select(Offer.id, Offer.referral_id)
                .join(Referral, Referral.id == Offer.referral_id)
                .where(Referral.reference == reference)
                .order_by(Offer.id.desc())
                .limit(1)
            ).one()
        )
        return Actor(Door.OFFENDER, found.id, "", referral_id=found.referral_id)

    def _accept(self, reference: str) -> None:
        self._write(accept_offer, self._himself(reference), words_version=newest_version("conditional_caution"))
        if self.chance.random() < 0.9:
            self._later(lambda _: self._book(reference), days=self.chance.choice((0, 0, 1, 5, 20, 60)))
        elif self.chance.random() < 0.6:
            self._later(lambda _: self._place_elsewhere(reference), days=self.chance.randrange(10))

    def _place_elsewhere(self, reference: str) -> None:
        """Custody has asked next door. Often that is far from now, sometimes another day, or off; and the result is
        told late or never."""
        on = london_date(self.now) + timedelta(days=self.chance.choice((3, 10, 30, 60)))
        custody, arranged = self.custody, Arranged(self.neighbour, on)
        self._write(place_elsewhere, custody, reference=reference, arranged=arranged)
        chance = self.chance.random()
        if chance < 0.15:
            later = Arranged(self.neighbour, on + timedelta(days=7))
            self._later(lambda _: self._write(place_elsewhere, custody, reference=reference, arranged=later), days=2)
        elif chance < 0.3:
            reason = self.chance.choice(list(CallOffReason))
            self._later(
                lambda _: self._write(call_off_place_elsewhere, custody, reference=reference, reason=reason), days=2
            )
        late_days = self.chance.choice((0, 1, 9, 120, None))
        if late_days is not None:
            after = (on - london_date(self.now)).days + 7 + late_days
            self._later(partial(self._hear_from_elsewhere, reference), days=after)

    def _hear_from_elsewhere(self, reference: str, now: datetime) -> None:
        reason, on = self.chance.choice(TOLD_ELSEWHERE), london_date(now)
        self._write(
            record_result_from_elsewhere, self.custody, reference=reference, reason=reason, told_by="D.", told_on=on
        )
        self.heard[reference] = reason

    def _decline(self, reference: str) -> None:
        self._write(decline_offer, self._himself(reference), words_version=newest_version("conditional_caution"))

    def _some_date(self, reference: str) -> str | None:
        found = self.database.read_now(
            lambda db: db.execute(select(Referral.complete_by_on).where(Referral.reference == reference)).scalar_one()
        )
        dates = self.database.read_now(dates_in_time, now=self.now, complete_by_on=found)
        return self.chance.choice(dates).reference if dates else None

    def _book(self, reference: str) -> None:
        date_reference = self._some_date(reference)
        if date_reference is None:
            return
        him = self._himself(reference)
        self._write(book_place, him, date_reference=date_reference)
        chance = self.chance.random()
        if chance < 0.85:
            self._pay(him, reference)
        elif chance < 0.95:
            self._later(lambda _: self._book(reference), days=self.chance.randrange(1, 20))
        if chance < 0.1:
            self._later(lambda _: self._move(reference), days=self.chance.randrange(1, 20))
        elif chance < 0.15:
            self._later(lambda _: self._write(cancel_booking, him), days=self.chance.randrange(1, 20))

    def _move(self, reference: str) -> None:
        date_reference = self._some_date(reference)
        if date_reference is not None:
            self._write(move_booking, self._himself(reference), date_reference=date_reference)

    def _pay(self, him: Actor, reference: str) -> None:
        prepared = self._write(open_checkout, him, reference=reference, public_url="https://book.example")
        opened = self.gateway.open_checkout(prepared.request)
        self._write(note_checkout_opened, him, checkout_id=prepared.checkout_id, opened=opened)
        self.gateway.pay(opened.session_id)
        self.gateway.told.clear()
        self._write(record_payment, WORKER, facts=self.gateway.read_checkout(opened.session_id))

    # ---- the provider

    def _offer_date(self, number: int, now: datetime) -> None:
        monday = london_date(now)
        on = monday + timedelta(days=SATURDAY + 7 * WEEKS_AHEAD)
        made = self._write(
            offer_course_date,
            self.world.provider_staff,
            venue_id=self.venues[number].id,
            times=Times(
                london_instant(on, time(9, 30)), london_instant(on, time(16, 30)), london_instant(on, time(9, 45))
            ),
            capacity=self.chance.randrange(6, 14),
        ).reference
        if self.chance.random() < 0.06:
            self._at(
                london_instant(on - timedelta(days=self.chance.randrange(1, 30)), time(12, 0)),
                lambda _: self._write(cancel_course_date, self.world.provider_staff, reference=made),
            )
        self._at(london_instant(on, time(9, 10)), lambda _: self._open(made, on))

    def _open(self, date_reference: str, on: date) -> None:
        opened = self._write(open_register, self.world.provider_staff, date_reference=date_reference)
        for seat in range(1, opened.added + 1):
            if self.chance.random() < 0.8:
                self._write(
                    mark_attendance,
                    self.world.provider_staff,
                    date_reference=date_reference,
                    seat=seat,
                    event=MarkEvent.ARRIVED,
                    identity_kind=IdentityKind.PASSPORT,
                )
        late_days = self.chance.choice((0,) * 8 + (1, 4, 9, 60, None))
        if late_days is not None:
            self._at(london_instant(on + timedelta(days=late_days), time(17, 0)), lambda _: self._sign(date_reference))

    def _sign(self, date_reference: str) -> None:
        for event in (MarkEvent.DID_NOT_COME, MarkEvent.COMPLETED):
            self._write(mark_the_rest, self.world.provider_staff, date_reference=date_reference, event=event)
        self._write(sign_register, self.world.provider_staff, date_reference=date_reference)

    def _results_are_seen_to(self) -> None:
        """Custody acknowledges results late or never, and then charges, closes the case, or does nothing."""
        wanted = select(Result.id, Referral.reference).join(Referral, Referral.id == Result.referral_id)
        found = self.database.read_now(
            lambda db: db.execute(
                wanted.where(Result.id > self._seen, Referral.force_code == self.custody.force_code).order_by(Result.id)
            ).all()
        )
        for number, reference in found:
            self._seen = number
            if not self.acts:
                self._later(partial(self._acknowledge, reference), days=0)
            elif self.chance.random() < 0.8:
                self._later(partial(self._acknowledge, reference), days=self.chance.randrange(20))
                if self.chance.random() < 0.7:
                    self._later(partial(self._dispose, reference), days=20 + self.chance.randrange(25))

    def _timetable(self) -> list[Any]:
        parts = Parts(
            database=self.database,
            payments=self.gateway,
            carriers={},
            words=Words.__new__(Words),
            holder="year",
            machine_now=lambda: datetime.now(UTC),
        )
        return timetable(parts, 30)
