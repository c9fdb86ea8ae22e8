"""The page that checks answers before a case is made: the dates, every criterion, and the places that are in time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from programme.clock.deadlines import Deadlines
from programme.courses.queries import DateFacts, dates_in_time, our_programme
from programme.eligibility.assessment import waits_although_not_met
from programme.eligibility.circumstances import answers_of
from programme.eligibility.known import WhatIsKnown
from programme.eligibility.rules import Eligibility, EligibilityVerdict
from programme.eligibility.terms import NO_ROUTE_SAID, RouteSaid, dated_terms
from programme.intake.arrivals import Arrival, sought_of
from programme.intake.known_cases import StoredCases
from programme.intake.outcome import assess_arrival
from programme.referrals.queries import references_open_to
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date

_CASE = re.compile(r"\bcase (\S+)")


@dataclass(frozen=True, slots=True)
class Checked:
    """An arrival's verdict, and the course dates in time for it, nearest first. `waits`: not eligible, and somebody may
    still do something about it. `own` are the cases found in looking for him that are the reader's own. `route` says
    on which route the case begins, and why; `route_key` is that version of it."""

    deadlines: Deadlines
    eligibility: Eligibility
    about: WhatIsKnown
    dates: list[DateFacts]
    waits: bool = False
    own: tuple[str, ...] = ()
    route: RouteSaid = NO_ROUTE_SAID
    route_key: str = ""

    @property
    def can_be_referred(self) -> bool:
        """Whether a case can be made of it; undecided cases are made, and wait."""
        refused = self.eligibility.verdict is EligibilityVerdict.INELIGIBLE and not self.waits
        return self.about.repeat_of is None and not refused

    @property
    def can_be_recorded(self) -> bool:
        """Whether he can be filed as not eligible, where he cannot be referred."""
        return self.about.repeat_of is None and not self.can_be_referred

    @property
    def places_in_time(self) -> int:
        """Places nobody holds, on dates that are in time."""
        return sum(date.places_left for date in self.dates)

    @property
    def references(self) -> list[str]:
        """The cases that were found in looking for the same person."""
        return references_in(self.about)


def references_in(about: WhatIsKnown) -> list[str]:
    """The cases that are named."""
    said = (about.repeat_of, about.open_case, about.earlier_course, about.possible_person, about.possible_open,
            about.possible_course, *(one.named for one in about.same_minute))  # fmt: skip
    return sorted({found for text in said if text for found in _CASE.findall(text)})


def _own(db: Session, about: WhatIsKnown, actor: Actor) -> tuple[str, ...]:
    named = references_in(about)
    return tuple(sorted(references_open_to(db, named, actor))) if named else ()


def check_arrival(
    db: Session, arrival: Arrival, *, actor: Actor, sent_by_force: str | None = None, now: datetime
) -> Checked:
    """Look the person up among the cases of every force, and say what the rules and the course dates say."""
    today = london_date(now)
    programme = our_programme(db, force_code=None if actor.door is Door.PARTNER else actor.force_code)
    dated = dated_terms(db, programme)
    force_code = sent_by_force or actor.force_code or programme.force_code
    cases = StoredCases(db, force_code=force_code, policies=dated.policies)
    sought = sought_of(arrival, today=today)
    cases.look_up([sought])
    about = cases.find(sought).about
    offence_on, admission, route = london_date(arrival.offence_at), arrival.admission, arrival.route
    terms = dated.chosen(offence_on, admission=admission, route=route, rank=actor.rank)
    settled = answers_of(arrival.circumstances, by=actor.label, at=now)
    deadlines, eligibility = assess_arrival(arrival, about, today=today, terms=terms, settled=settled)
    dates = dates_in_time(db, now=now, complete_by_on=deadlines.complete_by_on)
    waits = waits_although_not_met(eligibility, terms)
    said = dated.route_said(offence_on, admission, route)
    key = terms.route.key if terms.route is not None else ""
    return Checked(deadlines, eligibility, about, dates, waits, _own(db, about, actor), said, key)
