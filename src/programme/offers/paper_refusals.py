"""Every way to say no to a paper that is printed to be signed, and to what is said to stand on it."""

from __future__ import annotations

from datetime import datetime

from programme.shared.dates import spoken_instant
from programme.shared.refusal import Refusal


class ContentTooLong(Refusal):
    """A part of the paper is longer than can be kept."""

    code = "paper_part_too_long"
    headline = "Each part of the paper must be 1,000 characters or fewer"
    remedy = "Go back, shorten it, and print it again."


class NotAsPrinted(Refusal):
    """Words are typed as signed that stand on no paper that was printed for this offer."""

    code = "not_as_printed"
    headline = (
        "No paper with these words was printed: print it and let him sign that, put back what he signed, or say "
        "below that it was changed by hand or printed elsewhere"
    )
    explanation = "What is recorded is what stood on the paper."
    status = 422


class NothingChangedByHand(Refusal):
    """It is said that the paper was changed by hand, and every part stands as it was printed."""

    code = "nothing_changed_by_hand"
    headline = "Type the change into the part that it was made in: all four stand as they were printed"
    remedy = "If nothing was changed by hand, take the tick away."
    status = 422
    field = "changed_by_hand"


class AnotherPaper(Refusal):
    """Two papers were printed before he signed, and what is typed stands on the first."""

    code = "another_paper"
    explanation = "The record keeps the words of the paper that he signed."
    remedy = "Look at the paper that he signed, and choose it."
    status = 422
    field = "printed"

    def __init__(self, typed_at: datetime, last_at: datetime) -> None:
        super().__init__(
            headline="Choose the paper that he signed: these words were printed "
            f"{spoken_instant(typed_at)}, and others {spoken_instant(last_at)}"
        )


class PrintedInAnotherName(Refusal):
    """His name or his date of birth was put right after the paper was printed that would be recorded as signed."""

    code = "printed_in_another_name"
    headline = "Choose the paper that he signed: his name or date of birth was put right after the last one was printed"
    explanation = "A copy of what he signed says his name and his date of birth as they stood on the paper."
    remedy = "Look at the paper that he signed, and choose it; or print a new one and let him sign that."
    status = 422
    field = "printed"


class SignedBeforePrinted(Refusal):
    """He signs a paper once it is printed."""

    code = "signed_before_printed"
    explanation = "He signs a paper once it is printed."
    remedy = "Check the date and the time on the document, and choose the paper that he signed."
    status = 422
    field = "printed"

    def __init__(self, printed_at: datetime) -> None:
        super().__init__(headline=f"He can sign a paper once it is printed: that was {spoken_instant(printed_at)}")
