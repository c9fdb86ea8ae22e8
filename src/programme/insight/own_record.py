"""The person's own record, told to himself: how he is reached, and who used his details, never by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.audit.access_log import LOOK_LINES, Look, who_looked
from programme.courses.help_line import HelpLine
from programme.courses.models import Programme
from programme.insight.words import OPERATION_PHRASES, WHO_USED_IT
from programme.notices.hours import Window
from programme.people.models import Person, SafeContact
from programme.referrals.models import Referral
from programme.shared.dates import london_date
from programme.storage.rows import columns_of, reads, rows


@dataclass(frozen=True, slots=True)
class ToldLook:
    """The looks of one door's people on one day, as he reads them."""

    on: date
    who: str
    what: str
    times: int


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
    return OwnRecord(case.reference, HelpLine.of(case.Programme), told(who_looked(db, case.reference)))


@reads(Person, reference=Referral.reference, message_hours=Programme.message_hours)
@dataclass(frozen=True, slots=True)
class OwnContact:
    """How he is reached now, and whom he can ask."""

    reference: str
    help_line: HelpLine
    mobile: str
    email: str
    safe_contact: SafeContact
    safe_hours: str
    message_hours: list[Window]


def own_contact(db: Session, referral_id: int) -> OwnContact:
    """How the person of the case is reached."""
    wanted = (
        select(*columns_of(OwnContact))
        .join(Programme, Programme.id == Referral.programme_id)
        .join(Person, Person.id == Referral.person_id)
        .where(Referral.id == referral_id)
    )
    return rows(db, OwnContact, wanted).one()


def told(looks: Iterable[Look]) -> tuple[ToldLook, ...]:
    """The newest looks as he reads them: what one door's people did on one day is one line, each kind by itself."""
    times: Counter[tuple[date, str, str]] = Counter()
    for look in looks:
        times[london_date(look.at), WHO_USED_IT[look.door], OPERATION_PHRASES[look.operation]] += look.times
    return tuple(ToldLook(on, who, what, count) for (on, who, what), count in times.items())[:LOOK_LINES]
