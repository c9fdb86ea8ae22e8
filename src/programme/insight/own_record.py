"""The person's own record, told to himself: how he is reached, and who used his details, never by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.audit.looks_by_day import LooksOfAnHour, days_of_looks
from programme.courses.help_line import HelpLine
from programme.courses.models import Programme
from programme.insight.words import OPERATION_PHRASES, WHO_USED_IT, what_for
from programme.notices.hours import Window
from programme.people.models import Person, SafeContact
from programme.people.states import ContactState
from programme.people.ways import EMAIL_STATE, MOBILE_STATE
from programme.referrals.models import Referral
from programme.shared.actor import Door
from programme.shared.dates import london_date
from programme.storage.rows import columns_of, reads, rows


@dataclass(frozen=True, slots=True)
class ToldLook:
    """The looks of one door's people on one day for one end, as he reads them."""

    on: date
    who: str
    what: str
    times: int


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """His case's reference, whom he can ask, and a page of looks at it, his own apart; `older` is the day before which
    there is more."""

    reference: str
    help_line: HelpLine
    looks: tuple[ToldLook, ...]
    own: tuple[ToldLook, ...]
    older: date | None


def who_looked_at_own_record(db: Session, referral_id: int, *, before: date | None) -> OwnRecord:
    """The newest days of looks at the case, or those `before` a day, without the names of staff."""
    wanted = select(Referral.reference, Programme).join(Programme, Programme.id == Referral.programme_id)
    case = db.execute(wanted.where(Referral.id == referral_id)).one()
    page = days_of_looks(db, case.reference, before=before)
    own = [look for look in page.looks if look.door is Door.OFFENDER]
    others = [look for look in page.looks if look.door is not Door.OFFENDER]
    return OwnRecord(case.reference, HelpLine.of(case.Programme), told(others), told(own), page.older)


@reads(
    Person,
    reference=Referral.reference,
    message_hours=Programme.message_hours,
    mobile_state=MOBILE_STATE,
    email_state=EMAIL_STATE,
)
@dataclass(frozen=True, slots=True)
class OwnContact:
    """How he is reached now, and whom he can ask."""

    reference: str
    help_line: HelpLine
    mobile: str
    email: str
    mobile_state: ContactState
    email_state: ContactState
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


def told(looks: Iterable[LooksOfAnHour]) -> tuple[ToldLook, ...]:
    """Looks as he reads them: what one door's people did on one day for one end is one line, each kind by itself."""
    times: Counter[tuple[date, str, str]] = Counter()
    for look in looks:
        what = f"{OPERATION_PHRASES[look.operation]}{what_for(look.what)}"
        times[london_date(look.at), WHO_USED_IT[look.door], what] += look.times
    return tuple(ToldLook(on, who, what, count) for (on, who, what), count in times.items())
