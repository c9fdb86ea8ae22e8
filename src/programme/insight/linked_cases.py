"""How the cases of a message's link stand, for somebody without an account: no name, and not what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from programme.audit.access_log import log_access
from programme.clock.deadlines import days_left
from programme.duties.links import (
    LinkedCase,
    by_link,
    cases_of_link,
    find_case_link,
    look_limit,
    went_to_officer,
)
from programme.duties.models import CaseLink
from programme.duties.queries import waiting_roles
from programme.insight.case_now import case_now
from programme.people.sign_ins import count_try
from programme.referrals.deeds import Deed
from programme.referrals.next_action import Owner
from programme.referrals.words import OWNER_WORDS
from programme.shared.actor import Role
from programme.shared.dates import london_date

MOST_SHOWN = 50
_STANDS_STILL = "It waits for a decision that is not yours"
_TO_SETTLE = "Answer what is not known"
"""Without what that is: it would say what he did, or has done before."""
_ASKS_ABOUT_HIM = frozenset({Deed.SETTLE_ELIGIBILITY, Deed.DECIDE_IDENTITY})


@dataclass(frozen=True, slots=True)
class StandsSo:
    """One case: its next step, whose that is, and how long there is. `his`: a warning of it waits for him."""

    reference: str
    step: str
    whose: str
    act_by_on: date
    left: int | None
    his: bool


@dataclass(frozen=True, slots=True)
class LinkedCases:
    """The content of a link's page. `reply_to`: whom he can write to."""

    cases: list[StandsSo]
    more: int
    reply_to: str
    ends_on: date
    acknowledged_at: datetime | None

    @property
    def his(self) -> int:
        """How many of its warnings wait for him."""
        return sum(case.his for case in self.cases)


def look_by_link(db: Session, token: str, *, what: str, wall: datetime, now: datetime) -> LinkedCases | None:
    """How its cases stand, the look logged; None where it was looked at too often. Raises CaseLinkOver."""
    link = find_case_link(db, token, now=now)
    cases = cases_of_link(db, link)
    if not count_try(db, [look_limit(token)], now=wall):
        return None
    shown = cases[:MOST_SHOWN]
    roles = waiting_roles(db, [case.reference for case in shown])
    found = [_stands(db, link, case, roles.get(case.reference), now) for case in shown]
    subjects = [case.reference for case in shown]
    log_access(db, actor=by_link(link, shown[0].forces.force_code), now=now, what=what, subjects=subjects)
    reply_to = next((case.reply_to for case in cases if case.reply_to != link.address), "")
    return LinkedCases(found, len(cases) - len(shown), reply_to, london_date(link.ends_at), link.acknowledged_at)


def _stands(db: Session, link: CaseLink, case: LinkedCase, role: Role | None, now: datetime) -> StandsSo:
    stands = case_now(db, case.reference, by_link(link, case.forces.force_code), now=now)
    step = stands.next_action(now)
    hidden = step.whose is Owner.SAFEGUARDING or stands.stopped
    return StandsSo(
        case.reference,
        _STANDS_STILL if hidden else _TO_SETTLE if step.deed in _ASKS_ABOUT_HIM else step.what,
        "" if hidden else OWNER_WORDS[step.whose],
        stands.charge_by_on,
        days_left(stands.charge_by_on, london_date(now)) if stands.stands is None else None,
        role is Role.OFFICER and went_to_officer(link, case.forces),
    )
