"""A PIN that he chooses himself and that stands on no paper: with one, his sheet alone opens nothing.

Six numbers are guessed by trying: tries are counted with those at his code, five a day from one network, and a right
code forgets none of them.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, exists
from sqlalchemy.orm import Session

from programme.offers.models import OwnPin, PinAsked
from programme.offers.pin_refusals import NobodyToRing, NoPinChosen, PinRefused
from programme.referrals.models import Referral

PIN_LENGTH = 6
_ROW = "0123456789" * 2
_FEWEST_DIFFERENT = 3
_OF_A_BIRTH = ("%d%m%y", "%m%d%y", "%y%m%d", "%m%Y", "%Y%m", "%d%Y", "%Y%d")

HAS_PIN = exists().where(OwnPin.referral_id == Referral.id).correlate(Referral)
"""Whether he has chosen one, over cases."""


def bare_pin(typed: str) -> str:
    """Without the spaces that he may put between the numbers."""
    return typed.replace(" ", "")


def is_pin(pin: str) -> bool:
    """Whether it can be one."""
    return len(pin) == PIN_LENGTH and pin.isascii() and pin.isdigit()


def check_pin(pin: str, born_on: date | None) -> None:
    """Raises PinRefused for what whoever knows him would try first."""
    in_a_row = pin in _ROW or pin in _ROW[::-1]
    repeated = len(set(pin)) < _FEWEST_DIFFERENT or pin[:3] == pin[3:]
    of_birth = born_on is not None and pin in {born_on.strftime(written) for written in _OF_A_BIRTH}
    if not is_pin(pin) or in_a_row or repeated or of_birth:
        raise PinRefused()


def can_set_back(*, has_pin: bool) -> None:
    """Raises NoPinChosen."""
    if not has_pin:
        raise NoPinChosen()


def could_be_asked(asked: PinAsked, *, mobile: str) -> None:
    """Raises NobodyToRing."""
    if asked is PinAsked.RANG_HIM and not mobile:
        raise NobodyToRing()


def keep_pin(db: Session, referral_id: int, pin_hash: str, *, now: datetime) -> None:
    """In place of the one before."""
    db.merge(OwnPin(referral_id=referral_id, pin_hash=pin_hash, chosen_at=now))
    db.flush()


def forget_pin(db: Session, referral_id: int) -> bool:
    """Whether there was one."""
    gone = delete(OwnPin).where(OwnPin.referral_id == referral_id).returning(OwnPin.referral_id)
    return db.execute(gone).one_or_none() is not None
