"""Whether the work behind the pages goes on: asked by readiness again and again, so in one short look; and
what the page Service status knows beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.notices.carriers import Cause
from programme.notices.models import IS_HELD_BACK, Channel, Delivery, OutboxMessage
from programme.payments.models import Checkout
from programme.storage.clock_seen import clock_seen
from programme.storage.job_runs import JobRun
from programme.storage.try_outs import TriedPart, TryOut

CLOCKS_DIFFER = timedelta(minutes=2)
"""How far the clocks of two machines of one installation may be apart."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """Whether any job ever ran, and seconds since one ended last; None where that would be in the future, noted by a
    clock that was wrong. And how long the message that is due longest has been due, 0 where none is."""

    any_job_ran: bool
    job_ended_seconds: float | None
    message_waits_seconds: float


def pulse(db: Session, *, now: datetime, machine_now: datetime) -> Pulse:
    """The pulse at the business instant `now`; jobs are noted in the machine's time."""
    ended_at: datetime | None = db.execute(
        select(func.max(JobRun.finished_at)).where(JobRun.finished_at <= machine_now + CLOCKS_DIFFER)
    ).scalar_one()
    any_job_ran = ended_at is not None or db.execute(select(JobRun.name).limit(1)).first() is not None
    due_since: datetime | None = db.execute(
        select(func.min(OutboxMessage.next_try_at)).where(
            OutboxMessage.state == Delivery.QUEUED, OutboxMessage.next_try_at <= now
        )
    ).scalar_one()
    return Pulse(
        any_job_ran,
        (machine_now - ended_at).total_seconds() if ended_at is not None else None,
        (now - due_since).total_seconds() if due_since is not None else 0.0,
    )


class Trouble(StrEnum):
    """Things that do not work, where the pages do."""

    CLOCK = "the clock is doubted"
    MAIL = "mail does not go"
    HELD_BACK = "messages are held back"
    PAYMENTS = "the payment gateway does not answer"


_SHOWN_TO_WORK = {
    TriedPart.MAIL: select(func.max(OutboxMessage.sent_at)).where(OutboxMessage.channel == Channel.EMAIL),
    TriedPart.PAYMENTS: select(func.max(Checkout.opened_at)).where(Checkout.gateway_reference.is_not(None)),
}
_TROUBLE = {TriedPart.MAIL: Trouble.MAIL, TriedPart.PAYMENTS: Trouble.PAYMENTS}


def troubles(db: Session, marks: Mapping[TriedPart, str]) -> set[Trouble]:
    """A clock that is doubted, messages that a fault of ours keeps back, a mail server that takes none, and what failed
    when it was tried last with the settings of these marks, unless it was seen to work since."""
    return set(_troubles(db, marks))


def untried(db: Session, marks: Mapping[TriedPart, str]) -> set[TriedPart]:
    """The parts of which nobody knows yet that they work: nothing ever went through them, and no try with the settings
    of these marks went well."""
    return {part for part, mark in marks.items() if not _ever_worked(db, part, mark)}


def _ever_worked(db: Session, part: TriedPart, mark: str) -> bool:
    if db.execute(_SHOWN_TO_WORK[part]).scalar_one() is not None:
        return True
    well = select(TryOut.id).where(TryOut.part == part, TryOut.worked, TryOut.settings_mark == mark)
    return db.execute(well.limit(1)).first() is not None


def _troubles(db: Session, marks: Mapping[TriedPart, str]) -> Iterator[Trouble]:
    seen = clock_seen(db)
    if seen is not None and seen.doubt:
        yield Trouble.CLOCK
    if db.execute(select(OutboxMessage.id).where(IS_HELD_BACK).limit(1)).first() is not None:
        yield Trouble.HELD_BACK
    if _mail_is_away(db):
        yield Trouble.MAIL
    for part, mark in marks.items():
        newest = select(TryOut).where(TryOut.part == part).order_by(TryOut.id.desc()).limit(1)
        tried = db.execute(newest).scalar_one_or_none()
        if tried is not None and not tried.worked and tried.settings_mark == mark:
            worked_at: datetime | None = db.execute(_SHOWN_TO_WORK[part]).scalar_one()
            if worked_at is None or worked_at < tried.at:
                yield _TROUBLE[part]


_MAIL_SERVER = (Cause.SERVICE_AWAY, Cause.KEY_REFUSED, Cause.NO_CARRIER)


def _mail_is_away(db: Session) -> bool:
    """Whether the mail server kept an email back, and none went since that was written."""
    email = OutboxMessage.channel == Channel.EMAIL
    held = select(func.max(OutboxMessage.queued_at)).where(IS_HELD_BACK, email, OutboxMessage.cause.in_(_MAIL_SERVER))
    held_since: datetime | None = db.execute(held).scalar_one()
    if held_since is None:
        return False
    went_at: datetime | None = db.execute(_SHOWN_TO_WORK[TriedPart.MAIL]).scalar_one()
    return went_at is None or went_at < held_since
