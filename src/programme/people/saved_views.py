"""The views of the list of cases that an account keeps."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from programme.people.models import Account, SavedView
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound, Refusal
from programme.storage.rows import columns_of, reads, rows

MOST_VIEWS = 20
_LARGEST = 2**63 - 1


class TooManyViews(Refusal):
    """An account keeps at most twenty views."""

    code = "too_many_views"
    field = "name"
    headline = f"You keep {MOST_VIEWS} views, which is the most there can be"
    remedy = "Take one of them away, then keep this one."


@reads(SavedView)
@dataclass(frozen=True, slots=True)
class KeptView:
    """A view: its name, and what it asks for."""

    id: int
    name: str
    asked: str


def views_of(db: Session, actor: Actor) -> list[KeptView]:
    """The account's own views, by name."""
    wanted = select(*columns_of(KeptView)).where(SavedView.account_id == actor.id)
    return rows(db, KeptView, wanted.order_by(SavedView.name))


def lock_views(db: Session, actor: Actor) -> list[SavedView]:
    """The rows of the account's views; its own row is locked, so that two at once do not keep one too many."""
    db.execute(select(Account.id).where(Account.id == actor.id).with_for_update())
    return list(db.execute(select(SavedView).where(SavedView.account_id == actor.id)).scalars())


def remove_view(db: Session, actor: Actor, view_id: int) -> None:
    """Remove one of the account's own views. Raises NotFound where there is none."""
    own = delete(SavedView).where(SavedView.id == view_id, SavedView.account_id == actor.id)
    if view_id > _LARGEST or db.execute(own.returning(SavedView.id)).first() is None:
        raise NotFound()
