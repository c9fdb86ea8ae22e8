"""How every case of a list stands, whatever the list is of: what its state and its clock are said from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.insight.step_facts import StepFacts, with_step
from programme.referrals.models import Referral
from programme.referrals.next_action_facts import NextActionFacts
from programme.referrals.queries import CLOCK_OVER_AT, DONE, LADDER
from programme.referrals.states import ReferralState
from programme.storage.many_rows import columns_in
from programme.storage.rows import columns_of, reads, rows


@reads(Referral, over_at=CLOCK_OVER_AT, done=DONE, ladder=LADDER)
@dataclass(frozen=True, slots=True)
class Standing:
    """A case with its clock, its programme's ladder, and what its next step depends on."""

    reference: str
    state: ReferralState
    charge_by_on: date
    return_by_on: date
    complete_by_on: date
    bail_return_on: date | None
    over_at: datetime | None
    done: str | None
    ladder: list[dict[str, Any]]
    facts: StepFacts

    def at(self, now: datetime) -> NextActionFacts:
        """The facts that its next step and the next day of its clock depend on."""
        return self.facts.at(self, now)


def standings_of(db: Session, references: Collection[str]) -> dict[str, Standing]:
    """Each of these cases by its reference, in one statement. The caller has found them by a query of the reader's."""
    if not references:
        return {}
    wanted = with_step(select(*columns_of(Standing)).select_from(Referral))
    found = rows(db, Standing, wanted.where(columns_in(db, [Referral.reference], sorted(set(references)))))
    return {one.reference: one for one in found}
