"""End a telephone call: nothing more is done on his behalf."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.offers.telephone import end_calls
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def end_telephone_call(db: Session, *, actor: Actor, now: datetime, sign_in: str) -> None:
    """End whatever call is open in the sign-in with this hash. Done twice it changes nothing."""
    end_calls(db, sign_in=sign_in, now=now)
