"""Keep the filters of the list of cases under a name, for oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.people.models import SavedView
from programme.people.saved_views import MOST_VIEWS, TooManyViews, lock_views

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def keep_view(db: Session, *, actor: Actor, now: datetime, name: str, asked: str) -> str:
    """Keep what an address asks for, over a view of that name; returns the name. Nobody's data are in it, so the access
    log says nothing. Raises TooManyViews."""
    views = lock_views(db, actor)
    same = next((view for view in views if view.name.casefold() == name.casefold()), None)
    if same is None and len(views) >= MOST_VIEWS:
        raise TooManyViews()
    if same is None:
        db.add(SavedView(account_id=actor.id, name=name, asked=asked, saved_at=now))
    else:
        same.name, same.asked, same.saved_at = name, asked, now
    return name
