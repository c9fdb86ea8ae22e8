"""How long bail may run, and on whose authority."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.clock.bail import (
    FLAGS,
    NOBODY_NAMED,
    Bail,
    NamedOfficer,
    authority_for,
    counted_from,
    last_day_of_months,
    last_day_without_authority,
    rank_for,
)
from programme.referrals.models import Release
from programme.referrals.refusals import (
    BailAuthorityNeeded,
    BailDateMissing,
    BailInThePast,
    BailIsAsItWas,
    BailNeedsACourt,
    ClockIsOver,
)
from programme.shared.dates import add_months_corresponding
from programme.shared.ranks import Rank
from programme.shared.refusal import Refusal

TODAY = date(2027, 3, 1)
SERGEANT = NamedOfficer("Sgt A. Desk, Custody", "Sgt")
INSPECTOR = NamedOfficer("B. Night", "inspector")


@dataclass(frozen=True)
class Kept:
    release: Release = Release.BAIL
    bail_return_on: date | None = date(2027, 4, 1)
    arrested_at: datetime | None = datetime(2027, 2, 8, 23, 30, tzinfo=UTC)
    offence_at: datetime = datetime(2027, 2, 7, 21, 0, tzinfo=UTC)
    over_at: datetime | None = None


def until(on: date | None) -> Bail:
    return Bail(Release.BAIL, on)


@pytest.mark.parametrize(
    ("on", "rank"),
    [
        (date(2027, 5, 8), None),
        (date(2027, 5, 9), Rank.INSPECTOR),
        (date(2027, 8, 8), Rank.INSPECTOR),
        (date(2027, 8, 9), Rank.SUPERINTENDENT),
        (date(2027, 11, 8), Rank.SUPERINTENDENT),
    ],
)
def test_three_six_and_nine_months_end_on_the_same_numbered_day(on: date, rank: Rank | None) -> None:
    assert rank_for(on, date(2027, 2, 8)) is rank


@pytest.mark.parametrize(
    ("arrested_on", "ends_on"),
    [
        (date(2027, 2, 28), date(2027, 5, 31)),
        (date(2028, 2, 28), date(2028, 5, 28)),
        (date(2028, 2, 29), date(2028, 5, 31)),
        (date(2027, 4, 30), date(2027, 7, 31)),
        (date(2027, 6, 30), date(2027, 9, 30)),
        (date(2026, 8, 31), date(2026, 11, 30)),
        (date(2026, 11, 27), date(2027, 2, 27)),
        (date(2026, 11, 28), date(2027, 2, 28)),
        (date(2026, 11, 29), date(2027, 2, 28)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 28), date(2028, 2, 28)),
        (date(2027, 11, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 3, 31)),
        (date(2027, 2, 7), date(2027, 5, 7)),
    ],
)
def test_the_three_months_begin_with_the_day_after_the_arrest(arrested_on: date, ends_on: date) -> None:
    arrested = Kept(arrested_at=datetime(arrested_on.year, arrested_on.month, arrested_on.day, 12, tzinfo=UTC))
    assert last_day_without_authority(arrested) == ends_on
    assert rank_for(ends_on, arrested_on) is None
    assert rank_for(ends_on + timedelta(days=1), arrested_on) is Rank.INSPECTOR


@given(arrested_on=st.dates(date(2020, 1, 1), date(2040, 1, 1)), months=st.sampled_from([3, 6, 9]))
def test_months_never_end_before_the_same_numbered_day_and_begin_on_a_day_each(arrested_on: date, months: int) -> None:
    ends_on = last_day_of_months(arrested_on, months)
    assert add_months_corresponding(arrested_on, months) <= ends_on
    assert ends_on.month == (arrested_on.month + months - 1) % 12 + 1
    assert last_day_of_months(arrested_on + timedelta(days=1), months) >= ends_on


def test_after_nine_months_it_is_a_courts() -> None:
    with pytest.raises(BailNeedsACourt, match="9 months"):
        rank_for(date(2027, 11, 9), date(2027, 2, 8))


def test_the_months_are_counted_from_the_london_day_of_the_arrest() -> None:
    summer = Kept(arrested_at=datetime(2027, 7, 8, 23, 30, tzinfo=UTC))
    assert counted_from(summer) == date(2027, 7, 9)
    assert last_day_without_authority(Kept()) == date(2027, 5, 8)


def test_without_an_arrest_on_record_they_are_counted_from_the_offence() -> None:
    assert counted_from(Kept(arrested_at=None)) == date(2027, 2, 7)


@pytest.mark.parametrize(
    ("own", "named", "who"),
    [
        (NamedOfficer("Insp C. Early", "Insp"), NOBODY_NAMED, NamedOfficer("Insp C. Early", "Insp")),
        (SERGEANT, INSPECTOR, INSPECTOR),
        (NamedOfficer("Insp C. Early", "Insp"), INSPECTOR, INSPECTOR),
    ],
)
def test_whoever_has_the_rank_is_on_record(own: NamedOfficer, named: NamedOfficer, who: NamedOfficer) -> None:
    assert authority_for(Kept(), until(date(2027, 6, 1)), own=own, named=named, today=TODAY) == who


def test_within_three_months_nobody_has_to_authorise_it() -> None:
    assert authority_for(Kept(), until(date(2027, 5, 8)), own=NamedOfficer("PC", "PC"), today=TODAY) == NOBODY_NAMED


@pytest.mark.parametrize(
    ("named", "field"),
    [
        (NOBODY_NAMED, "authorised_by"),
        (NamedOfficer("B. Night", "sergeant"), "authorised_rank"),
        (NamedOfficer("", "inspector"), "authorised_rank"),
    ],
)
def test_longer_needs_somebody_of_the_rank(named: NamedOfficer, field: str) -> None:
    with pytest.raises(BailAuthorityNeeded, match="an inspector or above") as refused:
        authority_for(Kept(), until(date(2027, 6, 1)), own=SERGEANT, named=named, today=TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (until(None), BailDateMissing),
        (Bail(Release.UNDER_INVESTIGATION, date(2027, 4, 1)), BailDateMissing),
        (until(date(2027, 2, 28)), BailInThePast),
        (until(date(2027, 4, 1)), BailIsAsItWas),
        (until(date(2037, 4, 1)), BailNeedsACourt),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(wanted: Bail, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        authority_for(Kept(), wanted, own=SERGEANT, today=TODAY)
    assert refused.value.field


def test_today_is_not_in_the_past() -> None:
    assert authority_for(Kept(), until(TODAY), own=SERGEANT, today=TODAY) == NOBODY_NAMED


def test_a_case_that_is_finished_is_left_as_it_is() -> None:
    with pytest.raises(ClockIsOver):
        authority_for(
            replace(Kept(), over_at=datetime(2027, 3, 1, tzinfo=UTC)),
            Bail(Release.UNDER_INVESTIGATION),
            own=SERGEANT,
            today=TODAY,
        )


def test_it_is_said_in_words() -> None:
    assert until(date(2027, 6, 1)).words == "On bail until Tuesday 1 June 2027"
    assert {release: Bail(release).words for release in Release} == {
        Release.BAIL: "On bail",
        Release.UNDER_INVESTIGATION: "No bail: released under investigation",
        Release.VOLUNTARY: "No bail: he attended voluntarily",
        Release.UNKNOWN: "Not known whether he is on bail",
    }
    assert NamedOfficer("Insp C. Early", "Insp").words == "Insp C. Early, Insp"
    assert (NamedOfficer("C. Early").words, NamedOfficer(rank="Insp").words, NOBODY_NAMED.words) == (
        "C. Early",
        "Insp",
        "",
    )


def test_these_flags_are_about_bail_and_go_when_it_is_recorded_anew() -> None:
    assert {
        "release_unreadable",
        "bail_return_missing",
        "bail_return_unreadable",
        "bail_return_without_bail",
        "bail_before_offence",
        "bail_return_passed",
        "bail_after_charge_by",
        "bail_not_working_day",
    } == FLAGS
