"""A link in each message to a person that stops what goes to that address: for him, and for whoever has it by mistake.

It is drawn as the message is about to go, and only its hash is kept. It opens nothing, signs nobody in, tells nothing.
At every try it is asked anew where nothing goes: a message for such an address waits for a person instead.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import and_, case, delete, insert, select, update
from sqlalchemy.orm import Session

from programme.notices.carriers import Rendered
from programme.notices.catalogue import FOR_A_PERSON, FOR_HIS_OLD_ADDRESS
from programme.notices.models import Channel, Delivery, OutboxMessage, Owed, StopLink

STOP_LINK_LASTS = timedelta(days=365)
"""A link that nobody used goes after so long. One that was used stays."""
TOKEN_LETTERS = "23456789bcdfghjkmnpqrstvwxz"  # noqa: S105 - what a token is made of: no vowels, so that it spells nothing
TOKEN_LENGTH = 16
"""76 random bits, in as few letters as a text has room for."""
_STOPPED = select(StopLink.address).where(StopLink.stopped_at.is_not(None))


def draw_stop_links(db: Session, claimed: Sequence[Owed], *, now: datetime) -> dict[str, str]:
    """Draw the link of each of these messages that is to a person, by the key of the message."""
    to_him = [one for one in claimed if one.notice in FOR_A_PERSON and one.referral_id is not None]
    if not to_him:
        return {}
    over = and_(StopLink.drawn_at <= now - STOP_LINK_LASTS, StopLink.stopped_at.is_(None))
    db.execute(delete(StopLink).where(over))
    drawn = {one.dedupe_key: "".join(secrets.choice(TOKEN_LETTERS) for _ in range(TOKEN_LENGTH)) for one in to_him}
    rows = [
        {
            "token_hash": _hash(drawn[one.dedupe_key]),
            "referral_id": one.referral_id,
            "address": one.address,
            "drawn_at": now,
        }
        for one in to_him
    ]
    db.execute(insert(StopLink), rows)
    return drawn


def with_stop_line(message: Rendered, channel: Channel, drawn: Mapping[str, str], public_url: str) -> Rendered:
    """The message as it leaves. The copy that is kept of it is without the link."""
    token = drawn.get(message.key)
    if token is None:
        return message
    link = f"{public_url}/stop/{token}"
    if channel is Channel.TEXT:
        return replace(message, body=f"{message.body} Not for you? Stop: {link}")
    return replace(message, body=f"{message.body}\nIs this not for you, or should we not write here? {link}\n")


def find_stop_link(db: Session, token: str) -> StopLink | None:
    """The link of a message, locked."""
    wanted = select(StopLink).where(StopLink.token_hash == _hash(token))
    return db.execute(wanted.with_for_update()).scalar_one_or_none()


def keep_from_stopped(db: Session) -> None:
    """Messages on their way to an address that was stopped wait for a person to tell him; a claim on one is void. One
    that was for that address alone is not needed."""
    db.flush()
    for_it_alone = OutboxMessage.notice.in_(FOR_HIS_OLD_ADDRESS)
    db.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.state.in_((Delivery.QUEUED, Delivery.SENDING)),
            OutboxMessage.notice.in_(FOR_A_PERSON),
            OutboxMessage.address.in_(_STOPPED),
        )
        .values(
            state=case((for_it_alone, Delivery.STALE), else_=Delivery.BY_HAND),
            channel=case((for_it_alone, OutboxMessage.channel), else_=Channel.HAND),
            address=case((for_it_alone, OutboxMessage.address), else_=""),
            claimed_by=None,
            cause=None,
            problem=None,
        )
        .execution_options(synchronize_session=False)
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
