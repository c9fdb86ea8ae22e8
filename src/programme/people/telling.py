"""Telling a person something: only where his household will not learn of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from programme.notices.models import Channel
from programme.notices.outbox import owe, readdress
from programme.people.contact import read_email, read_mobile
from programme.people.models import Person, SafeContact


class CanBeTold(Protocol):
    """A person, or what is known of how he can be reached."""

    @property
    def safe_contact(self) -> SafeContact: ...

    @property
    def email(self) -> str: ...

    @property
    def mobile(self) -> str: ...


def safe_address(person: CanBeTold) -> tuple[Channel, str]:
    """The channel and address that are safe for him; HAND when none is, or when nobody asked what is. A text that an
    import kept as it was entered and nothing can be sent to is no address."""
    if person.safe_contact in (SafeContact.NONE, SafeContact.NOT_ASKED):
        return Channel.HAND, ""
    email, mobile = read_email(person.email), read_mobile(person.mobile)
    if email and person.safe_contact is not SafeContact.MOBILE_ONLY:
        return Channel.EMAIL, email
    if mobile and person.safe_contact is not SafeContact.EMAIL_ONLY:
        return Channel.TEXT, mobile
    return Channel.HAND, ""


class HasHours(CanBeTold, Protocol):
    """The same, with the days and hours that are safe."""

    @property
    def safe_hours(self) -> str: ...


def way_to_reach(person: HasHours) -> tuple[SafeContact, str, str, str]:
    """The way that he himself is asked about: another one was said by somebody else since he was shown it."""
    return SafeContact(person.safe_contact), person.mobile, person.email, person.safe_hours


def move_what_is_owed(db: Session, person: CanBeTold, cases: Collection[int], *, now: datetime) -> Channel:
    """How he can be reached, or what is safe, is another: what is still owed him in these cases goes there, and nothing
    to the address before. Returns the channel. Every change of his contact details passes here."""
    db.flush()  # the messages are moved by a statement of their own
    channel, address = safe_address(person)
    readdress(db, cases, channel=channel, address=address, now=now)
    return channel


def tell_person(
    db: Session,
    person: Person,
    *,
    notice: str,
    cause: str,
    referral_id: int,
    facts: dict[str, Any],
    now: datetime,
    not_before: datetime | None = None,
    stale_at: datetime | None = None,
    he_acted_at: datetime | None = None,
) -> Channel:
    """Owe him a message by the safe channel and return that channel. `he_acted_at`: when he himself did what it
    answers."""
    channel, address = safe_address(person)
    owe(
        db,
        notice=notice,
        cause=cause,
        channel=channel,
        address=address,
        facts=facts,
        now=now,
        referral_id=referral_id,
        not_before=not_before,
        stale_at=stale_at,
        he_acted_at=he_acted_at,
    )
    return channel
