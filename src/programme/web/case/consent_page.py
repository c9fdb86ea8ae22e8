"""The whole of his consent on one page, at whichever force's door, to be read in court: it prints as one document."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from programme.insight.whole_consent import whole_consent
from programme.offers.told.released import LANGUAGES
from programme.offers.words import SIGNING_WORDS
from programme.shared.refusal import NotFound
from programme.web.case.consent_view import excuse_rows, offer_rows, told_rows
from programme.web.case.heading import heading, look_with_clock
from programme.web.case.signed_view import signed_rows
from programme.web.kit.visit import Visit


@get("/consent")
async def show_consent(visit: NamedDependency[Visit]) -> Response[Any]:
    """Every explanation with its words, what he said back, what he signed and answered. Raises NotFound where nothing
    was offered."""
    found = await look_with_clock(visit, whole_consent)
    if not found.consent.offers:
        raise NotFound()
    return visit.page(
        "consent/whole.html",
        title="His consent",
        **heading(visit, found.referral, found.person),
        offers=offer_rows(found.consent, found.route.paper),
        links=told_rows(found.consent),
        explained=list(zip(found.consent.explanations, found.as_told, strict=True)),
        documents=[(one.signed_at, signed_rows(one)) for one in found.consent.cautions],
        excuses=excuse_rows(found.recorded),
        signing_words=SIGNING_WORDS,
        languages=LANGUAGES,
    )
