"""Change a version of an agreement: all of it before a referral came under it, afterwards only whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.alterations import changed_words, log_alterations
from programme.courses.refusals import ChangedByAnother, NothingChanged
from programme.exchange.agreeing import (
    CONTACT_LABELS,
    TERM_LABELS,
    AgreementTerms,
    agreement_row,
    agreement_subject,
    came_under,
    check_agreement,
    lock_agreements,
)
from programme.exchange.refusals import VersionIsUsed, VersionTaken
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def change_agreement(
    db: Session, *, actor: Actor, now: datetime, force_code: str, agreement_id: int, terms: AgreementTerms, mark: str
) -> list[str]:
    """Keep the terms of this version, and return what changed. `mark` is that of the version as he was shown it.

    Raises DetailsRefused, ShareBeyondFee, VersionTaken, VersionIsUsed, ChangedByAnother, NothingChanged or NotFound.
    """
    versions = lock_agreements(db, force_code)
    before = next((one for one in versions if one.id == agreement_id), None)
    if before is None:
        raise NotFound()
    if before.mark != mark:
        raise ChangedByAnother()
    check_agreement(db, terms, max(before.from_on, london_date(now)))
    if any(one.terms.version == terms.version for one in versions if one.id != agreement_id):
        raise VersionTaken()
    agreed = changed_words(TERM_LABELS, before.terms, terms)
    lines = agreed + changed_words(CONTACT_LABELS, before.terms, terms)
    if not lines:
        raise NothingChanged()
    if agreed and came_under(db, before):
        raise VersionIsUsed()
    row = agreement_row(db, agreement_id)
    row.version, row.monthly_number, row.fee_share_pence = terms.version, terms.monthly_number, terms.fee_share_pence
    row.travels, row.contact_name, row.contact_email = terms.travels, terms.contact_name, terms.contact_email
    log_alterations(
        db, actor=actor, now=now, what="change_agreement", subject=agreement_subject(force_code), lines=lines
    )
    return lines
