"""Which other case can stand in the place of one that is none of its own. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from programme.outcomes.disposing import COMPLETES
from programme.outcomes.models import MISTAKES, Mistake
from programme.outcomes.refusals import NotTheRightCase
from programme.shared.dates import spoken_day


@dataclass(frozen=True, slots=True)
class StandsInPlace:
    """The facts on which it hangs whether a case can stand in the place of another."""

    reference: str
    force_code: str
    person_id: int
    charge_by_on: date
    charged: bool
    done: str | None
    over_at: datetime | None

    @property
    def runs(self) -> bool:
        """Whether its clock runs."""
        return self.over_at is None

    @property
    def was_dealt_with(self) -> bool:
        """Whether its clock stopped because the offence was dealt with: by a charge, or by what he completed."""
        return self.charged or self.done in {one.value for one in COMPLETES.values()}


def check_right_case(case: StandsInPlace, right: StandsInPlace | None, mistake: Mistake, *, today: date) -> None:
    """Whether `right` can stand in the place of a case that is none of its own. Nobody is warned of that any more: of
    what was recorded twice another clock has to be watched, or to have stopped because he was dealt with, and its last
    day is no later. Raises NotTheRightCase."""
    if right is None:
        if mistake is Mistake.RECORDED_TWICE:
            raise NotTheRightCase("Enter the reference of the case that stays", "It is on the page of that case.")
        return
    if right.reference == case.reference or right.force_code != case.force_code:
        raise NotTheRightCase("The right case must be another case of the same force")
    if right.done in {one.value for one in MISTAKES}:
        raise NotTheRightCase(
            f"{right.reference} was itself ended as a mistake", "Name the case that stays, or have that one taken back."
        )
    if mistake is Mistake.RECORDED_TWICE:
        _check_same_offence(case, right, today)


def _check_same_offence(case: StandsInPlace, right: StandsInPlace, today: date) -> None:
    if right.person_id != case.person_id:
        raise NotTheRightCase(
            f"{right.reference} is not on record as the same man",
            "Decide first that he is the same person, on the page of either case.",
        )
    if not right.runs and not right.was_dealt_with:
        raise NotTheRightCase(
            f"The clock of {right.reference} ended without a charge and without a completed course",
            "Its warnings have ended, so this case is not to end for it. Record what was done with this one.",
        )
    if right.charge_by_on > case.charge_by_on:
        raise NotTheRightCase(
            f"The last day to charge of {right.reference} is later: {spoken_day(right.charge_by_on)}",
            "Correct the date of the offence where it is wrong, or end the other case as a duplicate of this one.",
        )
    if right.runs and right.charge_by_on < today <= case.charge_by_on:
        raise NotTheRightCase(
            f"The last day to charge of {right.reference} has passed, and this case has time left",
            "Correct the date of the offence where it is wrong, or go on with this case.",
        )
