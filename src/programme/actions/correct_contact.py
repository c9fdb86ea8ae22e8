"""Correct how the person can be reached, and what is safe: custody's own correction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.duties.tasks import hours_are_known
from programme.history import events
from programme.history.timeline import record
from programme.insight.case_lists import references_of_person
from programme.notices.models import Channel
from programme.people.models import Person, SafeContact
from programme.people.telling import CanBeTold, move_what_is_owed, safe_address
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor
from programme.shared.marks import check_shown
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


class Reachable(CanBeTold, Protocol):
    """A person, or what a page shows of him."""

    @property
    def address(self) -> str: ...

    @property
    def postcode(self) -> str: ...

    @property
    def safe_hours(self) -> str: ...


def contact_of(person: Reachable) -> Contact:
    """How he can be reached now."""
    return Contact(**{name: getattr(person, name) for name in Contact.__slots__})


@dataclass(frozen=True, slots=True)
class ContactCorrected:
    """Whether anything changed, and how he is told from now on."""

    reference: str
    changed: bool
    told_by: Channel


def correct_contact(
    db: Session, *, actor: Actor, now: datetime, reference: str, contact: Contact, mark: str | None = None
) -> ContactCorrected:
    """Keep new contact details of the person of this case, and send what is still owed him there. `mark` is that of
    the details that the officer was shown: what he himself or a colleague said was safe meanwhile is not undone unseen.

    Nothing is sent to the old address, which may be the very thing that was wrong. The history says that contact
    details changed, never what they are. Raises NotFound, ChangedSinceShown.
    """
    referral = lock_referral(db, reference, actor)
    person = lock_row(db, Person, referral.person_id)
    if person is None:
        raise NotFound()
    standing = contact_of(person)
    if contact == standing:
        return ContactCorrected(reference, changed=False, told_by=safe_address(person)[0])
    check_shown(standing, mark)
    for name in Contact.__slots__:
        setattr(person, name, getattr(contact, name))
    cases = [case_id for case_id, _ in references_of_person(db, person.id)]
    channel = move_what_is_owed(db, person, cases, now=now)
    hours_are_known(db, cases, actor=actor, now=now)
    record(db, referral.id, events.ContactChanged, actor=actor, now=now)
    log_access(db, actor=actor, now=now, what="correct_contact", subjects=[reference], operation=Operation.ALTERATION)
    return ContactCorrected(reference, changed=True, told_by=channel)
