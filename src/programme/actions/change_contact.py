"""Change where the person can be reached, and tell the address he had where he says that we may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.bookings.queries import lock_own_standing
from programme.duties.tasks import hours_are_known
from programme.history import events
from programme.history.timeline import record
from programme.insight.case_lists import references_of_person
from programme.notices.models import Channel
from programme.notices.outbox import owe
from programme.people.models import SafeContact
from programme.people.telling import move_what_is_owed, safe_address, way_to_reach
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.marks import check_shown

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class ChangedContact:
    """Whether anything changed, whether the address he had is told, and the cookie of his new sign-in."""

    changed: bool
    old_address_told: bool
    cookie: str = ""


def change_contact(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    mobile: str,
    email: str,
    safe_contact: SafeContact,
    safe_hours: str = "",
    tell_old_address: bool = False,
    renew: Callable[[Session], str] | None = None,
    mark: str | None = None,
) -> ChangedContact:
    """Keep the person's own new details. The door has proved with the code that it is he, and begins his sign-in anew
    with `renew`.

    Messages still owed to him go to the new address. The old one is told only where he says so: somebody else may read
    there. The message says neither the old nor the new details. `mark` is that of the way to reach him that he was
    shown. Raises ChangedSinceShown.
    """
    standing = lock_own_standing(db, actor)
    person, referral = standing.person, standing.referral
    cookie = renew(db) if renew else ""
    if way_to_reach(person) == (safe_contact, mobile, email, safe_hours):
        return ChangedContact(changed=False, old_address_told=False, cookie=cookie)
    check_shown(way_to_reach(person), mark)
    channel, old_address = safe_address(person)
    person.mobile, person.email, person.safe_contact, person.safe_hours = mobile, email, safe_contact, safe_hours
    cases = [case_id for case_id, _ in references_of_person(db, person.id)]
    move_what_is_owed(db, person, cases, now=now)
    hours_are_known(db, cases, actor=actor, now=now)
    record(db, referral.id, events.ContactChanged, actor=actor, now=now)
    log_access(
        db,
        actor=actor,
        now=now,
        what="change_contact",
        subjects=[referral.reference],
        operation=Operation.ALTERATION,
    )
    if channel is Channel.HAND or not tell_old_address:
        return ChangedContact(changed=True, old_address_told=False, cookie=cookie)
    owe(
        db,
        notice="contact_changed",
        cause=f"{referral.reference}:{now.isoformat()}",
        channel=channel,
        address=old_address,
        facts={"changed_on": london_date(now), "by_telephone": actor.by_telephone},
        now=now,
        referral_id=referral.id,
    )
    return ChangedContact(changed=True, old_address_told=True, cookie=cookie)
