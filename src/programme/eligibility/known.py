"""Whether the person or the offence of a referral is known already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from programme.eligibility.rules import OtherCase


@dataclass(frozen=True, slots=True)
class SameMinute:
    """An offence of the same person, minute and code at another place: `named` says where it is known from, `row_id` is
    the number of its case where that is stored."""

    named: str
    place: str
    row_id: int | None = None


@dataclass(frozen=True, slots=True)
class WhatIsKnown:
    """Everything known about the person and the offence of one row. Each text names where: "line 51", "case K7M2-9QXH".

    `repeat_of`: the same offence of the same person, `repeat_id` its number where it is stored. `open_case`: another
    case of the same person that has not ended, never the same offence; `open_as` says how it stands to this offence,
    `open_id` is its number where it is stored and `open_reference` its reference. `possible_person`: a case of
    somebody who may be the same person, whatever became of it; `likeness` says why, in words; `possible_open` and
    `possible_course` are cases of such people that are open, or had an offer in the look-back. `earlier_course`: a
    course or offer since `eligibility.lookback_starts_on`; `lookback_known` is False when nobody could look,
    `compared` where that is because there is not enough to compare him by: then that nothing is known says nothing.
    `left_above`: a row above in the file with the same offence, which becomes no case. `same_minute`: what may be the
    same offence, as only the place says that it is another: a human decides before there is a case of it.
    """

    repeat_of: str | None = None
    repeat_id: int | None = None
    open_case: str | None = None
    possible_person: str | None = None
    earlier_course: str | None = None
    lookback_known: bool = True
    compared: bool = True
    open_as: OtherCase = OtherCase.ANOTHER
    open_id: int | None = None
    open_reference: str = ""
    likeness: str = ""
    possible_open: str | None = None
    possible_course: str | None = None
    left_above: str | None = None
    same_minute: tuple[SameMinute, ...] = ()

    @property
    def minute_id(self) -> int | None:
        """The number of the stored case that it may be, at another place."""
        return next((one.row_id for one in self.same_minute if one.row_id is not None), None)

    def all_shown(self, shown: Collection[str]) -> bool:
        """Whether somebody who was shown these was shown everything of the same minute."""
        return all(one.named in shown for one in self.same_minute)


NOTHING_KNOWN = WhatIsKnown()
NOBODY_COMPARED = WhatIsKnown(lookback_known=False, compared=False)
