"""Clocks that have come to a rung which they were not raised on: one statement for each ladder that programmes have."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, exists, not_, or_, select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.duties.ladders import LAST_DAY, Rung, clock_ladder
from programme.duties.models import ClockRung
from programme.duties.queries import OF_THIS_CLOCK
from programme.duties.rules import ladder_of
from programme.duties.standing import has_come, stands_on
from programme.duties.states import WAITING, RungState
from programme.notices.outbox import owe_anew
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS
from programme.shared.actor import Role
from programme.shared.plausible import latest_possible
from programme.storage.rows import columns_of, reads, rows


@dataclass(frozen=True, slots=True)
class ProgrammeLadder:
    """A programme with its ladder, and how long a rung of it waits."""

    programme_id: int
    force_code: str
    fallback_email: str
    ladder: tuple[Rung, ...]
    pass_up_days: int


@dataclass(frozen=True, slots=True)
class Reached:
    """A running clock that has reached a rung (`days_left`) that it was not raised on."""

    referral_id: int
    reference: str
    programme_id: int
    force_code: str
    officer_email: str
    officer_id: int | None
    charge_by_on: date
    referred_at: datetime
    days_left: int


def programme_ladders(db: Session) -> dict[int, ProgrammeLadder]:
    """Every programme's ladder, by its number."""
    found = db.execute(
        select(Programme.id, Programme.force_code, Programme.fallback_email, Programme.ladder, Programme.pass_up_days)
    )
    return {
        row.id: ProgrammeLadder(row.id, row.force_code, row.fallback_email, ladder_of(row.ladder), row.pass_up_days)
        for row in found
    }


def clocks_on_a_new_rung(
    db: Session, ladder: Sequence[Rung], programme_ids: Collection[int], *, today: date, at_most: int
) -> list[Reached]:
    """Running clocks of these programmes that stand on a rung they were not raised on, shortest first, locked.

    A clock that was raised on this rung or a lower one of the same last day is not raised again. One whose last day
    has passed is not warned about: that it passed is told by itself.
    """
    watched = clock_ladder(tuple(ladder))
    days_left = stands_on(watched, Referral.charge_by_on, today)
    raised = exists(select(ClockRung.id).where(OF_THIS_CLOCK, ClockRung.days_left <= days_left))
    wanted = (
        select(
            Referral.id.label("referral_id"),
            Referral.reference,
            Referral.programme_id,
            Referral.force_code,
            Referral.officer_email,
            Referral.officer_id,
            Referral.charge_by_on,
            Referral.referred_at,
            days_left.label("days_left"),
        )
        .where(
            CLOCK_RUNS,
            Referral.charge_by_on >= today,
            has_come(watched, Referral.charge_by_on, today),
            # After no further action it can still be charged: the last warning comes, and no other.
            or_(Referral.finalised_by.is_(None), Referral.charge_by_on <= watched.come_to(today, LAST_DAY.days)),
            Referral.programme_id.in_(programme_ids),
            not_(raised),
        )
        .order_by(Referral.charge_by_on, Referral.id)
        .limit(at_most)
        .with_for_update(of=Referral)
    )
    return rows(db, Reached, wanted)


def forget_rungs_raised_ahead(db: Session, *, now: datetime) -> None:
    """Rungs that a clock which ran ahead has raised: their days have not come, and each is raised only once."""
    ahead = delete(ClockRung).where(ClockRung.raised_at > latest_possible(now)).returning(ClockRung.id)
    if db.execute(ahead).all():
        owe_anew(db, now=now)


@reads(ClockRung)
@dataclass(frozen=True, slots=True)
class KnownRung:
    """A rung that a case was raised on."""

    referral_id: int
    days_left: int
    charge_by_on: date
    role: Role
    state: RungState

    @property
    def waits(self) -> bool:
        """Whether nobody has acknowledged it."""
        return self.state in WAITING


def rungs_known(db: Session, referral_ids: Collection[int]) -> list[KnownRung]:
    """Every rung of these cases."""
    return rows(db, KnownRung, select(*columns_of(KnownRung)).where(ClockRung.referral_id.in_(referral_ids)))
