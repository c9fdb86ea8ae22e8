"""Warning the force that a clock runs out: a ladder of days left, each rung once, until a recorded charge stops it.

The prosecution clock (Magistrates' Courts Act 1980 s.127) is stopped by nothing that this service does, so the
warnings go on for returned and closed cases too, as long as no charge or final disposal is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from programme.people.models import Account
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS
from programme.shared.actor import Door, Role

LADDER: tuple[int, ...] = (60, 42, 28, 14, 7, 3)


@dataclass(frozen=True, slots=True)
class Warned:
    """A case whose clock reached a rung."""

    id: int
    reference: str
    force_code: str
    officer_email: str
    charge_by_on: date
    return_by_on: date
    rung: int


def rung_of(days_left: int, ladder: Sequence[int] = LADDER) -> int | None:
    """The rung that so many days left are on: the lowest that is not under them; None above the first."""
    return min((rung for rung in ladder if days_left <= rung), default=None)


def climb(db: Session, *, today: date, batch: int = 200) -> list[Warned]:
    """Move running clocks to the rung they have reached, and return those that had not been warned on it."""
    found: list[Warned] = []
    below: int | None = None
    for rung in sorted(LADDER):
        rows = db.execute(_reached(today, rung, below).limit(batch - len(found)).with_for_update()).all()
        found.extend(Warned(*[*row, rung]) for row in rows)
        if rows:
            db.execute(
                update(Referral)
                .where(Referral.id.in_([row.id for row in rows]))
                .values(warned_rung=rung)
                .execution_options(synchronize_session=False)
            )
        below = rung
        if len(found) >= batch:
            break
    return found


def _reached(today: date, rung: int, below: int | None):  # type: ignore[no-untyped-def]
    wanted = (
        select(
            Referral.id,
            Referral.reference,
            Referral.force_code,
            Referral.officer_email,
            Referral.charge_by_on,
            Referral.return_by_on,
        )
        .where(
            CLOCK_RUNS,
            Referral.charge_by_on <= today + timedelta(days=rung),
            or_(Referral.warned_rung.is_(None), Referral.warned_rung > rung),
        )
        .order_by(Referral.charge_by_on, Referral.id)
    )
    return wanted if below is None else wanted.where(Referral.charge_by_on > today + timedelta(days=below))


def supervisors_of(db: Session, force_codes: set[str]) -> dict[str, list[str]]:
    """The work addresses of each force's supervisors."""
    rows = db.execute(
        select(Account.force_code, Account.email, Account.roles).where(
            Account.force_code.in_(force_codes),
            Account.active,
            Account.door.in_((Door.CUSTODY, Door.PARTNER)),
        )
    )
    out: dict[str, list[str]] = {code: [] for code in force_codes}
    for code, email, roles in rows:
        if code is not None and roles & {Role.SUPERVISOR, Role.PARTNER_STAFF}:
            out[code].append(email)
    return out
