"""Keep a half-filled referral form for the shift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.intake.drafts import count_drafts, lock_draft_as_shown
from programme.intake.models import ReferralDraft
from programme.referrals.refusals import TooManyDrafts

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor

MOST_DRAFTS = 50
LONGEST_VALUE = 500
MOST_ANSWERS = 20


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """The draft, and when it was saved."""

    id: int
    saved_at: datetime


def save_referral_draft(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    typed: dict[str, str | list[str]],
    draft_id: int | None = None,
    mark: str = "",
) -> DraftSaved:
    """Save what was typed, as it was typed, as a new draft or over the force's draft `draft_id`, which is taken over by
    whoever saves it.

    A draft that was saved since the `mark` that the form carries, by whomever, or that is gone, is left as it is: what
    was typed becomes a draft of its own, so that neither is lost. Nothing is checked: that is what a draft is for.
    Raises TooManyDrafts where the account has fifty.
    """
    kept = {name: _cut(value) for name, value in typed.items() if value}
    draft = lock_draft_as_shown(db, draft_id, mark, actor) if draft_id is not None else None
    operation = Operation.COLLECTION if draft is None else Operation.ALTERATION
    if draft is None:
        if count_drafts(db, actor) >= MOST_DRAFTS:
            raise TooManyDrafts()
        draft = ReferralDraft(account_id=actor.id, typed=kept, saved_at=now)
        db.add(draft)
    else:
        draft.account_id = actor.id if actor.id is not None else draft.account_id
        draft.typed, draft.saved_at = kept, now
    db.flush()  # the number of a new draft comes from the database
    # A draft is about a person who is no case yet, so there is no reference to name in the log.
    log_access(db, actor=actor, now=now, what="save_referral_draft", subjects=[], operation=operation)
    return DraftSaved(draft.id, now)


def _cut(value: str | list[str]) -> str | list[str]:
    return value[:LONGEST_VALUE] if isinstance(value, str) else [one[:LONGEST_VALUE] for one in value[:MOST_ANSWERS]]
