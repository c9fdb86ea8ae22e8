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
