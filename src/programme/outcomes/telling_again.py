"""Whoever was told something that was put right since is told again: the officer in the case, the provider on whose
register he stands, and himself, discreetly; once for all that is put right of a case within a few minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from programme.attendance.chasing import UNSIGNED
from programme.bookings.models import Booking
from programme.bookings.states import ACTIVE
from programme.courses.models import CourseDate
from programme.duties.forces import forces_of
from programme.duties.provider_people import provider_told
from programme.duties.recipients import told_about
from programme.duties.telling import StaffNotice, tell_staff
from programme.history import events
from programme.history.followers import Follower, Happened
from programme.notices.gathering import gathered_until, gathering_cause
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.people.models import Person
from programme.people.telling import tell_person
from programme.referrals.corrections import WAS_SENT
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_OVER_AT
from programme.referrals.states import OFFER_IN_HAND
from programme.shared.actor import Role
from programme.shared.dates import london_date
from programme.storage.rows import columns_of, reads, rows


@reads(
    Referral,
    over_at=CLOCK_OVER_AT,
    has_offer=and_(Offer.id.is_not(None), Referral.state.in_(OFFER_IN_HAND)),
    provider_id=CourseDate.provider_id,
    date_reference=CourseDate.reference,
    starts_at=CourseDate.starts_at,
)
@dataclass(frozen=True, slots=True)
class _Case:
    """The case, whether he has an offer in hand, and the date to come that he has a place on."""

    id: int
    reference: str
    person_id: int
    officer_id: int | None
    over_at: datetime | None
    has_offer: bool
    provider_id: int | None
    date_reference: str | None
    starts_at: datetime | None


def tell_again(db: Session, happened: Sequence[Happened]) -> None:
    """Owe what was put right to everybody who was told it as it was. A number that was only added is nobody's news, and
    whoever did it himself knows."""
    cases = {one.id: one for one in _cases(db, {each.referral_id for each in happened}, happened[0].now)}
    for each in happened:
        case, sent = cases[each.referral_id], WAS_SENT.intersection(each.facts["facts"])
        if case.over_at is None and each.facts["corrects"] and (case.officer_id or 0) != each.actor.id:
            _tell_officer(db, case, each)
        if sent and case.provider_id is not None:
            _tell_provider(db, case, each)
        if sent and case.has_offer:
            tell_person(
                db,
                db.get_one(Person, case.person_id),
                notice="details_corrected",
                cause=gathering_cause(db, "details_corrected", case.reference, now=each.now),
                referral_id=case.id,
                facts={},
                now=each.now,
                not_before=gathered_until(each.now),
            )


def _tell_officer(db: Session, case: _Case, each: Happened) -> None:
    notice = StaffNotice(
        notice="record_corrected",
        cause=gathering_cause(db, "record_corrected", case.reference, now=each.now),
        to=told_about(db, case.id, Role.OFFICER, today=london_date(each.now)),
        facts={"reference": case.reference},
        about=case.id,
        what="The record was put right",
        not_before=gathered_until(each.now),
    )
    tell_staff(db, [notice], actor=each.actor, now=each.now)


def _tell_provider(db: Session, case: _Case, each: Happened) -> None:
    assert case.provider_id is not None
    to = provider_told(db, case.provider_id, forces_of(db, [case.id]).values())
    own = to.role is Role.PROVIDER_STAFF
    notice = StaffNotice(
        notice="register_corrected",
        cause=gathering_cause(db, "register_corrected", f"{case.reference}:{case.date_reference}", now=each.now),
        to=to,
        facts={"date_reference": case.date_reference, "starts_at": case.starts_at, "own": own},
        about=None,
        what="One entry on the register was put right",
        not_before=gathered_until(each.now),
    )
    tell_staff(db, [notice], actor=each.actor, now=each.now)


def _cases(db: Session, numbers: set[int], now: datetime) -> list[_Case]:
    standing = Offer.state.in_((OfferState.OPEN, OfferState.ACCEPTED))
    to_come = and_(CourseDate.id == Booking.course_date_id, CourseDate.state.in_(UNSIGNED), CourseDate.ends_at > now)
    wanted = (
        select(*columns_of(_Case))
        .select_from(Referral)
        .outerjoin(Offer, and_(Offer.referral_id == Referral.id, standing))
        .outerjoin(Booking, and_(Booking.referral_id == Referral.id, Booking.state.in_(ACTIVE)))
        .outerjoin(CourseDate, to_come)
        .where(Referral.id.in_(numbers))
    )
    return list(rows(db, _Case, wanted))


TOLD_AGAIN = Follower(frozenset({events.RecordCorrected}), tell_again)
