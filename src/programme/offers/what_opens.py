"""Which offer a man's sheet opens: the one rule for whoever signs in, is signed in, calls, or is told that he can.

It opens the newest offer of his case, however that stands. While it waits for his answer or holds, he acts on it; once
it has ended, by his answer or without one, by its result or because it was taken back, he reads: what became of it and
of his money, what he was told, who has his details, whom he can complain to. Whatever he can still do is asked of the
rule of each deed, as everywhere.

It opens nothing where the case was opened again after that offer: what he is offered then has a sheet of its own.
"""

from __future__ import annotations

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from programme.offers.models import Offer

_OTHER = aliased(Offer)
_NEWEST = select(func.max(_OTHER.id)).where(_OTHER.referral_id == Offer.referral_id).correlate(Offer).scalar_subquery()

OPENS = and_(Offer.id == _NEWEST, Offer.reopened_reason == "")
"""Whether his sheet opens this offer."""


def has_page(db: Session, referral_id: int) -> bool:
    """Whether he can sign in to the case, be it only to read."""
    return db.execute(select(Offer.id).where(Offer.referral_id == referral_id, OPENS)).first() is not None
