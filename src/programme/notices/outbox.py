"""Owing a message: a row written with its cause, in the transaction of the cause. The worker sends it.

When a message becomes stale stands where its notice is declared (`notices.catalogue`).

A message to the person himself is owed only in a case in which he was made an offer. Before that he knows of nothing
and nobody has asked what is safe for him: whatever the cause, nothing is written. But for a code that he lets be sent
while he is there (`catalogue.SENT_BEFORE_OFFER`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, case, cast, column, exists, func, or_, select, table, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from programme.history.events import storable
from programme.history.followers import happened_in
from programme.notices.carriers import Cause
from programme.notices.catalogue import CATALOGUE, FOR_HIS_OLD_ADDRESS, FOR_STAFF, SENT_BEFORE_OFFER
from programme.notices.models import IS_UNDELIVERED, OPEN, Channel, Delivery, OutboxMessage
from programme.shared.plausible import latest_possible
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import write

_OWED = "programme_owed"


@dataclass(frozen=True, slots=True)
class OwedNow:
    """A message that was owed in this transaction, when `order` events had been recorded in it."""

    notice: str
    referral_id: int
    order: int


def owed_in(db: Session) -> dict[str, OwedNow]:
    """The messages owed about cases in this transaction so far, by the key of each message."""
    found: dict[str, OwedNow] = db.info.setdefault(_OWED, {})
    return found


@dataclass(frozen=True, slots=True)
class Debt:
    """One message to be owed. `notice` is the name of a folder in `notifications/`; `facts` fill its words: instants,
    dates, text, pence; nothing in them may tell what the service is about. The same `cause` owes a notice once. After
    `stale_at` the message is not sent any more. `not_before` is never further away than the longest wait between two
    tries: what is counts as due. `he_acted_at` is when he himself did what it answers: nobody else's doing finds him
    with the page open (`notices/keeping_hours.py`)."""

    notice: str
    cause: str
    channel: Channel
    address: str
    facts: dict[str, Any]
    referral_id: int | None = None
    language: str = "en"
    not_before: datetime | None = None
    stale_at: datetime | None = None
    he_acted_at: datetime | None = None


def owe(
    db: Session,
    *,
    notice: str,
    cause: str,
    channel: Channel,
    address: str,
    facts: dict[str, Any],
    now: datetime,
    referral_id: int | None = None,
    language: str = "en",
    not_before: datetime | None = None,
    stale_at: datetime | None = None,
    he_acted_at: datetime | None = None,
) -> bool:
    """Owe one message (see Debt) and return True; False when the same `cause` owes this notice already, and when it is
    for a person who was never made an offer."""
    debt = Debt(notice, cause, channel, address, facts, referral_id, language, not_before, stale_at, he_acted_at)
    return owe_one(db, debt, now=now)


def owe_one(db: Session, debt: Debt, *, now: datetime) -> bool:
    """The same of a debt that is made already."""
    _check_channel(debt)
    add = _ADD_ONE[_to_him(debt), db.get_bind().dialect.name]
    if added := write(db, add, **_row(debt, now)):
        _note(db, debt)  # one that was owed already is no news: what happened may have made it stale
    return added


def owe_all(db: Session, debts: Sequence[Debt], *, now: datetime) -> None:
    """Owe many messages in one statement; those whose cause owes them already are left as they are, and those for a
    person who was never made an offer are not owed."""
    for debt in debts:
        _check_channel(debt)
        _note(db, debt)
    for to_him in (False, True):
        if rows := [_row(debt, now) for debt in debts if _to_him(debt) is to_him]:
            db.execute(_ADD[to_him, db.get_bind().dialect.name], rows)


def _check_channel(debt: Debt) -> None:
    if debt.channel not in CATALOGUE[debt.notice].channels:
        raise ValueError(f"{debt.notice} does not go by {debt.channel}")


def _note(db: Session, debt: Debt) -> None:
    if debt.referral_id is not None and CATALOGUE[debt.notice].stale_when:
        owed_in(db)[_key(debt)] = OwedNow(debt.notice, debt.referral_id, len(happened_in(db)))


def _key(debt: Debt) -> str:
    return f"{debt.notice}:{debt.cause}"


def _to_him(debt: Debt) -> bool:
    """Whether it is for the person of a case, who has to have been made an offer."""
    return debt.notice not in FOR_STAFF | SENT_BEFORE_OFFER and debt.referral_id is not None


_COLUMNS: tuple[str, ...] = (
    "dedupe_key", "notice", "referral_id", "channel", "address", "language", "facts", "state", "queued_at",
    "he_acted_at", "next_try_at", "stale_at", "attempts",
)  # fmt: skip
_TABLE = OutboxMessage.metadata.tables[OutboxMessage.__tablename__]
_OFFERS = table("offers", column("referral_id"))
"""Named and not imported: offers are a stage above this one."""


def _only_to_whom_it_was_offered(name: str) -> Select[*tuple[Any, ...]]:
    """The values of a row, where its case has had an offer: asked in the statement that writes it."""
    cells: list[Any] = [bindparam(one, type_=_TABLE.c[one].type) for one in _COLUMNS]
    if name == "postgresql":  # it does not know of itself what a value is that is selected
        cells = [cast(cell, cell.type) for cell in cells]
    case = bindparam("referral_id", type_=_TABLE.c.referral_id.type)
    return select(*cells).where(exists(select(_OFFERS.c.referral_id).where(_OFFERS.c.referral_id == case)))


_ENGINES = (("sqlite", sqlite), ("postgresql", postgresql))
_ADD = {(False, name): engine.insert(OutboxMessage) for name, engine in _ENGINES} | {
    (True, name): engine.insert(_TABLE).from_select(
        _COLUMNS, _only_to_whom_it_was_offered(name), include_defaults=False
    )
    for name, engine in _ENGINES
}
_ADD = {which: add.on_conflict_do_nothing(index_elements=["dedupe_key"]) for which, add in _ADD.items()}
_ADD_ONE = {which: add.returning(_TABLE.c.id) for which, add in _ADD.items()}


def _row(debt: Debt, now: datetime) -> dict[str, Any]:
    return {
        "dedupe_key": _key(debt),
        "notice": debt.notice,
        "referral_id": debt.referral_id,
        "channel": debt.channel,
        "address": debt.address,
        "language": debt.language,
        "facts": storable(debt.facts),
        "state": Delivery.BY_HAND if debt.channel is Channel.HAND else Delivery.QUEUED,
        "queued_at": now,
        "he_acted_at": debt.he_acted_at,
        "next_try_at": debt.not_before or now,
        "stale_at": debt.stale_at,
        "attempts": 0,
    }


def owe_anew(db: Session, *, now: datetime) -> None:
    """A message that a clock running ahead has owed in the name of a day still to come keeps nobody from being told on
    that day."""
    anew = OutboxMessage.dedupe_key + ":" + cast(OutboxMessage.id, String)
    db.execute(
        update(OutboxMessage)
        .where(OutboxMessage.queued_at > latest_possible(now))
        .values(dedupe_key=anew, queued_at=now)
        .execution_options(synchronize_session=False)
    )


def readdress(
    db: Session,
    referral_ids: Collection[int],
    *,
    channel: Channel,
    address: str,
    now: datetime,
) -> None:
    """Messages still owed to the person in these cases go to this address instead; what was for the address before that
    alone is called off.

    An address that is no longer safe must not get what was written before it was corrected, whether it waits, is held
    back, or was claimed: a claim on it is void. A message that could not be sent to the address before is due again, as
    is one that failed because his hours could not be read: whoever says how he is reached says them too.
    """
    owed_still = and_(OutboxMessage.referral_id.in_(referral_ids), OutboxMessage.state.in_(OPEN))
    before = OutboxMessage.notice.in_(FOR_HIS_OLD_ADDRESS)
    db.execute(update(OutboxMessage).where(owed_still, before).values(state=Delivery.STALE))
    unread = OutboxMessage.cause == Cause.HOURS_UNREAD
    tried = or_(OutboxMessage.state.in_((Delivery.SENDING, Delivery.FAILED)), OutboxMessage.cause.is_not(None))
    db.execute(
        update(OutboxMessage)
        .where(
            owed_still,
            OutboxMessage.notice.not_in(FOR_STAFF),
            or_(OutboxMessage.channel != channel, OutboxMessage.address != address, unread),
        )
        .values(
            channel=channel,
            address=address,
            state=Delivery.BY_HAND if channel is Channel.HAND else Delivery.QUEUED,
            next_try_at=case((tried, now), else_=OutboxMessage.next_try_at),
            **_UNTRIED,
        )
    )


def readdress_staff(
    db: Session, referral_ids: Collection[int], *, was: Collection[str], address: str, signs_in: bool, now: datetime
) -> None:
    """Messages still owed in these cases to a colleague at the addresses he `was` told at go to another, who has them
    now: in the words for somebody who `signs_in`, or for somebody who does not."""
    owed_still = and_(OutboxMessage.referral_id.in_(referral_ids), OutboxMessage.state.in_(OPEN))
    his = and_(OutboxMessage.notice.in_(FOR_STAFF), func.lower(OutboxMessage.address).in_([one.lower() for one in was]))
    wanted = select(OutboxMessage).where(owed_still, his).order_by(OutboxMessage.id).with_for_update()
    for message in db.execute(wanted).scalars().all():
        message.facts = {**message.facts, "signs_in": signs_in}
        message.address, message.state, message.next_try_at = address, Delivery.QUEUED, now
        for name, value in _UNTRIED.items():
            setattr(message, name, value)
    db.flush()


def call_off(db: Session, keys: Collection[str]) -> None:
    """Messages with these keys that are still owed are not needed any more."""
    if keys:
        owed_still = and_(OutboxMessage.dedupe_key.in_(keys), OutboxMessage.state.in_(OPEN))
        db.execute(update(OutboxMessage).where(owed_still).values(state=Delivery.STALE))


@reads(OutboxMessage)
@dataclass(frozen=True, slots=True)
class DueAgain:
    """A message that is due once more, and the case that it is about."""

    id: int
    notice: str
    referral_id: int | None


def make_due(db: Session, message_ids: Collection[int], *, now: datetime) -> list[DueAgain]:
    """Those of these messages that were given up or are held back are due now, and their addresses believed in again.
    The caller has locked them."""
    chosen = and_(OutboxMessage.id.in_(message_ids), IS_UNDELIVERED)
    found = list(rows(db, DueAgain, select(*columns_of(DueAgain)).where(chosen).order_by(OutboxMessage.id)))
    db.execute(update(OutboxMessage).where(chosen).values(state=Delivery.QUEUED, next_try_at=now, **_UNTRIED))
    return found


def send_again(db: Session, referral_id: int, message_id: int, *, now: datetime) -> str | None:
    """A message that was given up or is held back is due now, and its address is believed in again. Returns its notice;
    None when it is neither."""
    found = db.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.referral_id == referral_id, IS_UNDELIVERED)
        .values(state=Delivery.QUEUED, next_try_at=now, **_UNTRIED)
        .returning(OutboxMessage.notice)
    )
    return found.scalar_one_or_none()


_UNTRIED: dict[str, Any] = {
    "attempts": 0,
    "first_tried_at": None,
    "claimed_by": None,
    "problem": None,
    "cause": None,
}


def delivered_by_hand(db: Session, referral_id: int, message_id: int, *, now: datetime) -> str | None:
    """Somebody told whom it is for: the message is done, also where it is held back. Returns its notice; None when it
    does not wait for anybody."""
    done = db.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == message_id,
            OutboxMessage.referral_id == referral_id,
            or_(OutboxMessage.state == Delivery.BY_HAND, IS_UNDELIVERED),
        )
        .values(state=Delivery.SENT, channel=Channel.HAND, sent_at=now)
        .returning(OutboxMessage.notice)
    )
    return done.scalar_one_or_none()
