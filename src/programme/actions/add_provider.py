"""Add a provider, which from then on can have venues, staff and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.alterations import changed_words, log_alterations
from programme.courses.models import Provider
from programme.courses.providers import (
    PROVIDER_LABELS,
    ProviderDetails,
    check_name_is_free,
    check_provider,
    one_provider,
    provider_subject,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def add_provider(db: Session, *, actor: Actor, now: datetime, details: ProviderDetails) -> int:
    """Add it, and return its number. Raises DetailsRefused with all that is wrong, or ProviderNameTaken."""
    check_provider(details)
    check_name_is_free(db, details.name)
    made = Provider(
        name=details.name,
        contact_name=details.contact_name,
        contact_email=details.contact_email,
        telephone=details.telephone,
    )
    db.add(made)
    db.flush()  # the log files it under its number
    lines = changed_words(PROVIDER_LABELS, None, one_provider(db, made.id))
    log_alterations(db, actor=actor, now=now, what="add_provider", subject=provider_subject(made.id), lines=lines)
    return made.id
