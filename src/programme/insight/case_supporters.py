"""The people who help the person of a case, as its own page needs them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from programme.insight.case_facts import CaseFacts, case_facts
from programme.referrals.supporters import HelpsHim, supporters_of
from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class CaseSupporters:
    """A case, and who helps him now."""

    facts: CaseFacts
    helps: list[HelpsHim]

    @property
    def references(self) -> list[str]:
        return self.facts.references


def case_supporters(db: Session, reference: str, actor: Actor) -> CaseSupporters:
    """The case; raises NotFound when there is none or it is not the actor's."""
    facts = case_facts(db, reference, actor)
    return CaseSupporters(facts, supporters_of(db, facts.referral.id))
