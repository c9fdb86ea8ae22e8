"""That the words were brought to him: which version, in what language, how, by and with whom, and when.

A caution was quashed because nobody could show that the man knew what he agreed to (R (Stratton) v Chief Constable
of Thames Valley Police [2013] EWHC 1561 (Admin)). Each time is a row of its own that nothing changes afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.offers.answering import check_words
from programme.offers.models import ExplainedHow, ExplanationGiven, Offer
from programme.offers.queries import last_corrected_at, telling_of_offer
from programme.offers.refusals import WordsChanged
from programme.offers.teach_back import (
    Understanding,
    check_interpreter,
    check_said_fit,
    check_understanding,
    keep_understanding,
)
from programme.offers.told.released import language_name
from programme.offers.told.telling import Telling
from programme.offers.told_at_refusals import ExplainedAtWrong, ToldBeforeCorrected
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.shared.actor import Actor
from programme.shared.refusal import refusal_of

BY_SOMEBODY = (ExplainedHow.IN_PERSON, ExplainedHow.BY_TELEPHONE, ExplainedHow.BY_VIDEO)
"""The ways in which somebody explains. The other is his own reading, which no member of staff records."""


@dataclass(frozen=True, slots=True)
class Told:
    """How somebody explained the words. `by` is empty where it was whoever records it; `interpreter`, `solicitor` and
    `appropriate_adult` are empty where there was none, and `no_interpreter_because` says why somebody on record with an
    interpreter needed none; `understanding` is None where he was not asked. `shown` is the
    mark of the words on the page from which it is recorded; empty where there is no page. `screens` are the keys of the
    summary and the screens that were read to him; empty where he was told all."""

    how: ExplainedHow
    at: datetime
    words_version: str
    by: str = ""
    language: str = "English"
    interpreter: str = ""
    solicitor: str = ""
    appropriate_adult: str = ""
    no_interpreter_because: str = ""
    shown: str = ""
    understanding: Understanding | None = None
    screens: tuple[str, ...] = ()

    @property
    def helpers(self) -> str:
        """Whoever was there to help him understand it; empty where nobody was."""
        return f"{self.interpreter}{self.appropriate_adult}"


def explain(db: Session, offer: Offer, told: Told, *, offence_at: datetime, actor: Actor, now: datetime) -> None:
    """Keep that the words were explained to him, with the facts of the time at which they were, and what he said back.
    Raises what `check_explained_at` does, WordsChanged where the version is not that of the offer, InterpreterNotNamed,
    and what `check_understanding` does."""
    check_understanding(told.understanding, helpers=told.helpers)
    _check_interpreter(db, offer, told)
    _keep(db, offer, told, offence_at=offence_at, actor=actor, now=now)


def explain_before_no(
    db: Session, offer: Offer, told: Told, *, offence_at: datetime, actor: Actor, now: datetime
) -> None:
    """Keep the explanation that he says no to. He is asked nothing; but where it was said that he cannot decide, or
    only with somebody who is not named, there is no answer to keep. Raises what `explain` does, never NotSaidBack."""
    check_said_fit(told.understanding, helpers=told.helpers)
    _check_interpreter(db, offer, told)
    _keep(db, offer, told, offence_at=offence_at, actor=actor, now=now)


def explain_before_advice(
    db: Session, offer: Offer, told: Told, *, offence_at: datetime, actor: Actor, now: datetime
) -> None:
    """Keep the explanation after which he asks for advice: he decides nothing by that, so nothing stands in its way.
    One to a man who cannot decide, or without the interpreter that he needs, is no explanation, and is not kept. Raises
    what `check_explained_at` does, and WordsChanged."""
    unfit = refusal_of(check_said_fit, told.understanding, helpers=told.helpers)
    if unfit is None and refusal_of(_check_interpreter, db, offer, told) is None:
        _keep(db, offer, told, offence_at=offence_at, actor=actor, now=now)


def _check_interpreter(db: Session, offer: Offer, told: Told) -> None:
    of_case = select(Person.interpreter).join(Referral, Referral.person_id == Person.id)
    needed = db.scalars(of_case.where(Referral.id == offer.referral_id)).one()
    check_interpreter(needed, interpreter=told.interpreter, not_needed_because=told.no_interpreter_because)


def _keep(db: Session, offer: Offer, told: Told, *, offence_at: datetime, actor: Actor, now: datetime) -> None:
    corrected_at = last_corrected_at(db, offer.referral_id)
    check_explained_at(told.at, offence_at=offence_at, corrected_at=corrected_at, now=now)
    check_words(offer, told.words_version)
    given = ExplanationGiven(
        offer_id=offer.id,
        words_version=told.words_version,
        language=told.language,
        how=told.how,
        given_at=told.at,
        given_by=told.by or actor.label,
        interpreter=told.interpreter,
        solicitor=told.solicitor,
        appropriate_adult=told.appropriate_adult,
        no_interpreter_because=told.no_interpreter_because,
        recorded_at=now,
        screens=list(told.screens),
        **_as_told(telling_of_offer(db, offer, now=told.at)),
    )
    db.add(given)
    if told.understanding is not None:
        db.flush()  # what he said back is kept under the number of the explanation
        keep_understanding(db, given.id, told.understanding)


def check_explained_at(at: datetime, *, offence_at: datetime, corrected_at: datetime | None, now: datetime) -> None:
    """Raises ExplainedAtWrong for a time in the future or before the offence, and ToldBeforeCorrected for one before
    what he is told was last corrected. When he was told is known to the minute."""
    if not offence_at <= at <= now:
        raise ExplainedAtWrong()
    if corrected_at is not None and at < corrected_at.replace(second=0, microsecond=0):
        raise ToldBeforeCorrected(corrected_at)


def keep_reading(
    db: Session, offer: Offer, read: Telling, *, shown: str, screens: Sequence[str], actor: Actor, now: datetime
) -> None:
    """Keep that he had these words before him on his own pages, at the moment at which he answered, and the keys of
    what he opened of them. `shown` is the mark of what his pages said; empty where none did. Raises WordsChanged where
    that is not `read`."""
    if shown not in ("", read.mark):
        raise WordsChanged()
    db.add(
        ExplanationGiven(
            offer_id=offer.id,
            words_version=read.words.version,
            language=language_name(offer.language),
            how=ExplainedHow.READ_ONLINE,
            given_at=now,
            given_by=actor.label,
            recorded_at=now,
            screens=list(screens),
            **_as_told(read),
        )
    )


def _as_told(now_told: Telling) -> dict[str, Any]:
    """Everything that prints the same words again."""
    words = now_told.words
    return {
        "route": words.route,
        "words_language": words.language,
        "holds": sorted(now_told.holds),
        "facts": dict(now_told.facts),
    }


def with_whom(told: Told) -> str:
    """Who else was there, in words for the timeline, without their names: "with an interpreter and a solicitor"."""
    there = [
        words
        for words, name in (
            ("an interpreter", told.interpreter),
            ("a solicitor", told.solicitor),
            ("an appropriate adult", told.appropriate_adult),
        )
        if name
    ]
    return f"with {' and '.join(there)}" if there else "with nobody else"
