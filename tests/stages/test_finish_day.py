"""The day in the conditions of a caution is read as people write it, and is never later than the one that holds."""

from __future__ import annotations

from datetime import date

import pytest

from programme.offers.finish_day import check_finish_day, days_written
from programme.offers.refusals import FinishDayTooLate

SIGNED_ON, LAST_DAY = date(2026, 12, 3), date(2027, 3, 25)


@pytest.mark.parametrize(
    "text",
    [
        "I finish it by Friday 26 March 2027.",
        "I finish it by 26th of March, 2027",
        "by 26 mar 2027",
        "by 26/03/2027",
        "by 26.3.2027, or sooner: by 1 March 2027",
        "by Friday 26\nMarch 2027",
    ],
)
def test_a_later_day_is_refused_and_the_last_one_is_not(text: str) -> None:
    with pytest.raises(FinishDayTooLate) as refused:
        check_finish_day(text, signed_on=SIGNED_ON, finish_by_on=LAST_DAY)
    assert refused.value.headline == (
        "The conditions say Friday 26 March 2027. Signed on Thursday 3 December 2026, they can say Thursday 25 March "
        "2027 at the latest"
    )
    check_finish_day(text, signed_on=SIGNED_ON, finish_by_on=date(2027, 3, 26))


@pytest.mark.parametrize("text", ["", "I come on time.", "Call 01632 960 001.", "by 31 February 2027", "by 26 March"])
def test_a_text_without_a_whole_day_has_none(text: str) -> None:
    assert list(days_written(text)) == []
