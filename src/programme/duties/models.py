"""Rungs that clocks reached, and tasks that cases raised."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from programme.duties.states import RUNGS, TASKS, RungEvent, RungState, TaskEvent, TaskState
from programme.shared.actor import Role
from programme.storage.base import Base, Id, Json, UtcDateTime, enum_column

_WAITING = text("state IN ('raised', 'passed_up')")
_OPEN = text("state = 'open'")


class ClockRung(Base):
    """One rung of the ladder that one clock reached: whom it was put to, and who said that he had seen it.

    `days_left` is the rung, `role` who has it now. A clock whose last day moved climbs afresh: the day is part of
    what makes a rung one rung. `told_at` is when a message last named it.
    """

    __tablename__ = "clock_rungs"
    __table_args__ = (
        Index("uq_clock_rungs_once", "referral_id", "days_left", "charge_by_on", unique=True),
        Index("ix_clock_rungs_waiting", "role", "raised_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_clock_rungs_to_pass_up", "pass_up_on", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    days_left: Mapped[int]
    charge_by_on: Mapped[date]
    state: Mapped[RungState] = mapped_column(enum_column(RungState), default=RungState.RAISED)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pass_up_on: Mapped[date]
    passed_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[str | None] = mapped_column(String(200))

    def apply(self, event: RungEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = RUNGS.after(self.state, event)


class DayTold(Base):
    """A working day whose morning message about all waiting rungs is owed: one a day, also by two processes."""

    __tablename__ = "days_told"

    told_on: Mapped[date] = mapped_column(primary_key=True)
    owed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TaskKind(StrEnum):
    """Kinds of work that a case can need."""

    BAIL_EXTENSION = "bail_extension"
    NO_PLACE_IN_TIME = "no_place_in_time"
    LOOK_AGAIN = "look_again"
    TELL_NEIGHBOUR = "tell_neighbour"
    NOBODY_TO_TELL = "nobody_to_tell"
    MESSAGE_NOT_DELIVERED = "message_not_delivered"
    TIME_LIMIT_PASSED = "time_limit_passed"
    REFUND_SENT_BACK = "refund_sent_back"
    PAYMENT_DISPUTED = "payment_disputed"
    PAYMENT_MISMATCH = "payment_mismatch"
    SAFE_HOURS = "safe_hours"
    PAID_OUTSIDE = "paid_outside"
    REASON_GIVEN = "reason_given"
    ASKED_TO_STOP = "asked_to_stop"
    REACH_HIM = "reach_him"


class Task(Base):
    """Something a case needs somebody to see to, by a day. A case has at most one open task of a kind."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index("uq_tasks_one_open", "referral_id", "kind", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_tasks_due", "due_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(None, "referral_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    kind: Mapped[TaskKind] = mapped_column(enum_column(TaskKind))
    state: Mapped[TaskState] = mapped_column(enum_column(TaskState), default=TaskState.OPEN)
    due_on: Mapped[date]
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[str | None] = mapped_column(String(200))

    def apply(self, event: TaskEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = TASKS.after(self.state, event)


class Cover(Base):
    """Somebody covers for an officer from a day until a day, both included: in every case of his, also those that come
    to him meanwhile, or in those of `case_ids`.

    No case is moved. Whoever asks who is told asks for the covers of the day, so that on the day after the last
    everything is the officer's again, and no job has to bring it back. The officer is known by his account, or by his
    address (in small letters) where a case names him without one.
    """

    __tablename__ = "covers"
    __table_args__ = (
        Index(None, "force_code", "until_on"),
        CheckConstraint("until_on >= from_on", name="ends_after_it_begins"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    force_code: Mapped[str] = mapped_column(ForeignKey("forces.code"))
    officer_id: Mapped[int | None] = mapped_column(Id, ForeignKey("accounts.id"))
    officer_email: Mapped[str] = mapped_column(String(254))
    officer: Mapped[str] = mapped_column(String(150))
    covered_by_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"))
    covered_by: Mapped[str] = mapped_column(String(150))
    from_on: Mapped[date]
    until_on: Mapped[date]
    case_ids: Mapped[list[int]] = mapped_column(Json)
    arranged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    arranged_by: Mapped[str] = mapped_column(String(200))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(200))


class CaseLink(Base):
    """A link that a message carried to somebody without an account: to how these cases stand, and nothing more.

    Its code is drawn as the message is sent, and the hash alone is kept. `acknowledged_at` is when whoever has it
    said that he has seen it.
    """

    __tablename__ = "case_links"
    __table_args__ = (Index(None, "ends_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    address: Mapped[str] = mapped_column(String(254))
    references: Mapped[list[str]] = mapped_column(Json)
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


LONGEST_SHIFT_NOTE = 2000


class ShiftNote(Base):
    """The note that one shift leaves the next at a desk: that of a station by its two letters, or "" of the whole
    force. `read_by` is who of the next shift said first that he has read it."""

    __tablename__ = "shift_notes"
    __table_args__ = (Index(None, "force_code", "station", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    force_code: Mapped[str] = mapped_column(ForeignKey("forces.code"))
    station: Mapped[str] = mapped_column(String(2), default="")
    text: Mapped[str] = mapped_column(String(LONGEST_SHIFT_NOTE))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[str] = mapped_column(String(200))
    written_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("accounts.id"))
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_by: Mapped[str | None] = mapped_column(String(200))
