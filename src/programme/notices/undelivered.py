"""Messages that did not go: which somebody has to hear of, and which addresses refuse what is sent to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from programme.notices.carriers import OF_THE_ADDRESS, Cause
from programme.notices.catalogue import NEEDLESS_LATE
from programme.notices.models import IS_HELD_BACK, OPEN, Channel, Delivery, OutboxMessage, UnsentState
from programme.notices.sending import SEND_TRIES

TOLD_AFTER = timedelta(hours=9)
"""A message that is held back is somebody's to see to so long after its first try, however few his hours have let it
make since."""
TOLD_EARLY = TOLD_AFTER, 5
"""Where its time runs out within so long it is so from this try on, about eight minutes after the first: whoever tells
him another way needs the time."""
TOLD_AT_ONCE = (
    Cause.NO_CARRIER,
    Cause.NO_WORDS,
    Cause.GIVES_AWAY,
    Cause.NO_HELP_LINE,
    Cause.OUTSIDE_HOURS,
    Cause.HOURS_UNREAD,
)
"""No time mends these: somebody must."""
ABOUT_THE_ADDRESS = frozenset({*OF_THE_ADDRESS, Cause.NOT_ACCEPTED})
"""Causes for which somebody else is told instead: nothing is wrong with the way there for all."""
_OF_THE_ADDRESS = tuple(sorted(OF_THE_ADDRESS))
_REFUSED = (Cause.ADDRESS_REFUSED, Cause.NOT_AN_ADDRESS)


def _to_follow_up(now: datetime) -> ColumnElement[bool]:
    within, tries = TOLD_EARLY
    ends_soon = and_(
        OutboxMessage.attempts >= tries,
        OutboxMessage.stale_at <= now + within,
        OutboxMessage.notice.not_in(NEEDLESS_LATE),
    )
    long = or_(OutboxMessage.first_tried_at <= now - TOLD_AFTER, ends_soon, OutboxMessage.cause.in_(TOLD_AT_ONCE))
    undelivered = or_(OutboxMessage.state == Delivery.FAILED, and_(IS_HELD_BACK, long))
    return and_(OutboxMessage.followed_up_at.is_(None), undelivered)


def messages_to_follow_up(db: Session, *, now: datetime, after_id: int, at_most: int) -> list[int]:
    """Messages that failed or are held back for long, of which nobody was told: the numbers above `after_id`, in their
    order."""
    wanted = select(OutboxMessage.id).where(_to_follow_up(now), OutboxMessage.id > after_id)
    return list(db.execute(wanted.order_by(OutboxMessage.id).limit(at_most)).scalars())


def case_of_message(db: Session, message_id: int) -> int | None:
    """The case that a message belongs to."""
    return db.execute(select(OutboxMessage.referral_id).where(OutboxMessage.id == message_id)).scalar_one_or_none()


def lock_to_follow_up(db: Session, message_id: int, *, now: datetime) -> OutboxMessage | None:
    """The message's row, locked; None where somebody was told of it meanwhile, or it went. Lock its case first."""
    wanted = select(OutboxMessage).where(OutboxMessage.id == message_id, _to_follow_up(now)).with_for_update()
    return db.execute(wanted).scalar_one_or_none()


def refusing(db: Session, addresses: Collection[str]) -> frozenset[str]:
    """Those of these email addresses which refused what was sent to them last.

    They are passed over until something arrives at them again, the message is sent again by somebody who knows better,
    or the address is another.
    """
    if not addresses:
        return frozenset()
    refused_at = func.max(case((OutboxMessage.cause.in_(_REFUSED), OutboxMessage.next_try_at)))
    arrived_at = func.max(case((OutboxMessage.state == Delivery.SENT, OutboxMessage.sent_at)))
    rows = db.execute(
        select(OutboxMessage.address)
        .where(
            OutboxMessage.address.in_(sorted(addresses)),
            OutboxMessage.channel != Channel.TEXT,
            or_(
                OutboxMessage.cause.in_(_REFUSED),
                and_(OutboxMessage.state == Delivery.SENT, OutboxMessage.channel == Channel.EMAIL),
            ),
        )
        .group_by(OutboxMessage.address)
        .having(refused_at.is_not(None), or_(arrived_at.is_(None), arrived_at <= refused_at))
    )
    return frozenset(rows.scalars())


def told_the_same(db: Session, message: OutboxMessage) -> frozenset[str]:
    """The other addresses at which this notice, with these facts, arrived or is on its way."""
    rows = db.execute(
        select(OutboxMessage.address, OutboxMessage.facts).where(
            OutboxMessage.referral_id == message.referral_id,
            OutboxMessage.notice == message.notice,
            OutboxMessage.id != message.id,
            OutboxMessage.cause.is_(None),
            OutboxMessage.state.in_((Delivery.QUEUED, Delivery.SENDING, Delivery.SENT)),
        )
    )
    return frozenset(row.address for row in rows if row.facts == message.facts)


def hold_nothing_back(db: Session, *, now: datetime, given_up_too: bool) -> dict[Cause, int]:
    """Make due now what waits or failed by our own fault; with `given_up_too` also what was tried for all its days.
    Returns how many of each cause."""
    failed = and_(OutboxMessage.state == Delivery.FAILED, OutboxMessage.cause.not_in(_OF_THE_ADDRESS))
    failed = and_(failed, or_(OutboxMessage.stale_at.is_(None), OutboxMessage.stale_at > now))  # else it is too late
    if not given_up_too:
        failed = and_(failed, OutboxMessage.attempts < SEND_TRIES)
    ours = or_(IS_HELD_BACK, failed)
    counted = select(OutboxMessage.cause, func.count().label("messages")).where(ours).group_by(OutboxMessage.cause)
    found = db.execute(counted).all()
    db.execute(
        update(OutboxMessage)
        .where(ours)
        .values(
            state=Delivery.QUEUED,
            next_try_at=now,
            # a new count of tries, but for a carrier still a repeat
            attempts=case((OutboxMessage.attempts > 0, 1), else_=0),
            claimed_by=None,
        )
        .execution_options(synchronize_session=False)
    )
    return {row.cause: row.messages for row in found if row.cause is not None}


@dataclass(frozen=True, slots=True)
class NotSent:
    """So many messages that stand alike, and since when the oldest is owed. Nobody is named."""

    standing: UnsentState
    cause: Cause | None
    count: int
    oldest_at: datetime


def waiting_and_failed(db: Session) -> list[NotSent]:
    """Messages that are not sent, by state and cause."""
    rows = db.execute(
        select(
            OutboxMessage.state,
            OutboxMessage.cause,
            func.count().label("messages"),
            func.min(OutboxMessage.queued_at).label("oldest_at"),
        )
        .where(OutboxMessage.state.in_(OPEN))
        .group_by(OutboxMessage.state, OutboxMessage.cause)
    )
    found: dict[tuple[UnsentState, Cause | None], NotSent] = {}
    for row in rows:
        key = (_standing(row.state, row.cause), row.cause)
        before = found.get(key, NotSent(*key, 0, row.oldest_at))
        found[key] = NotSent(*key, before.count + row.messages, min(before.oldest_at, row.oldest_at))
    return [found[key] for key in sorted(found, key=lambda one: (list(UnsentState).index(one[0]), one[1] or ""))]


def _standing(state: Delivery, cause: Cause | None) -> UnsentState:
    if state in (Delivery.BY_HAND, Delivery.FAILED):
        return UnsentState(state.value)
    return UnsentState.WAITS if cause is None else UnsentState.HELD_BACK
