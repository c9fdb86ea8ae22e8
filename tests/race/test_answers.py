"""Two things at once to one offer: one of them happens, the other finds that it has."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from programme.actions.accept_offer import accept_offer
from programme.actions.book_place import book_place
from programme.actions.decline_offer import decline_offer
from programme.actions.lapse_offer import lapse_offer
from programme.bookings.models import Booking
from programme.bookings.states import ACTIVE
from programme.courses.models import CourseDate
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.offers.told.released import newest_version
from programme.outcomes.models import Result, ResultReason
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER
from programme.shared.refusal import Refusal
from programme.storage.database import Database
from tests.support.at_once import at_once
from tests.support.builders import NOW, a_course_date, a_referral, a_world, an_offer, himself, read

CURRENT = newest_version("conditional_caution")
ROUNDS = 15


def test_an_offer_is_accepted_or_lapses_and_never_both(database: Database) -> None:
    world = a_world(database)
    for _ in range(ROUNDS):
        referral = a_referral(database, world, state=ReferralState.OFFERED)
        offer = an_offer(database, referral, state=OfferState.OPEN)
        last = offer.answer_by_at - timedelta(microseconds=1)
        accepted, lapsed = at_once(
            lambda: database.write_now(accept_offer, actor=himself(offer), now=last, words_version=CURRENT),  # noqa: B023 - awaited in this round
            lambda: database.write_now(lapse_offer, actor=WORKER, now=offer.answer_by_at, offer_id=offer.id),  # noqa: B023 - awaited in this round
        )
        state = read(database, lambda db: db.get_one(Offer, offer.id)).state  # noqa: B023 - run at once
        results = read(database, lambda db: db.execute(select(Result).where(Result.referral_id == referral.id)).all())  # noqa: B023 - run at once
        assert isinstance(accepted, Refusal) is lapsed
        assert state is (OfferState.LAPSED if lapsed else OfferState.ACCEPTED)
        assert len(results) == int(lapsed)


def test_who_says_no_while_he_books_keeps_no_place_and_has_one_result(database: Database) -> None:
    world = a_world(database)
    for _ in range(ROUNDS):
        referral = a_referral(database, world)
        offer, date = an_offer(database, referral), a_course_date(database, world)
        chosen, _booked = at_once(
            lambda: database.write_now(decline_offer, actor=himself(offer), now=NOW, words_version=CURRENT),  # noqa: B023 - awaited in this round
            lambda: database.write_now(book_place, actor=himself(offer), now=NOW, date_reference=date.reference),  # noqa: B023 - awaited in this round
        )
        assert not isinstance(chosen, Refusal)
        places = read(database, lambda db: db.get_one(CourseDate, date.id)).places_taken  # noqa: B023 - run at once
        active = select(Booking).where(Booking.referral_id == referral.id, Booking.state.in_(ACTIVE))
        reasons = select(Result.reason).where(Result.referral_id == referral.id)
        assert places == 0
        assert read(database, lambda db: db.execute(active).all()) == []  # noqa: B023 - run at once
        assert read(database, lambda db: db.execute(reasons).scalars().all()) == [ResultReason.OFFER_DECLINED]  # noqa: B023 - run at once
        assert read(database, lambda db: db.get_one(Referral, referral.id)).state is ReferralState.RETURNED  # noqa: B023 - run at once
