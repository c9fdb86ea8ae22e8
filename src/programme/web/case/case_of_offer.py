"""The parts of its case that every page about an offer needs, at whichever force's door."""

from __future__ import annotations

from datetime import date
from typing import Any

from programme.offers.case_to_offer import CaseToOffer, case_to_offer
from programme.offers.explanations import Explanation, current_explanation
from programme.offers.paper_words import OffenceFacts, Texts, standard_texts
from programme.shared.dates import london_date, spoken_day
from programme.shared.money import spoken_pounds
from programme.web.case.heading import heading, look_with_clock
from programme.web.kit.visit import Visit


async def look_at_case_to_offer(visit: Visit) -> CaseToOffer:
    """The case, its reading logged; NotFound where it is another force's."""
    return await look_with_clock(visit, case_to_offer, now=visit.now)


def offer_context(visit: Visit, case: CaseToOffer) -> dict[str, Any]:
    """The context of every page about an offer: whose case, and whether it is too late for one."""
    return {
        **heading(visit, case.referral, case.person),
        "found": case,
        "barred": london_date(visit.now) > case.referral.charge_by_on,
    }


def words_to_explain(case: CaseToOffer) -> Explanation:
    """The current words with the facts of this case in them: of the offer that stands, else of one made now."""
    standing = case.offer if case.offer_stands else None
    limit_on = london_date(standing.answer_limit_at) if standing and standing.answer_limit_at else case.advice_by_on
    answer_by_on = london_date(standing.answer_by_at) if standing else case.answer_by_on
    return current_explanation().told(
        fee=spoken_pounds(case.fee_pence),
        answer_by=_spoken(answer_by_on),
        advice_by=_spoken(limit_on or answer_by_on),
        finish_by=spoken_day(case.finish_by_on),
        helpline=case.help_line.spoken("the number on his sheet"),
    )


def texts_of(case: CaseToOffer) -> Texts:
    """The standard texts of what he signs on the route of this case, signed today."""
    referral = case.referral
    offence = OffenceFacts(referral.offence_code, referral.offence_at, referral.offence_place)
    return standard_texts(case.route, offence, finish_by_on=case.finish_by_on)


def _spoken(on: date | None) -> str:
    return spoken_day(on) if on else "the day that he is told"
