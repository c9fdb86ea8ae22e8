"""Terms that can be agreed with a neighbour, when a version begins and ends, and how much of a referral travels."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest

from programme.courses.refusals import LastDayIsPast
from programme.exchange.agreeing import (
    FURTHEST_FIRST_DAY,
    AgreedTerms,
    AgreementShown,
    AgreementTerms,
    MonthOfSending,
    check_can_stop,
    check_share,
    check_version_fits,
    wrong_with_agreement,
)
from programme.exchange.models import TravelField
from programme.exchange.refusals import (
    AnotherVersionFollows,
    FirstDayTooFar,
    ShareBeyondFee,
    VersionNotAfter,
    VersionTaken,
)
from programme.exchange.travelling import names_left_out, only_agreed
from tests.support.referring import PLAIN

TODAY = date(2027, 3, 1)
TERMS = AgreementTerms("2027-1", "D. Price", "them@example.org", 5, 2_000)


def version(name: str, from_on: date, until_on: date | None = None) -> AgreementShown:
    return AgreementShown(1, "34", "Force 34", from_on, until_on, AgreedTerms(name, "D. Price", "them@example.org"))


def test_everything_that_is_wrong_is_said_together() -> None:
    wrong = AgreementTerms("", "", "nobody", 0, 100_001)
    assert dict(wrong_with_agreement(wrong)).keys() == {
        "version", "contact_name", "contact_email", "monthly_number", "fee_share"
    }  # fmt: skip
    assert list(wrong_with_agreement(TERMS)) == []
    assert list(wrong_with_agreement(replace(TERMS, monthly_number=None))) == []


def test_no_share_is_more_than_the_lowest_fee_that_somebody_pays() -> None:
    for fees in ([9_500], [9_500, 12_000], [0, 9_500]):
        check_share(9_500, fees)
        with pytest.raises(ShareBeyondFee, match="share_beyond_fee"):
            check_share(9_501, fees)
    check_share(9_501, [])
    check_share(9_501, [0])


def test_a_first_version_begins_on_any_day_and_the_next_after_it_and_not_before_today() -> None:
    check_version_fits([], "1", date(2026, 1, 1), None, today=TODAY)
    before = [version("1", date(2027, 1, 1))]
    check_version_fits(before, "2", TODAY, None, today=TODAY)
    for from_on in (date(2027, 2, 28), date(2027, 1, 1)):
        with pytest.raises(VersionNotAfter):
            check_version_fits(before, "2", from_on, None, today=TODAY)
    with pytest.raises(VersionNotAfter):
        check_version_fits([version("1", date(2027, 6, 1))], "2", date(2027, 5, 1), None, today=TODAY)
    with pytest.raises(VersionTaken):
        check_version_fits(before, "1", TODAY, None, today=TODAY)
    with pytest.raises(LastDayIsPast):
        check_version_fits([], "1", date(2026, 1, 1), date(2027, 2, 28), today=TODAY)


def test_a_mistyped_year_does_not_shut_out_every_version_before_it() -> None:
    check_version_fits([], "1", TODAY + FURTHEST_FIRST_DAY, None, today=TODAY)
    for versions in ([], [version("1", date(2027, 1, 1))]):
        with pytest.raises(FirstDayTooFar):
            check_version_fits(versions, "2", TODAY + FURTHEST_FIRST_DAY + timedelta(days=1), None, today=TODAY)


def test_a_version_ends_today_or_later_and_before_the_next() -> None:
    old, new = version("1", date(2027, 1, 1), date(2027, 5, 31)), version("2", date(2027, 6, 1))
    check_can_stop([new, old], old, TODAY, today=TODAY)
    with pytest.raises(LastDayIsPast):
        check_can_stop([old], old, date(2027, 2, 28), today=TODAY)
    for until_on in (None, date(2027, 6, 1)):
        with pytest.raises(AnotherVersionFollows):
            check_can_stop([new, old], old, until_on, today=TODAY)
    check_can_stop([new, old], new, None, today=TODAY)


@pytest.mark.parametrize(
    ("sent", "agreed", "full", "over"),
    [(4, 5, False, False), (5, 5, True, False), (6, 5, True, True), (600, None, False, False)],
)
def test_a_month_is_full_and_then_over(sent: int, agreed: int | None, full: bool, over: bool) -> None:
    month = MonthOfSending(sent, agreed)
    assert (month.is_full, month.is_over) == (full, over)


def test_what_does_not_travel_is_left_out_and_the_rest_is_as_it_was() -> None:
    assert only_agreed(PLAIN, names_left_out(frozenset(TravelField))) == PLAIN
    kept = only_agreed(PLAIN, names_left_out(frozenset(TravelField) - {TravelField.PNC_ID, TravelField.MOBILE}))
    assert kept == replace(PLAIN, pnc_id="", mobile="")


def test_nothing_that_a_case_cannot_be_without_can_be_left_out() -> None:
    every: dict[str, Any] = {field.name: getattr(PLAIN, field.name) for field in fields(PLAIN)}
    out = names_left_out(())
    assert out < every.keys()
    assert out == {
        "sex", "address", "postcode", "mobile", "email", "pnc_id", "cro", "asn", "urn", "crime_number",
        "custody_reference", "arrested_at", "interpreter", "adjustments", "operation",
    }  # fmt: skip
