"""The result of a case that a neighbouring force sent, as that force sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.exchange.models import Exchange
from programme.insight.sent_cases import force_of
from programme.outcomes.models import Disposal, Result, ResultReason, Verdict
from programme.outcomes.queries import RESULT_STANDS
from programme.outcomes.states import ReturnState
from programme.people.models import Person
from programme.policies.models import DisposalRoute, FailureMeans
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_OVER_AT, DONE, LADDER
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound
from programme.storage.rows import columns_of, reads, rows


@reads(
    Result,
    Person,
    reference=Referral.reference,
    their_reference=func.coalesce(Exchange.their_reference, ""),
    route=DisposalRoute.name,
    on_failure=DisposalRoute.on_failure,
    offence_at=Referral.offence_at,
    charge_by_on=Referral.charge_by_on,
    return_by_on=Referral.return_by_on,
    complete_by_on=Referral.complete_by_on,
    over_at=CLOCK_OVER_AT,
    done=DONE,
    ladder=LADDER,
)
@dataclass(frozen=True, slots=True)
class SentResult:
    """The result of one of the force's cases. `their_reference` is empty where the case came another way; `route` and
    `on_failure` are those of the version that the case began with."""

    reference: str
    their_reference: str
    surname: str
    forenames: str
    verdict: Verdict
    reason: ResultReason
    state: ReturnState
    returned_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    disposal: Disposal | None
    disposed_at: datetime | None
    proposed_outcome: int | None
    proposed_finalisation: str
    route: str
    on_failure: FailureMeans
    offence_at: datetime
    charge_by_on: date
    return_by_on: date
    complete_by_on: date
    over_at: datetime | None
    done: str | None
    ladder: list[dict[str, Any]]


def one_sent_result(db: Session, reference: str, actor: Actor) -> SentResult:
    """The result of a case of the actor's own force; raises NotFound, also while there is none."""
    wanted = (
        select(*columns_of(SentResult))
        .select_from(Result)
        .join(Referral, Referral.id == Result.referral_id)
        .join(DisposalRoute, DisposalRoute.key == Referral.route)
        .join(Person, Person.id == Referral.person_id)
        .outerjoin(Exchange, Exchange.referral_id == Referral.id)
        .where(Referral.reference == reference, Result.force_code == force_of(actor), RESULT_STANDS)
    )
    found = rows(db, SentResult, wanted).one_or_none()
    if found is None:
        raise NotFound()
    return found
