"""A document that he signed in time and that was typed after the lapse: the lapse is undone in one step."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from programme.actions.acknowledge_result import acknowledge_result
from programme.actions.explain_offer import explain_offer
from programme.actions.lapse_offer import lapse_offer
from programme.actions.record_caution import record_caution
from programme.concerns.refusals import StoppedForSafeguarding
from programme.history.timeline import timeline
from programme.notices.carriers import Cause
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.notices.outbox import Debt, owe_all
from programme.offers.models import Answer, Offer
from programme.offers.refusals import CautionSignedAlready, NothingToSign, SignedBeforeExplained, SignedTooLate
from programme.offers.states import OfferState
from programme.outcomes.models import Result, ResultReason
from programme.outcomes.refusals import NoLongerEligible, NotToBeReopened
from programme.outcomes.returning import return_case
from programme.outcomes.states import ReturnState
from programme.people.models import Person, SafeContact
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.refusals import ReasonMissing
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_concern,
    a_person,
    a_referral,
    a_world,
    an_offer,
    read,
    signed,
    told,
)
from tests.support.consent import ALL_SETTLED
from tests.support.jobs import lapse_offers

WHY = "The paper lay in the tray of the night shift."
LAPSED_AT = NOW - timedelta(hours=1)
IN_TIME = LAPSED_AT - timedelta(hours=1)


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def lapsed(database: Database, world: World, **facts: Any) -> tuple[Referral, Offer]:
    him = a_person(database, email="he@example.org", safe_contact=SafeContact.ANY)
    filled = {"route": "conditional_caution", "state": ReferralState.OFFERED, "eligibility": ALL_SETTLED, **facts}
    referral = a_referral(database, world, him, **filled)
    offer = an_offer(database, referral, state=OfferState.OPEN, answer_by_at=LAPSED_AT)
    explained = told(at=NOW - timedelta(days=1))
    database.write_now(explain_offer, actor=world.custody, now=LAPSED_AT, reference=referral.reference, told=explained)
    assert database.write_now(lapse_offer, actor=WORKER, now=LAPSED_AT, offer_id=offer.id)
    return referral, offer


def record(database: Database, world: World, referral: Referral, *, reason: str = WHY, **facts: Any) -> date:
    caution = signed(**{"signed_at": IN_TIME, **facts})
    found: date = database.write_now(
        record_caution, actor=world.custody, now=NOW, reference=referral.reference, caution=caution, reason=reason
    )
    return found


def all_went(database: Database) -> None:
    def sent(db: Any) -> None:
        for one in db.execute(select(OutboxMessage)).scalars():
            one.state, one.sent_at = Delivery.SENT, LAPSED_AT

    database.write_now(sent)


def to_him(database: Database) -> list[OutboxMessage]:
    wanted = select(OutboxMessage).where(OutboxMessage.address == "he@example.org").order_by(OutboxMessage.id)
    return list(read(database, lambda db: db.execute(wanted).scalars().all()))


@pytest.mark.parametrize("acknowledged", [False, True])
def test_what_he_signed_in_time_stands_and_the_result_no_longer(
    database: Database, world: World, acknowledged: bool
) -> None:
    referral, offer = lapsed(database, world)
    if acknowledged:
        database.write_now(acknowledge_result, actor=world.custody, now=NOW, reference=referral.reference)

    complete_by_on = record(database, world, referral)

    row = read(database, lambda db: db.get_one(Offer, offer.id))
    assert (row.state, row.answer, row.answered_at) == (OfferState.ACCEPTED, Answer.ACCEPTED, IN_TIME)
    assert row.lapse_undone_because == WHY
    case = read(database, lambda db: db.get_one(Referral, referral.id))
    assert (case.state, case.complete_by_on) == (ReferralState.ACCEPTED, complete_by_on)
    assert read(database, lambda db: db.execute(select(Result.state)).scalar_one()) is ReturnState.SUPERSEDED
    said = {one.event: one.words for one in read(database, lambda db: timeline(db, referral.id))}
    assert said["lapse_undone"] == "He had answered in time: the offer that had lapsed stands."
    assert WHY not in " ".join(said.values())
    assert lapse_offers(database, now=NOW + timedelta(days=3)).done == 0, "and it lapses no more"
    with pytest.raises(CautionSignedAlready):
        record(database, world, referral)


def test_he_is_told_where_he_was_told_otherwise(database: Database, world: World) -> None:
    referral, _ = lapsed(database, world)
    all_went(database)

    complete_by_on = record(database, world, referral)

    new = [one for one in to_him(database) if one.state is not Delivery.SENT]
    assert [one.notice for one in new] == ["lapse_undone"]
    assert new[0].facts == {"reference": referral.reference, "complete_by_on": complete_by_on.isoformat()}


def test_what_has_not_gone_yet_is_called_off_and_nothing_is_taken_back(database: Database, world: World) -> None:
    referral, _ = lapsed(database, world)

    record(database, world, referral)

    assert [(one.notice, one.state) for one in to_him(database)] == [
        ("offer_lapsed", Delivery.STALE),
        ("offer_accepted", Delivery.QUEUED),
    ]


@pytest.mark.parametrize(
    "stands",
    [
        {"state": Delivery.SENDING, "attempts": 1},
        {"state": Delivery.QUEUED, "attempts": 1, "cause": Cause.SERVICE_AWAY},
        {"state": Delivery.SENT, "sent_at": LAPSED_AT},
    ],
    ids=["under way", "tried once", "gone"],
)
def test_what_may_have_reached_him_is_put_right(database: Database, world: World, stands: dict[str, Any]) -> None:
    referral, _ = lapsed(database, world)
    database.write_now(lambda db: db.execute(update(OutboxMessage).values(stands)))

    record(database, world, referral)

    assert "lapse_undone" in [one.notice for one in to_him(database)]


def test_what_he_was_told_of_an_earlier_offer_is_no_telling_of_this_lapse(database: Database, world: World) -> None:
    referral, offer = lapsed(database, world)
    earlier = [
        Debt(notice, str(offer.id + 1), Channel.EMAIL, "he@example.org", {}, referral.id)
        for notice in ("offer_lapsed", "result_returned_to_person")
    ]

    def told_of_it(db: Any) -> None:
        owe_all(db, earlier, now=LAPSED_AT)
        of_it = OutboxMessage.dedupe_key.in_([f"{one.notice}:{one.cause}" for one in earlier])
        db.execute(update(OutboxMessage).where(of_it).values(state=Delivery.SENT, sent_at=LAPSED_AT))

    database.write_now(told_of_it)

    record(database, world, referral)

    assert "lapse_undone" not in [one.notice for one in to_him(database)]


@pytest.mark.parametrize(
    ("signed_at", "refusal"),
    [
        (LAPSED_AT, SignedTooLate),
        (LAPSED_AT + timedelta(minutes=30), SignedTooLate),
        (NOW - timedelta(days=2), SignedBeforeExplained),
    ],
)
def test_only_what_was_signed_after_the_explaining_and_before_the_lapse(
    database: Database, world: World, signed_at: Any, refusal: type[Exception]
) -> None:
    referral, offer = lapsed(database, world)

    with pytest.raises(refusal):
        record(database, world, referral, signed_at=signed_at)

    assert read(database, lambda db: db.get_one(Offer, offer.id)).state is OfferState.LAPSED
    assert read(database, lambda db: db.get_one(Referral, referral.id)).state is ReferralState.RETURNED


def test_it_takes_a_reason_and_the_time_and_nothing_that_stops_it(database: Database, world: World) -> None:
    referral, _ = lapsed(database, world)
    with pytest.raises(ReasonMissing):
        record(database, world, referral, reason=" ")
    late, _ = lapsed(database, world, return_by_on=NOW.date(), complete_by_on=NOW.date() - timedelta(days=3))
    with pytest.raises(NotToBeReopened):
        record(database, world, late)
    stopped, _ = lapsed(database, world)
    a_concern(database, stopped)
    with pytest.raises(StoppedForSafeguarding):
        record(database, world, stopped)
    young, _ = lapsed(database, world)
    born_on = date(NOW.year - 16, 1, 1)
    database.write_now(lambda db: setattr(db.get_one(Person, young.person_id), "born_on", born_on))
    with pytest.raises(NoLongerEligible):
        record(database, world, young)


def test_another_end_than_a_lapse_is_not_undone_so(database: Database, world: World) -> None:
    facts: dict[str, Any] = {"route": "conditional_caution", "state": ReferralState.OFFERED, "eligibility": ALL_SETTLED}
    referral = a_referral(database, world, **facts)
    an_offer(database, referral, state=OfferState.DECLINED)
    database.write_now(
        lambda db: return_case(
            db, lock_referral_by_id(db, referral.id), ResultReason.OFFER_DECLINED, actor=WORKER, now=NOW
        )
    )

    with pytest.raises(NothingToSign):
        record(database, world, referral)


def test_what_shared_its_place_goes_with_it_again(database: Database, world: World) -> None:
    him = a_person(database)
    facts: dict[str, Any] = {"route": "conditional_caution", "eligibility": ALL_SETTLED}
    lead = a_referral(database, world, him, state=ReferralState.OFFERED, **facts)
    at = lead.offence_at + timedelta(hours=1)
    tied = a_referral(database, world, him, state=ReferralState.TIED, tied_to_id=lead.id, offence_at=at, **facts)
    offer = an_offer(database, lead, state=OfferState.OPEN, answer_by_at=LAPSED_AT)
    database.write_now(lapse_offer, actor=WORKER, now=LAPSED_AT, offer_id=offer.id)
    with pytest.raises(NothingToSign):
        record(database, world, tied)

    record(database, world, lead)

    assert read(database, lambda db: db.get_one(Referral, tied.id)).state is ReferralState.TIED
