"""Agree with a neighbouring force: a first version, or the next from a day on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from programme.audit.alterations import changed_words, log_alterations
from programme.courses.refusals import ChangedByAnother
from programme.exchange.agreeing import (
    CONTACT_LABELS,
    DAY_LABELS,
    TERM_LABELS,
    AgreementTerms,
    agreement_row,
    agreement_subject,
    check_agreement,
    check_version_fits,
    lock_agreements,
)
from programme.exchange.models import Agreement
from programme.exchange.refusals import AgreedAlready
from programme.people.reference import find_force
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def add_agreement(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    force_code: str,
    terms: AgreementTerms,
    from_on: date,
    until_on: date | None = None,
    mark: str | None = None,
) -> int:
    """Add the version, and return its number. The one before it ends the day before; nothing else of it is changed, and
    referrals that came under it stay under it.

    `mark` is that of the newest version as he was shown it, empty where there was none; None where nobody was shown
    any. Raises DetailsRefused with all that is wrong, ShareBeyondFee, VersionTaken, VersionNotAfter, FirstDayTooFar,
    LastDayIsPast, ChangedByAnother, AgreedAlready, or NotFound for what is no police force.
    """
    force = find_force(force_code)
    if force is None or not force.may_refer:
        raise NotFound()
    versions = lock_agreements(db, force_code)
    if mark is not None and mark != (versions[0].mark if versions else ""):
        raise ChangedByAnother() if mark else AgreedAlready()
    today = london_date(now)
    check_agreement(db, terms, max(from_on, today))
    check_version_fits(versions, terms.version, from_on, until_on, today=today)
    made = Agreement(
        force_code=force_code,
        version=terms.version,
        from_on=from_on,
        until_on=until_on,
        contact_name=terms.contact_name,
        contact_email=terms.contact_email,
        monthly_number=terms.monthly_number,
        fee_share_pence=terms.fee_share_pence,
        travels=terms.travels,
    )
    db.add(made)
    lines = changed_words(DAY_LABELS, None, made) + changed_words({**TERM_LABELS, **CONTACT_LABELS}, None, terms)
    if versions and versions[0].is_on(from_on):
        row = agreement_row(db, versions[0].id)
        row.until_on = from_on - timedelta(days=1)
        lines += changed_words({"until_on": f"Version {versions[0].terms.version} until"}, versions[0], row)
    db.flush()
    log_alterations(db, actor=actor, now=now, what="add_agreement", subject=agreement_subject(force_code), lines=lines)
    return made.id
