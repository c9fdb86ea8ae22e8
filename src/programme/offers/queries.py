"""Queries about offers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import CompoundSelect, Connection, and_, exists, func, or_, select, union_all
from sqlalchemy.orm import Session

from programme.clock.keeping import day_if_cautioned, last_day_uncautioned, policy_of, weeks_if_cautioned
from programme.courses.help_line import HelpLine
from programme.courses.models import Programme
from programme.history.events import AdviceAskedFor, AnswerDayMoved, OfferMade
from programme.history.timeline import timeline
from programme.intake.ties import SAYS_WHICH
from programme.offers.models import CautionDocument, ExplainedHow, ExplanationGiven, Offer, OwnPin, WordsSigned
from programme.offers.paper_words import OffenceFacts
from programme.offers.states import OfferState
from programme.offers.told.telling import OfferFacts, Telling, telling
from programme.offers.what_opens import OPENS
from programme.people.models import Person, SignIn
from programme.people.sign_ins import FORCE_OF_SIGN_IN, LiveSignIn, account_actor, id_hash, live_sign_in
from programme.policies.models import DisposalRoute, Paper
from programme.referrals.corrections import RecordPart
from programme.referrals.models import OffenceCorrection, RecordCorrection, Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date
from programme.shared.plausible import latest_possible
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import is_one_of

_TOLD = (RecordPart.OFFENCE, RecordPart.PLACE, RecordPart.ROUTE)
_SAYS_WHEN = {OfferMade.name, AdviceAskedFor.name, AnswerDayMoved.name}
PAPER_OWED = and_(is_one_of(DisposalRoute.paper, [Paper.CAUTION]), CautionDocument.offer_id.is_(None))
"""Whether a caution document is still to be signed: over a case's route and the document of its offer, joined."""


@reads(Offer, of_programme=exists().where(Programme.force_code == FORCE_OF_SIGN_IN))
@dataclass(frozen=True, slots=True)
class _SignedIn:
    sign_in: LiveSignIn
    of_programme: bool
    referral_id: int | None


_SIGNED_IN = live_sign_in(_SignedIn).outerjoin(Offer, Offer.id == SignIn.offer_id).where(or_(Offer.id.is_(None), OPENS))


def find_signed_in(
    db: Session | Connection, cookie: str, *, now: datetime, staff_idle: timedelta, offender_idle: timedelta
) -> tuple[Actor, datetime] | None:
    """Who a cookie stands for and when it was last used, in one statement; None when the sign-in is over or idle, the
    account is closed, or the offer opens no more (`offers.what_opens`)."""
    signed_in = rows(db, _SignedIn, _SIGNED_IN, id_hash=id_hash(cookie), now=now).one_or_none()
    if signed_in is None:
        return None
    found = signed_in.sign_in
    idle = offender_idle if found.offer_id else staff_idle
    if not now - idle < found.seen_at <= latest_possible(now):  # one dated ahead would never be idle
        return None
    if found.account is not None:
        return replace(account_actor(found.account), of_programme=signed_in.of_programme), found.seen_at
    if found.offer_id is None:
        return None
    return Actor(Door.OFFENDER, found.offer_id, "", referral_id=signed_in.referral_id), found.seen_at


@reads(
    Offer,
    offer_id=Offer.id,
    born_on=Person.born_on,
    reference=Referral.reference,
    pin_hash=OwnPin.pin_hash,
    state=Offer.state,
)
@dataclass(frozen=True, slots=True)
class SecretFacts:
    """The facts that a sign-in is checked against. `born_on` is None where custody did not know it, `pin_hash` where he
    chose no PIN."""

    offer_id: int
    secret_hash: str
    word_hash: str | None
    referral_id: int
    born_on: date | None
    reference: str
    pin_hash: str | None
    state: OfferState


_SECRETS = (
    select(*columns_of(SecretFacts))
    .join(Referral, Referral.id == Offer.referral_id)
    .join(Person, Person.id == Referral.person_id)
    .outerjoin(OwnPin, OwnPin.referral_id == Referral.id)
)


def find_offer_to_sign_in(db: Session, reference: str) -> SecretFacts | None:
    """The offer that the sheet of the case with this reference opens; None where it opens none."""
    return rows(db, SecretFacts, _SECRETS.where(Referral.reference == reference, OPENS)).one_or_none()


def find_newest_offer(db: Session, referral_id: int) -> int | None:
    """The number of the newest offer of a case, however it stands."""
    return db.execute(select(func.max(Offer.id)).where(Offer.referral_id == referral_id)).scalar_one()


def secret_of_offer(db: Session, offer_id: int) -> SecretFacts:
    """The facts that a step-up of somebody signed in is checked against."""
    return rows(db, SecretFacts, _SECRETS.where(Offer.id == offer_id)).one()


def lapsed_offers_due(db: Session, *, now: datetime, after_id: int, at_most: int) -> list[int]:
    """Open offers whose time to answer is over, by state: the numbers above `after_id`, in their order."""
    return list(
        db.execute(
            select(Offer.id)
            .where(Offer.state == OfferState.OPEN, Offer.answer_by_at <= now, Offer.id > after_id)
            .order_by(Offer.id)
            .limit(at_most)
        ).scalars()
    )


def find_standing_offer(db: Session, referral_id: int) -> Offer | None:
    """The case's open or accepted offer, its row locked; None when there is none. Lock the case first."""
    return db.execute(
        select(Offer)
        .where(Offer.referral_id == referral_id, Offer.state.in_((OfferState.OPEN, OfferState.ACCEPTED)))
        .with_for_update()
    ).scalar_one_or_none()


def words_told(db: Session, offer: Offer) -> str:
    """The version of the words that were explained to him last for this offer."""
    last = select(ExplanationGiven.words_version).where(ExplanationGiven.offer_id == offer.id)
    found = db.execute(last.order_by(ExplanationGiven.id.desc()).limit(1)).scalar_one_or_none()
    return found or offer.words_version


def offences_beside(db: Session, referral_id: int) -> list[OffenceFacts]:
    """The other offences of the night, whose cases share the place of this one, the earliest first."""
    share = Referral.tied_to_id == referral_id, Referral.state == ReferralState.TIED
    wanted = select(*columns_of(OffenceFacts)).where(*share).order_by(Referral.offence_at, Referral.id)
    return rows(db, OffenceFacts, wanted)


def last_corrected_at(db: Session, referral_id: int) -> datetime | None:
    """When something that he is told last became another, in this case or in one of the night that goes with it: when
    and where it was, on which route, which offences it is about, or the help number; None where it stands as it was
    entered."""
    shares = and_(Referral.tied_to_id == referral_id, Referral.state == ReferralState.TIED)
    cases = select(Referral.id).where(or_(Referral.id == referral_id, shares))
    of_record = RecordCorrection.referral_id.in_(cases), RecordCorrection.part.in_(_TOLD)
    of_programme = Programme.id == select(Referral.programme_id).where(Referral.id == referral_id).scalar_subquery()
    kept: CompoundSelect[datetime | None] = union_all(
        select(func.max(RecordCorrection.corrected_at)).where(*of_record),
        select(func.max(OffenceCorrection.corrected_at)).where(OffenceCorrection.referral_id.in_(cases)),
        select(Programme.helpline_changed_at).where(of_programme),
    )
    found = [
        *db.scalars(kept),
        *(one.recorded_at for one in timeline(db, referral_id) if one.event in SAYS_WHICH),
    ]
    return max((one for one in found if one is not None), default=None)


def telling_of_offer(db: Session, offer: Offer, *, now: datetime) -> Telling:
    """The words of the offer as it stands or stood `now`: what he did or what moved his day since is not in them."""
    referral = db.get_one(Referral, offer.referral_id)
    programme, route = db.get_one(Programme, referral.programme_id), db.get_one(DisposalRoute, referral.route)
    document = db.get(CautionDocument, offer.id)
    signed = document if document is not None and document.signed_at <= now else None
    needs_document, answer_by_on = route.paper is Paper.CAUTION, london_date(_answer_by_at(db, offer, now))
    finish_by_on = last_day_on = referral.complete_by_on
    weeks = None
    if needs_document and signed is None:
        policy = policy_of(programme, route)
        finish_by_on = day_if_cautioned(referral, policy, london_date(now))
        if document is not None:  # signed since, which has moved the day
            last_day_on = last_day_uncautioned(referral, policy)
        weeks = weeks_if_cautioned(referral, policy, london_date(offer.made_at), last_day_on)
    return telling(
        OfferFacts(
            route=route.code,
            version=offer.words_version,
            language=offer.language,
            points=db.get_one(WordsSigned, offer.words_signed_id).points if offer.words_signed_id else None,
            needs_document=needs_document,
            signed_at=signed.signed_at if signed else None,
            said_yes=offer.state is OfferState.ACCEPTED and (offer.answered_at or now) <= now,
            fee_pence=offer.fee_pence,
            answer_by_on=answer_by_on,
            advice_by_on=london_date(offer.answer_limit_at) if offer.answer_limit_at else answer_by_on,
            finish_by_on=finish_by_on,
            last_day_on=last_day_on,
            weeks=weeks,
            told_on=london_date(now),
            help_line=HelpLine.of(programme).spoken("the number on your sheet"),
            offence_at=referral.offence_at,
            offence_place=referral.offence_place,
            beside=offences_beside(db, referral.id),
        )
    )


def _answer_by_at(db: Session, offer: Offer, at: datetime) -> datetime:
    """By when he had to answer then, by the history of this offer; as it was made, where he was told before that."""
    moved = [
        moment
        for moment in reversed(timeline(db, offer.referral_id))
        if moment.event in _SAYS_WHEN and moment.recorded_at >= offer.made_at
    ]
    if not moved or moved[0].event != OfferMade.name or moved[-1].recorded_at <= at:
        return offer.answer_by_at
    before = [moment for moment in moved if moment.recorded_at <= at] or moved[:1]
    return datetime.fromisoformat(before[-1].facts["answer_by_at"])


def first_explained_at(db: Session, offer_id: int) -> datetime | None:
    """When the words were first explained to him for this offer."""
    first = select(func.min(ExplanationGiven.given_at)).where(ExplanationGiven.offer_id == offer_id)
    return db.execute(first).scalar_one_or_none()


def last_explained(db: Session, offer_id: int, *, until_at: datetime) -> ExplanationGiven | None:
    """The last time until then that somebody explained the words of this offer to him: who was with him there."""
    return db.execute(
        select(ExplanationGiven)
        .where(
            ExplanationGiven.offer_id == offer_id,
            ExplanationGiven.how != ExplainedHow.READ_ONLINE,
            ExplanationGiven.given_at <= until_at,
        )
        .order_by(ExplanationGiven.given_at.desc(), ExplanationGiven.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def is_paper_owed(db: Session, referral_id: int) -> bool:
    """Whether the case waits for a document that he has not signed for the offer that stands."""
    return (
        db.execute(
            select(Offer.id)
            .join(Referral, Referral.id == Offer.referral_id)
            .join(DisposalRoute, DisposalRoute.key == Referral.route)
            .outerjoin(CautionDocument, CautionDocument.offer_id == Offer.id)
            .where(Offer.referral_id == referral_id, Offer.state == OfferState.ACCEPTED, PAPER_OWED)
        ).first()
        is not None
    )


def lock_newest_offer(db: Session, referral_id: int) -> Offer | None:
    """The newest offer of the case, however it stands, its row locked; None where there never was one. Lock the case
    first."""
    return db.execute(
        select(Offer).where(Offer.referral_id == referral_id).order_by(Offer.id.desc()).limit(1).with_for_update()
    ).scalar_one_or_none()


def count_offers(db: Session, referral_id: int) -> int:
    """How many offers the case has had."""
    counted = select(func.count()).select_from(Offer).where(Offer.referral_id == referral_id)
    return db.execute(counted).scalar_one()


def newest_answer_at(db: Session, referral_id: int) -> datetime | None:
    """When the newest offer of the case was answered; None where it was not."""
    return db.execute(
        select(Offer.answered_at).where(Offer.referral_id == referral_id).order_by(Offer.id.desc()).limit(1)
    ).scalar_one_or_none()
