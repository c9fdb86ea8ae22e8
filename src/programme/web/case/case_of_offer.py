"""The parts of its case that every page about an offer needs, at whichever force's door."""

from __future__ import annotations

from typing import Any

from programme.offers.case_to_offer import CaseToOffer, case_to_offer
from programme.offers.paper_words import OffenceFacts, Texts, standard_texts
from programme.offers.printing import texts_on
from programme.offers.told.shapes import ToldWords
from programme.shared.dates import london_date
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


def words_to_explain(case: CaseToOffer) -> ToldWords | None:
    """The words with the facts of this case in them; None where it is too late for an offer. Raises NoWordsForRoute."""
    return case.telling.told if case.telling else None


def starting_texts(case: CaseToOffer) -> Texts:
    """The texts that the page about what he signs starts with: those that were printed last for this offer, else, and
    where something was put right since, the standard ones."""
    return texts_on(case.papers[-1]) if case.papers and not case.paper_is_behind else texts_of(case)


def texts_of(case: CaseToOffer) -> Texts:
    """The standard texts of what he signs on the route of this case, signed today."""
    referral = case.referral
    offence = OffenceFacts(referral.offence_code, referral.offence_at, referral.offence_place)
    points = case.signed.points if case.signed else None
    return standard_texts(case.route, offence, finish_by_on=case.finish_by_on, beside=case.beside, points=points)
