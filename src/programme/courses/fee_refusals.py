"""Why no fee is charged yet, or another one cannot begin."""

from __future__ import annotations

from datetime import date

from programme.shared.dates import spoken_day
from programme.shared.refusal import Refusal


class NoFeeYet(Refusal):
    """The programme is being set up: nobody can be told yet what a place costs."""

    code = "no_fee_yet"
    headline = "The programme has no fee yet"
    explanation = "Nobody can be offered a place before it is known what it costs him."
    remedy = "Ask the programme's coordinator to set the fee. It can be nothing."


class FeeTooFarAhead(Refusal):
    """A slip of the hand: a fee that would not hold for years, while everybody thinks that it does."""

    code = "fee_too_far_ahead"
    status = 422
    field = "from_on"
    headline = "The first day must be within two years"


class FeeBegunAlready(Refusal):
    """Offers are being made with the fee of that day, or were."""

    code = "fee_begun_already"
    status = 422
    field = "from_on"

    def __init__(self, first_on: date) -> None:
        super().__init__(headline=f"The first day must be {spoken_day(first_on)} or later")
