"""A man's record beside that of another who may be the same person, and what was decided about him before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from programme.concerns.queries import IS_STOPPED
from programme.intake.identity import facts_of_pair
from programme.intake.pairs import others_like
from programme.people.identifiers import IdentifierKind
from programme.people.models import Identifier, IdentityDecision, Person
from programme.referrals.models import Referral
from programme.referrals.queries import one_referral, visible_to
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.storage.rows import columns_of, reads, rows


@reads(Referral)
@dataclass(frozen=True, slots=True)
class CaseBeside:
    """A case of one of the two."""

    id: int
    person_id: int
    reference: str
    force_code: str
    state: ReferralState
    offence_at: datetime
    offence_code: str
    offence_place: str
    custody_reference: str | None
    referred_at: datetime
    charge_by_on: date
    officer_name: str


@dataclass(frozen=True, slots=True)
class RecordBeside:
    """One of the two, as far as he is known. `is_whole`: the reader's own force has a case of him, so that all of it is
    shown; of another force's man only what tells who he is. `own` are the reader's own
    cases, and `stopped` those of them that a concern stops."""

    person: Person
    numbers: Sequence[Identifier]
    cases: Sequence[CaseBeside]
    own: Collection[str]
    stopped: Collection[str]

    @property
    def is_whole(self) -> bool:
        return bool(self.own)

    def number(self, kind: IdentifierKind) -> str:
        """His numbers of a kind, as they are written or, where one does not hold, as it was entered."""
        found = [one.canonical or one.as_entered for one in self.numbers if one.kind is kind]
        return ", ".join(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """A decision made before, in this case or about it."""

    decision: IdentityDecision
    other: str


@dataclass(frozen=True, slots=True)
class Beside:
    """The case, its man, who is put to a human beside him, why, the mark of the two records, and how many more are.
    None of these where nobody is."""

    referral: Referral
    mine: RecordBeside
    theirs: RecordBeside | None
    other: str
    why: str
    mark: str
    more: int
    decisions: Sequence[DecisionShown]

    @property
    def references(self) -> list[str]:
        """The case, and the cases of the other that are shown."""
        shown = [case.reference for case in self.theirs.cases] if self.theirs else []
        return list(dict.fromkeys([self.referral.reference, *shown]))


def beside(db: Session, reference: str, actor: Actor) -> Beside:
    """The first of those who may be the same person; raises NotFound when the case is not the actor's."""
    referral = one_referral(db, reference, actor)
    found = others_like(db, referral)
    first = found.proposals[0] if found.proposals else None
    other_id = first.person.row_id if first is not None else None
    people = [referral.person_id, *([other_id] if other_id else [])]
    decisions = _decisions(db, referral.id)
    records = records_of_people(db, people, actor)
    shown = records.get(other_id or 0)
    return Beside(
        referral,
        records[referral.person_id],
        shown,
        first.case.reference if first is not None and shown is not None else "",
        first.likeness.why if first is not None else "",
        facts_of_pair(found.person, first.person) if first is not None and found.person is not None else "",
        max(len(found.proposals) - 1, 0),
        decisions,
    )


def records_of_people(db: Session, people: Sequence[int], actor: Actor) -> dict[int, RecordBeside]:
    """The records of these people by number, as far as they are the reader's to see."""
    persons = db.execute(select(Person).where(Person.id.in_(people))).scalars().all()
    theirs = select(Identifier).where(Identifier.person_id.in_(people)).order_by(Identifier.id)
    numbers = db.execute(theirs).scalars().all()
    cases = list(rows(db, CaseBeside, select(*columns_of(CaseBeside)).where(Referral.person_id.in_(people))))
    wanted = visible_to(actor, select(Referral.reference).where(Referral.person_id.in_(people)))
    own, stopped = set(rows(db, str, wanted)), set(rows(db, str, wanted.where(IS_STOPPED)))
    return {
        person.id: RecordBeside(
            person,
            [one for one in numbers if one.person_id == person.id],
            sorted((one for one in cases if one.person_id == person.id), key=lambda one: one.referred_at, reverse=True),
            own & {one.reference for one in cases if one.person_id == person.id},
            stopped,
        )
        for person in persons
    }


def _decisions(db: Session, referral_id: int) -> list[DecisionShown]:
    of_it = or_(IdentityDecision.referral_id == referral_id, IdentityDecision.other_referral_id == referral_id)
    found = db.execute(select(IdentityDecision).where(of_it).order_by(IdentityDecision.id.desc())).scalars().all()
    others = {one.other_referral_id if one.referral_id == referral_id else one.referral_id: one for one in found}
    named = db.execute(select(Referral.id, Referral.reference).where(Referral.id.in_(others)))
    names = {row.id: row.reference for row in named}
    return [
        DecisionShown(one, names[one.other_referral_id if one.referral_id == referral_id else one.referral_id])
        for one in found
    ]
