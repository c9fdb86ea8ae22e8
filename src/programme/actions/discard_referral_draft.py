"""Throw a half-filled referral form away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.intake.drafts import lock_draft, lock_draft_as_shown
from programme.shared.refusal import ChangedSinceShown, NotFound

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def discard_referral_draft(db: Session, *, actor: Actor, now: datetime, draft_id: int, mark: str) -> int:
    """Remove one of the force's drafts and return its number. Raises NotFound when it is not there, and
    ChangedSinceShown where it was saved since the `mark` that the page showed."""
    if lock_draft(db, draft_id, actor) is None:
        raise NotFound()
    draft = lock_draft_as_shown(db, draft_id, mark, actor)
    if draft is None:
        raise ChangedSinceShown()
    db.delete(draft)
    log_access(db, actor=actor, now=now, what="discard_referral_draft", subjects=[], operation=Operation.ERASURE)
    return draft_id
