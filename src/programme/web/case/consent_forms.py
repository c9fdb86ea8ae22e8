"""The forms about an offer, for both doors of a force: how it was explained, who authorised it, what he signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from programme.intake.facts import century_of_events
from programme.offers.authorising import Authoriser
from programme.offers.cautioning import CautionSigned, check_explained_first, check_given_by, check_signed_at
from programme.offers.explaining import BY_SOMEBODY, Told, check_explained_at
from programme.offers.models import ExplainedHow
from programme.offers.paper_words import Texts
from programme.offers.words import HOW_WORDS
from programme.shared.actor import Actor
from programme.shared.dates import LONDON, london_date, london_instant
from programme.shared.ranks import Rank, read_rank
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
_EXPLAINED = ("how", "explained_on", "explained_time")
_NONE = "Name and firm. Leave empty if there was none"


def signed_now(form: Any) -> bool:
    """Whether the document is recorded with this form, and not later."""
    return "document" not in form or bool(form.document.data == "signed")


class TellingForm(PageForm):
    """How somebody explained the words to him."""

    words_version = HiddenField("Version", longest=20)
    how = ChoiceField(
        "How was it explained to him?",
        choices=[Option(how.value, HOW_WORDS[how]) for how in BY_SOMEBODY],
        needed="Choose how it was explained to him",
    )
    language = TextField("Language it was explained in", longest=60, needed="Enter the language it was explained in")
    explained_on = DatePartsField(
        "Date it was explained", needed="Enter the date it was explained", century=century_of_events, by_word=True
    )
    explained_time = TimeField(
        "Time it was explained", hint="For example, 9:30pm or 21:30", needed="Enter the time it was explained"
    )
    explained_by = TextField("Who explained it", longest=200, needed="Enter who explained it")
    interpreter = TextField("Interpreter", hint=_NONE, longest=100)
    solicitor = TextField("Solicitor", hint=_NONE, longest=100)
    appropriate_adult = TextField(
        "Appropriate adult", hint="Name, and who it is to him. Leave empty if there was none", longest=100
    )

    def told(self) -> Told:
        """The explanation as filled in. Call it on a form that is valid."""
        return Told(
            how=ExplainedHow(self.how.data),
            at=london_instant(self.explained_on.data, self.explained_time.data),
            by=self.explained_by.data,
            language=self.language.data,
            interpreter=self.interpreter.data,
            solicitor=self.solicitor.data,
            appropriate_adult=self.appropriate_adult.data,
            words_version=self.words_version.data,
        )


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
            Option("signed", "Yes: that is his answer", "What he signed is recorded with this offer"),
            Option("later", "Not yet", "He answers by himself or later, and cannot book a date before he has signed"),
        ],
        needed="Choose whether he has signed the caution document",
    )


class CautionForm(PageForm):
    """The document as he signed it."""

    offence = LongTextField(
        "Details of the offence", longest=1000, needed="Enter the details of the offence", when=signed_now
    )
    admission = LongTextField("His admission", longest=1000, needed="Enter his admission", when=signed_now)
    consent = LongTextField("His consent", longest=1000, needed="Enter his consent", when=signed_now)
    conditions = LongTextField("The conditions", longest=1000, needed="Enter the conditions", when=signed_now)
    signed_on = DatePartsField(
        "Date he signed",
        hint="For example, 27 3 27, or t for today",
        needed="Enter the date he signed",
        when=signed_now,
        century=century_of_events,
        by_word=True,
    )
    signed_time = TimeField(
        "Time he signed", hint="For example, 9:30pm or 21:30", needed="Enter the time he signed", when=signed_now
    )
    given_by = TextField("Who gave it", longest=200, needed="Enter who gave it", when=signed_now)
    given_by_rank = ChoiceField(
        "Rank of whoever gave it", choices=RANK_OPTIONS, needed="Choose the rank of whoever gave it", when=signed_now
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
        )


class OfferAndDocumentForm(OfferForm, SignedOrLaterForm, CautionForm):
    """The offer of a route with a document: it is recorded with the offer, or later."""


def telling_asks(form: TellingForm, *, offence_at: datetime, now: datetime) -> tuple[Asks, ...]:
    """The action's questions about the time at which it was explained."""
    return ((_EXPLAINED, lambda: check_explained_at(form.told().at, offence_at=offence_at, now=now)),)


def document_asks(
    form: CautionForm,
    *,
    offence_at: datetime,
    now: datetime,
    until_at: datetime | None = None,
    explained_at: datetime | None = None,
) -> tuple[Asks, ...]:
    """The action's questions about a document that is recorded with this form. He has to have signed by `until_at`,
    and not before `explained_at`, where the form does not say itself when it was explained."""
    if not signed_now(form):
        return ()
    with_offer = isinstance(form, OfferAndDocumentForm)
    return (
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
            ("signed_on", "signed_time", *(_EXPLAINED if with_offer else ())),
            lambda: check_explained_first(
                london_instant(form.signed_on.data, form.signed_time.data),
                form.told().at if isinstance(form, OfferAndDocumentForm) else explained_at,
            ),
        ),
    )


def starting_telling(words_version: str, actor: Actor, now: datetime) -> dict[str, Any]:
    """The form about an explanation of these words before anybody changed it: now, by whoever is signed in, in
    English."""
    return {
        "words_version": words_version,
        "language": "English",
        "explained_on": london_date(now),
        "explained_time": now.astimezone(LONDON).time(),
        "explained_by": actor.label,
    }


def starting_document(texts: Texts, actor: Actor) -> dict[str, Any]:
    """The form about the document before anybody changed it. When he signed stands on the paper, and is
    typed from it."""
    rank = read_rank(actor.rank)
    return {
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
