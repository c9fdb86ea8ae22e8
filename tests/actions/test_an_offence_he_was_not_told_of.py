"""The other offence of a night goes with the first, and is completed with it, only where he was told of it when he was
offered the place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.actions.acknowledge_result import acknowledge_result
from programme.actions.make_offer import make_offer
from programme.actions.print_paper import print_paper
from programme.actions.record_caution import record_caution
from programme.actions.record_disposal import record_disposal
from programme.actions.take_back_identity import take_back_identity
from programme.actions.withdraw_referral import withdraw_referral
from programme.eligibility.circumstances import ALL_CLEAR, UNSAID
from programme.insight.own_case import own_case
from programme.intake.asking_again import ask_again
from programme.intake.checking import check_arrival
from programme.intake.tying import record_tie
from programme.offers.case_to_offer import case_to_offer
from programme.offers.models import ExplanationGiven
from programme.outcomes.models import Disposal, Result, ResultReason
from programme.outcomes.refusals import NotWhatHappened
from programme.outcomes.returning import return_case
from programme.people.models import IdentityDecision
from programme.referrals.criteria import Status
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.refusals import AlreadyReferred
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.actor import WORKER, Actor
from programme.storage.database import Database
from programme.web.case.case_of_offer import texts_of
from tests.support.builders import NOW, a_world, read, signed, told
from tests.support.one_night import FIRST, SECOND, SERGEANT, led
from tests.support.referring import an_officer, case_of, refer, settle, who_he_is

LATER = NOW + timedelta(days=2)


@pytest.fixture
def desk(database: Database) -> Actor:
    a_world(database)
    return an_officer(database)


LEAD = [ReferralState.OFFERED, ReferralState.ACCEPTED, ReferralState.BOOKED]


@pytest.mark.parametrize("state", LEAD)
def test_an_offence_of_the_night_that_comes_after_the_offer_is_a_humans_to_decide(
    database: Database, desk: Actor, state: ReferralState
) -> None:
    """He was not told of it, and has not admitted it: it is neither refused for that offer nor tied to it."""
    lead = led(database, desk, FIRST, state)
    checked = database.read_now(check_arrival, SECOND, actor=desk, now=NOW)
    answers = {one.code: one.status for one in checked.eligibility.criteria}
    assert (answers["first_course"], answers["no_open_case"]) == (Status.MET, Status.UNKNOWN)
    second = refer(database, desk, SECOND)
    assert second.waiting_for == "Waiting for: other open case."
    waiting = case_of(database, second.reference)
    assert (waiting.state, waiting.tied_to_id) == (ReferralState.UNDECIDED, lead.id)
    why = next(one.reason for one in waiting.eligibility if one.code == "no_open_case")
    assert "he was not told of this offence" in why


@pytest.mark.parametrize("state", LEAD)
def test_so_it_is_where_it_is_settled_after_the_offer(database: Database, desk: Actor, state: ReferralState) -> None:
    led(database, desk, FIRST, state)
    second = refer(database, desk, replace(SECOND, circumstances=UNSAID))
    settle(database, desk, second.reference, circumstances=ALL_CLEAR)
    assert case_of(database, second.reference).state is ReferralState.UNDECIDED


def test_it_goes_on_by_itself_where_an_officer_says_so(database: Database, desk: Actor) -> None:
    led(database, desk, FIRST, ReferralState.ACCEPTED)
    second = refer(database, desk, SECOND)
    settle(database, desk, second.reference, goes_on_beside=True)
    alone = case_of(database, second.reference)
    assert (alone.state, alone.tied_to_id) == (ReferralState.ELIGIBLE, None)


def test_the_place_can_be_offered_in_it_once_the_other_is_withdrawn_as_the_page_advises(
    database: Database, desk: Actor
) -> None:
    """The offer that was withdrawn was made after this offence: no earlier one. The other is not referred again."""
    lead = led(database, desk, FIRST, ReferralState.ACCEPTED)
    second = refer(database, desk, SECOND).reference
    why = next(one.reason for one in case_of(database, second).eligibility if one.code == "no_open_case")
    assert "withdraw the other, and offer him a place in this one" in why
    what: dict[str, Any] = {"actor": desk, "now": LATER}
    database.write_now(withdraw_referral, **what, reference=lead.reference, reason=WithdrawalReason.ANOTHER_DISPOSAL)
    alone = case_of(database, second)
    assert (alone.state, alone.tied_to_id) == (ReferralState.ELIGIBLE, None)
    with pytest.raises(AlreadyReferred):
        refer(database, desk, FIRST)
    offered_and_signed(database, desk, second, at=LATER)
    assert case_of(database, second).state is ReferralState.ACCEPTED
    charge: dict[str, Any] = {"disposal": Disposal.CHARGE_ISSUED, "done_at": LATER}
    database.write_now(record_disposal, **what, reference=lead.reference, **charge)
    assert case_of(database, lead.reference).done == Disposal.CHARGE_ISSUED


def test_one_that_went_with_the_case_before_its_offer_stays_with_it(database: Database, desk: Actor) -> None:
    first, second = refer(database, desk, FIRST), refer(database, desk, SECOND)
    database.write_now(
        make_offer, actor=desk, now=NOW, reference=first.reference, secret_hash="-", told=told(), authorised=SERGEANT
    )
    tied = case_of(database, second.reference)
    database.write_now(lambda db: ask_again(db, lock_referral_by_id(db, tied.id), actor=desk, now=NOW))
    assert case_of(database, second.reference).state is ReferralState.TIED


def offered_and_signed(database: Database, desk: Actor, reference: str, *, at: datetime = NOW) -> None:
    what: dict[str, Any] = {"actor": desk, "now": at, "reference": reference}
    database.write_now(make_offer, **what, secret_hash="-", told=told(at=at), authorised=SERGEANT)
    database.write_now(record_caution, **what, caution=signed(signed_at=at))


def completed(database: Database, desk: Actor, lead: str, tied: str) -> Result:
    """The result of the one that went with the other, once the course is done."""
    numbers = [case_of(database, one).id for one in (lead, tied)]

    def end(db: Session) -> None:
        row = lock_referral_by_id(db, numbers[0])
        row.state = ReferralState.BOOKED
        return_case(db, row, ResultReason.ATTENDED_THROUGHOUT, actor=WORKER, now=LATER)

    database.write_now(end)
    database.write_now(acknowledge_result, actor=desk, now=LATER, reference=tied)
    return read(database, lambda db: db.execute(select(Result).where(Result.referral_id == numbers[1])).scalar_one())


def complete_it(database: Database, desk: Actor, reference: str) -> None:
    done: dict[str, Any] = {"disposal": Disposal.CAUTION_COMPLETED, "done_at": LATER}
    database.write_now(record_disposal, actor=desk, now=LATER, reference=reference, **done)


def test_one_that_he_was_told_of_is_completed_with_the_case_that_it_goes_with(database: Database, desk: Actor) -> None:
    lead, tied = refer(database, desk, FIRST).reference, refer(database, desk, SECOND).reference
    offered_and_signed(database, desk, lead)
    assert completed(database, desk, lead, tied).proposed_outcome == 3
    complete_it(database, desk, tied)
    assert case_of(database, tied).done == Disposal.CAUTION_COMPLETED


def test_one_that_he_was_not_told_of_is_not(database: Database, desk: Actor) -> None:
    """As cases were tied before it was put to a human."""
    lead = refer(database, desk, FIRST).reference
    offered_and_signed(database, desk, lead)
    tied = refer(database, desk, SECOND).reference

    def tie(db: Session) -> None:
        one, other = (
            db.execute(select(Referral).where(Referral.reference == ref)).scalar_one() for ref in (tied, lead)
        )
        one.state = ReferralState.TIED
        record_tie(db, one, other, actor=desk, now=NOW + timedelta(minutes=5))

    database.write_now(tie)
    result = completed(database, desk, lead, tied)
    assert (result.proposed_outcome, result.proposed_finalisation) == (None, "")
    with pytest.raises(NotWhatHappened) as refused:
        complete_it(database, desk, tied)
    assert "did not sign or agree for it" in str(refused.value)
    database.write_now(
        record_disposal, actor=desk, now=LATER, reference=tied, disposal=Disposal.CHARGE_ISSUED, done_at=LATER
    )


@pytest.mark.parametrize("joined_first", [True, False])
def test_where_he_was_joined_and_parted_and_joined_again_it_goes_by_what_the_offer_named(
    database: Database, desk: Actor, *, joined_first: bool
) -> None:
    """The control was joined for the first time after the offer: that does not name it."""
    lead = refer(database, desk, FIRST).reference
    other = refer(database, desk, replace(SECOND, surname="Nguyenn", pnc_id="")).reference
    if joined_first:
        who_he_is(database, desk, other, lead, is_same=True)
        assert case_of(database, other).state is ReferralState.TIED
    offered_and_signed(database, desk, lead, at=NOW + timedelta(minutes=5))
    if joined_first:
        decision = read(database, lambda db: db.execute(select(IdentityDecision.id)).scalar_one())
        back: dict[str, Any] = {"reference": other, "decision": decision, "reason": "It was his brother."}
        database.write_now(take_back_identity, actor=desk, now=NOW + timedelta(minutes=10), **back)
        assert case_of(database, other).tied_to_id is None
    who_he_is(database, desk, other, lead, is_same=True, now=NOW + timedelta(minutes=15))
    stands = ReferralState.TIED if joined_first else ReferralState.UNDECIDED
    assert case_of(database, other).state is stands
    if joined_first:
        assert completed(database, desk, lead, other).proposed_outcome == 3


def test_a_paper_that_was_printed_before_it_was_known_is_not_for_it(database: Database, desk: Actor) -> None:
    lead = refer(database, desk, FIRST).reference
    before, at = NOW - timedelta(hours=1), NOW + timedelta(minutes=5)
    texts = signed().texts
    database.write_now(print_paper, actor=desk, now=before, reference=lead, texts=texts)
    tied = refer(database, desk, SECOND).reference
    what: dict[str, Any] = {"actor": desk, "now": at, "reference": lead, "secret_hash": "-", "authorised": SERGEANT}
    database.write_now(make_offer, **what, told=told(), caution=signed(signed_at=at))
    assert completed(database, desk, lead, tied).proposed_outcome is None
    with pytest.raises(NotWhatHappened):
        complete_it(database, desk, tied)


def test_what_he_is_told_and_the_paper_name_every_offence_of_the_night(database: Database, desk: Actor) -> None:
    lead = refer(database, desk, FIRST).reference
    refer(database, desk, replace(SECOND, offence_place="Oak Road, Reading"))
    case = read(database, lambda db: case_to_offer(db, lead, desk, now=NOW))
    assert case.telling is not None
    both = (
        "Saturday 20 February 2027 at 11:30pm. It is also about what happened on Sunday 21 February 2027 at 12:15am "
        "(Oak Road, Reading)"
    )
    assert case.telling.facts["happened"] == both
    assert f"It is about what happened on {both}. That was explained" in case.telling.told.text, "a sentence for each"
    paper = texts_of(case).offence
    assert "20 February 2027 at about 11:30pm, I " in paper
    assert "On Sunday 21 February 2027 at about 12:15am, at Oak Road, Reading, I " in paper
    what: dict[str, Any] = {"actor": desk, "now": NOW, "reference": lead, "secret_hash": "-", "authorised": SERGEANT}
    made = database.write_now(make_offer, **what, told=told(shown=case.telling.mark))
    kept = read(database, lambda db: db.execute(select(ExplanationGiven)).scalar_one())
    assert kept.facts["happened"] == both, "it is kept as he was told"
    his = read(database, lambda db: own_case(db, made.offer_id).telling(NOW.date()))
    assert his.facts["happened"] == both
