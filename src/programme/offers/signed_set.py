"""The set that the force's lawyer signs for a route: the words that he is told, and every word of the paper that he
signs. Who changes one of them has it signed anew."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from programme.offers.paper_words import OffenceFacts, around, standard_texts
from programme.offers.told.conditions import LegalPoints, When
from programme.offers.told.released import newest_for
from programme.offers.told.route_facts import ROUTE_FACTS
from programme.offers.told.shapes import If, Paragraph, only, text_of
from programme.policies.models import AdmissionNeed, FailureMeans, Paper
from programme.policies.words import ROUTE_NAMES

_OFFENCE = OffenceFacts("SX03213", datetime(2027, 2, 8, 22, 40, tzinfo=UTC), "Oxford Road, Reading")
_FINISH_BY_ON, _FEE_PENCE, _HELP_NUMBER = date(2027, 6, 21), 9500, "01632 960 001"


@dataclass(frozen=True, slots=True)
class _RouteOnPaper:
    name: str
    admission: AdmissionNeed
    paper: Paper
    on_failure: FailureMeans


def paper_paragraphs(route: str) -> tuple[Paragraph, ...]:
    """Every line of the paper on this route (its code), as it would be printed for one offence."""
    facts = ROUTE_FACTS[route]
    on_paper = _RouteOnPaper(ROUTE_NAMES[route], facts.admission, facts.paper, facts.on_failure)
    free, not_free = (
        standard_texts(
            on_paper, _OFFENCE, finish_by_on=_FINISH_BY_ON, points=LegalPoints(free_advice_at_signing=is_free)
        )
        for is_free in (True, False)
    )
    asked, waived = (around(on_paper, fee_pence=pence, help_number=_HELP_NUMBER) for pence in (_FEE_PENCE, 0))
    consent: list[Paragraph] = []
    for line, else_line in zip(free.consent.splitlines(), not_free.consent.splitlines(), strict=True):
        consent += [line] if line == else_line else [only(line, When.FREE_ADVICE_AT_SIGNING), else_line]
    fee = (only(asked.fee_note, When.FEE_ASKED), only(waived.fee_note, When.FEE_WAIVED))
    return (asked.kind, free.offence, free.admission, *consent, free.conditions, asked.warning, *fee)


def fingerprint_of(route: str) -> str:
    """A hash over the newest words of this route (its code) and its paper: by which a signature is under both. Raises
    NoWordsForRoute."""
    paper = [[text_of(one), *(one.when if isinstance(one, If) else ())] for one in paper_paragraphs(route)]
    return hashlib.sha256(json.dumps([newest_for(route).fingerprint, paper]).encode()).hexdigest()
