"""Record that the force's lawyer has confirmed the routes and the eligibility rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.courses.setting_up import lock_programme_of
from programme.policies.confirming import check_confirmed_on, to_confirm
from programme.policies.models import PolicyConfirmation
from programme.policies.queries import all_policies
from programme.policies.refusals import OtherVersionsNow
from programme.shared.dates import london_date, spoken_date

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def confirm_policies(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    force_code: str,
    lawyer: str,
    confirmed_on: date,
    versions: tuple[str, ...],
) -> None:
    """Keep who confirmed `versions`, and when. It falls when a version is added.

    Raises NotFound where the programme is not the actor's, ConfirmedInFuture, and OtherVersionsNow where these are not
    the versions that hold now or later.
    """
    programme, today = lock_programme_of(db, force_code, actor), london_date(now)
    check_confirmed_on(confirmed_on, today)
    wanted = to_confirm(all_policies(db), programme.routes, today)
    if wanted.versions != versions:
        raise OtherVersionsNow()
    db.add(
        PolicyConfirmation(
            force_code=force_code,
            versions=list(versions),
            lawyer=lawyer,
            confirmed_on=confirmed_on,
            recorded_at=now,
            recorded_by=actor.label,
        )
    )
    said = f"Routes and rules confirmed by {lawyer} on {spoken_date(confirmed_on)}"
    log_access(
        db,
        actor=actor,
        now=now,
        what="confirm_policies",
        subjects=[f"programme-{force_code}"],
        operation=Operation.ALTERATION,
        reason=f"{said}: {' and '.join(wanted.not_among(()))}"[:400],
    )
