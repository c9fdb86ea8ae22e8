"""The privacy notice as the person of a case reads it: who has what of him, why, until when, and whom he can ask; and
to whom he can complain.

The sentences about the service stand here, and are true of it. The force's own points are filled in; where it has not
decided one, he is told whom to ask, and never shown a blank (`courses/privacy.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from programme.courses.contacts import Contacts
from programme.courses.help_line import HelpLine
from programme.courses.models import PrivacyNotice, Programme, Provider
from programme.courses.privacy import NOTICE_TODAY, NoticeTerms
from programme.offers.models import Offer, WordsSigned
from programme.offers.told.conditions import LegalPoints
from programme.payments.models import Checkout, Fee
from programme.people.reference import force_name
from programme.policies.models import DisposalRoute, Paper
from programme.referrals.models import Referral
from programme.storage.rows import columns_of, reads, rows

COMMISSIONER = "the Information Commissioner, ico.org.uk, 0303 123 1113"
CARD_COMPANY = "Stripe"
_FOR_THE_FORCE = "They do it for the police force, and by the same law."


_NEWEST = (
    select(Offer.fee_pence)
    .where(Offer.referral_id == Referral.id)
    .order_by(Offer.id.desc())
    .limit(1)
    .correlate(Referral)
    .scalar_subquery()
)
_PAYS = or_(
    func.coalesce(_NEWEST, 0) > 0,
    exists().where(Fee.referral_id == Referral.id, Checkout.fee_id == Fee.id).correlate(Referral),
)
"""Whether there is anything for a card company to know."""


_POINTS = (
    select(WordsSigned.points)
    .join(Offer, Offer.words_signed_id == WordsSigned.id)
    .where(Offer.referral_id == Referral.id)
    .order_by(Offer.id.desc())
    .limit(1)
    .correlate(Referral)
    .scalar_subquery()
)
"""The lawyer's answers in the words of his newest offer."""


@reads(Programme, reference=Referral.reference, paper=DisposalRoute.paper, pays=_PAYS, points=_POINTS)
@dataclass(frozen=True, slots=True)
class _Found:
    reference: str
    force_code: str
    paper: Paper
    pays: bool
    points: LegalPoints | None
    help_line: HelpLine
    contacts: Contacts
    notice: NoticeTerms | None


@dataclass(frozen=True, slots=True)
class OwnNotice:
    """The facts of his notice. `providers` are all who run courses: he may choose a date of any of them. `pays`: there
    is a fee in his offer, or there was a payment page. `note_until`: for how long the police keep the note of what is
    no caution; empty where the lawyer has not said so."""

    reference: str
    force: str
    cautioned: bool
    pays: bool
    help_line: HelpLine
    officer: str
    providers: str
    terms: NoticeTerms
    note_until: str = ""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """Somebody who has details of his."""

    who: str
    what: str
    why: str
    until: str
    ask: str


def own_notice(db: Session, referral_id: int, today: date) -> OwnNotice:
    """The notice that holds today for the person of the case."""
    wanted = (
        select(*columns_of(_Found))
        .select_from(Referral)
        .join(Programme, Programme.id == Referral.programme_id)
        .join(DisposalRoute, DisposalRoute.key == Referral.route)
        .outerjoin(PrivacyNotice, PrivacyNotice.id == NOTICE_TODAY)
        .where(Referral.id == referral_id)
    )
    found = rows(db, _Found, wanted, today=today).one()
    goes_on = or_(Provider.until_on.is_(None), Provider.until_on >= bindparam("today", type_=Date))
    names = rows(db, str, select(Provider.name).where(goes_on).order_by(Provider.name), today=today)
    return OwnNotice(
        found.reference,
        force_name(found.force_code),
        found.paper is Paper.CAUTION,
        found.pays,
        found.help_line,
        found.contacts.data_protection_contact,
        ", ".join(names),
        found.notice or NoticeTerms(),
        found.points.figures["note_for"] if found.points and found.points.note_years else "",
    )


def notice_rows(notice: OwnNotice) -> list[NoticeRow]:
    """Everybody who has details of him, the force first."""
    us = f"Call {notice.help_line.number or 'the number on your sheet'}"
    return [_without_blanks(row, us) for row in (*_at_the_police(notice, us), *_beside_them(notice, us))]


def _at_the_police(notice: OwnNotice, us: str) -> list[NoticeRow]:
    terms, officer = notice.terms, f"The data protection officer: {notice.officer}" if notice.officer else us
    return [
        NoticeRow(
            f"The police force: {notice.force}",
            "Your name, date of birth and how to reach you. The case, your answers, what you signed, who explained it "
            "to you, your booking and the result. The kind of photo identity that you showed on the day, and what was "
            "noted there.",
            "To deal with the case. The law calls it law enforcement (Data Protection Act 2018, Part 3). The force "
            "answers for all of your details.",
            terms.force_until,
            officer,
        ),
        NoticeRow(
            "National police records",
            "The caution, if you are given one."
            if notice.cautioned
            else "What the police record there. This is not a caution.",
            "The same. The police put it there, and not this website.",
            terms.records_until if notice.cautioned else notice.note_until,
            terms.records_ask,
        ),
        NoticeRow(
            "Other police forces",
            "Those that use this service can see that you were offered this, and when. If your day is at another "
            "force’s course, they get what they need to take you.",
            "So that it is not offered twice, and so that you can go there.",
            terms.forces_until,
            officer,
        ),
    ]


def _beside_them(notice: OwnNotice, us: str) -> list[NoticeRow]:
    terms = notice.terms
    return [
        NoticeRow(
            f"The people who run the day: {notice.providers}" if notice.providers else "The people who run the day",
            f"Your name and date of birth, what you need on the day, {'whether you paid, ' if notice.pays else ''}and "
            "whether you came. The kind of photo identity that you showed, and what they noted on the day.",
            f"To run the day. {_FOR_THE_FORCE}",
            terms.provider_until,
            terms.provider_ask,
        ),
        *([_card_company(terms)] if notice.pays else []),
        NoticeRow(
            f"Those who carry our messages: {terms.carriers}" if terms.carriers else "Those who carry our messages",
            "Your number or your email address, and the message.",
            f"To reach you. {_FOR_THE_FORCE}",
            terms.carriers_until,
            us,
        ),
        NoticeRow(
            "An interpreter, if you have one",
            "Your name and the day. People arrange it. This website sends them nothing.",
            f"To help you. {_FOR_THE_FORCE}",
            terms.interpreter_until,
            us,
        ),
        NoticeRow(
            "Those who run this website",
            "They can get at all that the police force keeps here.",
            f"To keep it running and safe. {_FOR_THE_FORCE}",
            terms.force_until,
            us,
        ),
        NoticeRow(
            "The record of who used your details",
            "Who, when, and what for. Nobody here can change it.",
            "The law asks for it (Data Protection Act 2018, section 62).",
            terms.uses_until,
            us,
        ),
    ]


def _card_company(terms: NoticeTerms) -> NoticeRow:
    return NoticeRow(
        f"The card company: {CARD_COMPANY}",
        "Your card, the amount, and a number. It is not told what it is for.",
        "To take the payment, and to pay it back. It answers for that itself (UK GDPR).",
        terms.card_until,
        terms.card_ask,
    )


def complaints(notice: OwnNotice) -> list[str]:
    """To whom he can complain, a paragraph a matter."""
    terms, call = notice.terms, notice.help_line.spoken("the number on your sheet")
    within = f" You get an answer within {terms.spoken('answer_days')}." if terms.answer_days else ""
    police = terms.professional_standards or f"call {call} and ask who deals with it"
    review = f" If you are not content with the answer, you can ask for a review: {terms.review_body}."
    return [
        f"About the course or this website: call {call}.{within}",
        f"About how the police treated you: {police}.{review if terms.review_body else ''}",
        f"About your details: {notice.officer or 'the police force'} first. If that does not help, you can go on to "
        f"{COMMISSIONER}.",
        *(
            [
                "About the caution itself: you can ask the police force to remove it. A court can look at it too, but "
                "only if you go soon. See a solicitor."
            ]
            if notice.cautioned
            else []
        ),
        "To complain never counts against you. It gives nobody more time.",
    ]


def _without_blanks(row: NoticeRow, us: str) -> NoticeRow:
    until, ask = row.until or f"{us} and ask how long", row.ask or us
    return NoticeRow(row.who, row.what, row.why, _begun(until), _begun(ask))


def _begun(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
