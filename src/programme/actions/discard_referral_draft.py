"""Throw a half-filled referral form away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.intake.drafts import drop_draft
from programme.shared.refusal import NotFound

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def discard_referral_draft(db: Session, *, actor: Actor, now: datetime, draft_id: int) -> int:
    """Remove one of the force's drafts and return its number; NotFound when it is not there."""
    if not drop_draft(db, draft_id, actor):
        raise NotFound()
    log_access(db, actor=actor, now=now, what="discard_referral_draft", subjects=[], operation=Operation.ERASURE)
    return draft_id
