"""Stop what goes to an address, by the link of a message that went there: nobody is signed in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.duties.models import TaskKind
from programme.duties.tasks import TaskToRaise, raise_tasks
from programme.history import events
from programme.history.timeline import record
from programme.insight.case_lists import references_of_person
from programme.notices.models import Channel
from programme.notices.stopping import find_stop_link, keep_from_stopped
from programme.people.contact import read_email, read_mobile
from programme.people.models import Person
from programme.people.states import ContactEvent, StopBecause
from programme.people.ways import way_of
from programme.people.words import STOP_WORDS
from programme.referrals.models import Referral
from programme.referrals.queries import person_of, running_cases
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date
from programme.storage.locks import lock_row

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def stop_messages(db: Session, *, actor: Actor | None, now: datetime, token: str, why: StopBecause) -> None:
    """Nothing more goes to the address of the link, and his desk is asked to see to it. A link that is none, or was
    used, changes nothing and says nothing.

    Whoever holds the link is who it was sent to: `actor`, who may be signed in in the same browser, has no part in it.
    """
    del actor
    link = find_stop_link(db, token)
    if link is None or link.stopped_at is not None:
        return
    case = lock_row(db, Referral, link.referral_id)
    if case is None:
        return
    reader = Actor(Door.OFFENDER, None, "whoever had the message", referral_id=case.id)
    opt_out(db, person_of(db, case), link.address, by=reader.label, now=now)
    link.stopped_at = now
    keep_from_stopped(db)
    way = "email address" if "@" in link.address else "mobile number"
    record(db, case.id, events.MessagesStopped, actor=reader, now=now, way=way, why=STOP_WORDS[why])
    his = [reference for _, reference in references_of_person(db, case.person_id)]
    tasks = [TaskToRaise(one, TaskKind.ASKED_TO_STOP, london_date(now)) for one in running_cases(db, his) or [case.id]]
    raise_tasks(db, tasks, actor=reader, now=now)
    seen = [case.reference]
    log_access(db, actor=reader, now=now, what="stop_messages", subjects=seen, operation=Operation.ALTERATION)


def opt_out(db: Session, person: Person, address: str, *, by: str, now: datetime) -> None:
    """The number or address, where it is still his, wants nothing more."""
    lock_row(db, Person, person.id)
    for channel, own in ((Channel.EMAIL, read_email(person.email)), (Channel.TEXT, read_mobile(person.mobile))):
        if own == address:
            way_of(db, person, channel, now=now).apply(ContactEvent.OPTED_OUT, by=by, now=now)
