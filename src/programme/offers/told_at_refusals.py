"""Refusals about when the words were explained to him, and when he answered."""

from __future__ import annotations

from datetime import datetime

from programme.shared.dates import spoken_instant
from programme.shared.refusal import Refusal


class ExplainedAtWrong(Refusal):
    """An explanation is recorded after it was given, and the offence came first."""

    code = "explained_at_wrong"
    headline = "When it was explained must be between the offence and now"
    remedy = "Check the date and the time."
    field = "explained_on"


class AnsweredBeforeOffer(Refusal):
    """Nobody answers an offer that is not made yet."""

    code = "answered_before_offer"
    headline = "He answered after the offer was made, and not before"
    remedy = "Check the date and the time at which he was told the words and answered."
    field = "explained_on"


class ToldBeforeCorrected(Refusal):
    """The time that is typed is before a change of the words: then he was told something else."""

    code = "told_before_corrected"
    explanation = "He was told what stood there before, so this cannot be kept as what he was told."
    remedy = "Check the date and the time. Otherwise explain it to him as it stands now, and record when you did."
    field = "explained_on"

    def __init__(self, corrected_at: datetime) -> None:
        super().__init__(headline=f"What he is told was changed on {spoken_instant(corrected_at)}")
