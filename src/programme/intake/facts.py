"""The limits of each fact of a referral, and what is odd about it: the form and an export both ask here, so that a fact
is judged alike whichever way it came. How it is read stands in `people` and in `shared.written_dates`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from programme.clock.deadlines import deadlines_for
from programme.people import identifiers
from programme.people.stand_ins import is_stand_in_email, is_stand_in_mobile, is_stand_in_reference
from programme.referrals.models import Release
from programme.shared.dates import add_months_corresponding, is_working_day, london_date
from programme.shared.written_dates import Century

_OLDEST = 110
"""Years. An older date is what systems write where they know none (1 January 1900), and nobody is known by it."""
EARLIEST_OFFENCE = date(2000, 1, 1)
LATEST = date(2200, 1, 1)
_YEARS_AHEAD = 10
_LONGEST_BAIL = 24
"""Months. A court may extend bail more than once; a date beyond is a year that was typed wrong."""
_FORMULA = re.compile(r"[=+\-@＝＋－＠].")


def century_of_birth(today: date) -> Century:
    """Two digits of a year of birth: nobody is born in the future."""
    return Century(today)


def century_of_events(today: date) -> Century:
    """Two digits of the year of an offence, an arrest or a date to return: a few years ahead, or before."""
    return Century(today, _YEARS_AHEAD)


def wrong_with_birth(born_on: date, today: date) -> str:
    """Why this can be nobody's date of birth, in words that go on after its name; "" where it can."""
    if born_on > today:
        return "must be in the past, not in the future"
    return f"must be in {today.year - _OLDEST} or later" if born_on.year < today.year - _OLDEST else ""


def wrong_with_offence(offence_on: date, today: date) -> str:
    """Why no offence can be of this day; "" where one can."""
    if offence_on > today:
        return "must be today or in the past, not in the future"
    return f"must be in {EARLIEST_OFFENCE.year} or later" if offence_on < EARLIEST_OFFENCE else ""


def wrong_with_arrest(arrested_on: date, today: date) -> str:
    """Why nobody can have been arrested on this day; "" where somebody can. An export's is flagged instead."""
    return "must be today or in the past, not in the future" if arrested_on > today else ""


def wrong_with_bail(return_on: date, today: date) -> str:
    """Why nobody can be bailed until this day; "" where somebody can. An export's is flagged instead."""
    if return_on < today:
        return "must be today or later, not in the past"
    return "must be within 2 years" if return_on > add_months_corresponding(today, _LONGEST_BAIL) else ""


def odd_about_arrest(arrested_at: datetime, offence_at: datetime | None, today: date) -> list[str]:
    """The oddities of the time of an arrest."""
    odd = ["arrest_before_offence"] if offence_at is not None and arrested_at < offence_at else []
    return [*odd, "arrest_in_future"] if london_date(arrested_at) > today else odd


def odd_about_bail(return_on: date | None, release: Release, offence_at: datetime | None, today: date) -> list[str]:
    """The oddities of a date to return on bail."""
    if return_on is None:
        return ["bail_return_missing"] if release is Release.BAIL else []
    odd = [] if release is Release.BAIL else ["bail_return_without_bail"]
    if offence_at is not None and return_on < london_date(offence_at):
        return [*odd, "bail_before_offence"]
    if return_on < today:
        return [*odd, "bail_return_passed"]
    if offence_at is not None and return_on > deadlines_for(offence_at).charge_by_on:
        odd.append("bail_after_charge_by")
    return odd if is_working_day(return_on) else [*odd, "bail_not_working_day"]


def odd_about_custody_reference(text: str, release: Release) -> list[str]:
    """The oddities of a custody reference."""
    if text.strip():
        return ["dummy_custody_ref"] if is_stand_in_reference(text) else []
    return [] if release is Release.VOLUNTARY else ["custody_ref_missing"]


def phone_flag(text: str) -> str:
    """The flag of a mobile number that could not be read."""
    return "dummy_phone" if is_stand_in_mobile(text) else "odd_phone"


def email_flag(text: str) -> str:
    """The flag of an address that could not be read."""
    return "dummy_email" if is_stand_in_email(text) else "odd_email"


def looks_like_formula(texts: Iterable[str]) -> bool:
    """Whether a spreadsheet would run one of the texts."""
    return any(_FORMULA.match(text) for text in texts)


def identifier_flag(problem: str, name: str) -> str:
    """The flag for an identifier with this problem; `name` is pnc, cro, asn, urn or crime_number."""
    return _IDENTIFIER_FLAGS[problem].format(name)


_IDENTIFIER_FLAGS = {
    identifiers.MISSING: "{}_unreadable",
    identifiers.UNREADABLE: "{}_unreadable",
    identifiers.BAD_CHECK_LETTER: "bad_{}_letter",
    identifiers.IMPOSSIBLE_YEAR: "{}_unreadable",
    identifiers.UNKNOWN_FORCE: "unknown_{}_force",
    identifiers.UNKNOWN_UNIT: "unknown_{}_unit",
    identifiers.DUMMY: "dummy_{}",
}
