"""A neighbour sends more than was agreed: it and the coordinator are told. Nobody is turned away: his clock runs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from programme.duties.recipients import told_about
from programme.duties.telling import StaffNotice, tell_staff
from programme.exchange.agreeing import AgreementShown, month_of
from programme.shared.actor import Actor, Role
from programme.shared.dates import london_date


def tell_of_number(db: Session, referral_id: int, agreement: AgreementShown, *, actor: Actor, now: datetime) -> None:
    """Owe the message to the coordinator, and with him to the staff of the force that sends, where this referral is
    beyond the number of its month: once a neighbour and month."""
    today = london_date(now)
    db.flush()  # this one counts
    month = month_of(db, agreement, today)
    if not month.is_over:
        return
    notice = StaffNotice(
        notice="neighbour_over_number",
        cause=f"{agreement.force_code}:{today:%Y-%m}",
        to=told_about(db, referral_id, Role.COORDINATOR, today=today),
        facts={"agreed": month.agreed},
        about=referral_id,
        what="A neighbouring force has sent more people than agreed this month",
    )
    tell_staff(db, [notice], actor=actor, now=now)
