"""Begin his sign-in anew, after he proved with the code from his sheet that it is still he who sits there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def renew_own_sign_in(db: Session, *, actor: Actor, now: datetime, renew: Callable[[Session], str]) -> str:
    """The cookie of the new sign-in, which `renew` begins; the one before ends."""
    return renew(db)
