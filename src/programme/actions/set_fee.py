"""Set what a place costs, from a day on. Whoever was offered one pays what he was told."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.courses.fees import HIGHEST_FEE_PENCE, add_fee, fees_of
from programme.courses.settings import SettingsChange, log_subject
from programme.duties.refusals import ChangedMeanwhile, NothingToChange, SettingsRefused
from programme.duties.settings import lock_programme
from programme.exchange.agreeing import check_fee_gives_shares
from programme.shared.actor import Actor
from programme.shared.dates import london_date, spoken_day
from programme.shared.money import spoken_pounds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def set_fee(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    force_code: str,
    amount_pence: int,
    from_on: date | None = None,
    mark: str | None = None,
) -> SettingsChange:
    """Offers that are made from `from_on` on (None: from the first day that can be) cost this; the access log has who,
    when, from what to what. 0 is a fee: there is nothing to pay. `mark` is that of the fees he was shown; None where
    nobody was shown any.

    Raises NotFound where the programme is not his, FeeBegunAlready, FeeTooFarAhead, SettingsRefused, ChangedMeanwhile,
    NothingToChange, FeeBelowShare where more is agreed to be given away of it.
    """
    programme = lock_programme(db, actor, force_code)
    fees, today = fees_of(db, programme.id), london_date(now)
    if mark is not None and fees.mark != mark:
        raise ChangedMeanwhile()
    if not 0 <= amount_pence <= HIGHEST_FEE_PENCE:
        raise SettingsRefused(f"The fee must be {spoken_pounds(0)} to {spoken_pounds(HIGHEST_FEE_PENCE)}.")
    day = from_on or fees.first_day(today)
    if not fees.changes_on(day, amount_pence):
        raise NothingToChange()
    check_fee_gives_shares(db, amount_pence, day)
    add_fee(db, programme.id, fees, amount_pence, day, today=today, at=now, by=actor.label)
    was = fees.on(day)
    change = SettingsChange(
        f"Fee from {spoken_day(day)}", spoken_pounds(was.amount_pence) if was else "none", spoken_pounds(amount_pence)
    )
    log_access(
        db,
        actor=actor,
        now=now,
        what="set_fee",
        subjects=[log_subject(force_code)],
        operation=Operation.ALTERATION,
        reason=str(change),
    )
    return change
