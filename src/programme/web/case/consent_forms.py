"""The forms about an offer, for both doors of a force: who authorised it, and what he signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from programme.intake.facts import century_of_events
from programme.offers.authorising import Authoriser
from programme.offers.cautioning import (
    CautionSigned,
    check_asked_about_solicitor,
    check_explained_first,
    check_given_by,
    check_signed_at,
)
from programme.offers.finish_day import check_finish_day
from programme.offers.models import PrintedPaper
from programme.offers.names_on_papers import NamesOnPapers
from programme.offers.paper_words import Texts
from programme.offers.printing import PaperNamed, paper_signed
from programme.shared.actor import Actor
from programme.shared.dates import london_date, london_instant, spoken_day, spoken_instant
from programme.shared.ranks import Rank, read_rank
from programme.web.case.said_back_form import SaidBackForm, fit_asks, interpreter_asks, signing_asks
from programme.web.case.telling_form import EXPLAINED, TellingForm
from programme.web.kit.forms import (
    Asks,
    ChoiceField,
    DatePartsField,
    HiddenField,
    LongTextField,
    Option,
    PageForm,
    TextField,
    TickField,
    TimeField,
)

RANK_OPTIONS = [Option(rank.label, rank.label.capitalize()) for rank in Rank]


LAST_PRINTED = Option("last", "The last one that was printed before he signed")
NOT_PRINTED_HERE = Option("elsewhere", "One that was not printed here: typed above, word for word")


def _paper_option(paper: PrintedPaper, names: NamesOnPapers) -> Option:
    until = f", to finish by {spoken_day(paper.finish_by_on)}" if paper.finish_by_on else ""
    named = names.words_where_another(paper.printed_at)
    return Option(paper.printed_at.isoformat(), f"Printed {spoken_instant(paper.printed_at)}{until}{named}")


def signed_now(form: Any) -> bool:
    """Whether the document is recorded with this form, and not later."""
    return "document" not in form or bool(form.document.data == "signed")


class OfferForm(TellingForm):
    """How it was explained, and who authorised it."""

    fee = HiddenField("Fee that he was told", longest=10)
    route = HiddenField("Route that the page was made for", longest=40)
    authorised_by = TextField("Who authorised the offer", longest=200)
    authorised_rank = ChoiceField("Rank of whoever authorised it", choices=RANK_OPTIONS)

    def fee_told(self) -> int | None:
        """The fee in the words that the page gave to be read out, in pence; None where it gave none."""
        typed = self.fee.data
        return int(typed) if typed.isascii() and typed.isdigit() else None

    def authorised(self) -> Authoriser | None:
        """Whoever is named; None where nobody is."""
        name, rank = self.authorised_by.data, self.authorised_rank.data or ""
        return Authoriser(name, rank) if name or rank else None


class SignedOrLaterForm(PageForm):
    """Whether there is a document to record yet."""

    document = ChoiceField(
        "Has he signed the caution document?",
        choices=[
            Option("later", "Not yet", "He answers by himself or later, and cannot book a date before he has signed"),
            Option("signed", "Yes: that is his answer", "What he signed is recorded with this offer"),
        ],
        needed="Choose whether he has signed the caution document",
    )


class CautionForm(SaidBackForm):
    """The document as he signed it, and that he could decide and understood it when he did."""

    not_asked_because = TextField(
        "If he was not asked, why not",
        hint="Before he signs this is enough only where a solicitor advised him, who is named below",
        longest=300,
    )

    offence = LongTextField(
        "Details of the offence", longest=1000, needed="Enter the details of the offence", when=signed_now
    )
    admission = LongTextField("His admission", longest=1000, needed="Enter his admission", when=signed_now)
    consent = LongTextField("His consent", longest=1000, needed="Enter his consent", when=signed_now)
    conditions = LongTextField("The conditions", longest=1000, needed="Enter the conditions", when=signed_now)
    advice = ChoiceField(
        "Has he spoken to a solicitor, or said no to one after being asked?",
        choices=[
            Option("spoke", "Yes, he spoke to one"),
            Option("said_no", "He was asked, and said no"),
            Option("neither", "Neither"),
        ],
        needed="Choose whether he has spoken to a solicitor, or said no to one",
        when=signed_now,
    )
    advice_words = TextField(
        "The solicitor, or his reason for saying no",
        hint="Name and firm, or his reason in a few words",
        longest=200,
        needed="Enter the solicitor's name, or his reason for saying no",
        when=lambda form: signed_now(form) and form.advice.data in ("spoke", "said_no"),
    )
    signed_time = TimeField(
        "Time he signed",
        hint="For example, 21:30, or n for now: then leave the date empty",
        needed="Enter the time he signed",
        when=signed_now,
        by_word=True,
    )
    signed_on = DatePartsField(
        "Date he signed",
        hint="For example, 27 3 27, or t for today",
        day_of="signed_time",
        needed="Enter the date he signed",
        when=signed_now,
        century=century_of_events,
        by_word=True,
    )
    given_by = TextField("Who gave it", longest=200, needed="Enter who gave it", when=signed_now)
    given_by_rank = ChoiceField(
        "Rank of whoever gave it", choices=RANK_OPTIONS, needed="Choose the rank of whoever gave it", when=signed_now
    )
    printed = ChoiceField("Which paper did he sign?", choices=[LAST_PRINTED])
    changed_by_hand = TickField(
        "It was changed by hand before he signed", hint="Type the change into its part above, as it stands on the paper"
    )
    warning_given = TickField(
        "Before he signed, he was warned that he may be prosecuted if he does not keep to the conditions",
        needed="Confirm that he was warned before he signed",
        when=signed_now,
    )

    def signed(self) -> CautionSigned:
        """The document. Call it on a form that is valid."""
        return CautionSigned(
            **{name: self[name].data for name in ("offence", "admission", "consent", "conditions")},
            signed_at=london_instant(self.signed_on.data, self.signed_time.data),
            warning_given=self.warning_given.data,
            given_by=self.given_by.data,
            given_by_rank=self.given_by_rank.data,
            understanding=self.said_back(),
            interpreter=self.interpreter.data,
            appropriate_adult=self.appropriate_adult.data,
            no_interpreter_because=self.why_no_interpreter,
            paper=self.paper_named(),
            **self.advice_kept(),
        )

    def paper_named(self) -> PaperNamed:
        """The paper that is chosen, and whether it was changed by hand."""
        chosen = self.printed.data if "printed" in self else None
        if chosen == NOT_PRINTED_HERE.value:
            return PaperNamed(elsewhere=True)
        printed_at = datetime.fromisoformat(chosen) if chosen and chosen != LAST_PRINTED.value else None
        return PaperNamed(printed_at, by_hand="changed_by_hand" in self and self.changed_by_hand.data)

    def offer_papers(self, papers: Sequence[PrintedPaper], names: NamesOnPapers) -> None:
        """Let one of these be chosen, by its time and the name on it; nothing is asked where none was printed."""
        if not papers:
            del self.printed
            del self.changed_by_hand
            return
        printed = (_paper_option(paper, names) for paper in reversed(papers))
        self.printed.choices = [LAST_PRINTED, *printed, NOT_PRINTED_HERE]

    def texts(self) -> Texts:
        """The four parts as they are typed."""
        return Texts(self.offence.data, self.admission.data, self.consent.data, self.conditions.data)

    def advice_kept(self) -> dict[str, str]:
        """The solicitor, or his reason for saying no to one; nothing where he was not asked."""
        kept = {"spoke": "advised_by", "said_no": "advice_refused_because"}.get(self.advice.data)
        return {kept: self.advice_words.data} if kept else {}


def late_reason() -> LongTextField:
    """Why it is recorded only after the offer lapsed."""
    return LongTextField(
        "Why is it recorded only now?",
        hint="One or two sentences. Kept with the offer. Not shown to him or the provider",
        longest=400,
        needed="Enter why it is recorded only now",
    )


class LateCautionForm(CautionForm):
    """The same on a page of its own, where it may have been recorded only after the offer had lapsed."""

    read_to_him = TickField(
        "The paper was read to him before he signed, or he read it himself",
        needed="Confirm that the paper was read to him before he signed, or that he read it himself",
    )
    reason = late_reason()


class OfferAndDocumentForm(OfferForm, SignedOrLaterForm, CautionForm):
    """The offer of a route with a document: it is recorded with the offer, or later."""


def document_asks(
    form: CautionForm,
    *,
    offence_at: datetime,
    now: datetime,
    finish_by_if_signed: Callable[[date], date],
    papers: Sequence[PrintedPaper],
    names: NamesOnPapers,
    until_at: datetime | None = None,
    explained_at: datetime | None = None,
) -> tuple[Asks, ...]:
    """The action's questions about a document that is recorded with this form. He has to have signed by `until_at`,
    and not before `explained_at`, where the form does not say itself when it was explained; the conditions name no
    later day than `finish_by_if_signed` says for the day that is typed. `papers` are those that were printed, and
    `names` say who he is on them."""
    if not signed_now(form):
        return ()
    with_offer = isinstance(form, OfferAndDocumentForm)
    return (
        *(() if with_offer else (fit_asks(form), interpreter_asks(form))),
        signing_asks(form, advised_by=form.advice_kept().get("advised_by", "")),
        (("advice", "advice_words"), lambda: check_asked_about_solicitor(**form.advice_kept())),
        (("given_by_rank",), lambda: check_given_by(form.given_by_rank.data)),
        (
            ("signed_on", "signed_time"),
            lambda: check_signed_at(
                london_instant(form.signed_on.data, form.signed_time.data),
                offence_at=offence_at,
                until_at=until_at,
                now=now,
            ),
        ),
        (
            ("signed_on", "signed_time", *(EXPLAINED if with_offer else ())),
            lambda: check_explained_first(
                london_instant(form.signed_on.data, form.signed_time.data),
                form.told().at if isinstance(form, OfferAndDocumentForm) else explained_at,
            ),
        ),
        (
            ("offence", "admission", "consent", "conditions", "signed_on", "signed_time"),
            lambda: _check_paper(form, papers, names, finish_by_if_signed),
        ),
    )


def _check_paper(
    form: CautionForm,
    papers: Sequence[PrintedPaper],
    names: NamesOnPapers,
    finish_by_if_signed: Callable[[date], date],
) -> None:
    signed_at = london_instant(form.signed_on.data, form.signed_time.data)
    signed_on, named = london_date(signed_at), form.paper_named()
    what = paper_signed(papers, form.texts(), signed_at=signed_at, named=named)
    names.check_paper(what, named)
    check_finish_day(what.texts.conditions, signed_on=signed_on, finish_by_on=finish_by_if_signed(signed_on))


def starting_document(texts: Texts, actor: Actor) -> dict[str, Any]:
    """The form about the document before anybody changed it: not signed yet. When he signed stands on the paper, and is
    typed from it."""
    rank = read_rank(actor.rank)
    return {
        "document": "later",
        "printed": LAST_PRINTED.value,
        "offence": texts.offence,
        "admission": texts.admission,
        "consent": texts.consent,
        "conditions": texts.conditions,
        "given_by": actor.label,
        "given_by_rank": rank.label if rank else None,
    }


def typed_texts(form: Any, standard: Texts) -> Texts:
    """The four texts as they stand on the form, the standard ones where a box is empty: a draft can be printed."""
    return Texts(**{
        name: form[name].data or getattr(standard, name)
        for name in ("offence", "admission", "consent", "conditions")
    })  # fmt: skip
