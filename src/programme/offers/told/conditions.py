"""The conditions of a paragraph: how he stands, and what the force's lawyer has said about the route. Nothing else
decides whether it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct


class Signing(StrEnum):
    """How it stands with a document that he signs."""

    SIGNED = "signed"
    TO_SIGN = "to_sign"
    NOTHING = "nothing_to_sign"


class When(StrEnum):
    """Every condition that a paragraph can have. The last group is what the lawyer answered."""

    SIGNED = "signed"
    TO_SIGN = "to_sign"
    NOTHING_TO_SIGN = "nothing_to_sign"

    UNANSWERED = "unanswered"
    SAID_YES = "said_yes"

    MORE_TIME = "more_time"
    NO_MORE_TIME = "no_more_time"
    LITTLE_TIME = "little_time"
    ENOUGH_TIME = "enough_time"

    WEEKS_FROM_SIGNING = "weeks_from_signing"
    ONE_LAST_DAY = "one_last_day"

    FEE_ASKED = "fee_asked"
    FEE_WAIVED = "fee_waived"

    FINISHING_ENDS_IT = "finishing_ends_it"
    FINISHING_NORMALLY_ENDS_IT = "finishing_normally_ends_it"
    DRIVING_BAN = "driving_ban"
    FREE_ADVICE_AT_SIGNING = "free_advice_at_signing"
    CHECKS_FOR_YEARS = "checks_for_years"
    CHECKS_FOR_GOOD = "checks_for_good"
    CHECK_MAY_MENTION = "check_may_mention"
    FREE_ADVICE_FROM_HOME = "free_advice_from_home"
    COUNTS_FROM_SIGNING = "counts_from_signing"
    CAUTION_ENDS_IF_CHARGED = "caution_ends_if_charged"
    YES_CAN_BE_USED = "yes_can_be_used"
    YES_IS_NOT_USED = "yes_is_not_used"
    YES_USE_NOT_SAID = "yes_use_not_said"
    ON_POLICE_REGISTER = "on_police_register"
    ON_NO_POLICE_REGISTER = "on_no_police_register"
    NOTE_FOR_YEARS = "note_for_years"
    NOTE_NOT_SAID = "note_not_said"


@dataclass(frozen=True, slots=True)
class TellingState:
    """How he stands when he is told. `more_time`: asking for advice gives him a later day than he has; `little_time`:
    the day that he has is near. `fee_waived`: he has nothing to pay. `weeks_run`: he has so many weeks from the day on
    which he signs, and they may end before his last day."""

    signing: Signing
    said_yes: bool = False
    more_time: bool = True
    fee_waived: bool = False
    little_time: bool = False
    weeks_run: bool = False

    @property
    def holds(self) -> frozenset[When]:
        """The conditions that are true of him."""
        return frozenset(
            (
                When(self.signing.value),
                When.SAID_YES if self.said_yes else When.UNANSWERED,
                When.MORE_TIME if self.more_time else When.NO_MORE_TIME,
                When.LITTLE_TIME if self.little_time else When.ENOUGH_TIME,
                When.FEE_WAIVED if self.fee_waived else When.FEE_ASKED,
                When.WEEKS_FROM_SIGNING if self.weeks_run else When.ONE_LAST_DAY,
            )
        )


class LegalPoints(Struct, frozen=True, forbid_unknown_fields=True):
    """The answers of the force's lawyer when the words of a route are signed: every figure and yes or no of
    docs/for-the-force-lawyer.md that the words say. The first six are, unless somebody says otherwise, as the authors
    believe; of the others nothing is said until they are answered: None, False, or no years."""

    finishing_ends_it: bool = True
    driving_ban: bool = True
    free_advice_at_signing: bool = True
    check_may_mention: bool = True
    spent_after_months: int = 3
    checks_show_years: int = 6
    free_advice_from_home: bool = False
    counts_from_signing: bool = False
    caution_ends_if_charged: bool = False
    yes_can_be_used: bool | None = None
    police_register: bool | None = None
    note_years: int = 0

    @property
    def holds(self) -> frozenset[When]:
        """The conditions that are true by these answers. No years: the checks show it for good."""
        ends = When.FINISHING_ENDS_IT if self.finishing_ends_it else When.FINISHING_NORMALLY_ENDS_IT
        checks = When.CHECKS_FOR_YEARS if self.checks_show_years else When.CHECKS_FOR_GOOD
        note = When.NOTE_FOR_YEARS if self.note_years else When.NOTE_NOT_SAID
        said = (
            (When.DRIVING_BAN, self.driving_ban),
            (When.FREE_ADVICE_AT_SIGNING, self.free_advice_at_signing),
            (When.CHECK_MAY_MENTION, self.check_may_mention),
            (When.FREE_ADVICE_FROM_HOME, self.free_advice_from_home),
            (When.COUNTS_FROM_SIGNING, self.counts_from_signing),
            (When.CAUTION_ENDS_IF_CHARGED, self.caution_ends_if_charged),
            (When.YES_CAN_BE_USED, self.yes_can_be_used is True),
            (When.YES_IS_NOT_USED, self.yes_can_be_used is False),
            (When.YES_USE_NOT_SAID, self.yes_can_be_used is None),
            (When.ON_POLICE_REGISTER, self.police_register is True),
            (When.ON_NO_POLICE_REGISTER, self.police_register is False),
        )
        return frozenset({ends, checks, note, *(when for when, is_so in said if is_so)})

    @property
    def figures(self) -> dict[str, str]:
        """The figures as the words say them."""
        return {
            "spent_after": _spoken(self.spent_after_months, "month"),
            "checks_for": _spoken(self.checks_show_years, "year"),
            "note_for": _spoken(self.note_years, "year"),
        }


def _spoken(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
