"""Record that the force's lawyer signed what he is told on a route: from then on it can be offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.courses.setting_up import lock_programme_of
from programme.offers.models import WordsSigned
from programme.offers.signed_set import fingerprint_of
from programme.offers.signing_words import check_signed_on
from programme.offers.told.released import newest_for
from programme.offers.words_refusals import OtherWordsNow
from programme.policies.words import ROUTE_NAMES
from programme.shared.dates import london_date, spoken_date

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from programme.offers.told.conditions import LegalPoints
    from programme.shared.actor import Actor


def sign_words(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    force_code: str,
    route: str,
    fingerprint: str,
    points: LegalPoints,
    lawyer: str,
    office: str,
    signed_on: date,
) -> None:
    """Keep who signed the words and the paper for this route (its code), in which office and on what day, and how the
    lawyer answered what they leave open. The newest signature counts for new offers; those that were made keep theirs.

    Raises NotFound where the programme is not the actor's, NoWordsForRoute, WordsSignedInFuture, and OtherWordsNow
    where these are not the words that a new offer is explained in.
    """
    lock_programme_of(db, force_code, actor)
    check_signed_on(signed_on, london_date(now))
    words = newest_for(route)
    if fingerprint_of(route) != fingerprint:
        raise OtherWordsNow()
    db.add(
        WordsSigned(
            force_code=force_code,
            route=route,
            words_version=words.version,
            language=words.language,
            fingerprint=fingerprint,
            points=points,
            lawyer=lawyer,
            office=office,
            signed_on=signed_on,
            recorded_at=now,
            recorded_by=actor.label,
        )
    )
    log_access(
        db,
        actor=actor,
        now=now,
        what="sign_words",
        subjects=[f"programme-{force_code}"],
        operation=Operation.ALTERATION,
        reason=f"{ROUTE_NAMES[route]}, version {words.version}, signed by {lawyer}, {office}, on "
        f"{spoken_date(signed_on)}",
    )
