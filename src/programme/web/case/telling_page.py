"""A page that gives the words to read to him, and asks how it was done: what is recorded is what was on it."""

from __future__ import annotations

from typing import Any, TypeVar

from programme.offers.case_to_offer import CaseToOffer
from programme.offers.refusals import WordsChanged
from programme.shared.refusal import Refusal
from programme.web.case.case_of_offer import look_at_case_to_offer, offer_context, words_to_explain
from programme.web.case.heading import LeadsToCase
from programme.web.case.telling_form import TellingForm, may_read_needs, starting_telling, telling_asks
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import Asks, FormData, said_of
from programme.web.kit.visit import Visit

T = TypeVar("T", bound=TellingForm)


class TellingPage(LeadsToCase, FormPage[CaseToOffer, T]):
    """Where the words are others by now, they stand on the page, everything typed stays, and he is read them again."""

    looks_first = True

    async def look(self, visit: Visit) -> CaseToOffer:
        return await look_at_case_to_offer(visit)

    def start(self, visit: Visit, found: CaseToOffer) -> dict[str, Any]:
        return starting_telling(found, visit.the_actor, visit.now)

    def fill(self, visit: Visit, found: CaseToOffer | None, sent: FormData | None) -> T:
        form = super().fill(visit, found, sent)
        if found is not None:
            form.ask_for_interpreter(found.person.interpreter, named=may_read_needs(visit.the_actor))
            offence_at, corrected_at = found.referral.offence_at, found.corrected_at
            asks = telling_asks(form, offence_at=offence_at, corrected_at=corrected_at, now=visit.now)
            form.asks = (*asks, words_shown(form, found))
        return form

    def context(self, visit: Visit, found: CaseToOffer, form: T) -> dict[str, Any]:
        """The words, and the form as one about these."""
        is_about(form, found)
        return {**offer_context(visit, found), "words": words_to_explain(found)}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return said_of(refusal) if isinstance(refusal, WordsChanged) else super().said(refusal)


def words_shown(form: TellingForm, case: CaseToOffer) -> Asks:
    """Whether the form is about the words that stand now: said with everything else that is wrong. Raises
    WordsChanged."""

    def ask() -> None:
        stands = case.telling.mark if case.telling else ""
        if form.shown.data not in ("", stands):
            raise WordsChanged()

    return ("words_version", "shown"), ask


def is_about(form: TellingForm, case: CaseToOffer) -> None:
    """Make the form one about the words that stand now."""
    stands = case.telling.mark if case.telling else ""
    if (form.words_version.data, form.shown.data) == (case.words_version, stands):
        return
    form.words_version.typed, form.shown.typed = case.words_version, stands
    form.read_to_him.data = False  # whoever read him other words has not read him these
