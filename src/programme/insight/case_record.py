"""The record of a case as the pages need it that put it right: what stands, what was put right, and what a change would
do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.courses.queries import programme_of
from programme.exchange.models import Agreement, Exchange
from programme.exchange.travelling import names_left_out
from programme.insight.case_corrections import RECORD_CORRECTIONS, CaseRecordCorrection
from programme.insight.case_facts import CaseFacts, case_facts
from programme.intake.arrivals import Arrival
from programme.intake.changing_route import RoutesOfCase, routes_of_case
from programme.intake.correcting_record import RecordChange, record_change
from programme.intake.stored_record import record_of
from programme.outcomes.correcting import WhatFollows
from programme.outcomes.correcting_record import OtherCaseOfHis, other_cases_of_his, what_follows_record
from programme.outcomes.shared_night import night_words
from programme.referrals.corrections import RecordPart
from programme.shared.actor import Actor
from programme.storage.rows import rows


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case and its record. `left_out` are facts that the agreement with the neighbour who sent it does not let
    travel; `areas` those that the force of the case lists in its programme; `routes` those that are open to it."""

    facts: CaseFacts
    record: Arrival
    left_out: frozenset[str]
    corrections: list[CaseRecordCorrection]
    areas: tuple[str, ...]
    routes: RoutesOfCase

    @property
    def references(self) -> list[str]:
        return self.facts.references


def case_record(db: Session, reference: str, actor: Actor) -> CaseRecord:
    """The case; raises NotFound when there is none or it is not the actor's."""
    facts = case_facts(db, reference, actor)
    travels = select(Agreement.travels).join(Exchange, Exchange.agreement_id == Agreement.id)
    agreed = db.execute(travels.where(Exchange.referral_id == facts.referral.id)).scalar_one_or_none()
    made = rows(db, CaseRecordCorrection, RECORD_CORRECTIONS.alone, referral_id=facts.referral.id)
    left_out = names_left_out(agreed) if agreed is not None else frozenset[str]()
    programme = programme_of(db, facts.referral.programme_id)
    areas = programme.areas if programme.force_code == facts.referral.force_code else []
    record = record_of(db, facts.referral, facts.person)
    routes = routes_of_case(db, facts.referral, programme)
    return CaseRecord(facts, record, left_out, list(made), tuple(one.name for one in areas), routes)


@dataclass(frozen=True, slots=True)
class RecordChangeShown:
    """A case, what a change of its record would do, what would follow, the man's other cases that it reaches, and what
    it does to those of the same night."""

    facts: CaseFacts
    change: RecordChange
    follows: WhatFollows
    others: list[OtherCaseOfHis]
    night: tuple[str, ...]

    @property
    def references(self) -> list[str]:
        return self.facts.references


def record_change_shown(
    db: Session, reference: str, actor: Actor, part: RecordPart, facts: Mapping[str, Any], *, now: datetime
) -> RecordChangeShown:
    """The change's consequences, before anybody agrees to it. Raises NotFound and what `record_change` raises."""
    case = case_facts(db, reference, actor)
    change = record_change(db, case.referral, case.person, part, facts, rank=actor.rank, now=now)
    follows = what_follows_record(db, case.referral, change, now=now)
    night = tuple(night_words(db, case.referral, change.correction, follows))
    return RecordChangeShown(case, change, follows, other_cases_of_his(db, case.referral, change), night)
