"""A year of referrals, late in everything: no clock runs out unseen. A hundred cases; two thousand in the long form.

None reaches its last day to charge without having come back to its force before the day by which it had to, and
without having been put to somebody on every rung of the ladder that it lived through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from programme.duties.ladders import CLOCK_WARNINGS
from programme.duties.models import ClockRung
from programme.history.events import DisposalRecorded, OfferMade
from programme.history.models import HistoryRow
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.offers.models import CautionDocument, Offer
from programme.offers.states import OfferState
from programme.outcomes.models import Result, ResultReason
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.dates import london_date
from programme.storage.database import Database
from tests.support.builders import NOW, add
from tests.support.true_causes import told_without_offer, untrue_reasons
from tests.support.year import Year

NIGHT_WATCH = frozenset(
    {
        *("lapse_offers", "return_unoffered", "return_unbooked", "return_unsigned", "return_untold"),
        *("warn_forces", "tell_of_warnings"),  # the latter raises what the former has not
    }
)
EVERY_WAY_BACK = frozenset(
    {
        ResultReason.ATTENDED_THROUGHOUT,
        ResultReason.DID_NOT_COME,
        ResultReason.OFFER_DECLINED,
        ResultReason.OFFER_LAPSED,
        ResultReason.NOT_BOOKED_IN_TIME,
        ResultReason.FEE_NOT_PAID,
        ResultReason.NO_PLACE_IN_TIME,
        ResultReason.REGISTER_NOT_SIGNED,
        ResultReason.RESULT_NOT_TOLD,
    }
)
MOST_WAYS_BACK = EVERY_WAY_BACK - {ResultReason.RESULT_NOT_TOLD}
"""Too few of a hundred are sent to a neighbour who then says nothing."""
A_LATE_WAY_BACK = frozenset({ResultReason.ATTENDED_THROUGHOUT, ResultReason.NOT_BOOKED_IN_TIME})
one_engine = pytest.mark.only_on("sqlite", reason="that a check can fail is shown once: it reads rows of either engine")
LATE: dict[str, Any] = {"late": (70, 90, 110), "after": timedelta(days=130)}
"""Only cases that come late, whose clocks are soon over."""
IN_AUTUMN: dict[str, Any] = {"began_on": date(2027, 9, 6)}
"""From here on every half year has Christmas and a change of the clocks, and this one Easter too."""
WITH_CUSTODY = frozenset({ReferralState.CLOSED, ReferralState.WITHDRAWN})


def not_returned_in_time(database: Database) -> list[tuple[str, str, date]]:
    """Cases that did not come back to their force by the day by which they had to: reference, state, that day."""
    first = select(Result.referral_id, func.min(Result.returned_at).label("at")).group_by(Result.referral_id).subquery()
    rows = database.read_now(
        lambda db: db.execute(
            select(Referral.reference, Referral.state, Referral.return_by_on, first.c.at).outerjoin(
                first, first.c.referral_id == Referral.id
            )
        ).all()
    )
    return [
        (row.reference, row.state.value, row.return_by_on)
        for row in rows
        if row.state not in WITH_CUSTODY and (row.at is None or london_date(row.at) > row.return_by_on)
    ]


def signed_and_unanswered(database: Database) -> list[int]:
    """Offers for which he signed the document, and which lapsed all the same."""
    lapsed = select(CautionDocument.offer_id).join(Offer, Offer.id == CautionDocument.offer_id)
    return list(database.read_now(lambda db: db.scalars(lapsed.where(Offer.state == OfferState.LAPSED)).all()))


def rungs_missed(database: Database) -> list[tuple[str, int]]:
    """Rungs that a running clock came to after its case was with us, and was not put to anybody on that very day.

    Where two fall on one working day, as about Christmas and Easter, the lower one stands for both.
    """
    raised = {
        (row.referral_id, row.days_left): london_date(row.raised_at)
        for row in database.read_now(lambda db: list(db.execute(select(ClockRung)).scalars()))
    }
    # A disposal can be recorded again: from the first time on the clock was not watched.
    done = select(HistoryRow.referral_id, func.min(HistoryRow.happened_at)).where(
        HistoryRow.event == DisposalRecorded.name
    )
    over = {
        referral_id: london_date(at)
        for referral_id, at in database.read_now(lambda db: db.execute(done.group_by(HistoryRow.referral_id)).all())
    }
    missed = []
    for case in database.read_now(lambda db: list(db.execute(select(Referral)).scalars())):
        days = {CLOCK_WARNINGS.day_of(case.charge_by_on, rung.days): rung for rung in CLOCK_WARNINGS.rungs}
        for on, rung in days.items():
            over_on = over.get(case.id)
            lived_through = london_date(case.referred_at) < on and (over_on is None or over_on >= on)
            if lived_through and raised.get((case.id, rung.days)) != on:
                missed.append((case.reference, rung.days))
    return missed


def shows_that_no_clock_ran_out_unseen(database: Database, year: Year, ways_back: frozenset[ResultReason]) -> None:
    assert len(year.made) > year.cases * 0.93, f"too many were refused: {year.refused}"
    reasons = database.read_now(lambda db: Counter(db.execute(select(Result.reason)).scalars()))
    assert set(reasons) >= ways_back, f"a year without some of it proves little: {reasons}"
    assert not_returned_in_time(database) == []
    assert rungs_missed(database) == []
    assert signed_and_unanswered(database) == []
    assert year.moved_later == []
    assert untrue_reasons(database, year.seen, year.heard) == []
    assert told_without_offer(database) == []


def test_in_months_of_delays_no_clock_runs_out_unseen(database: Database) -> None:
    """On PostgreSQL only cases that come late: a rule knows no engine, and every day runs every statement."""
    if database.is_sqlite:
        year, ways_back = Year(database, cases=120, days=80, seed=11, **IN_AUTUMN), MOST_WAYS_BACK
    else:
        year, ways_back = Year(database, cases=24, days=14, seed=11, **IN_AUTUMN, **LATE), A_LATE_WAY_BACK
    year.live()
    shows_that_no_clock_ran_out_unseen(database, year, ways_back)


@pytest.mark.long
@pytest.mark.parametrize("cases", [300, 2_000])
def test_in_a_year_of_delays_no_clock_runs_out_unseen(database: Database, cases: int) -> None:
    year = Year(database, cases=cases, days=365, seed=11)
    year.live()
    shows_that_no_clock_ran_out_unseen(database, year, EVERY_WAY_BACK)


@one_engine
def test_a_false_reason_and_a_word_to_somebody_never_offered_would_be_seen(database: Database) -> None:
    """The short form of both, and that each can fail."""
    year = Year(database, cases=32, days=8, seed=5, **LATE)
    year.live()
    assert untrue_reasons(database, year.seen, year.heard) == []
    assert told_without_offer(database) == []

    def always(reason: ResultReason) -> Callable[[Result], ResultReason]:
        return lambda _: reason

    for reason in (ResultReason.NO_PLACE_IN_TIME, ResultReason.OFFER_LAPSED):
        said = partial(untrue_reasons, database, year.seen, year.heard, said=always(reason))
        assert len(said()) > 10, "one false reason for every case"
    offered = select(HistoryRow.referral_id).where(HistoryRow.event == OfferMade.name)
    never = select(Referral.id).where(Referral.id.not_in(offered)).limit(1)
    number = database.read_now(lambda db: db.execute(never).scalar_one())
    facts = {"queued_at": NOW, "next_try_at": NOW, "state": Delivery.QUEUED, "facts": {}}
    debt: dict[str, Any] = {"dedupe_key": "-", "channel": Channel.EMAIL, "address": "x@example.org", **facts}
    add(database, OutboxMessage(notice="offer_made", referral_id=number, **debt))
    assert len(told_without_offer(database)) == 1


@one_engine
def test_a_year_without_its_jobs_goes_wrong_and_this_would_show_it(database: Database) -> None:
    year = Year(database, cases=16, days=8, seed=5, without=NIGHT_WATCH, **LATE)
    year.live()
    assert not_returned_in_time(database) != []
    assert rungs_missed(database) != []
