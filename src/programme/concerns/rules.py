"""Who may stop a case and let it go on, and what may be done while it is stopped. Pure."""

from __future__ import annotations

from collections.abc import Set

from programme.concerns.models import Sign
from programme.concerns.refusals import (
    HasItsResult,
    NoConcernToDecide,
    NotYoursToRaise,
    SafeguardingDecides,
    StoppedAlready,
    StoppedForSafeguarding,
)
from programme.referrals.offences import CodeKind, kind_of_code
from programme.referrals.refusals import AlreadyDecided
from programme.referrals.states import BEFORE_OFFER, IN_PROGRESS, ReferralState
from programme.shared.actor import Role

MAY_RAISE = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.SAFEGUARDING, Role.PARTNER_STAFF})

_SIGN_OF_CODE = {CodeKind.CHILD: Sign.UNDER_18, CodeKind.EXPLOITED: Sign.CONTROLLED}


def signs_of_code(offence_code: str) -> frozenset[Sign]:
    """The signs that an offence code is by itself: the person solicited was a child (Sexual Offences Act 2003 s.47), or
    somebody exploited her (s.53A)."""
    sign = _SIGN_OF_CODE.get(kind_of_code(offence_code))
    return frozenset() if sign is None else frozenset({sign})


def holds_up(state: ReferralState) -> bool:
    """Whether the case goes no further before safeguarding has decided. Later the register, the result or the force
    decides what becomes of it, and only the concern itself is still to be decided."""
    return state in BEFORE_OFFER


def can_raise(state: ReferralState, *, stopped: bool, roles: Set[Role]) -> None:
    """Whether somebody with these roles may stop the case. Raises HasItsResult, StoppedAlready or NotYoursToRaise."""
    if state not in IN_PROGRESS:
        raise HasItsResult()
    if stopped:
        raise StoppedAlready()
    if not roles & MAY_RAISE:
        raise NotYoursToRaise()


def can_decide(*, stopped: bool, roles: Set[Role]) -> None:
    """Whether somebody with these roles may say if the case can go on. Raises NoConcernToDecide or
    SafeguardingDecides."""
    if not stopped:
        raise NoConcernToDecide()
    if Role.SAFEGUARDING not in roles:
        raise SafeguardingDecides()


def can_settle(state: ReferralState, *, stopped: bool) -> None:
    """Whether answers can be recorded and criteria set aside or put back. Raises AlreadyDecided or
    StoppedForSafeguarding."""
    if state not in BEFORE_OFFER:
        raise AlreadyDecided()
    if stopped:
        raise StoppedForSafeguarding()
