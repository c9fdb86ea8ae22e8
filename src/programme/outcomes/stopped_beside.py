"""A concern stops his other case of that night: he goes to no course for one night while safeguarding looks at
it, whichever of its cases the signs were seen in, and however that came in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from programme.concerns.models import Concern, Sign
from programme.concerns.queries import STOPPING
from programme.history import events
from programme.history.followers import Follower, Happened
from programme.intake.known_people import SAME_NIGHT
from programme.outcomes.stopping import stop_to_protect
from programme.referrals.models import Referral
from programme.referrals.queries import lock_cases_beside, lock_referral_by_id
from programme.referrals.states import OFFER_IN_HAND, ReferralState
from programme.storage.rows import columns_of, reads, rows

_HIS_OTHER = aliased(Referral)
FREE_OR_OFFERED = OFFER_IN_HAND | {ReferralState.ELIGIBLE}
"""A case of which he could be on a course, without anybody being asked about him once more."""


@reads(
    id=_HIS_OTHER.id,
    offence_at=_HIS_OTHER.offence_at,
    reference=Referral.reference,
    of_offence_at=Referral.offence_at,
    signs=Concern.signs,
)
@dataclass(frozen=True, slots=True)
class _Beside:
    """A case that is free or has an offer in hand, and one of the same man and force in which a concern stands."""

    id: int
    offence_at: datetime
    reference: str
    of_offence_at: datetime
    signs: frozenset[Sign]

    @property
    def is_of_its_night(self) -> bool:
        return abs(self.offence_at - self.of_offence_at) < SAME_NIGHT


def stop_beside(db: Session, happened: Sequence[Happened]) -> None:
    """Stop the cases that could be offered or have an offer in hand, and are of one night with one of these, or with
    another of its man's, in which a concern stands, whatever became of that one. One that was looked at since that was
    raised is left as safeguarding decided it."""
    actor, now = happened[0].actor, happened[0].now
    cases = {one.referral_id for one in happened}
    if any(one.kind is not events.EligibilityDecided for one in happened):  # whoever decides holds his locks
        lock_cases_beside(db, cases)
    for number, beside in _found(db, cases).items():
        referral = lock_referral_by_id(db, number)
        stop_to_protect(db, referral, beside.signs, beside=beside.reference, actor=actor, now=now)


def _found(db: Session, cases: Collection[int]) -> dict[int, _Beside]:
    newest = (
        select(func.max(Concern.id)).where(Concern.referral_id == Referral.id).correlate(Referral).scalar_subquery()
    )
    looked_at = aliased(Concern)
    since = (
        select(looked_at.id)
        .where(looked_at.referral_id == _HIS_OTHER.id, looked_at.raised_at >= Concern.raised_at)
        .correlate(_HIS_OTHER, Concern)
    )
    people = select(Referral.person_id).where(Referral.id.in_(cases)).scalar_subquery()
    wanted = (
        select(*columns_of(_Beside))
        .select_from(Referral)
        .join(Concern, and_(Concern.id == newest, Concern.state.in_(STOPPING)))
        .join(
            _HIS_OTHER,
            and_(
                _HIS_OTHER.person_id == Referral.person_id,
                _HIS_OTHER.force_code == Referral.force_code,
                _HIS_OTHER.id != Referral.id,
                _HIS_OTHER.state.in_(FREE_OR_OFFERED),
            ),
        )
        .where(Referral.person_id.in_(people), ~since.exists())
        .order_by(_HIS_OTHER.id, Concern.id)
    )
    return {one.id: one for one in rows(db, _Beside, wanted) if one.is_of_its_night}


STOPPED_BESIDE = Follower(
    frozenset({events.ConcernRaised, events.EligibilityDecided, events.IdentityDecided, events.OffenceCorrected}),
    stop_beside,
)
