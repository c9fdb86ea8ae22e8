"""The words of one offer, with everything that fills them; and the same words again, from what was kept of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from programme.offers.paper_words import OffenceFacts
from programme.offers.told.conditions import LegalPoints, Signing, TellingState, When
from programme.offers.told.released import words_for
from programme.offers.told.shapes import RouteWords, ToldWords
from programme.shared.dates import london_date, spoken_day, spoken_instant
from programme.shared.marks import shown_mark
from programme.shared.money import spoken_pounds


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """How one offer stands, as its words ask. `route` is a code; `advice_by_on`: until when he may answer where he
    wants advice first; `points` is None for an offer from before words were signed; `beside` are the other offences of
    the night, which go with the one that it is about."""

    route: str
    version: str
    language: str
    points: LegalPoints | None
    needs_document: bool
    signed_at: datetime | None
    said_yes: bool
    fee_pence: int
    answer_by_on: date
    advice_by_on: date
    finish_by_on: date
    help_line: str
    offence_at: datetime
    offence_place: str
    beside: Sequence[OffenceFacts] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """The words that one man is told now."""

    words: RouteWords
    holds: frozenset[When]
    facts: Mapping[str, str]

    @property
    def told(self) -> ToldWords:
        """As he reads them."""
        return self.words.printed(self.holds, self.facts)

    @property
    def mark(self) -> str:
        """Tells it from every other, for whoever goes on by what he was shown: words, conditions and facts."""
        return shown_mark((self.words.route, self.words.version, sorted(self.holds), sorted(self.facts.items())))


def telling(offer: OfferFacts) -> Telling:
    """The words of this offer as it stands. Raises KeyError for a version that was never released."""
    points = offer.points or LegalPoints()
    state = TellingState(
        _signing(offer),
        said_yes=offer.said_yes,
        more_time=offer.advice_by_on > offer.answer_by_on,
        fee_waived=not offer.fee_pence,
    )
    words = words_for(offer.route, offer.version, offer.language)
    return Telling(words, state.holds | points.holds, _facts(offer) | points.figures)


def told_again(
    *, route: str, version: str, language: str, holds: Iterable[str], facts: Mapping[str, str]
) -> ToldWords | None:
    """Exactly the words that he was told, from what was kept of them; None where too little was kept then."""
    if not facts:
        return None
    return words_for(route, version, language).printed(frozenset(map(When, holds)), facts)


def _signing(offer: OfferFacts) -> Signing:
    if offer.signed_at is not None:
        return Signing.SIGNED
    return Signing.TO_SIGN if offer.needs_document else Signing.NOTHING


def _facts(offer: OfferFacts) -> dict[str, str]:
    """Every fact as it is spoken, by the name that the words call it by (`told/words.py`). `happened`: the day and the
    place that it is about, with the times where it is about several offences of one night."""
    return {
        "fee": spoken_pounds(offer.fee_pence),
        "answer_by": spoken_day(offer.answer_by_on),
        "advice_by": spoken_day(offer.advice_by_on),
        "finish_by": spoken_day(offer.finish_by_on),
        "helpline": offer.help_line,
        "happened": _happened(offer),
        "signed_on": spoken_day(london_date(offer.signed_at)) if offer.signed_at else "",
    }


def _happened(offer: OfferFacts) -> str:
    if not offer.beside:
        return f"{spoken_day(london_date(offer.offence_at))}{_at(offer.offence_place)}"
    first = f"{spoken_instant(offer.offence_at)}{_at(offer.offence_place)}"
    return " and ".join([first, *(f"{spoken_instant(one.at)}{_at(one.place)}" for one in offer.beside)])


def _at(place: str) -> str:
    return f" ({place})" if place else ""
