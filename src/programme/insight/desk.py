"""The desk at the start of a shift: what needs somebody now, and the clocks that end first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, literal, select, true
from sqlalchemy.orm import Session

from programme.concerns.queries import concerns_open
from programme.duties.shifts import notes_to_read
from programme.insight.case_filter import bail_passed
from programme.insight.case_lists import cases_in_state
from programme.insight.clock_lines import ClockLine, WatchedClock
from programme.insight.clocks import clocks_of_the_desk, count_to_answer
from programme.insight.desk_tasks import DeskTask, due_first, open_tasks
from programme.insight.list_pages import capped
from programme.insight.telling_by_hand import MessageToTell, messages_to_tell
from programme.intake.drafts import of_force
from programme.intake.models import ReferralDraft
from programme.notices.models import Delivery, OutboxMessage
from programme.outcomes.queries import TrayLine, results_waiting
from programme.referrals.models import Referral
from programme.referrals.queries import visible_to
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.storage.rows import columns_of, rows

WAITING_SHOWN, ALL_SHOWN = 5, 1000
TASKS_WHOLE, MESSAGES_WHOLE = "tasks", "messages"
"""The lists that are shown whole where the address says so."""
CLOCKS_SHOWN = 10
_RUNGS_SHOWN = 10
_COUNTED = (
    ReferralState.RETURNED,
    ReferralState.ACKNOWLEDGED,
    ReferralState.UNDECIDED,
    ReferralState.INELIGIBLE,
    ReferralState.ELIGIBLE,
    ReferralState.WITHDRAWN,
)


@dataclass(frozen=True, slots=True)
class _DeskRow:
    """The counts, by the words of their states, and one of the tasks."""

    returned: int
    acknowledged: int
    undecided: int
    ineligible: int
    eligible: int
    withdrawn: int
    rungs_waiting: int
    stopped: int
    drafts: int
    messages_waiting: int
    tasks_open: int
    handed_over: int
    bail_passed: int
    task: DeskTask | None


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk as the shift sees it. Counts stop where `list_pages.capped` stops counting. `rungs_waiting` are the
    actor's to answer; `rungs` are the shortest of them, and of those that are with somebody above him."""

    counts: dict[str, int]
    stopped: int
    rungs_waiting: int
    drafts: int
    messages_waiting: int
    tasks_open: int
    handed_over: int
    bail_passed: int
    tasks: list[DeskTask]
    results: list[TrayLine]
    messages: list[MessageToTell]
    rungs: list[ClockLine]
    clocks: list[WatchedClock]

    @property
    def references(self) -> set[str]:
        shown: list[DeskTask | TrayLine | MessageToTell | ClockLine]
        running = [clock.line for clock in self.clocks]
        shown = [*self.tasks, *self.rungs, *self.results, *self.messages, *running]
        return {line.reference for line in shown}

    @property
    def is_clear(self) -> bool:
        """Whether nothing needs anybody."""
        others = (
            self.rungs,
            self.stopped,
            self.drafts,
            self.messages_waiting,
            self.tasks_open,
            self.handed_over,
            self.bail_passed,
        )
        return not any((*self.counts.values(), *others))


def desk(db: Session, actor: Actor, *, today: date, whole: str = "") -> Desk:
    """The desk of the actor's force, in four statements; one list is `whole`, by TASKS_WHOLE or MESSAGES_WHOLE."""
    found = rows(db, _DeskRow, _counts_and_tasks(actor, today, ALL_SHOWN if whole == TASKS_WHOLE else WAITING_SHOWN))
    counts = found[0]
    rungs, clocks = clocks_of_the_desk(db, actor, waiting=_RUNGS_SHOWN, shortest=CLOCKS_SHOWN)
    return Desk(
        counts={state.value: getattr(counts, state.value) for state in _COUNTED},
        rungs_waiting=counts.rungs_waiting,
        stopped=counts.stopped,
        drafts=counts.drafts,
        messages_waiting=counts.messages_waiting,
        tasks_open=counts.tasks_open,
        handed_over=counts.handed_over,
        bail_passed=counts.bail_passed,
        # The database found the few that are due first; putting them in order there would be a sort of its own.
        tasks=sorted((row.task for row in found if row.task is not None), key=lambda task: task.due_on),
        results=results_waiting(db, actor, at_most=WAITING_SHOWN),
        messages=messages_to_tell(db, actor, at_most=ALL_SHOWN if whole == MESSAGES_WHOLE else WAITING_SHOWN),
        rungs=rungs,
        clocks=clocks,
    )


def _counts_and_tasks(actor: Actor, today: date, at_most: int) -> Select[*tuple[Any, ...]]:
    """The counts, and beside them the tasks that are due first: one row a task, one row where there is none."""
    one = select(literal(1).label("one")).subquery()
    tasks = due_first(open_tasks(actor, *columns_of(DeskTask, "task__")), at_most).subquery()
    return select(*_counts(actor, today), *tasks.c).select_from(one.outerjoin(tasks, true()))


def _counts(actor: Actor, today: date):  # type: ignore[no-untyped-def]
    counted = {state.value: cases_in_state(actor, state) for state in _COUNTED}
    drafts = select(literal(1)).select_from(ReferralDraft).where(of_force(actor))
    messages = visible_to(
        actor,
        select(literal(1))
        .select_from(OutboxMessage)
        .join(Referral, Referral.id == OutboxMessage.referral_id)
        .where(OutboxMessage.state.in_((Delivery.BY_HAND, Delivery.FAILED))),
    )
    counted |= {
        "rungs_waiting": count_to_answer(actor),
        "stopped": concerns_open(actor),
        "drafts": drafts,
        "messages_waiting": messages,
        "tasks_open": open_tasks(actor, literal(1)),
        "handed_over": notes_to_read(actor),
        "bail_passed": visible_to(actor, select(literal(1)).select_from(Referral).where(bail_passed(today))),
    }
    return [capped(wanted).scalar_subquery().label(name) for name, wanted in counted.items()]
