"""One clock in a list: its case, the warning it stands on, and what is arranged for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from programme.duties.queries import RungLine
from programme.insight.list_choices import Choice
from programme.insight.list_totals import Totals
from programme.insight.step_facts import StepFacts
from programme.people.models import Force, Person
from programme.referrals.models import Referral
from programme.referrals.next_action_facts import NextActionFacts
from programme.referrals.queries import DONE, LADDER
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.page_key import DayKey
from programme.storage.rows import reads


@reads(Referral, Person, id=Referral.id, force=Force.name, done=DONE, ladder=LADDER)
@dataclass(frozen=True, slots=True)
class ClockLine:
    """A running clock as a list shows it. `force` is the name of the force of the offence."""

    id: int
    reference: str
    state: ReferralState
    surname: str
    forenames: str
    force: str
    officer_name: str
    charge_by_on: date
    said_charge_by_on: date | None
    return_by_on: date
    complete_by_on: date
    bail_return_on: date | None
    done: str | None
    ladder: list[dict[str, Any]]
    rung: RungLine | None

    @property
    def over_at(self) -> None:
        """It runs."""
        return

    def is_for(self, actor: Actor) -> bool:
        """Whether the actor may say that he has seen the rung."""
        return self.rung is not None and self.rung.is_for(actor)


@reads()
@dataclass(frozen=True, slots=True)
class WatchedClock:
    """A line of the list of all running clocks, with what its next step depends on."""

    line: ClockLine
    facts: StepFacts

    def at(self, now: datetime) -> NextActionFacts:
        """The facts that its next step depends on."""
        return self.facts.at(self.line, now)


@dataclass(frozen=True, slots=True)
class ClockPage:
    """One page of running clocks. `earlier` and `later` are keys to ask on with, where there is more; `begins` has
    those that the numbered pages begin after, from the second on; `choices` is what the list can be narrowed to."""

    clocks: list[WatchedClock]
    earlier: DayKey | None
    later: DayKey | None
    totals: Totals
    begins: list[DayKey]
    choices: list[Choice]

    @property
    def references(self) -> list[str]:
        return [clock.line.reference for clock in self.clocks]
