"""Whether he is reached at a number or an address: it is checked with a code that is sent there and that he reads back.

The outbox holds the name of a code and never the code. The worker draws six digits when it is about to send the message
and keeps their hash. The code is good for ten minutes and five tries, ends with the next one, and opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import and_, case, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from programme.notices.models import Channel, Owed
from programme.notices.outbox import call_off
from programme.people.contact import read_email, read_mobile
from programme.people.models import ContactWay, Person, SafeContact
from programme.people.refusals import NothingToCheck, TooManyCodes, WantsNothingThere
from programme.people.sign_ins import Limit, count_try
from programme.people.states import ContactEvent, ContactState
from programme.people.telling import CanBeTold, safe_address
from programme.shared.plausible import latest_possible
from programme.storage.rows import reads

CONTACT_CODE_SENT = "contact_code_sent"
"""The notice that carries one."""
CODE_LASTS = timedelta(minutes=10)
CODE_TRIES = 5
_CODES, _WITHIN = 6, timedelta(hours=1)


def _state_of(address: InstrumentedAttribute[str]) -> Any:
    known = select(ContactWay.state).where(ContactWay.person_id == Person.id, ContactWay.address == address)
    return func.coalesce(known.correlate(Person).scalar_subquery(), ContactState.UNCHECKED)


MOBILE_STATE, EMAIL_STATE = _state_of(Person.mobile), _state_of(Person.email)
"""How the number and the address stand that are kept with the person of a row."""


_BY_EMAIL = and_(Person.email != "", Person.safe_contact != SafeContact.MOBILE_ONLY)
_BY_TEXT = and_(Person.mobile != "", Person.safe_contact != SafeContact.EMAIL_ONLY)
IS_WRITTEN_TO = and_(Person.safe_contact.not_in((SafeContact.NONE, SafeContact.NOT_ASKED)), or_(_BY_EMAIL, _BY_TEXT))
"""Whether messages to the person of a row go to a number or an address that is kept with him."""
STATE_OF_WAY = case((_BY_EMAIL, EMAIL_STATE), else_=MOBILE_STATE)
"""How that one stands."""


class HasStates(CanBeTold, Protocol):
    """A person, or how he is reached, with the states."""

    @property
    def mobile_state(self) -> ContactState: ...

    @property
    def email_state(self) -> ContactState: ...


@reads(Person, mobile_state=MOBILE_STATE, email_state=EMAIL_STATE)
@dataclass(frozen=True, slots=True)
class HowReached:
    """The number and the address that are kept with a person, and what of them is safe."""

    safe_contact: SafeContact
    mobile: str
    email: str
    mobile_state: ContactState
    email_state: ContactState


@dataclass(frozen=True, slots=True)
class WayToCheck:
    """A number or an address that a code may be sent to, as it is read and as it stands."""

    channel: Channel
    address: str
    state: ContactState


def ways_to_check(person: HasStates) -> list[WayToCheck]:
    """Those that are safe and can be written to, the one that messages go to first."""
    states = {Channel.EMAIL: person.email_state, Channel.TEXT: person.mobile_state}
    return [WayToCheck(channel, address, states[channel]) for channel, address in safe_ways(person)]


def safe_ways(person: CanBeTold) -> list[tuple[Channel, str]]:
    """Every channel and address that are safe for him, the one that messages go to first."""
    first = safe_address(person)
    if first[0] is Channel.HAND:
        return []
    number = read_mobile(person.mobile)
    other = [(Channel.TEXT, number)] if number and person.safe_contact is not SafeContact.EMAIL_ONLY else []
    return [first, *(one for one in other if one != first)]


def kept_address(person: CanBeTold, channel: Channel) -> str:
    """His address or his number as it is kept with him."""
    return person.email if channel is Channel.EMAIL else person.mobile


def way_of(db: Session, person: Person, channel: Channel, *, now: datetime) -> ContactWay:
    """The row of his number or his address, locked, made where there was none. Lock his row first."""
    address = kept_address(person, channel)
    wanted = select(ContactWay).where(ContactWay.person_id == person.id, ContactWay.address == address)
    found: ContactWay | None = db.execute(wanted.with_for_update()).scalar_one_or_none()
    if found is None:
        found = ContactWay(person_id=person.id, address=address, state=ContactState.UNCHECKED, state_at=now)
        db.add(found)
        db.flush()
    return found


def new_code(db: Session, person: Person, channel: Channel, *, now: datetime) -> tuple[str, str]:
    """The name of a new code for this number or address, and where it goes. One that was sent before ends.

    Raises NothingToCheck, WantsNothingThere, TooManyCodes.
    """
    address = dict(safe_ways(person)).get(channel)
    if address is None:
        raise NothingToCheck()
    way = way_of(db, person, channel, now=now)
    if way.state is ContactState.OPTED_OUT:
        raise WantsNothingThere()
    if not count_try(db, [Limit(f"contact-code:{person.id}", _CODES, _WITHIN)], now=now):
        raise TooManyCodes()
    if way.key is not None:
        call_off(db, [f"{CONTACT_CODE_SENT}:{way.key}"])
    way.key, way.code_hash, way.code_ends_at, way.tries_left = secrets.token_urlsafe(12), None, None, CODE_TRIES
    return way.key, address


def draw_codes(db: Session, claimed: Sequence[Owed], *, now: datetime) -> dict[str, str]:
    """Draw the code of each of these messages, by the key of the message, and keep its hash. Its time begins now."""
    drawn: dict[str, str] = {}
    for owed in claimed:
        key, code = owed.facts["link"], f"{secrets.randbelow(10**6):06d}"
        kept = db.execute(
            update(ContactWay)
            .where(ContactWay.key == key)
            .values(code_hash=_hash(key, code), code_ends_at=now + CODE_LASTS, tries_left=CODE_TRIES)
            .returning(ContactWay.key)
        )
        if kept.first() is not None:
            drawn[owed.dedupe_key] = code
    return drawn


def try_code(db: Session, person: Person, code: str, *, by: str, now: datetime) -> tuple[ContactWay | None, int]:
    """The number or address that this code was sent to, which is checked now; or None, and how many tries are left.
    Only those that are kept with him now are asked. Lock his row first."""
    kept = [kept_address(person, channel) for channel, _ in safe_ways(person)]
    sent = select(ContactWay).where(ContactWay.person_id == person.id, ContactWay.address.in_(kept))
    live = [way for way in db.execute(sent.order_by(ContactWay.id).with_for_update()).scalars() if _is_live(way, now)]
    for way in live:
        if way.key and way.code_hash and hmac.compare_digest(way.code_hash, _hash(way.key, code)):
            way.apply(ContactEvent.CODE_READ_BACK, by=by, now=now)
            way.code_hash, way.code_ends_at, way.tries_left = None, None, 0
            return way, 0
    for way in live:
        way.tries_left -= 1
    return None, max((way.tries_left for way in live), default=0)


def _is_live(way: ContactWay, now: datetime) -> bool:
    ends_at = way.code_ends_at
    in_time = ends_at is not None and now < ends_at <= latest_possible(now, CODE_LASTS)
    return in_time and way.tries_left > 0


def refused_at(db: Session, person: Person, address: str, *, by: str, now: datetime) -> None:
    """A message to this address of his was refused for good, and is kept as his still."""
    for channel, own in ((Channel.EMAIL, read_email(person.email)), (Channel.TEXT, read_mobile(person.mobile))):
        if own == address:
            way_of(db, person, channel, now=now).apply(ContactEvent.REFUSED, by=by, now=now)


def believe_again(db: Session, person_ids: Collection[int], *, by: str, now: datetime) -> None:
    """Somebody confirmed that messages to these people arrive, and has them sent again."""
    failing = select(ContactWay).where(ContactWay.person_id.in_(person_ids), ContactWay.state == ContactState.FAILING)
    for way in db.execute(failing.order_by(ContactWay.id).with_for_update()).scalars():
        way.apply(ContactEvent.BELIEVED_AGAIN, by=by, now=now)


def _hash(key: str, code: str) -> str:
    return hashlib.sha256(f"{key}:{code}".encode()).hexdigest()
