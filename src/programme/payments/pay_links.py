"""Links with which a held place is paid for without a sign-in: owed, drawn when their message is sent, for one payment.

The outbox holds the name of a link and never what makes it. The worker draws 192 random bits when it is about to send
the message, keeps their hash, and puts them into the words that leave. A link shows the amount and opens one payment
page; it ends with that page, with the hold, after two hours, or when another is sent.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from programme.audit.access_log import log_access
from programme.notices.models import Owed
from programme.notices.outbox import call_off
from programme.payments.models import Checkout, Fee, PayLink
from programme.payments.paying import FeeSeen, Paying, paying
from programme.payments.refusals import PayLinkOver
from programme.payments.states import CheckoutState
from programme.people.sign_ins import Limit, count_try
from programme.shared.actor import Actor, Door
from programme.shared.plausible import latest_possible

PAY_LINK_SENT = "pay_link_sent"
"""The notice that carries one."""
PAY_LINK_LASTS = timedelta(hours=2)
_LOOKS, _WITHIN = 60, timedelta(hours=1)


def new_pay_link(db: Session, fee: Fee, *, now: datetime) -> str:
    """The name of a new link for this fee. Those that were sent before end, and what still owes one is called off."""
    ended = db.execute(delete(PayLink).where(PayLink.fee_id == fee.id).returning(PayLink.key)).scalars()
    call_off(db, [f"{PAY_LINK_SENT}:{key}" for key in ended])
    link = PayLink(key=secrets.token_urlsafe(12), fee_id=fee.id, asked_at=now)
    db.add(link)
    return link.key


def draw_pay_tokens(db: Session, claimed: Sequence[Owed], *, now: datetime) -> dict[str, str]:
    """Draw what makes the link of each of these messages, by the key of the message, and keep its hash. The time of the
    link begins now."""
    drawn: dict[str, str] = {}
    for owed in claimed:
        token = secrets.token_hex(24)
        kept = db.execute(
            update(PayLink)
            .where(PayLink.key == owed.facts["link"])
            .values(token_hash=_hash(token), ends_at=now + PAY_LINK_LASTS)
            .returning(PayLink.key)
        )
        if kept.first() is not None:
            drawn[owed.dedupe_key] = token
    return drawn


def payer_by_link(db: Session, token: str, *, now: datetime) -> Actor:
    """Whoever pays with the link: for that case alone, and not by the name of anybody. Raises PayLinkOver."""
    fee = db.execute(select(Fee).where(Fee.id == _find(db, token, now=now).fee_id)).scalar_one()
    return Actor(Door.OFFENDER, None, "whoever has the link to pay", referral_id=fee.referral_id)


def look_by_pay_link(db: Session, token: str, *, what: str, wall: datetime, now: datetime) -> Paying | None:
    """The amount to be paid, the look logged; None where it was looked at too often. Raises PayLinkOver."""
    payer = payer_by_link(db, token, now=now)
    if not count_try(db, [Limit(f"pay-link:{_hash(token)[:40]}", _LOOKS, _WITHIN)], now=wall):
        return None
    found = paying(db, payer.referral_id or 0, now=now)
    if found.state is not FeeSeen.TO_PAY:
        raise PayLinkOver()
    log_access(db, actor=payer, now=now, what=what, subjects=[found.reference])
    return found


def keep_page_of_link(db: Session, token: str, checkout: Checkout, *, now: datetime) -> None:
    """The link has opened this page, and opens no other. Raises PayLinkOver."""
    link = _find(db, token, now=now)
    if link.fee_id != checkout.fee_id:
        raise PayLinkOver()
    link.checkout_id = checkout.id


def _find(db: Session, token: str, *, now: datetime) -> PayLink:
    link = db.execute(
        select(PayLink).where(
            PayLink.token_hash == _hash(token),
            PayLink.ends_at > now,
            PayLink.ends_at <= latest_possible(now, PAY_LINK_LASTS),  # a clock that ran ahead makes none longer
        )
    ).scalar_one_or_none()
    page = db.get(Checkout, link.checkout_id) if link is not None and link.checkout_id is not None else None
    if link is None or (page is not None and _is_over(page, now)):
        raise PayLinkOver()
    return link


def _is_over(page: Checkout, now: datetime) -> bool:
    """Whether the page was there for somebody to pay on, and is no more. One that the gateway never opened was not."""
    if page.state is CheckoutState.EXPIRED and page.gateway_reference is None:
        return False
    return page.state not in (CheckoutState.OPENING, CheckoutState.OPEN) or page.expires_at <= now


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
