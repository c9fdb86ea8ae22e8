"""An arrival judged: its dates and criteria, and whether it became a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from programme.clock.deadlines import Deadlines, deadlines_for
from programme.eligibility.assessment import FactsToAssess, assess, open_questions, waits_although_not_met
from programme.eligibility.known import WhatIsKnown
from programme.eligibility.rules import NO_OPEN_CASE, Eligibility
from programme.eligibility.terms import Terms
from programme.eligibility.words import ELIGIBILITY_WORDS
from programme.intake.arrivals import Arrival
from programme.referrals.criteria import Settled, Status


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of one arrival. `reference` and `referral_id` are None where no case was made: it is a repeat
    (`about.repeat_of`), a human has to say whether it is one (`about.same_minute`), or he is not eligible and nobody
    could do anything about it. `route` is the version of the route that it was decided by."""

    reference: str | None
    referral_id: int | None
    deadlines: Deadlines
    eligibility: Eligibility
    about: WhatIsKnown
    route: str = ""


def assess_arrival(
    arrival: Arrival, about: WhatIsKnown, *, today: date, terms: Terms, settled: Mapping[str, Settled] | None = None
) -> tuple[Deadlines, Eligibility]:
    """The dates and the eligibility of an arrival: what check answers shows, and what a case stores."""
    facts = FactsToAssess(arrival.surname, arrival.born_on, arrival.offence_code, arrival.offence_at, arrival.admission)
    deadlines = deadlines_for(arrival.offence_at, policy=terms.policy)
    return deadlines, assess(facts, about, today=today, terms=terms, settled=settled)


def is_taken(eligibility: Eligibility, terms: Terms, *, from_export: bool, takes_refused: bool = False) -> bool:
    """Whether a case is made of it. A row of an export that the rules refuse is not taken, unless it is a second
    offence while the first is open; what somebody fills in may wait for somebody, or be filed as refused."""
    against = {criterion.code for criterion in eligibility.with_status(Status.NOT_MET)}
    if against <= {NO_OPEN_CASE}:
        return True
    return not from_export and (takes_refused or waits_although_not_met(eligibility, terms))


def decision_facts(eligibility: Eligibility) -> dict[str, Any]:
    """The part of a decision that the timeline keeps: neutral words, never what the rules say about the offence."""
    return {"verdict": ELIGIBILITY_WORDS[eligibility.verdict], "reasons": open_questions(eligibility)}
