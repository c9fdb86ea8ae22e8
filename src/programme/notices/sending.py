"""Steps of sending what is owed: claim a batch, find its words, write down what became of it.

A message is carried at least once, between these steps and outside any transaction (`jobs/outbox.py`). A process killed
between carrying and writing down leaves at most one batch in doubt; it is carried again, under the same key, when its
claim runs out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, and_, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session

from programme.history import events
from programme.history.events import EventKind
from programme.history.timeline import record_all
from programme.notices.carriers import Carried, Cause, Rendered
from programme.notices.catalogue import NEEDLESS_LATE
from programme.notices.doubting import doubt_many_refusals
from programme.notices.keeping_hours import PlansOf, keep_for_safe_hours
from programme.notices.models import Channel, Delivery, OutboxMessage, Owed
from programme.notices.rendering import NO_PROGRAMME, GivesAway, NoHelpLine, Sender, Words
from programme.notices.stopping import keep_from_stopped
from programme.notices.words import notice_words
from programme.shared.actor import WORKER
from programme.shared.plausible import latest_possible
from programme.storage.rows import columns_of, rows

CLAIM = timedelta(minutes=10)
"""How long a claimed message is left to its process. Carriers give up a batch well before (`PATIENCE_SECONDS`)."""
LONGEST_RETRY_WAIT = timedelta(hours=6)
"""No try is put off for longer. One that is was put off by a clock that ran ahead, and counts as due."""
SEND_TRIES = 40
"""Half a minute, a minute, ... six hours, and on every six hours: seven and a half days in all, and a fortnight where
its tries keep to ten to six. A message given up then
can still be sent (`programme messages retry --all`)."""
_TOO_LATE = "its time ran out before it was tried"


def claim_owed(db: Session, *, holder: str, now: datetime, batch: int, plans_of: PlansOf) -> list[Owed]:
    """Claim up to `batch` messages that are due and may go at this hour, and give up those whose time ran out."""
    due = or_(OutboxMessage.next_try_at <= now, OutboxMessage.next_try_at > latest_possible(now, LONGEST_RETRY_WAIT))
    keep_from_stopped(db)
    _give_up_what_is_too_late(db, now, due)
    claimed: list[Owed] = []
    while len(claimed) < batch:
        found = rows(db, Owed, _wanted(due, now).limit(batch - len(claimed)))
        going = keep_for_safe_hours(db, found, plans_of, now=now)
        _claim(db, going, holder, now)
        claimed += going
        if len(going) == len(found):
            break  # none was kept that another could take the place of
    return claimed


def _wanted(due: ColumnElement[bool], now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns_of(Owed))
        .where(
            OutboxMessage.state.in_((Delivery.QUEUED, Delivery.SENDING)),
            due,
            or_(OutboxMessage.stale_at.is_(None), OutboxMessage.stale_at > now),
        )
        .order_by(OutboxMessage.next_try_at, OutboxMessage.id)
        .with_for_update(skip_locked=True)
    )


def _claim(db: Session, going: Sequence[Owed], holder: str, now: datetime) -> None:
    if going:
        db.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_([one.id for one in going]))
            .values(
                state=Delivery.SENDING,
                claimed_by=holder,
                next_try_at=now + CLAIM,
                attempts=OutboxMessage.attempts + 1,
                first_tried_at=func.coalesce(OutboxMessage.first_tried_at, now),
            )
            .execution_options(synchronize_session=False)
        )


def _give_up_what_is_too_late(db: Session, now: datetime, due: ColumnElement[bool]) -> None:
    """A message that was held back, or not looked at, until its time ran out has failed. Any other is not needed any
    more."""
    has_failed = and_(OutboxMessage.state == Delivery.QUEUED, OutboxMessage.notice.not_in(NEEDLESS_LATE))

    def where_failed(then: object, otherwise: object) -> ColumnElement[Any]:
        return case((has_failed, then), else_=otherwise)

    given_up = db.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.stale_at <= now,
            or_(
                OutboxMessage.state.in_((Delivery.QUEUED, Delivery.BY_HAND)),
                and_(OutboxMessage.state == Delivery.SENDING, due),
            ),
        )
        .values(
            state=where_failed(Delivery.FAILED, Delivery.STALE),
            cause=where_failed(func.coalesce(OutboxMessage.cause, Cause.SERVICE_AWAY), OutboxMessage.cause),
            problem=where_failed(func.coalesce(OutboxMessage.problem, _TOO_LATE), OutboxMessage.problem),
            next_try_at=where_failed(now, OutboxMessage.next_try_at),
        )
        .returning(OutboxMessage.state, OutboxMessage.referral_id, OutboxMessage.notice, OutboxMessage.channel)
        .execution_options(synchronize_session=False)
    ).all()
    told = [
        _event(row.referral_id, events.MessageFailed, row.notice, row.channel)
        for row in given_up
        if row.state is Delivery.FAILED and row.referral_id
    ]
    record_all(db, told, actor=WORKER, now=now)


def render_owed(
    claimed: Sequence[Owed], words: Words, senders: Mapping[int, Sender]
) -> tuple[list[tuple[Owed, Rendered]], list[Carried]]:
    """The words of each message, and those that have none that may leave. `senders`: whom the messages of a case are
    from, by its number."""
    rendered: list[tuple[Owed, Rendered]] = []
    refused: list[Carried] = []
    for owed in claimed:
        try:
            sender = senders.get(owed.referral_id or 0, NO_PROGRAMME)
            subject, body = words.render(owed.notice, owed.channel, owed.facts, sender=sender)
        except GivesAway as found:
            refused.append(Carried(owed.dedupe_key, f"gives away: {found}", Cause.GIVES_AWAY))
        except NoHelpLine:
            refused.append(Carried(owed.dedupe_key, "no help number", Cause.NO_HELP_LINE))
        except Exception as fault:  # one broken template must not stop the others
            refused.append(Carried(owed.dedupe_key, f"no words: {type(fault).__name__}", Cause.NO_WORDS))
        else:
            again = owed.attempts > 0
            message = Rendered(owed.dedupe_key, owed.address, subject, body, again=again, sender_name=sender.name)
            rendered.append((owed, message))
    return rendered, refused


def still_claimed(db: Session, claimed: Sequence[Owed], *, holder: str) -> frozenset[str]:
    """The keys of those that are still ours to carry: not of one that goes to another address since, or that was called
    off."""
    ours = select(OutboxMessage.id, OutboxMessage.dedupe_key, OutboxMessage.attempts).where(
        OutboxMessage.id.in_([owed.id for owed in claimed]),
        OutboxMessage.claimed_by == holder,
        OutboxMessage.state == Delivery.SENDING,
    )
    tries = {owed.id: owed.attempts + 1 for owed in claimed}
    return frozenset(row.dedupe_key for row in db.execute(ours) if tries[row.id] == row.attempts)


def settle_carried(
    db: Session,
    claimed: Sequence[Owed],
    outcomes: Sequence[Carried],
    texts: dict[str, Rendered],
    *,
    holder: str,
    now: datetime,
) -> None:
    """Write down what became of each, only while the claim is still ours: the number of attempts tells it from a later
    one. A message that was called off meanwhile and did not go is not tried again; where it went, it says so. Of
    one that was given another address meanwhile nothing failed: it begins anew there."""
    by_key = {owed.dedupe_key: owed for owed in claimed}
    ours = still_claimed(db, claimed, holder=holder)
    outcomes = doubt_many_refusals(db, by_key, outcomes, now=now)
    changes = [_change(by_key[outcome.key], outcome, texts.get(outcome.key), now) for outcome in outcomes]
    table = OutboxMessage.__table__
    db.connection().execute(
        update(table)  # type: ignore[arg-type]
        .where(
            table.c.id == bindparam("row_id"),
            table.c.claimed_by == holder,
            table.c.attempts == bindparam("row_attempts"),
            or_(table.c.state == Delivery.SENDING, bindparam("row_carried", type_=Boolean)),
        )
        .values({name: bindparam(f"new_{name}") for name in _CHANGED}),
        changes,
    )
    told = [
        _event(owed.referral_id, _kind(outcome), owed.notice, owed.channel)
        for outcome in outcomes
        for owed in [by_key[outcome.key]]
        if owed.referral_id and (outcome.problem is None or (_gives_up(owed, outcome) and outcome.key in ours))
    ]
    record_all(db, told, actor=WORKER, now=now)


_CHANGED = ("state", "sent_at", "next_try_at", "subject", "body", "problem", "cause", "followed_up_at")


def _gives_up(owed: Owed, outcome: Carried) -> bool:
    return outcome.lasting or owed.attempts + 1 >= SEND_TRIES


def wait_after(tries: int) -> timedelta:
    """How long a message is left after so many tries: growing gaps, and no more than `LONGEST_WAIT`."""
    doublings = min(tries - 1, 20)
    return min(LONGEST_RETRY_WAIT, timedelta(seconds=30 << doublings))


def _change(owed: Owed, outcome: Carried, text: Rendered | None, now: datetime) -> dict[str, Any]:
    if outcome.problem is None:
        state, sent_at, again = Delivery.SENT, now, now
    elif _gives_up(owed, outcome):
        state, sent_at, again = Delivery.FAILED, None, now
    else:
        state, sent_at, again = Delivery.QUEUED, None, now + wait_after(owed.attempts + 1)
    return {
        "row_id": owed.id,
        "row_attempts": owed.attempts + 1,
        "row_carried": outcome.problem is None,
        "new_state": state,
        "new_sent_at": sent_at,
        "new_next_try_at": again,
        "new_subject": text.subject if text else None,
        "new_body": text.body if text else None,
        "new_problem": outcome.problem[:200] if outcome.problem else None,
        "new_cause": outcome.cause if outcome.problem else None,
        "new_followed_up_at": None if state is Delivery.FAILED else owed.followed_up_at,
    }


def _kind(outcome: Carried) -> EventKind:
    return events.MessageFailed if outcome.problem else events.MessageSent


def _event(referral_id: int, kind: EventKind, notice: str, channel: Channel) -> tuple[int, EventKind, dict[str, Any]]:
    return referral_id, kind, {"notice": notice_words(notice), "channel": channel.value}
