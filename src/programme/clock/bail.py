"""How long somebody may be on bail before a charge, and on whose authority. Pure.

Police and Criminal Evidence Act 1984 ss.47ZA to 47ZF, as believed: three months by the custody officer, an inspector to
six, a superintendent to nine; after that it is a magistrates' court's to give. The months begin with the day after the
arrest (s.47ZB): of an arrest on 28 February they end on 31 May. Bail is no reason for
a clock to wait: nothing but a charge stops that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from programme.referrals.models import Release
from programme.referrals.refusals import (
    BailAuthorityNeeded,
    BailDateMissing,
    BailInThePast,
    BailIsAsItWas,
    BailNeedsACourt,
    ClockIsOver,
)
from programme.referrals.words import RELEASE_WORDS
from programme.shared.dates import add_months_corresponding, london_date, spoken_day
from programme.shared.ranks import Rank, is_at_least

_LONGEST: tuple[tuple[int, Rank | None], ...] = ((3, None), (6, Rank.INSPECTOR), (9, Rank.SUPERINTENDENT))
"""Months from the day after the arrest, and the lowest rank that authorises it; None: whoever is on duty."""

FLAGS = frozenset(
    {
        "release_unreadable",
        "bail_return_missing",
        "bail_return_unreadable",
        "bail_return_without_bail",
        "bail_before_offence",
        "bail_return_passed",
        "bail_after_charge_by",
        "bail_not_working_day",
    }
)
"""Oddities of his bail when the case came in: whoever records it anew has looked at it."""


class Released(Protocol):
    """How he left custody, as the case says."""

    @property
    def release(self) -> Release: ...
    @property
    def bail_return_on(self) -> date | None: ...
    @property
    def arrested_at(self) -> datetime | None: ...
    @property
    def offence_at(self) -> datetime: ...
    @property
    def over_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Bail:
    """How he is released now, and the day he has to return on where that is bail."""

    release: Release
    return_on: date | None = None

    @property
    def words(self) -> str:
        """ "On bail until Tuesday 1 June 2027", "No bail: released under investigation"."""
        words = RELEASE_WORDS[self.release]
        return f"{words} until {spoken_day(self.return_on)}" if self.return_on is not None else words

    def said_on(self, today: date) -> str:
        """The same; once the day has passed, that he was to return on it and nothing newer is recorded."""
        if self.return_on is None or today <= self.return_on:
            return self.words
        return f"His bail date, {spoken_day(self.return_on)}, has passed, and no other is recorded"


@dataclass(frozen=True, slots=True)
class NamedOfficer:
    """Whoever authorised it, as he was named on the form. Nobody where both are empty."""

    name: str = ""
    rank: str = ""

    @property
    def words(self) -> str:
        """Name and rank."""
        return ", ".join(part for part in (self.name, self.rank) if part)


NOBODY_NAMED = NamedOfficer()


def can_change_bail(over_at: datetime | None) -> None:
    """Whether bail is still a question. Raises ClockIsOver."""
    if over_at is not None:
        raise ClockIsOver()


def bail_of(case: Released) -> Bail:
    return Bail(case.release, case.bail_return_on)


def counted_from(case: Released) -> date:
    """The London day that the months of bail are counted from: that of the arrest. Where no arrest is recorded, that of
    the offence, before which he cannot have been arrested."""
    return london_date(case.arrested_at or case.offence_at)


def last_day_without_authority(case: Released) -> date:
    """The last day that he can be on bail until without a higher rank: the end of the third month."""
    return last_day_of_months(counted_from(case), _LONGEST[0][0])


def last_day_of_months(from_on: date, months: int) -> date:
    """The last day of so many months that begin with the day after `from_on`: the day before the same-numbered one,
    and the last of the month where that has no such day."""
    begins_on = from_on + timedelta(days=1)
    same_numbered_on = add_months_corresponding(begins_on, months)
    return same_numbered_on - timedelta(days=1) if same_numbered_on.day == begins_on.day else same_numbered_on


def rank_for(return_on: date, from_on: date) -> Rank | None:
    """The lowest rank that authorises bail until this day; None where nobody has to. Raises BailNeedsACourt."""
    for months, rank in _LONGEST:
        if return_on <= last_day_of_months(from_on, months):
            return rank
    raise BailNeedsACourt(_LONGEST[-1][0])


def authority_for(
    case: Released, wanted: Bail, *, own: NamedOfficer, named: NamedOfficer = NOBODY_NAMED, today: date
) -> NamedOfficer:
    """Who is on record as having authorised the change to `wanted`: nobody where it needs nobody, the one named, or the
    signed-in officer (`own`) where his own rank is enough.

    Raises ClockIsOver, BailDateMissing, BailInThePast, BailIsAsItWas, BailNeedsACourt and BailAuthorityNeeded.
    """
    can_change_bail(case.over_at)
    if (wanted.return_on is not None) is not (wanted.release is Release.BAIL):
        raise BailDateMissing()
    if wanted == bail_of(case):
        raise BailIsAsItWas()
    if wanted.return_on is None:
        return NOBODY_NAMED
    if wanted.return_on < today:
        raise BailInThePast()
    needed = rank_for(wanted.return_on, counted_from(case))
    if needed is None:
        return NOBODY_NAMED
    who = named if named != NOBODY_NAMED else own
    if not who.name or not is_at_least(who.rank, needed):
        raise BailAuthorityNeeded(needed, somebody_named=named != NOBODY_NAMED)
    return who
