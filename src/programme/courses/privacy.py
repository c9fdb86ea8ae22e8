"""The privacy notice as far as the force decides it: each point by the day from which it holds.

Data Protection Act 2018 s.44 and UK GDPR art 13 ask for how long, or how that is decided, and for whom to ask. The
words around each point stand in `insight/privacy_notice.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, exists, false, func, not_, select
from sqlalchemy.orm import Session, aliased

from programme.courses.models import LONGEST_CONTACT, PrivacyNotice, Programme
from programme.courses.refusals import NoticeBegunAlready
from programme.courses.settings import SettingsChange
from programme.storage.rows import columns_of, reads, rows

POINTS = {
    "force_until": "The force keeps the case, the result and what he signed",
    "records_until": "National police records keep what is recorded there",
    "records_ask": "Whom to ask about national police records",
    "forces_until": "Other forces can see that he was offered this",
    "provider_until": "Those who run the day keep what they know of him",
    "provider_ask": "Whom to ask of those who run the day",
    "card_until": "The card company keeps the payment",
    "card_ask": "Whom to ask of the card company",
    "carriers": "Who carries emails and texts",
    "carriers_until": "Those who carry messages keep one",
    "interpreter_until": "An interpreter keeps his name and the day",
    "uses_until": "The record of who used it is kept",
    "professional_standards": "Complaints about how the police treated him go to",
    "review_body": "Who reviews what came of such a complaint",
    "answer_days": "A complaint about the course or this website is answered within",
}
"""Every point that somebody has to decide, in the order of the page."""
MOST_ANSWER_DAYS = 60
_LONGEST_AHEAD = timedelta(days=730)


@reads(PrivacyNotice)
@dataclass(frozen=True, slots=True)
class NoticeTerms:
    """The points as the force decided them; empty, or no days, where it has not."""

    force_until: str = ""
    records_until: str = ""
    records_ask: str = ""
    forces_until: str = ""
    provider_until: str = ""
    provider_ask: str = ""
    card_until: str = ""
    card_ask: str = ""
    carriers: str = ""
    carriers_until: str = ""
    interpreter_until: str = ""
    uses_until: str = ""
    professional_standards: str = ""
    review_body: str = ""
    answer_days: int = 0

    @property
    def open_points(self) -> list[str]:
        """The points that nobody has decided yet, as the page calls them."""
        return [label for name, label in POINTS.items() if not getattr(self, name)]

    def spoken(self, name: str) -> str:
        """One point in words: "6 years", "5 working days"; empty where it is open."""
        said = getattr(self, name)
        if name == "answer_days":
            return f"{said} working day{'' if said == 1 else 's'}" if said else ""
        return str(said)

    def wrong(self) -> Iterable[tuple[str, str]]:
        """Every field that cannot be kept as it is, and what to do about it."""
        for name, label in POINTS.items():
            said = getattr(self, name)
            if isinstance(said, str) and (len(said) > LONGEST_CONTACT or not said.isprintable()):
                yield name, f"{label}: write one line of {LONGEST_CONTACT} characters or fewer"
        if not 0 <= self.answer_days <= MOST_ANSWER_DAYS:
            yield "answer_days", f"The days to answer a complaint must be 1 to {MOST_ANSWER_DAYS}"

    def opened_again(self, before: NoticeTerms) -> Iterable[tuple[str, str]]:
        """Every point that was decided and is left open now: who reads the notice then would be shown a blank."""
        for name, label in POINTS.items():
            if getattr(before, name) and not getattr(self, name):
                yield name, f"{label}: this is decided, so write what holds from that day on"

    def changes_from(self, before: NoticeTerms) -> list[SettingsChange]:
        """The points that differ, in the order of the page."""
        both = [(label, before.spoken(name), self.spoken(name)) for name, label in POINTS.items()]
        open_yet = "not decided"
        return [SettingsChange(what, was or open_yet, now or open_yet) for what, was, now in both if was != now]


@reads(PrivacyNotice)
@dataclass(frozen=True, slots=True)
class NoticeVersion:
    """The points, and from which day they hold."""

    from_on: date
    terms: NoticeTerms
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Notices:
    """Every version that holds or held on some day or will, oldest first."""

    versions: tuple[NoticeVersion, ...]

    def on(self, day: date) -> NoticeTerms:
        """The points for this day; everything is open before the first version."""
        return next((one.terms for one in reversed(self.versions) if one.from_on <= day), NoticeTerms())

    def next_after(self, day: date) -> NoticeVersion | None:
        """The one that holds next, after the one of this day; None where that holds on."""
        return next((one for one in self.versions if one.from_on > day), None)

    @property
    def mark(self) -> str:
        """Tells one state from another, for somebody who changes what he was shown."""
        return sha256(repr(self).encode()).hexdigest()[:16]


def notices_of(db: Session, programme_id: int) -> Notices:
    """The notices of a programme; of two for one day the later made."""
    wanted = select(*columns_of(NoticeVersion)).where(PrivacyNotice.programme_id == programme_id)
    ordered = wanted.order_by(PrivacyNotice.from_on, PrivacyNotice.id)
    return Notices(tuple({one.from_on: one for one in rows(db, NoticeVersion, ordered)}.values()))


def check_notice_from(from_on: date, today: date) -> None:
    """Raises NoticeBegunAlready for a day that is over, or years away."""
    if not today <= from_on <= today + _LONGEST_AHEAD:
        raise NoticeBegunAlready(today)


def add_notice(db: Session, programme_id: int, terms: NoticeTerms, from_on: date, *, at: datetime, by: str) -> None:
    """Another version, from a day on."""
    decided: dict[str, Any] = {name: getattr(terms, name) for name in POINTS}
    db.add(PrivacyNotice(programme_id=programme_id, from_on=from_on, made_at=at, made_by=by, **decided))


_TODAYS = (
    select(PrivacyNotice.id)
    .where(PrivacyNotice.programme_id == Programme.id, PrivacyNotice.from_on <= bindparam("today", type_=Date))
    .order_by(PrivacyNotice.from_on.desc(), PrivacyNotice.id.desc())
    .limit(1)
    .correlate(Programme)
    .scalar_subquery()
)
_later, _instead = aliased(PrivacyNotice), aliased(PrivacyNotice)


def _decided(notice: type[PrivacyNotice]) -> ColumnElement[bool]:
    return and_(*(getattr(notice, name) != ("" if name != "answer_days" else 0) for name in POINTS))


_OPEN_LATER = exists().where(
    _later.programme_id == Programme.id,
    _later.from_on > bindparam("today", type_=Date),
    not_(_decided(_later)),
    not_(
        exists().where(
            _instead.programme_id == Programme.id, _instead.from_on == _later.from_on, _instead.id > _later.id
        )
    ),
)
NOTICE_DECIDED = func.coalesce(
    select(and_(Programme.data_protection_contact != "", _decided(PrivacyNotice), not_(_OPEN_LATER)))
    .where(PrivacyNotice.id == _TODAYS)
    .correlate(Programme)
    .scalar_subquery(),
    false(),
)
"""Whether every point of a programme's notice is decided, today and in each version that holds later, and its data
protection officer can be asked: a column of a statement about programmes, which is handed `today`."""
NOTICE_TODAY = _TODAYS
"""The row of the notice that holds today, in such a statement."""


def notice_is_decided(db: Session, programme_id: int, on: date) -> bool:
    """The same of one programme on a day."""
    return rows(db, bool, select(NOTICE_DECIDED).where(Programme.id == programme_id), today=on).one()
