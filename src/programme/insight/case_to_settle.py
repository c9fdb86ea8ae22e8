"""A case whose eligibility is to be settled: its man, what is open, and what some rank may set aside."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from programme.courses.queries import programme_of
from programme.eligibility.assessment import rank_that_may_set_aside
from programme.eligibility.terms import Terms, terms_of
from programme.people.models import Person
from programme.referrals.criteria import Status
from programme.referrals.models import Referral
from programme.referrals.queries import one_referral, person_of
from programme.referrals.refusals import AlreadyDecided
from programme.referrals.states import BEFORE_OFFER
from programme.shared.actor import Actor
from programme.shared.ranks import Rank


@dataclass(frozen=True, slots=True)
class CaseToSettle:
    """A case, its man, and the rules that it is decided by."""

    referral: Referral
    person: Person
    terms: Terms

    @property
    def references(self) -> list[str]:
        return [self.referral.reference]

    @property
    def liftable(self) -> list[tuple[str, Rank]]:
        """The criteria that are not met and that some rank may set aside, with the lowest such rank."""
        return self._with_ranks(Status.NOT_MET)

    @property
    def lifted(self) -> list[tuple[str, Rank]]:
        """The criteria that are set aside, with the lowest rank that may put them back."""
        return self._with_ranks(Status.SET_ASIDE)

    def _with_ranks(self, status: Status) -> list[tuple[str, Rank]]:
        codes = [one.code for one in self.referral.eligibility if one.status is status]
        ranks = [(code, rank_that_may_set_aside(self.terms, code)) for code in codes]
        return [(code, rank) for code, rank in ranks if rank is not None]


def case_to_settle(db: Session, reference: str, actor: Actor) -> CaseToSettle:
    """The case; NotFound when it is not the actor's, AlreadyDecided once an offer was made."""
    referral = one_referral(db, reference, actor)
    if referral.state not in BEFORE_OFFER:
        raise AlreadyDecided()
    terms = terms_of(db, referral, programme_of(db, referral.programme_id))
    return CaseToSettle(referral, person_of(db, referral), terms)
