"""Queries about drafts: half-filled referral forms, which are their force's. Whoever is on duty goes on with one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from programme.clock.deadlines import Deadlines, deadlines_of_day
from programme.intake.facts import century_of_events
from programme.intake.models import ReferralDraft
from programme.people.models import Account
from programme.shared.actor import Actor, Door
from programme.shared.refusal import NotFound
from programme.shared.written_dates import DateNotRead, day_from_parts
from programme.storage.rows import columns_of, reads, rows

_LARGEST_NUMBER = 2**31 - 1
MOST_DRAFTS_SHOWN = 1000


@reads(ReferralDraft, saved_by=Account.name, station=Account.station)
@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A half-filled referral form, and who saved it last."""

    id: int
    account_id: int
    typed: dict[str, Any]
    saved_at: datetime
    saved_by: str
    station: str

    @property
    def mark(self) -> str:
        """Which draft it is, and as it was saved when."""
        return f"{self.id}.{saved_mark(self.account_id, self.saved_at)}"

    @property
    def name(self) -> str:
        """His name, as far as it was typed."""
        return f"{self.typed.get('forenames', '')} {self.typed.get('surname', '')}".strip() or "No name yet"


@dataclass(frozen=True, slots=True)
class DatedDraft:
    """A draft with its clock, which runs already; None where its form names no offence date that can be read."""

    draft: DraftFacts
    dates: Deadlines | None

    @property
    def charge_by_on(self) -> date:
        """The last day to charge; the last there is, where nobody knows it yet."""
        return self.dates.charge_by_on if self.dates else date.max


def draft_deadlines(typed: dict[str, Any], today: date) -> Deadlines | None:
    """The clock of what was typed, as far as the day of the offence can be read."""
    day, month, year = (str(typed.get(f"offence_on-{part}", "")) for part in ("day", "month", "year"))
    try:
        return deadlines_of_day(day_from_parts(day, month, year, century_of_events(today)))
    except DateNotRead:
        return None


def shortest_first(drafts: list[DraftFacts], *, station: str, today: date) -> list[DatedDraft]:
    """Those that were saved at this station before the others, and of each the shortest clock first."""
    dated = [DatedDraft(one, draft_deadlines(one.typed, today)) for one in drafts]
    return sorted(dated, key=lambda one: (one.draft.station != station, one.charge_by_on, one.draft.id))


def saved_mark(account_id: int, saved_at: datetime) -> str:
    """By which a draft is known not to have been saved since."""
    return f"{account_id}-{saved_at:%Y%m%d%H%M%S%f}"


_FACTS = select(*columns_of(DraftFacts)).join(Account, Account.id == ReferralDraft.account_id)


def drafts_of(db: Session, actor: Actor, *, today: date, at_most: int = MOST_DRAFTS_SHOWN) -> list[DatedDraft]:
    """The drafts of the actor's force, the oldest of them where there are more: those of his own station first, and of
    each the shortest clock first."""
    own = db.execute(select(Account.station).where(Account.id == actor.id)).scalar_one_or_none()
    return shortest_first(_oldest(db, actor, at_most), station=own or "", today=today)


def drafts_with_clock(db: Session, actor: Actor, *, today: date, at_most: int = MOST_DRAFTS_SHOWN) -> list[DatedDraft]:
    """The same with a clock, the shortest first, wherever they were saved: a clock knows no station."""
    found = shortest_first(_oldest(db, actor, MOST_DRAFTS_SHOWN), station="", today=today)
    return sorted((one for one in found if one.dates is not None), key=lambda one: one.charge_by_on)[:at_most]


def _oldest(db: Session, actor: Actor, at_most: int) -> list[DraftFacts]:
    wanted = _FACTS.where(of_force(actor)).order_by(ReferralDraft.saved_at, ReferralDraft.id)
    return list(rows(db, DraftFacts, wanted.limit(at_most)))


def one_draft(db: Session, draft_id: int, actor: Actor) -> DraftFacts:
    """One of the drafts of the actor's force; NotFound otherwise."""
    found = rows(db, DraftFacts, _FACTS.where(_is(draft_id), of_force(actor))).one_or_none()
    if found is None:
        raise NotFound()
    return found


def lock_draft(db: Session, draft_id: int, actor: Actor) -> ReferralDraft | None:
    """The row of one of the drafts of the actor's force, locked; None where it is gone, or another force's."""
    found: ReferralDraft | None = db.execute(
        select(ReferralDraft).where(_is(draft_id), of_force(actor)).with_for_update()
    ).scalar_one_or_none()
    return found


def lock_draft_as_shown(db: Session, draft_id: int, mark: str, actor: Actor) -> ReferralDraft | None:
    """The same where it is as it was saved at this `mark`; None where somebody saved it since, in another window too:
    what he typed is not thrown away unseen."""
    draft = lock_draft(db, draft_id, actor)
    return draft if draft is not None and saved_mark(draft.account_id, draft.saved_at) == mark else None


def drop_draft_as_shown(db: Session, draft_id: int | None, mark: str, actor: Actor) -> None:
    """Remove it, where it is one and nobody saved it since."""
    if draft_id is not None and (draft := lock_draft_as_shown(db, draft_id, mark, actor)) is not None:
        db.delete(draft)


def count_drafts(db: Session, actor: Actor) -> int:
    """How many drafts the account saved last."""
    return db.execute(
        select(func.count()).select_from(ReferralDraft).where(ReferralDraft.account_id == actor.id)
    ).scalar_one()


def of_force(actor: Actor) -> ColumnElement[bool]:
    """Of whom the drafts are that the actor sees: his force's own people; a coordinator of no force, of every one."""
    own = select(Account.id).where(Account.door == Door.CUSTODY)
    if actor.force_code is not None or actor.door is not Door.ADMIN:
        own = own.where(Account.force_code == actor.force_code)
    return ReferralDraft.account_id.in_(own)


def _is(draft_id: int) -> ColumnElement[bool]:
    return ReferralDraft.id == (draft_id if 0 < draft_id <= _LARGEST_NUMBER else 0)
