"""The document of a conditional caution: its four contents, the warning, and who may give it.

Criminal Justice Act 2003 s.23(5): the person signs a document that holds details of the offence, his admission, his
consent to the caution, and the conditions; s.23(4): the effect is explained and he is warned that failing to comply may
mean prosecution. Given by an authorised person, for the police a sergeant or above.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from programme.clock.keeping import day_if_cautioned, policy_for
from programme.offers.finish_day import check_finish_day
from programme.offers.models import CautionDocument, Offer
from programme.offers.names_on_papers import names_on_papers
from programme.offers.paper_words import UNPRINTED, Texts
from programme.offers.printing import THE_LAST_ONE, PaperNamed, around_on, paper_signed, papers_printed
from programme.offers.queries import count_offers, first_explained_at
from programme.offers.refusals import (
    CautionDateWrong,
    CautionRankTooLow,
    ContentMissing,
    SignedBeforeExplained,
    SignedTooLate,
    WarningNotGiven,
)
from programme.offers.rules import can_keep_document
from programme.offers.states import OfferState
from programme.offers.teach_back import (
    Understanding,
    check_interpreter,
    check_said_before_signing,
    check_understanding,
)
from programme.offers.understanding_refusals import SolicitorNotAsked
from programme.policies.models import Paper
from programme.policies.rules import Route
from programme.referrals.models import Referral
from programme.referrals.queries import person_of
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.ranks import Rank, is_at_least

GIVEN_BY = Rank.SERGEANT
CONTENTS = ("offence", "admission", "consent", "conditions")


@dataclass(frozen=True, slots=True)
class CautionSigned:
    """The document as he signed it. `given_by` and its rank are empty where it was whoever records it. `advised_by` is
    the solicitor to whom he spoke before; where he said no to one, `advice_refused_because` is his reason.
    `understanding` is how he was when he signed and what he said back, with whoever helped him, or why somebody on
    record with an interpreter needed none. `paper` says which of
    the papers that were printed for the offer it is."""

    offence: str
    admission: str
    consent: str
    conditions: str
    signed_at: datetime
    warning_given: bool
    given_by: str = ""
    given_by_rank: str = ""
    advised_by: str = ""
    advice_refused_because: str = ""
    understanding: Understanding | None = None
    interpreter: str = ""
    appropriate_adult: str = ""
    no_interpreter_because: str = ""
    paper: PaperNamed = THE_LAST_ONE

    @property
    def texts(self) -> Texts:
        """The four parts, as they are typed."""
        return Texts(self.offence, self.admission, self.consent, self.conditions)


def needs_document(route: Route) -> bool:
    """Whether a person on this route signs a caution document."""
    return route.paper is Paper.CAUTION


def find_document(db: Session, offer_id: int) -> CautionDocument | None:
    """The document that he signed for the offer; None where there is none."""
    return db.get(CautionDocument, offer_id)


def keep_document(
    db: Session,
    offer: Offer,
    signed: CautionSigned,
    *,
    route: Route,
    offence_at: datetime,
    actor: Actor,
    now: datetime,
) -> CautionDocument:
    """Keep the document with the offer: every word as it was printed, where it was printed here; else, and where it was
    changed by hand, the four parts as they were typed. Of what was not printed here, nothing else that stood on it is
    kept. The caller moves the clock.

    Raises CautionNotWanted on a route without one, CautionSignedAlready, ContentMissing, WarningNotGiven,
    SolicitorNotAsked, InterpreterNotNamed, what `check_understanding` and `check_said_before_signing` do,
    CautionRankTooLow, CautionDateWrong for a time before the offence or in the future, SignedBeforeExplained,
    SignedTooLate, what `paper_signed` raises, PrintedInAnotherName, and FinishDayTooLate for a later day in the
    conditions than holds for who signed then.
    """
    can_keep_document(has_document=needs_document(route), signed=find_document(db, offer.id) is not None)
    given_by, rank = (signed.given_by or actor.label), (signed.given_by_rank or actor.rank)
    _check(signed, rank, offence_at=offence_at, until_at=sign_by_at(offer), now=now)
    check_explained_first(signed.signed_at, first_explained_at(db, offer.id))
    referral = db.get_one(Referral, offer.referral_id)
    person = person_of(db, referral)
    check_interpreter(
        person.interpreter, interpreter=signed.interpreter, not_needed_because=signed.no_interpreter_because
    )
    signed_on = london_date(signed.signed_at)
    papers = papers_printed(db, referral.id, offer_number=count_offers(db, referral.id), route=route.key)
    what = paper_signed(papers, signed.texts, signed_at=signed.signed_at, named=signed.paper)
    if what.paper is not None:
        names_on_papers(db, person).check_paper(what, signed.paper)
    rest = around_on(what.paper) if what.paper else UNPRINTED
    finish_by_on = day_if_cautioned(referral, policy_for(db, referral), signed_on)
    check_finish_day(what.texts.conditions, signed_on=signed_on, finish_by_on=finish_by_on)
    document = CautionDocument(
        offer_id=offer.id,
        **asdict(what.texts),
        **asdict(rest),
        printed_at=what.paper.printed_at if what.paper else None,
        changed_by_hand=list(what.changed),
        signed_at=signed.signed_at,
        given_by=given_by,
        given_by_rank=rank,
        warning_given=signed.warning_given,
        advised_by=signed.advised_by,
        advice_refused_because=signed.advice_refused_because,
        **_as_he_was(signed),
        recorded_at=now,
        recorded_by=actor.label,
    )
    db.add(document)
    return document


def sign_by_at(offer: Offer | None) -> datetime | None:
    """Until when he can sign for an offer that is made, where that is his answer to it; until when he could, where it
    lapsed."""
    unanswered = (OfferState.OPEN, OfferState.LAPSED)
    return offer.answer_by_at if offer is not None and offer.state in unanswered else None


def _check(signed: CautionSigned, rank: str, *, offence_at: datetime, until_at: datetime | None, now: datetime) -> None:
    for content in CONTENTS:
        if not getattr(signed, content).strip():
            raise ContentMissing(field=content)
    if not signed.warning_given:
        raise WarningNotGiven()
    check_asked_about_solicitor(signed.advised_by, signed.advice_refused_because)
    check_understanding(signed.understanding, helpers=f"{signed.interpreter}{signed.appropriate_adult}")
    check_said_before_signing(signed.understanding, advised_by=signed.advised_by)
    check_given_by(rank)
    check_signed_at(signed.signed_at, offence_at=offence_at, until_at=until_at, now=now)


def _as_he_was(signed: CautionSigned) -> dict[str, Any]:
    names = ("interpreter", "appropriate_adult", "no_interpreter_because")
    who = {name: getattr(signed, name) for name in names}
    found = signed.understanding
    return {"fit": found.fit, **asdict(found.said), **who} if found else who


def check_asked_about_solicitor(advised_by: str = "", advice_refused_because: str = "") -> None:
    """Raises SolicitorNotAsked where he neither spoke to one nor said no to one."""
    if not (advised_by.strip() or advice_refused_because.strip()):
        raise SolicitorNotAsked()


def check_given_by(rank: str) -> None:
    """Raises CautionRankTooLow."""
    if not is_at_least(rank, GIVEN_BY):
        raise CautionRankTooLow()


def check_signed_at(at: datetime, *, offence_at: datetime, until_at: datetime | None, now: datetime) -> None:
    """Raises CautionDateWrong for a time before the offence or in the future, and SignedTooLate for one after his time
    to answer was over."""
    if not offence_at <= at <= now:
        raise CautionDateWrong()
    if until_at is not None and at >= until_at:
        raise SignedTooLate(until_at)


def check_explained_first(at: datetime, explained_at: datetime | None) -> None:
    """Raises SignedBeforeExplained. When he signed is known to the minute."""
    if explained_at is not None and at < explained_at.replace(second=0, microsecond=0):
        raise SignedBeforeExplained(explained_at)
