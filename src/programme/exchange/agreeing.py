"""The agreement with a neighbouring force: its terms, its versions, and how much of it is used this month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from programme.courses.fees import fees_from, fees_of_each
from programme.courses.refusals import DetailsRefused, LastDayIsPast
from programme.exchange.models import Agreement, Exchange, TravelField
from programme.exchange.refusals import (
    AnotherVersionFollows,
    FeeBelowShare,
    FirstDayTooFar,
    ShareBeyondFee,
    VersionNotAfter,
    VersionTaken,
)
from programme.exchange.words import TRAVEL_WORDS
from programme.people.contact import is_email_address
from programme.people.models import Force
from programme.shared.dates import london_instant
from programme.shared.marks import shown_mark
from programme.shared.money import spoken_pounds
from programme.shared.refusal import NotFound
from programme.storage.rows import columns_of, reads, rows

MOST_A_MONTH = 999
FURTHEST_FIRST_DAY = timedelta(days=731)
LARGEST_SHARE_PENCE = 100_000
TERM_LABELS = {
    "version": "Version",
    "monthly_number": "People a month",
    "share": "Share of each fee",
    "travelling": "May travel",
}
CONTACT_LABELS = {"contact_name": "Whom to ask", "contact_email": "Email"}
DAY_LABELS = {"from_on": "From", "until_on": "Until"}


@dataclass(frozen=True, slots=True)
class AgreementTerms:
    """The terms as somebody enters them. `monthly_number` None: as many as there are."""

    version: str
    contact_name: str
    contact_email: str
    monthly_number: int | None = None
    fee_share_pence: int = 0
    travels: frozenset[TravelField] = frozenset()

    @property
    def share(self) -> str:
        """The share in pounds; empty where there is none."""
        return spoken_pounds(self.fee_share_pence) if self.fee_share_pence else ""

    @property
    def travelling(self) -> tuple[str, ...]:
        """The fields that may travel, in words."""
        return tuple(words for field, words in TRAVEL_WORDS.items() if field in self.travels)


@reads(Agreement)
@dataclass(frozen=True, slots=True)
class AgreedTerms(AgreementTerms):
    """The terms as they are kept."""


@reads(Agreement, Force, force_name=Force.name)
@dataclass(frozen=True, slots=True)
class AgreementShown:
    """One version of an agreement as it stands."""

    id: int
    force_code: str
    force_name: str
    from_on: date
    until_on: date | None
    terms: AgreedTerms

    @property
    def mark(self) -> str:
        """Tells this state from a later one."""
        return shown_mark((self.id, self.until_on, sorted(self.terms.travels), repr_of(self.terms)))

    def is_on(self, day: date) -> bool:
        """Whether it is in force on this day."""
        return self.from_on <= day and (self.until_on is None or self.until_on >= day)


def repr_of(terms: AgreementTerms) -> tuple[object, ...]:
    """The terms in an order that is always the same: a set has none."""
    return (
        terms.version, terms.contact_name, terms.contact_email, terms.monthly_number, terms.fee_share_pence,
        terms.travelling,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class MonthOfSending:
    """How many people a neighbour has sent this month, and how many were agreed (None: as many as there are)."""

    sent: int
    agreed: int | None

    @property
    def is_full(self) -> bool:
        """Whether one more is beyond what was agreed. He is taken in all the same: no clock waits for an agreement."""
        return self.agreed is not None and self.sent >= self.agreed

    @property
    def is_over(self) -> bool:
        """Whether there are more than was agreed."""
        return self.agreed is not None and self.sent > self.agreed


def agreement_subject(force_code: str) -> str:
    """The subject under which the access log files changes of the agreement with this force."""
    return f"agreement-{force_code}"


def wrong_with_agreement(terms: AgreementTerms) -> Iterator[tuple[str, str]]:
    """Everything that is wrong with what was entered: the field, and what to do about it."""
    if not terms.version:
        yield "version", "Enter the version, like 2027-1"
    if not terms.contact_name:
        yield "contact_name", "Enter whom to ask at the force"
    if not is_email_address(terms.contact_email):
        yield "contact_email", "Enter an email address, like name@example.org"
    if terms.monthly_number is not None and not 1 <= terms.monthly_number <= MOST_A_MONTH:
        yield "monthly_number", f"Enter a number from 1 to {MOST_A_MONTH}, or leave it empty"
    if not 0 <= terms.fee_share_pence <= LARGEST_SHARE_PENCE:
        yield "fee_share", f"Enter an amount up to {spoken_pounds(LARGEST_SHARE_PENCE)}"


def check_agreement(db: Session, terms: AgreementTerms, on: date) -> None:
    """Raises DetailsRefused with everything that is wrong; ShareBeyondFee where the share is more than the lowest fee
    that a programme asks from this day on."""
    if wrong := [f"{message}." for _, message in wrong_with_agreement(terms)]:
        raise DetailsRefused(wrong)
    check_share(terms.fee_share_pence, fees_from(fees_of_each(db), on))


def check_share(share_pence: int, fees: list[int]) -> None:
    """Whether every one of the fees can give this share; where nothing is paid there is nothing to share. Raises
    ShareBeyondFee."""
    lowest = min((fee for fee in fees if fee), default=None)
    if lowest is not None and share_pence > lowest:
        raise ShareBeyondFee(lowest)


def check_fee_gives_shares(db: Session, fee_pence: int, from_on: date) -> None:
    """The other way about: whether this fee can give every share that is agreed on from this day on. Raises
    FeeBelowShare."""
    beyond = [
        one
        for one in all_agreements(db)
        if (one.until_on is None or one.until_on >= from_on) and one.terms.fee_share_pence > fee_pence
    ]
    if fee_pence and beyond:
        largest = max(beyond, key=lambda one: one.terms.fee_share_pence)
        raise FeeBelowShare(largest.force_name, largest.terms.version, largest.terms.fee_share_pence)


def check_version_fits(
    versions: list[AgreementShown], version: str, from_on: date, until_on: date | None, *, today: date
) -> None:
    """Whether a version can begin on this day: the first on any, a later one after the one before it, and not on a day
    that is over. Raises VersionTaken, VersionNotAfter, FirstDayTooFar or LastDayIsPast."""
    check_version_name(versions, version)
    check_version_begins(versions, from_on, today=today)
    check_version_ends(from_on, until_on, today=today)


def check_version_name(versions: list[AgreementShown], version: str) -> None:
    """Raises VersionTaken."""
    if any(one.terms.version == version for one in versions):
        raise VersionTaken()


def check_version_begins(versions: list[AgreementShown], from_on: date, *, today: date) -> None:
    """Raises VersionNotAfter or FirstDayTooFar."""
    if versions and (from_on <= versions[0].from_on or from_on < today):
        raise VersionNotAfter(versions[0].from_on)
    if from_on > today + FURTHEST_FIRST_DAY:
        raise FirstDayTooFar()


def check_version_ends(from_on: date, until_on: date | None, *, today: date) -> None:
    """Raises LastDayIsPast."""
    if until_on is not None and until_on < max(from_on, today):
        raise LastDayIsPast()


def check_can_stop(versions: list[AgreementShown], one: AgreementShown, until_on: date | None, *, today: date) -> None:
    """Whether this version can end on this day. Raises LastDayIsPast, or AnotherVersionFollows where it would run into
    the next one."""
    if until_on is not None and until_on < max(today, one.from_on):
        raise LastDayIsPast()
    after = [other.from_on for other in versions if other.from_on > one.from_on]
    if after and (until_on is None or until_on >= min(after)):
        raise AnotherVersionFollows(min(after))


_SHOWN: Select[tuple[object, ...]] = select(*columns_of(AgreementShown)).join(Force, Force.code == Agreement.force_code)


def all_agreements(db: Session) -> list[AgreementShown]:
    """Every version, by the name of the force, the newest of each first. There are as many forces as there are."""
    return rows(db, AgreementShown, _SHOWN.order_by(Force.name, Agreement.from_on.desc(), Agreement.id.desc()))


def agreements_with(db: Session, force_code: str) -> list[AgreementShown]:
    """The versions with this force, the newest first."""
    wanted = _SHOWN.where(Agreement.force_code == force_code)
    return rows(db, AgreementShown, wanted.order_by(Agreement.from_on.desc(), Agreement.id.desc()))


def agreement_on(db: Session, force_code: str, on: date) -> AgreementShown | None:
    """The version that is in force with this force on this day."""
    return next((one for one in agreements_with(db, force_code) if one.is_on(on)), None)


def lock_agreements(db: Session, force_code: str) -> list[AgreementShown]:
    """The same as `agreements_with`, with every change of them locked out. Raises NotFound for no such force."""
    found = db.execute(
        select(Force.code).where(Force.code == force_code).with_for_update(key_share=True)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return agreements_with(db, force_code)


def agreement_row(db: Session, agreement_id: int) -> Agreement:
    """The row to change. The caller holds the lock of its force."""
    return db.get_one(Agreement, agreement_id)


def came_under(db: Session, one: AgreementShown) -> int:
    """How many referrals came under this version; those from before it was kept with each are counted by their day."""
    begins = _at(one.from_on)
    by_day = and_(
        Exchange.agreement_id.is_(None), Exchange.force_code == one.force_code, Exchange.received_at >= begins
    )
    if one.until_on is not None:
        by_day = and_(by_day, Exchange.received_at < _at(one.until_on + timedelta(days=1)))
    wanted = select(func.count()).select_from(Exchange).where(or_(Exchange.agreement_id == one.id, by_day))
    return db.execute(wanted).scalar_one()


def sent_in_month(db: Session, today: date) -> dict[str, int]:
    """How many people each neighbour has sent in the month of this day."""
    found = db.execute(
        select(Exchange.force_code, func.count().label("sent"))
        .where(Exchange.received_at >= _at(today.replace(day=1)))
        .group_by(Exchange.force_code)
    )
    return {row.force_code: row.sent for row in found}


def month_of(db: Session, agreement: AgreementShown, today: date) -> MonthOfSending:
    """How much of what was agreed this force has used in the month of this day."""
    return MonthOfSending(sent_in_month(db, today).get(agreement.force_code, 0), agreement.terms.monthly_number)


def _at(on: date) -> datetime:
    return london_instant(on, time())
