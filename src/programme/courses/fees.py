"""The price of a place, by the day on which the offer is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Date, bindparam, select
from sqlalchemy.orm import Session

from programme.courses.fee_refusals import FeeBegunAlready, FeeTooFarAhead
from programme.courses.models import Programme, ProgrammeFee
from programme.storage.rows import columns_of, reads, rows

HIGHEST_FEE_PENCE = 100_000
LONGEST_AHEAD = timedelta(days=730)


@reads(ProgrammeFee)
@dataclass(frozen=True, slots=True)
class FeeVersion:
    """A fee and the first day on which offers are made with it."""

    from_on: date
    amount_pence: int
    made_at: datetime | None
    made_by: str


@dataclass(frozen=True, slots=True)
class Fees:
    """Every fee of a programme that holds or held on some day or will, oldest first."""

    versions: tuple[FeeVersion, ...]

    def on(self, day: date) -> FeeVersion | None:
        """The one that holds on this day."""
        return next((one for one in reversed(self.versions) if one.from_on <= day), None)

    def next_after(self, day: date) -> FeeVersion | None:
        """The one that holds next, after the one of this day; None where that holds on."""
        return next((one for one in self.versions if one.from_on > day), None)

    def first_day(self, today: date) -> date:
        """From when another fee can hold. The first one holds at once; a later one from tomorrow at the earliest: an
        officer may be reading out today's at this moment."""
        return today if self.on(today) is None else date.fromordinal(today.toordinal() + 1)

    def changes_on(self, day: date, amount_pence: int) -> bool:
        """Whether this fee from this day on is another than what is kept."""
        now = self.on(day)
        return now is None or now.amount_pence != amount_pence

    @property
    def mark(self) -> str:
        """Tells one state from another, for somebody who changes what he was shown."""
        return sha256(repr(self).encode()).hexdigest()[:16]


def fees_of(db: Session, programme_id: int) -> Fees:
    """The fees of a programme; of two for one day the later made."""
    wanted = select(*columns_of(FeeVersion)).where(ProgrammeFee.programme_id == programme_id)
    by_day = {one.from_on: one for one in rows(db, FeeVersion, wanted.order_by(ProgrammeFee.from_on, ProgrammeFee.id))}
    return Fees(tuple(by_day.values()))


def check_first_day(fees: Fees, from_on: date, today: date) -> None:
    """Raises FeeBegunAlready or FeeTooFarAhead."""
    if from_on < fees.first_day(today):
        raise FeeBegunAlready(fees.first_day(today))
    if from_on - today > LONGEST_AHEAD:
        raise FeeTooFarAhead()


def add_fee(
    db: Session, programme_id: int, fees: Fees, amount_pence: int, from_on: date, *, today: date, at: datetime, by: str
) -> None:
    """Another fee from a day on. Raises FeeBegunAlready or FeeTooFarAhead."""
    check_first_day(fees, from_on, today)
    db.add(ProgrammeFee(programme_id=programme_id, from_on=from_on, amount_pence=amount_pence, made_at=at, made_by=by))


def fees_of_each(db: Session) -> list[Fees]:
    """The fees of every programme."""
    return [fees_of(db, number) for number in rows(db, int, select(Programme.id).order_by(Programme.id))]


def fees_from(each: Sequence[Fees], on: date) -> list[int]:
    """The fees that each programme asks on this day or is to ask after it, in pence; nothing of one that has no
    fee yet."""
    now = [fee.amount_pence for fees in each if (fee := fees.on(on))]
    return now + [fee.amount_pence for fees in each for fee in fees.versions if fee.from_on > on]


def find_fee_on(db: Session, programme_id: int, on: date) -> int | None:
    """The fee of an offer made on this day, in pence; None where the programme has none yet."""
    return db.execute(
        select(ProgrammeFee.amount_pence)
        .where(ProgrammeFee.programme_id == programme_id, ProgrammeFee.from_on <= on)
        .order_by(ProgrammeFee.from_on.desc(), ProgrammeFee.id.desc())
        .limit(1)
    ).scalar_one_or_none()


FEE_TODAY = (
    select(ProgrammeFee.amount_pence)
    .where(ProgrammeFee.programme_id == Programme.id, ProgrammeFee.from_on <= bindparam("today", type_=Date))
    .order_by(ProgrammeFee.from_on.desc(), ProgrammeFee.id.desc())
    .limit(1)
    .correlate(Programme)
    .scalar_subquery()
)
"""The same as a column of a statement about programmes, which is handed `today`."""
