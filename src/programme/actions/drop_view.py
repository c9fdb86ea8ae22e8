"""Take a view that one kept away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.people.saved_views import remove_view

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def drop_view(db: Session, *, actor: Actor, now: datetime, view_id: int) -> None:
    """Remove one of the actor's own views. Raises NotFound where it is not there any more."""
    del now
    remove_view(db, actor, view_id)
