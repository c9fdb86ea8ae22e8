"""The document of a conditional caution, at whichever force's door: printed to be signed, and recorded once it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency

from programme.actions.print_paper import print_paper
from programme.actions.record_caution import record_caution
from programme.offers.case_to_offer import CaseToOffer, explained_before_signing
from programme.offers.cautioning import sign_by_at
from programme.offers.models import ExplanationGiven
from programme.offers.paper import PAPER_FILE_NAME, WhoSigns, render_document
from programme.offers.paper_words import around
from programme.offers.printing import around_on, texts_on
from programme.offers.refusals import NothingToSign
from programme.offers.words import solicitor_line
from programme.people.reference import force_name
from programme.referrals.tied import done_in_the_other
from programme.web.case.case_of_offer import look_at_case_to_offer, offer_context, starting_texts
from programme.web.case.consent_forms import CautionForm, LateCautionForm, document_asks, starting_document, typed_texts
from programme.web.case.heading import LeadsToCase
from programme.web.case.signed_view import differs_words, signed_rows
from programme.web.case.telling_form import may_read_needs
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData, bind
from programme.web.kit.visit import Visit


class CautionPage(LeadsToCase, FormPage[CaseToOffer, LateCautionForm]):
    """The four texts, to print and to record once he has signed; the document as it stands where he has. From then on
    he can book."""

    path = "/caution"
    form, template, title = LateCautionForm, "consent/caution.html", "Caution document"
    done = "cautioned"
    looks_first = True

    async def look(self, visit: Visit) -> CaseToOffer:
        """The case, where there is a document or one is wanted."""
        case = await look_at_case_to_offer(visit)
        if case.document is None and not (case.needs_document and (case.offer_stands or case.lapsed)):
            raise NothingToSign(**done_in_the_other(case.referral.state))
        return case

    def start(self, visit: Visit, found: CaseToOffer) -> dict[str, Any]:
        return starting_document(starting_texts(found), visit.the_actor)

    def fill(self, visit: Visit, found: CaseToOffer | None, sent: FormData | None) -> LateCautionForm:
        form = super().fill(visit, found, sent)
        if found is not None:
            if not found.lapsed:
                del form.reason
            form.ask_for_interpreter(found.person.interpreter, named=may_read_needs(visit.the_actor))
            form.offer_papers(found.papers, found.names)
            until_at = sign_by_at(found.offer)
            form.asks = document_asks(
                form,
                offence_at=found.referral.offence_at,
                now=visit.now,
                finish_by_if_signed=found.finish_by_if_signed,
                papers=found.papers,
                names=found.names,
                until_at=until_at,
                explained_at=found.explained_at,
            )
        return form

    def context(self, visit: Visit, found: CaseToOffer, form: LateCautionForm) -> dict[str, Any]:
        unanswered = sign_by_at(found.offer) is not None
        lapsed_at = found.offer.answer_by_at if found.offer is not None and found.lapsed else None
        kept = signed_rows(found.document) if found.document else None
        return {**offer_context(visit, found), "document": kept, "unanswered": unanswered, "lapsed_at": lapsed_at}

    async def act(self, visit: Visit, form: LateCautionForm) -> Callable[..., Any]:
        reason = form.reason.data if "reason" in form else ""
        return partial(record_caution, reference=visit.part("reference"), caution=form.signed(), reason=reason)


@post("/caution/document", status_code=200)
async def print_document(visit: NamedDependency[Visit]) -> Response[bytes]:
    """The document as a PDF that the browser shows: as it was signed, else with the texts as they stand on the form,
    which are kept where he is to sign them."""
    case, sent = await look_at_case_to_offer(visit), await visit.form()
    if case.signed_document is not None:
        texts, rest = texts_on(case.signed_document), around_on(case.signed_document)
    else:
        texts = typed_texts(bind(CautionForm, sent), starting_texts(case))
        if case.needs_document:
            rest = await visit.write(print_paper, reference=visit.part("reference"), texts=texts)
        else:
            case.check_may_be_told()
            rest = around(case.route, fee_pence=case.fee_pence, help_number=case.help_line.number)
    folder = visit.wiring.settings.templates_dir / "print"
    explained = await visit.read(explained_before_signing, case, now=visit.now)
    page = await asyncio.to_thread(
        render_document, texts, rest, _who_signs(case, sent, explained, now=visit.now), folder=folder
    )
    return Response(
        page,
        media_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{PAPER_FILE_NAME}"', "Cache-Control": "no-store"},
    )


def _who_signs(case: CaseToOffer, sent: FormData, explained: ExplanationGiven | None, *, now: datetime) -> WhoSigns:
    """Whose document it is, by the name on the paper that he signed where he has; who was with him as it stands on the
    page that it is printed from, else as it is on record of the last time that it was explained to him."""
    kept = case.signed_document
    on_paper = case.names.at((kept.printed_at or kept.signed_at) if kept else now)

    def with_him(name: str) -> str:
        return sent.get(name) or getattr(kept, name, "") or getattr(explained, name, "")

    return WhoSigns(
        reference=case.referral.reference,
        name=on_paper.name,
        born_on=on_paper.born_on,
        force=force_name(case.referral.force_code),
        custody_number=case.referral.custody_reference or "",
        interpreter=with_him("interpreter"),
        solicitor=(solicitor_line(kept.advised_by, kept.advice_refused_because) if kept else "")
        or with_him("solicitor"),
        appropriate_adult=with_him("appropriate_adult"),
        language=with_him("language"),
        signed_at=kept.signed_at if kept else None,
        given_by=f"{kept.given_by}, {kept.given_by_rank}" if kept else "",
        differs=". ".join(differs_words(kept)) if kept else "",
    )
