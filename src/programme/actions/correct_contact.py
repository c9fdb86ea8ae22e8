"""Correct how the person can be reached, and what is safe: custody's own correction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.history import events
from programme.history.timeline import record
from programme.insight.case_lists import references_of_person
from programme.notices.models import Channel
from programme.people.models import Person, SafeContact
from programme.people.telling import move_what_is_owed, safe_address
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound
from programme.storage.locks import lock_row

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Contact:
    """How he can be reached. Every field is text; empty means not known."""

    mobile: str
    email: str
    address: str
    postcode: str
    safe_contact: SafeContact
    safe_hours: str


@dataclass(frozen=True, slots=True)
class ContactCorrected:
    """Whether anything changed, and how he is told from now on."""

    reference: str
    changed: bool
    told_by: Channel


def correct_contact(db: Session, *, actor: Actor, now: datetime, reference: str, contact: Contact) -> ContactCorrected:
    """Keep new contact details of the person of this case, and send what is still owed him there.

    Nothing is sent to the old address, which may be the very thing that was wrong. The history says that contact
    details changed, never what they are. Raises NotFound.
    """
    referral = lock_referral(db, reference, actor)
    person = lock_row(db, Person, referral.person_id)
    if person is None:
        raise NotFound()
    if not _take(person, contact):
        return ContactCorrected(reference, changed=False, told_by=safe_address(person)[0])
    cases = references_of_person(db, person.id)
    channel = move_what_is_owed(db, person, [case_id for case_id, _ in cases], now=now)
    record(db, referral.id, events.ContactChanged, actor=actor, now=now)
    log_access(db, actor=actor, now=now, what="correct_contact", subjects=[reference], operation=Operation.ALTERATION)
    return ContactCorrected(reference, changed=True, told_by=channel)


def _take(person: Person, contact: Contact) -> bool:
    changed = False
    for name in Contact.__slots__:
        wanted = getattr(contact, name)
        if getattr(person, name) != wanted:
            setattr(person, name, wanted)
            changed = True
    return changed
