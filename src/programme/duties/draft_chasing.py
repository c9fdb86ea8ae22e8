"""Drafts that nobody goes on with: which, on which rungs, and whom to ask. No case watches their clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.duties.forces import CaseForces
from programme.duties.ladders import DRAFT_CHASES, DRAFTS_BEFORE_LAST_DAY, Rung
from programme.duties.standing import has_come
from programme.intake.drafts import draft_deadlines
from programme.intake.models import ReferralDraft
from programme.people.models import Account
from programme.shared.dates import is_working_day, london_date
from programme.storage.rows import columns_of, reads, rows

_FALLBACK = (
    select(func.max(Programme.fallback_email))
    .where(Programme.force_code == Account.force_code)
    .correlate(Account)
    .scalar_subquery()
)


@reads(ReferralDraft, force_code=func.coalesce(Account.force_code, ""), fallback_email=func.coalesce(_FALLBACK, ""))
@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """A draft, the account that saved it last, whose force it is, and the address that its programme names for what
    nobody else is there for."""

    id: int
    account_id: int
    typed: dict[str, Any]
    saved_at: datetime
    force_code: str
    fallback_email: str

    @property
    def forces(self) -> CaseForces:
        """Whom it is for, as of a case: whoever saved it stands for the officer."""
        return CaseForces(self.force_code, self.force_code, "", self.fallback_email, self.account_id)

    def act_by_on(self, today: date) -> date | None:
        """The last working day to charge; None where it names no offence date that can be read."""
        dates = draft_deadlines(self.typed, today)
        return dates.charge_action_on if dates is not None else None

    def rung_reached(self, now: datetime) -> tuple[str, Rung] | None:
        """The rung that it is asked about on, and its ladder: once the last day is near that of the second, and never
        before somebody had a working day to go on with it."""
        today = london_date(now)
        waits, act_by_on = DRAFT_CHASES.rung_reached(self.saved_at, now), self.act_by_on(today)
        near = DRAFTS_BEFORE_LAST_DAY.rung_on(act_by_on, today) if act_by_on and today <= act_by_on else None
        if waits is None:
            return None
        return ("before", near) if near is not None else ("after", waits)


_WAITING = select(*columns_of(WaitingDraft)).join(Account, Account.id == ReferralDraft.account_id)


def drafts_to_ask_about(db: Session, *, now: datetime, after_id: int, at_most: int) -> list[int]:
    """Drafts whose first rung has come, on a working day, by number: those above `after_id`, in their order."""
    if not is_working_day(london_date(now)):
        return []
    waits = has_come(DRAFT_CHASES, ReferralDraft.saved_at, london_date(now))
    wanted = select(ReferralDraft.id).where(waits, ReferralDraft.id > after_id).order_by(ReferralDraft.id)
    return list(db.execute(wanted.limit(at_most)).scalars())


def find_waiting_draft(db: Session, draft_id: int) -> WaitingDraft | None:
    """The draft; None when it became a case or was discarded meanwhile."""
    return rows(db, WaitingDraft, _WAITING.where(ReferralDraft.id == draft_id)).one_or_none()
