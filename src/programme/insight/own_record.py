"""The person's own record, told to himself: how he is reached, and who looked (organisations, never their staff)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.audit.access_log import Look, who_looked
from programme.courses.help_line import HelpLine
from programme.courses.models import Programme
from programme.insight.words import OPERATION_WORDS
from programme.people.models import Person, SafeContact
from programme.referrals.models import Referral
from programme.storage.rows import columns_of, reads, rows

_TELLING = re.compile(r"\b(Police|Constabulary|Custody|Service)\b", re.IGNORECASE)
_OURSELVES = {"the person": "You", "the service": "This website, by itself", "command line": "The booking office"}


@dataclass(frozen=True, slots=True)
class ToldLook:
    """One look as he reads it."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """His case's reference, whom he can ask, and the newest looks at it."""

    reference: str
    help_line: HelpLine
    looks: tuple[ToldLook, ...]


def who_looked_at_own_record(db: Session, referral_id: int) -> OwnRecord:
    """The newest looks at the case, without the names of staff."""
    wanted = select(Referral.reference, Programme).join(Programme, Programme.id == Referral.programme_id)
    case = db.execute(wanted.where(Referral.id == referral_id)).one()
    looks = tuple(_told(look) for look in who_looked(db, case.reference))
    return OwnRecord(case.reference, HelpLine.of(case.Programme), looks)


@reads(Person, reference=Referral.reference)
@dataclass(frozen=True, slots=True)
class OwnContact:
    """How he is reached now, and whom he can ask."""

    reference: str
    help_line: HelpLine
    mobile: str
    email: str
    safe_contact: SafeContact


def own_contact(db: Session, referral_id: int) -> OwnContact:
    """How the person of the case is reached."""
    wanted = (
        select(*columns_of(OwnContact))
        .join(Programme, Programme.id == Referral.programme_id)
        .join(Person, Person.id == Referral.person_id)
        .where(Referral.id == referral_id)
    )
    return rows(db, OwnContact, wanted).one()


def _told(look: Look) -> ToldLook:
    return ToldLook(look.at, told_organisation(look.who), OPERATION_WORDS[look.operation])


def told_organisation(label: str) -> str:
    """The organisation of a label of the access log ("A. Member, Organisation"), and nothing of its person.

    A word that tells what kind of organisation it is to whoever reads along is left out: "Thames Valley Police" is
    "Thames Valley".
    """
    if label in _OURSELVES:
        return _OURSELVES[label]
    _, comma, organisation = label.partition(", ")
    plain = " ".join(_TELLING.sub(" ", organisation).split()) if comma else ""
    return plain or "The people who made the offer"
