"""Change how a provider is called and whom to ask there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.alterations import changed_words, log_alterations
from programme.courses.providers import (
    PROVIDER_LABELS,
    ProviderDetails,
    check_name_is_free,
    check_provider,
    lock_provider,
    one_provider,
    provider_subject,
)
from programme.courses.refusals import ChangedByAnother, NothingChanged

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def change_provider(
    db: Session, *, actor: Actor, now: datetime, provider_id: int, details: ProviderDetails, mark: str
) -> list[str]:
    """Keep the details, and return what changed. `mark` is that of the provider as he was shown it. Raises
    DetailsRefused, ProviderNameTaken, ChangedByAnother, NothingChanged or NotFound."""
    provider = lock_provider(db, provider_id)
    before = one_provider(db, provider_id)
    if before.mark != mark:
        raise ChangedByAnother()
    check_provider(details)
    check_name_is_free(db, details.name, but_not_id=provider_id)
    provider.name, provider.telephone = details.name, details.telephone
    provider.contact_name, provider.contact_email = details.contact_name, details.contact_email
    db.flush()  # what it is now is read from the row
    lines = changed_words(PROVIDER_LABELS, before, one_provider(db, provider_id))
    if not lines:
        raise NothingChanged()
    log_alterations(
        db, actor=actor, now=now, what="change_provider", subject=provider_subject(provider_id), lines=lines
    )
    return lines
