"""How it stands with his offer, over every page of its words: what his yes means now, or how it ended. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from programme.insight.next_step import next_step
from programme.insight.own_case import OwnCase
from programme.insight.own_deeds import why_not_for_him
from programme.insight.own_end import how_it_ended
from programme.offers.states import OfferState
from programme.referrals.deeds import OwnDeed
from programme.referrals.states import OFFER_IN_HAND
from programme.shared.dates import london_date, spoken_day


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """`says` is empty where the words speak for themselves: they are an offer that waits for his answer. `is_over`:
    they are a record of what he was told, and nothing on them can be answered."""

    says: str = ""
    is_over: bool = False


def standing(case: OwnCase, now: datetime) -> OwnStanding:
    """How it stands with the offer of this case. Every state has an answer."""
    if case.state not in OFFER_IN_HAND:
        return OwnStanding(_how_it_ended(case, now), is_over=True)
    if case.offer_state is OfferState.ACCEPTED:
        return OwnStanding(_what_stands(case, now))
    if why_not_for_him(OwnDeed.ACCEPT_OFFER, case, now):
        return OwnStanding(f"The time to answer ended on {_day(case.answer_by_at)}.", is_over=True)
    return OwnStanding()


def _what_stands(case: OwnCase, now: datetime) -> str:
    on = f" on {_day(case.answered_at)}" if case.answered_at else ""
    counts = "It counts once you have signed the form. " if case.paper_owed else ""
    signed = f" You signed the form on {_day(case.signed_at)}." if case.signed_at else ""
    what = next_step(case, now=now).what
    return f"You said yes{on}, and your yes is kept.{signed} {counts}What comes next: {what[:1].lower()}{what[1:]}."


def _how_it_ended(case: OwnCase, now: datetime) -> str:
    end = how_it_ended(case, now)
    return f"{end.what}. {end.counts}".rstrip()


def _day(at: datetime) -> str:
    return spoken_day(london_date(at))
