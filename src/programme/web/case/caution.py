"""The document of a conditional caution, at whichever force's door: printed to be signed, and recorded once it is."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Response

from programme.actions.record_caution import record_caution
from programme.offers.case_to_offer import CaseToOffer
from programme.offers.paper import PAPER_FILE_NAME, Texts, render_document
from programme.shared.refusal import Refusal
from programme.web.case.case_of_offer import case_page_context, look_at_case_to_offer, texts_of
from programme.web.case.consent_forms import CautionForm, caution_of, starting_document, typed_texts
from programme.web.kit.forms import bind, show_beside_field
from programme.web.kit.visit import Visit


async def ask_caution(visit: Visit, reference: str, here: str) -> Response[Any]:
    """The four texts, to print and to record once he has signed; the document as it stands where he has."""
    case = await look_at_case_to_offer(visit, reference)
    if case.document is None and not (case.needs_document and case.offer_stands):
        return visit.to(here)
    start = starting_document(texts_of(case, visit.now), visit.the_actor, visit.now)
    return _page(visit, case, here, bind(CautionForm, start=start))


async def caution(visit: Visit, reference: str, here: str) -> Response[Any]:
    """Record it; from then on he can book."""
    form = bind(CautionForm, await visit.form())
    signed = caution_of(form) if form.validate() else None
    if signed is not None:
        try:
            await visit.write(record_caution, reference=reference, caution=signed)
        except Refusal as refusal:
            show_beside_field(form, refusal)
        else:
            return visit.to(here)
    return _page(visit, await look_at_case_to_offer(visit, reference), here, form)


async def printed_document(visit: Visit, reference: str) -> Response[bytes]:
    """The document as a PDF that the browser shows: as it was signed, else with the texts as they stand on the form."""
    case = await look_at_case_to_offer(visit, reference)
    if case.document is None:
        form = bind(CautionForm, await visit.form())
        texts = typed_texts(form, texts_of(case, visit.now))
    else:
        kept = case.document
        texts = Texts(kept.offence, kept.admission, kept.consent, kept.conditions)
    person = case.person
    page = await asyncio.to_thread(
        render_document,
        texts,
        reference=reference,
        name=f"{person.forenames} {person.surname}".strip(),
        folder=visit.wiring.settings.templates_dir / "print",
    )
    return Response(
        page,
        media_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{PAPER_FILE_NAME}"', "Cache-Control": "no-store"},
    )


def _page(visit: Visit, case: CaseToOffer, here: str, form: CautionForm) -> Response[Any]:
    return visit.page(
        "consent/caution.html",
        title="Caution document",
        **case_page_context(visit, case, here, form),
        document=case.document,
    )
