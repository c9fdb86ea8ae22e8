"""Give the answers that are missing in many cases of an export, for all of them at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.concerns.settling import SETTLES_MANY, Answers, settle
from programme.courses.queries import programme_of
from programme.eligibility.rules import EligibilityVerdict
from programme.eligibility.terms import terms_of
from programme.history.events import AnsweredTogether
from programme.history.timeline import record
from programme.insight.waiting_cases import lock_waiting_cases
from programme.intake.changing_route import RouteTaken, terms_on_route
from programme.referrals.refusals import NothingToSettle, RankTooLow, ReasonMissing
from programme.shared.ranks import is_at_least
from programme.shared.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.referrals.models import Admission, Referral
    from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class CasesSettled:
    """The verdict on each case that was answered, by its reference, and why others were not. In neither is a case that
    did not wait any more, or for none of these answers."""

    verdicts: dict[str, EligibilityVerdict] = field(default_factory=dict)
    refused: dict[str, Refusal] = field(default_factory=dict)


def settle_import_cases(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    import_id: int,
    references: Collection[str],
    answers: Answers,
    reason: str,
    route: str = "",
) -> CasesSettled:
    """Record the answers in those of the cases that wait for them, with who gave them and the one reason, and decide
    each again; on `route`, the code of a disposal route, where one is chosen for all that are answered. An answer that
    a case has already is not touched, so a second time changes nothing.

    Never who somebody is, nor what stands in the way of one case alone; that the person solicited may need protecting
    is said case by case, with its signs. A case that refuses its answer holds no other up. It takes a sergeant. Raises
    RankTooLow, ReasonMissing, and NothingToSettle without an answer.
    """
    if not is_at_least(actor.rank, SETTLES_MANY):
        raise RankTooLow(SETTLES_MANY)
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissing()
    if answers.is_empty:
        raise NothingToSettle()
    done = CasesSettled()
    for referral in lock_waiting_cases(db, import_id, actor, references):
        told = answers.where_missing(referral.eligibility, referral.flags)
        if told.is_empty:
            continue
        try:
            taken = _route_taken(db, referral, route, told.admission, reason, rank=actor.rank) if route else None
            found = settle(db, referral, told, actor=actor, now=now, route=taken)
        except Refusal as refusal:  # before anything was changed
            done.refused[referral.reference] = refusal
            continue
        record(db, referral.id, AnsweredTogether, actor=actor, now=now, reason=reason)
        done.verdicts[referral.reference] = found.verdict
    if done.verdicts:
        subjects = list(done.verdicts)
        log_access(
            db, actor=actor, now=now, what="settle_import_cases", subjects=subjects, operation=Operation.ALTERATION
        )
    return done


def _route_taken(
    db: Session, referral: Referral, route: str, admission: Admission | None, reason: str, *, rank: str
) -> RouteTaken | None:
    """The route that was chosen, where the case is on another one. Raises what `terms_on_route` raises."""
    programme = programme_of(db, referral.programme_id)
    held = terms_of(db, referral, programme)
    becomes = terms_on_route(db, referral, programme, held, route, rank=rank, admission=admission)
    is_another = held.route is not None and becomes.route is not None and held.route.code != becomes.route.code
    return RouteTaken(held, becomes, reason) if is_another else None
