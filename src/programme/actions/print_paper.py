"""Print the paper that he signs: what stands on it is kept, so that what is recorded as signed is what was printed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.history import events
from programme.history.timeline import record
from programme.offers.case_to_offer import case_to_offer
from programme.offers.paper_words import Around, Texts, around
from programme.offers.printing import keep_paper
from programme.offers.rules import can_keep_document
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def print_paper(db: Session, *, actor: Actor, now: datetime, reference: str, texts: Texts) -> Around:
    """Keep the four parts as they are printed, with the other words of the paper, and return those. The same once more
    is the same paper.

    Raises NotFound, NoFeeYet, CautionNotWanted, CautionSignedAlready, ContentTooLong, and where no offer is made yet
    what `can_be_explained` does.
    """
    referral = lock_referral(db, reference, actor)
    case = case_to_offer(db, reference, actor, now=now)
    can_keep_document(has_document=case.needs_document, signed=case.signed_document is not None)
    case.check_may_be_told()
    rest = around(case.route, fee_pence=case.fee_pence, help_number=case.help_line.number)
    kept = keep_paper(
        db,
        texts,
        rest,
        referral_id=referral.id,
        offer_number=case.offer_number,
        route=case.route.key,
        printed_by=actor.label,
        is_another_since=case.names.is_another_since,
        now=now,
    )
    if kept:
        record(db, referral.id, events.PaperPrinted, actor=actor, now=now)
    return rest
