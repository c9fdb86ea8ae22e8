"""A case comes in: the one step behind the form, the import and the neighbours' door.

The person is found or made, his identifiers kept as entered beside the canonical form, the clock set from the policy,
eligibility found and stored, and all of it put on record. A batch takes the same handful of statements as one case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.clock.deadlines import Deadlines
from programme.courses.areas import area_of
from programme.courses.models import Programme
from programme.courses.queries import hold_arrivals
from programme.eligibility.assessment import stored
from programme.eligibility.circumstances import answers_of
from programme.eligibility.known import WhatIsKnown
from programme.eligibility.rules import Eligibility
from programme.eligibility.terms import DatedTerms, Terms, dated_terms
from programme.history.events import AnotherOffenceSaid, CasesTied, EligibilityDecided, EventKind, ReferralMade
from programme.history.timeline import record_all
from programme.intake.arrivals import Arrival, identifiers_of, officer_of, sought_of
from programme.intake.arrived_people import new_person, what_was_missing
from programme.intake.known_cases import StoredCases
from programme.intake.known_people import KnownPerson, canonical_custody_reference
from programme.intake.outcome import Outcome, assess_arrival, decision_facts, is_taken
from programme.intake.tying import event_of, keeps_the_number, lock_leads, pulled
from programme.people.models import Identifier, Person
from programme.people.officers import officers_of
from programme.people.reference import station_of
from programme.people.telling import move_what_is_owed, safe_address
from programme.referrals.models import Origin, Referral
from programme.referrals.queries import fresh_references
from programme.referrals.states import REFERRALS, ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.storage.many_rows import Row, insert_rows, next_numbers

_LONGEST_IDENTIFIER = 60


def take_in(
    db: Session,
    arrivals: Sequence[Arrival],
    *,
    programme: Programme,
    force_code: str,
    origin: Origin,
    actor: Actor,
    now: datetime,
    what: str,
    cases: StoredCases | None = None,
    takes_refused: bool = False,
) -> list[Outcome]:
    """Make a case of every arrival that is neither a repeat nor refused, and say what became of each, in order. One
    that is not eligible waits as a case where `is_taken` says so.

    `force_code` is the force of the offences: it keeps the clock and the decision to charge. `what` names the way in
    for the access log. `cases`, where given, has already looked these arrivals up. Cases of one programme come in one
    batch at a time, so that two cannot make one person, or one offence, twice.
    """
    today = london_date(now)
    terms = dated_terms(db, programme)
    hold_arrivals(db, programme.id)
    if cases is None:
        cases = StoredCases(db, force_code=force_code, policies=terms.policies)
        cases.look_up(sought_of(arrival, today=today) for arrival in arrivals)
    references = fresh_references(db, len(arrivals))
    batch = _Batch(db, programme, force_code, origin, actor, now, cases, references, terms)
    outcomes = [batch.take(arrival, takes_refused) for arrival in arrivals]
    numbers = batch.write(what)
    return [replace(o, referral_id=numbers[o.reference]) if o.reference else o for o in outcomes]


@dataclass(slots=True)
class _Taken:
    """An arrival that becomes a case: of whom, and the case's columns."""

    arrival: Arrival
    person: KnownPerson
    referral: Row
    eligibility: Eligibility
    about: WhatIsKnown

    @property
    def belongs(self) -> bool:
        """Whether it keeps the number of another case."""
        return self.about.open_case is not None and keeps_the_number(self.eligibility, self.about)


class _Batch:
    """The rows of one batch, gathered and then written together."""

    def __init__(
        self,
        db: Session,
        programme: Programme,
        force_code: str,
        origin: Origin,
        actor: Actor,
        now: datetime,
        cases: StoredCases,
        references: list[str],
        terms: DatedTerms,
    ) -> None:
        self._db, self._programme, self._force_code = db, programme, force_code
        self._origin, self._actor, self._now, self._cases = origin, actor, now, cases
        self._officers = officers_of(db, force_code)
        self._today, self._terms = london_date(now), terms
        self._taken: list[_Taken] = []
        self._references = references

    def take(self, arrival: Arrival, takes_refused: bool) -> Outcome:
        sought = sought_of(arrival, today=self._today)
        found = self._cases.find(sought)
        terms = self._terms.chosen(
            london_date(arrival.offence_at), admission=arrival.admission, route=arrival.route, rank=self._actor.rank
        )
        settled = answers_of(arrival.circumstances, by=self._actor.label, at=self._now)
        deadlines, eligibility = assess_arrival(arrival, found.about, today=self._today, terms=terms, settled=settled)
        kept = is_taken(eligibility, terms, from_export=self._origin is Origin.IMPORT, takes_refused=takes_refused)
        asked = bool(found.about.same_minute) and not arrival.is_another
        if found.about.repeat_of is not None or asked or not kept:
            return Outcome(None, None, deadlines, eligibility, found.about)
        referral = self._referral(arrival, deadlines, terms)
        referral["state"] = REFERRALS.after(ReferralState.UNDECIDED, event_of(eligibility, found.about))
        referral["eligibility"] = stored(eligibility, settled)
        reference: str = referral["reference"]
        person = self._cases.remember(sought, found.person, reference=reference, state=referral["state"])
        self._taken.append(_Taken(arrival, person, referral, eligibility, found.about))
        return Outcome(reference, None, deadlines, eligibility, found.about, referral["route"])

    def write(self, what: str) -> dict[str, int]:
        """Write everything, and return the number of each case by its reference."""
        if not self._taken:
            return {}
        self._write_people()
        for one, number in zip(self._taken, next_numbers(self._db, Referral, len(self._taken)), strict=True):
            one.referral |= {"id": number, "person_id": one.person.row_id}
        tied = self._tie()
        insert_rows(self._db, Referral, [one.referral for one in self._taken])
        self._write_identifiers()
        self._write_history(tied)
        numbers: dict[str, int] = {one.referral["reference"]: one.referral["id"] for one in self._taken}
        log_access(
            self._db,
            actor=self._actor,
            now=self._now,
            what=what,
            subjects=list(numbers),
            operation=Operation.COLLECTION,
        )
        return numbers

    def _tie(self) -> list[tuple[int, str]]:
        """Keep the number of the case that each belongs with; those of one night share the shortest clock. Returns
        what the timelines say: the number of a case, and the reference of the one it goes with."""
        belonging = [one for one in self._taken if one.belongs]
        if not belonging:
            return []
        fresh = {one.referral["reference"]: one.referral for one in self._taken}
        stored_leads = lock_leads(self._db, [one.about.open_id for one in belonging if one.about.open_id])
        told = []
        for one in belonging:
            lead = stored_leads.get(one.about.open_id or 0)
            row = fresh.get(one.about.open_reference)
            number: int = lead.id if lead is not None else row["id"] if row is not None else 0
            one.referral["tied_to_id"] = number
            if one.referral["state"] is not ReferralState.TIED:
                continue
            dates = one.referral["return_by_on"], one.referral["complete_by_on"]
            if lead is not None:
                lead.return_by_on, lead.complete_by_on = pulled((lead.return_by_on, lead.complete_by_on), dates)
            elif row is not None:
                was = row["return_by_on"], row["complete_by_on"]
                row["return_by_on"], row["complete_by_on"] = pulled(was, dates)
            told += [(one.referral["id"], one.about.open_reference), (number, one.referral["reference"])]
        return told

    def _referral(self, arrival: Arrival, deadlines: Deadlines, terms: Terms) -> Row:
        """The case's columns: what it is held to from now on among them."""
        assert terms.route is not None
        officer = self._officers.who_is(officer_of(arrival))
        return {
            "reference": self._references.pop(),
            "programme_id": self._programme.id,
            "force_code": self._force_code,
            "origin": self._origin,
            "tied_to_id": None,
            "route": terms.route.key,
            "rules_id": terms.rules.id,
            "offence_code": arrival.offence_code,
            "offence_at": arrival.offence_at,
            "offence_place": arrival.offence_place,
            "arrested_at": arrival.arrested_at,
            "custody_reference": (number := canonical_custody_reference(arrival.custody_reference)) or None,
            "station": (station := station_of(number)),
            "area": self._area(arrival.area, station),
            "release": arrival.release,
            "bail_return_on": arrival.bail_return_on,
            "admission": arrival.admission,
            "operation": arrival.operation,
            "officer_id": officer.account_id,
            "officer_rank": officer.rank,
            "officer_collar": officer.collar,
            "officer_name": officer.name,
            "officer_email": officer.email,
            "charge_by_on": deadlines.charge_by_on,
            "return_by_on": deadlines.return_by_on,
            "complete_by_on": deadlines.complete_by_on,
            "flags": list(arrival.flags),
            "as_entered": dict(arrival.as_entered),
            "referred_at": self._now,
            "referred_by": self._actor.label,
            "referred_by_id": self._actor.id,
        }

    def _area(self, said: str, station: str) -> str:
        """Of the areas that the force lists the one that was said, or that of the station; as it was said where it
        lists none. A neighbour's cases are of none."""
        if self._force_code != self._programme.force_code:
            return ""
        areas = self._programme.areas
        return area_of(areas, said, station) if areas else said

    def _write_people(self) -> None:
        fresh: dict[int, tuple[KnownPerson, Row]] = {}
        again: list[_Taken] = []
        for one in self._taken:
            if one.person.row_id is not None:
                again.append(one)
            elif id(one.person) in fresh:
                row = fresh[id(one.person)][1]
                row |= what_was_missing(row.__getitem__, one.arrival)
            else:
                fresh[id(one.person)] = one.person, new_person(one.arrival, self._now)
        if again:
            self._bring_up_to_date(again)
        if not fresh:
            return
        for (known, row), number in zip(fresh.values(), next_numbers(self._db, Person, len(fresh)), strict=True):
            known.row_id = row["id"] = number
        insert_rows(self._db, Person, [row for _, row in fresh.values()])

    def _bring_up_to_date(self, again: Sequence[_Taken]) -> None:
        rows = self._db.execute(
            select(Person).where(Person.id.in_({one.person.row_id for one in again})).with_for_update()
        ).scalars()
        by_number = {person.id: person for person in rows}
        for one in again:
            assert one.person.row_id is not None
            person = by_number[one.person.row_id]
            was = safe_address(person)
            for name, value in what_was_missing(partial(getattr, person), one.arrival).items():
                setattr(person, name, value)
            if safe_address(person) != was:
                cases = self._db.execute(select(Referral.id).where(Referral.person_id == person.id)).scalars().all()
                move_what_is_owed(self._db, person, cases, now=self._now)
        self._db.flush()

    def _write_identifiers(self) -> None:
        rows: list[Row] = [
            {
                "person_id": one.referral["person_id"],
                # A PNC ID and a CRO number are the man's; an ASN and a URN are this offence's.
                "referral_id": one.referral["id"],
                "kind": found.kind,
                "as_entered": found.as_entered[:_LONGEST_IDENTIFIER],
                "canonical": found.canonical,
                "problem": found.problem,
            }
            for one in self._taken
            for found in identifiers_of(one.arrival, today=self._today)
        ]
        insert_rows(self._db, Identifier, rows)

    def _write_history(self, tied: Sequence[tuple[int, str]]) -> None:
        happened: list[tuple[int, EventKind, dict[str, Any]]] = []
        for one in self._taken:
            number, row = one.referral["id"], one.referral
            dates = {"charge_by_on": row["charge_by_on"], "return_by_on": row["return_by_on"]}
            happened.append((number, ReferralMade, {**dates, "origin": self._origin.value}))
            if same := one.about.same_minute:
                happened.append((number, AnotherOffenceSaid, {"others": " and ".join(two.named for two in same)}))
            happened.append((number, EligibilityDecided, decision_facts(one.eligibility)))
        happened += [(number, CasesTied, {"other": other}) for number, other in tied]
        record_all(self._db, happened, actor=self._actor, now=self._now)
