"""A case as the pages about its offer need it: its route, the programme, the newest offer and the document signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.clock.deadlines import ClockPolicy
from programme.clock.keeping import day_if_cautioned, policy_of, weeks_if_cautioned
from programme.courses.fee_refusals import NoFeeYet
from programme.courses.fees import find_fee_on
from programme.courses.help_line import HelpLine
from programme.courses.models import Programme
from programme.courses.queries import dates_in_time, programme_of
from programme.offers.cautioning import needs_document
from programme.offers.making import AnswerDays, answer_days
from programme.offers.models import CautionDocument, ExplanationGiven, Offer, PrintedPaper, WordsSigned
from programme.offers.names_on_papers import NamesOnPapers, names_on_papers
from programme.offers.paper_words import OffenceFacts
from programme.offers.printing import papers_printed
from programme.offers.queries import (
    count_offers,
    first_explained_at,
    last_corrected_at,
    last_explained,
    offences_beside,
)
from programme.offers.refusals import TooLateToOffer, WordsChanged
from programme.offers.rules import STANDING, can_be_explained
from programme.offers.signing_words import find_signature
from programme.offers.states import OfferState
from programme.offers.told.released import newest_version
from programme.offers.told.route_facts import RouteFacts
from programme.offers.told.telling import OfferFacts, Telling, telling
from programme.people.models import Person
from programme.policies.queries import one_route
from programme.policies.rules import Route
from programme.referrals.models import Referral
from programme.referrals.queries import one_referral, person_of
from programme.referrals.states import REFERRALS, ReferralEvent
from programme.shared.actor import Actor
from programme.shared.dates import london_date

DATES_COUNTED = 30


@dataclass(frozen=True, slots=True)
class CaseToOffer:
    """`offer` is the newest of the case and `document` the one signed for it. `answer_by_on` is the day an offer made
    now would have to be answered by and `advice_by_on` the one that legal advice moves it to, None where it is too
    late; `finish_by_on` the last safe course day that will hold: where a caution is to be signed, as if he signs it
    today, reckoned by `policy`; `explained_at` when it was first explained to him, where he has a document to sign;
    `signed` the signature under its words, or under those of an offer made now; `fee_today` what it would cost him,
    None where the programme has no fee yet; `dates` counts the dates with a place until then, to DATES_COUNTED;
    `papers` are those that were printed for him to sign, for the offer of this number: the one that stands, else one
    made now, and `names` say who he is on them; `beside` are the other offences of the night, which go with this one;
    `corrected_at` is when something that he is told was last put right."""

    referral: Referral
    person: Person
    programme: Programme
    route: Route
    offer: Offer | None
    document: CautionDocument | None
    answer_by_on: date | None
    advice_by_on: date | None
    finish_by_on: date
    policy: ClockPolicy
    explained_at: datetime | None
    signed: WordsSigned | None
    fee_today: int | None
    dates: int
    offer_number: int
    papers: list[PrintedPaper]
    names: NamesOnPapers
    beside: list[OffenceFacts]
    corrected_at: datetime | None
    today: date

    def finish_by_if_signed(self, on: date) -> date:
        """The last safe course day that holds where he signed on this day."""
        return day_if_cautioned(self.referral, self.policy, on)

    @property
    def help_line(self) -> HelpLine:
        return HelpLine.of(self.programme)

    @property
    def references(self) -> list[str]:
        return [self.referral.reference]

    @property
    def offer_stands(self) -> bool:
        """Whether the newest offer is open or was accepted."""
        return self.offer is not None and self.offer.state in STANDING

    @property
    def lapsed(self) -> bool:
        """Whether the newest offer lapsed, and the case came back: he may have signed in time all the same."""
        return self.offer is not None and _lapsed(self.referral, self.offer)

    @property
    def signed_document(self) -> CautionDocument | None:
        """The document that he signed for the offer that stands; None where he has one to sign."""
        return self.document if self.offer_stands or self.lapsed else None

    @property
    def fee_pence(self) -> int:
        """The fee that he was told, else the one he is told today; raises NoFeeYet."""
        if self.offer is not None and (self.offer_stands or self.lapsed):
            return self.offer.fee_pence
        if self.fee_today is None:
            raise NoFeeYet()
        return self.fee_today

    @property
    def words_version(self) -> str:
        """The version of the words of the offer that stands or lapsed, else of one made now. Raises NoWordsForRoute."""
        if self.offer is not None and (self.offer_stands or self.lapsed):
            return self.offer.words_version
        return newest_version(self.route.code)

    @property
    def telling(self) -> Telling | None:
        """The words with the facts of this case in them: of the offer that stands or lapsed, else of one made now; None
        where it is too late for one. Raises NoWordsForRoute."""
        standing = self.offer if self.offer_stands or self.lapsed else None
        answer_by_on = london_date(standing.answer_by_at) if standing else self.answer_by_on
        limit_on = self.advice_by_on
        if standing:
            limit_on = london_date(standing.answer_limit_at) if standing.answer_limit_at else None
        if answer_by_on is None:
            return None
        return telling(
            OfferFacts(
                route=self.route.code,
                version=self.words_version,
                language="en",
                points=self.signed.points if self.signed else None,
                needs_document=self.needs_document,
                signed_at=self.document.signed_at if standing and self.document else None,
                said_yes=standing is not None and standing.state is OfferState.ACCEPTED,
                fee_pence=self.fee_pence,
                answer_by_on=answer_by_on,
                advice_by_on=limit_on or answer_by_on,
                finish_by_on=self.finish_by_on,
                last_day_on=self.referral.complete_by_on,
                weeks=self.weeks_from_signing(standing),
                told_on=self.today,
                help_line=self.help_line.spoken("the number on your sheet"),
                offence_at=self.referral.offence_at,
                offence_place=self.referral.offence_place,
                beside=self.beside,
            )
        )

    def weeks_from_signing(self, standing: Offer | None) -> int | None:
        """So many weeks he has from the day on which he signs the offer that stands, or one made now; None where he
        signs nothing more, or where they end no earlier than his last day."""
        if not self.needs_document or (standing is not None and self.document is not None):
            return None
        offered_on = london_date(standing.made_at) if standing else self.today
        return weeks_if_cautioned(self.referral, self.policy, offered_on, self.referral.complete_by_on)

    def check_may_be_told(self) -> None:
        """Whether somebody answers for the words of an offer made now, on the pages and on the paper: those of one that
        stands or lapsed were signed when it was made. Raises what `can_be_explained` does."""
        if not (self.offer_stands or self.lapsed):
            route = self.route
            rules = RouteFacts(route.admission, route.paper, route.on_failure)
            can_be_explained(route.code, rules, signed=self.signed is not None)

    @property
    def paper_is_behind(self) -> bool:
        """Whether something that stands on the paper that was printed last was put right since."""
        printed_at = self.papers[-1].printed_at if self.papers else None
        return printed_at is not None and self.corrected_at is not None and printed_at < self.corrected_at

    @property
    def name_is_behind(self) -> bool:
        """Whether his name or date of birth was put right since the last paper was printed."""
        return bool(self.papers) and self.names.is_another_since(self.papers[-1].printed_at)

    @property
    def needs_document(self) -> bool:
        """Whether the route has a document that he signs."""
        return needs_document(self.route)


def _lapsed(referral: Referral, offer: Offer) -> bool:
    return offer.state is OfferState.LAPSED and REFERRALS.allows(referral.state, ReferralEvent.REOPENED)


def case_to_offer(db: Session, reference: str, actor: Actor, *, now: datetime) -> CaseToOffer:
    """The case; raises NotFound when there is none or it is not the actor's."""
    referral = one_referral(db, reference, actor)
    programme = programme_of(db, referral.programme_id)
    newest = select(func.max(Offer.id)).where(Offer.referral_id == referral.id).scalar_subquery()
    offer = db.execute(select(Offer).where(Offer.id == newest)).scalar_one_or_none()
    days, route = _answer_days(referral, programme, now), one_route(db, referral.route)
    document = db.get(CautionDocument, offer.id) if offer else None
    finish_by_on, policy = referral.complete_by_on, policy_of(programme, route)
    if needs_document(route) and (document is None or offer is None or offer.state not in STANDING):
        finish_by_on = day_if_cautioned(referral, policy, london_date(now))
    numbered = count_offers(db, referral.id)
    stands = offer is not None and (offer.state in STANDING or _lapsed(referral, offer))
    number = numbered if stands else numbered + 1
    papers = papers_printed(db, referral.id, offer_number=number, route=route.key) if needs_document(route) else []
    person = person_of(db, referral)
    return CaseToOffer(
        referral=referral,
        person=person,
        programme=programme,
        route=route,
        offer=offer,
        document=document,
        answer_by_on=days.answer_by_on if days else None,
        advice_by_on=days.limit_on if days else None,
        finish_by_on=finish_by_on,
        policy=policy,
        explained_at=first_explained_at(db, offer.id) if offer and document is None and needs_document(route) else None,
        signed=_signature(db, referral, route, offer),
        fee_today=find_fee_on(db, programme.id, london_date(now)),
        dates=len(dates_in_time(db, now=now, complete_by_on=finish_by_on, at_most=DATES_COUNTED)),
        offer_number=number,
        papers=papers,
        names=names_on_papers(db, person, are_asked=bool(papers or document)),
        beside=offences_beside(db, referral.id),
        corrected_at=last_corrected_at(db, referral.id),
        today=london_date(now),
    )


def explained_before_signing(db: Session, case: CaseToOffer, *, now: datetime) -> ExplanationGiven | None:
    """The last time that somebody explained the offer to him before he signed, or until now; None where no offer is in
    hand."""
    if case.offer is None or not (case.offer_stands or case.lapsed):
        return None
    kept = case.signed_document
    return last_explained(db, case.offer.id, until_at=kept.signed_at if kept else now)


def check_words_shown(db: Session, reference: str, actor: Actor, shown: str, *, now: datetime) -> None:
    """Whether a page of the case says now what it said when `shown` was its mark: whoever read other words read these
    to nobody. An empty mark is of no page. Raises NotFound and WordsChanged."""
    stands = case_to_offer(db, reference, actor, now=now).telling if shown else None
    if stands is not None and stands.mark != shown:
        raise WordsChanged()


def _signature(db: Session, referral: Referral, route: Route, offer: Offer | None) -> WordsSigned | None:
    if offer is not None and (offer.state in STANDING or _lapsed(referral, offer)):
        return db.get(WordsSigned, offer.words_signed_id) if offer.words_signed_id else None
    return find_signature(db, referral.force_code, route.code)


def _answer_days(referral: Referral, programme: Programme, now: datetime) -> AnswerDays | None:
    try:
        return answer_days(
            now,
            complete_by_on=referral.complete_by_on,
            return_by_on=referral.return_by_on,
            answer_within_days=programme.answer_within_days,
            answer_limit_days=programme.answer_limit_days,
            hours=programme.helpline_hours,
        )
    except TooLateToOffer:
        return None
