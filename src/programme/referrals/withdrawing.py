"""Why a force takes a case back from the programme."""

from __future__ import annotations

from enum import StrEnum


class WithdrawalReason(StrEnum):
    """A coded reason: the timeline is read by more people than the case, so there is no free text."""

    NOT_ELIGIBLE = "not_eligible"
    NO_TIME = "no_time"
    EVIDENCE = "evidence"
    ANOTHER_DISPOSAL = "another_disposal"
    NEW_OFFENCE = "new_offence"
    MADE_IN_ERROR = "made_in_error"

    @property
    def label(self) -> str:
        """How a page and the timeline say it."""
        return _LABELS[self]


_LABELS = {
    WithdrawalReason.NOT_ELIGIBLE: "He is not eligible",
    WithdrawalReason.NO_TIME: "There is no time left for a course",
    WithdrawalReason.EVIDENCE: "The evidence is not enough to charge",
    WithdrawalReason.ANOTHER_DISPOSAL: "It is dealt with in another way",
    WithdrawalReason.NEW_OFFENCE: "Something new came to notice",
    WithdrawalReason.MADE_IN_ERROR: "It was referred in error",
}
