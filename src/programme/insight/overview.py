"""The whole programme in a few numbers, without a person in them; and the lists behind those that have no other page.

Each number is counted by the statement that the list behind it is read with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

from programme.duties.forces import HAS_NO_OFFICER
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.insight.case_filter import CaseFilter
from programme.insight.case_lists import cases_to_count
from programme.insight.list_pages import capped
from programme.insight.undelivered_list import undelivered
from programme.notices.models import IS_HELD_BACK
from programme.outcomes.mistaken_cases import MISTAKEN_CASES, MISTAKEN_REFERRAL, MistakenCase
from programme.outcomes.models import RecordedDisposal
from programme.outcomes.queries import results_to_count
from programme.outcomes.states import ReturnState
from programme.payments.models import Fee, Refund
from programme.payments.states import RefundState
from programme.people.models import Person
from programme.people.states import ContactState
from programme.people.ways import IS_WRITTEN_TO, STATE_OF_WAY
from programme.referrals.models import Referral
from programme.referrals.queries import CASE_LINES, CLOCK_RUNS, CaseLine, visible_to
from programme.referrals.states import OFFER_IN_HAND
from programme.shared.actor import Actor, Role
from programme.shared.dates import london_instant
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import written

SOON_DAYS = 28
BEHIND_A_NUMBER = 200
CHECKED_GOAL = 90
"""So many in a hundred who are written to should be known to be reached."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of the reader's force; each stops where `case_lists.capped` stops counting, but for those of a share."""

    running_clocks: int
    charge_soon: int
    results_to_acknowledge: int
    messages_waiting: int
    messages_held_back: int
    refunds_open: int
    time_limit_passed: int
    warnings_untold: int
    mistakes: int
    written_to: int
    unchecked: int

    @property
    def checked_per_cent(self) -> int:
        """Of the cases with an offer whose person is written to, the share of which it is known that messages arrive.
        Rounded down: the goal is reached where it is."""
        return (self.written_to - self.unchecked) * 100 // self.written_to if self.written_to else 0


def overview(db: Session, actor: Actor, *, today: date) -> Overview:
    """The numbers, in one statement. They name nobody: whoever works at the admin door counts what its coordinator
    finds."""
    his = replace(actor, roles=actor.roles | {Role.COORDINATOR})
    counted = {
        "running_clocks": cases_to_count(his, CaseFilter()),
        "charge_soon": cases_to_count(
            his, CaseFilter(charge_from_on=today, charge_to_on=today + timedelta(days=SOON_DAYS))
        ),
        "time_limit_passed": cases_to_count(his, CaseFilter(charge_to_on=today - timedelta(days=1))),
        "results_to_acknowledge": results_to_count(his, ReturnState.SENT),
        "messages_waiting": undelivered(his),
        "messages_held_back": undelivered(his).where(IS_HELD_BACK),
        "refunds_open": _refunds(his, literal(1)),
        "mistakes": _mistakes(his, MISTAKEN_CASES, today),
        "warnings_untold": _untold(his, select(literal(1)).select_from(Referral)),
    }
    counts = [capped(wanted).scalar_subquery().label(name) for name, wanted in counted.items()]
    for name, of in (("written_to", _written_to), ("unchecked", _unchecked)):  # counted to the end: a share is of all
        every = of(his, select(Referral.id)).order_by(None).subquery()
        counts.append(select(func.count()).select_from(every).scalar_subquery().label(name))
    return rows(db, Overview, select(*counts)).one()


@reads(Refund, Person, reference=Referral.reference)
@dataclass(frozen=True, slots=True)
class OpenRefund:
    """Money that is owed back and has not arrived."""

    reference: str
    surname: str
    forenames: str
    amount_pence: int
    state: RefundState
    owed_at: datetime


def open_refunds(db: Session, actor: Actor) -> list[OpenRefund]:
    """The refunds that are not done, the oldest first, at most BEHIND_A_NUMBER."""
    return rows(db, OpenRefund, _refunds(actor, *columns_of(OpenRefund)).limit(written(BEHIND_A_NUMBER)))


def _refunds(actor: Actor, *columns: Any) -> Select[*tuple[Any, ...]]:
    wanted = (
        select(*columns)
        .select_from(Refund)
        .join(Fee, Fee.id == Refund.fee_id)
        .join(Referral, Referral.id == Fee.referral_id)
        .join(Person, Person.id == Referral.person_id)
        .where(Refund.state != RefundState.DONE)
    )
    return visible_to(actor, wanted).order_by(Refund.owed_at, Refund.id)


def untold_cases(db: Session, actor: Actor) -> list[CaseLine]:
    """The cases of which nobody could be told, the shortest clock first, at most BEHIND_A_NUMBER."""
    return rows(db, CaseLine, _untold(actor, CASE_LINES).limit(written(BEHIND_A_NUMBER)))


def _untold(actor: Actor, wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    tasks = select(Task.referral_id).where(Task.kind == TaskKind.NOBODY_TO_TELL, Task.state == TaskState.OPEN)
    return visible_to(actor, wanted.where(Referral.id.in_(tasks))).order_by(Referral.charge_by_on, Referral.id)


def unchecked_cases(db: Session, actor: Actor) -> list[CaseLine]:
    """The cases with an offer of which nobody knows whether messages reach their person, the shortest clock first, at
    most BEHIND_A_NUMBER."""
    wanted = select(*columns_of(CaseLine))
    return rows(db, CaseLine, _unchecked(actor, wanted).limit(written(BEHIND_A_NUMBER)))


def _written_to(actor: Actor, wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    wanted = wanted.join(Person, Person.id == Referral.person_id)
    wanted = wanted.where(CLOCK_RUNS, Referral.state.in_(OFFER_IN_HAND), IS_WRITTEN_TO)
    return visible_to(actor, wanted).order_by(Referral.charge_by_on, Referral.id)


def _unchecked(actor: Actor, wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return _written_to(actor, wanted).where(STATE_OF_WAY != ContactState.CHECKED)


def cases_without_officer(db: Session, actor: Actor) -> list[CaseLine]:
    """The running cases that name no officer who can be told, the shortest clock first, at most BEHIND_A_NUMBER."""
    wanted = visible_to(actor, CASE_LINES.where(CLOCK_RUNS, HAS_NO_OFFICER))
    wanted = wanted.order_by(Referral.charge_by_on, Referral.id)
    return rows(db, CaseLine, wanted.limit(written(BEHIND_A_NUMBER)))


def mistakes_of_the_month(db: Session, actor: Actor, *, today: date) -> list[MistakenCase]:
    """The cases that were ended as none of their own in this month and the one before, newest first."""
    return rows(db, MistakenCase, _mistakes(actor, MISTAKEN_CASES, today).limit(written(BEHIND_A_NUMBER)))


def _mistakes(actor: Actor, wanted: Select[*tuple[Any, ...]], today: date) -> Select[*tuple[Any, ...]]:
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    his = visible_to(actor, select(Referral.id))
    since = london_instant(month, time())
    wanted = wanted.where(MISTAKEN_REFERRAL.in_(his), RecordedDisposal.recorded_at >= since)
    return wanted.order_by(RecordedDisposal.id.desc())
