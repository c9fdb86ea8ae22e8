"""The words of one offer, with everything that fills them; and the same words again, from what was kept of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from programme.offers.paper_words import OffenceFacts
from programme.offers.told.conditions import LegalPoints, Signing, TellingState, When
from programme.offers.told.released import words_for
from programme.offers.told.shapes import RouteWords, ToldWords
from programme.referrals.too_late import DAYS_TO_BOOK
from programme.shared.dates import london_date, spoken_day, spoken_instant
from programme.shared.marks import shown_mark
from programme.shared.money import spoken_pounds

_AND_ANOTHER = ". It is also about what happened on "
"""Between two offences of a night, in "It is about what happened on ...": each has a sentence of its own."""
_ENOUGH_TIME = timedelta(days=4)
"""Somebody who has less than this until his day to answer is told to ask for advice today."""


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """How one offer stands, as its words ask, on the day `told_on`. `route` is a code; `advice_by_on`: until when he
    may answer where he wants advice first; `points` is None for an offer from before words were signed. `finish_by_on`
    is the day to finish by as if he signs today, where he has something to sign; `last_day_on` is the day that holds
    whenever he signs, and `weeks` so many from the day on which he does, None where they end no earlier. `beside` are
    the other offences of the night, which go with the one that it is about."""

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
    last_day_on: date
    weeks: int | None
    told_on: date
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
        """Tells it from every other, for whoever goes on by what he was shown: the words with the facts in them."""
        return shown_mark((self.words.route, self.words.version, self.told.text))


def telling(offer: OfferFacts) -> Telling:
    """The words of this offer as it stands. Raises KeyError for a version that was never released."""
    points = offer.points or LegalPoints()
    state = TellingState(
        _signing(offer),
        said_yes=offer.said_yes,
        more_time=offer.advice_by_on > offer.answer_by_on,
        fee_waived=not offer.fee_pence,
        little_time=offer.answer_by_on - offer.told_on < _ENOUGH_TIME,
        weeks_run=offer.weeks is not None,
    )
    words, holds = words_for(offer.route, offer.version, offer.language), state.holds | points.holds
    return Telling(words, holds, _facts(offer) | points.figures)


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
    place that it is about, with the times where it is about several offences of one night. `sign_by`: who signs later
    has no time left to choose a date."""
    return {
        "fee": spoken_pounds(offer.fee_pence),
        "answer_by": spoken_day(offer.answer_by_on),
        "advice_by": spoken_day(offer.advice_by_on),
        "finish_by": spoken_day(offer.finish_by_on),
        "last_day": spoken_day(offer.last_day_on),
        "weeks": f"{offer.weeks} weeks" if offer.weeks else "",
        "sign_by": spoken_day(offer.last_day_on - timedelta(days=DAYS_TO_BOOK)),
        "helpline": offer.help_line,
        "happened": _happened(offer),
        "signed_on": spoken_day(london_date(offer.signed_at)) if offer.signed_at else "",
    }


def _happened(offer: OfferFacts) -> str:
    if not offer.beside:
        return f"{spoken_day(london_date(offer.offence_at))}{_at(offer.offence_place)}"
    first = f"{spoken_instant(offer.offence_at)}{_at(offer.offence_place)}"
    return _AND_ANOTHER.join([first, *(f"{spoken_instant(one.at)}{_at(one.place)}" for one in offer.beside)])


def _at(place: str) -> str:
    return f" ({place})" if place else ""
