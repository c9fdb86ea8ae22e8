"""Two offences of one man: of one night, two clocks with one place and one fee; a later one, while the first is open,
is refused and tied to it by its number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.actions.accept_offer import accept_offer
from programme.actions.decline_offer import decline_offer
from programme.actions.recalculate_clock import recalculate_clock
from programme.actions.refer_offender import refer_offender
from programme.actions.withdraw_referral import withdraw_referral
from programme.courses.models import Programme
from programme.eligibility.circumstances import ALL_CLEAR, UNSAID
from programme.eligibility.rules import EligibilityVerdict
from programme.history import events
from programme.history.timeline import record, timeline
from programme.intake.checking import check_arrival
from programme.jobs.rerun_clocks import rerun_clocks
from programme.notices.models import OutboxMessage
from programme.offers.states import OfferState
from programme.offers.told.released import newest_version
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.outcomes.returning import return_case
from programme.referrals.criteria import Status
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.actor import WORKER, Actor
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_referral, a_world, an_offer, himself, read
from tests.support.one_night import EVENING, FIRST, SECOND, led, set_state
from tests.support.referring import PLAIN, an_officer, case_of, refer, settle, who_he_is

A_WEEK_LATER = replace(PLAIN, offence_at=EVENING + timedelta(days=7), custody_reference="HA/2002/27")


@pytest.fixture
def desk(database: Database) -> Actor:
    a_world(database)
    return an_officer(database)


def told_in(database: Database, case: Referral) -> list[str]:
    return [moment.words for moment in read(database, lambda db: timeline(db, case.id))]


def test_two_offences_of_one_night_are_two_cases_with_two_clocks_and_one_place(database: Database, desk: Actor) -> None:
    first = refer(database, desk, FIRST)
    second = refer(database, desk, SECOND)
    lead, tied = case_of(database, first.reference), case_of(database, second.reference)
    assert (lead.state, tied.state, tied.tied_to_id) == (ReferralState.ELIGIBLE, ReferralState.TIED, lead.id)
    assert (lead.charge_by_on, tied.charge_by_on) == (date(2027, 8, 20), date(2027, 8, 21))
    for case, other in ((lead, tied), (tied, lead)):
        assert f"Case {other.reference}: one place, one fee, two clocks." in told_in(database, case)


def test_the_shared_course_is_in_time_for_the_shortest_clock(database: Database, desk: Actor) -> None:
    """The later offence was referred first: the other's dates are earlier, and the lead's follow them."""
    lead = case_of(database, refer(database, desk, SECOND).reference)
    tied = case_of(database, refer(database, desk, FIRST).reference)
    pulled = case_of(database, lead.reference)
    assert tied.complete_by_on < lead.complete_by_on or tied.return_by_on <= lead.return_by_on
    assert (pulled.return_by_on, pulled.complete_by_on) == (
        min(lead.return_by_on, tied.return_by_on),
        min(lead.complete_by_on, tied.complete_by_on),
    )
    assert pulled.charge_by_on == lead.charge_by_on


@pytest.mark.parametrize(
    ("apart", "state"),
    [
        (timedelta(hours=11, minutes=59), ReferralState.TIED),
        (timedelta(hours=-11, minutes=-59), ReferralState.TIED),
        (timedelta(hours=12), ReferralState.INELIGIBLE),
        (timedelta(hours=-12), ReferralState.UNDECIDED),
    ],
)
def test_less_than_twelve_hours_apart_is_the_same_night(
    database: Database, desk: Actor, apart: timedelta, state: ReferralState
) -> None:
    refer(database, desk, FIRST)
    other = refer(database, desk, replace(SECOND, offence_at=EVENING + apart))
    assert case_of(database, other.reference).state is state


def test_three_of_one_night_share_one_lead(database: Database, desk: Actor) -> None:
    lead = case_of(database, refer(database, desk, FIRST).reference)
    for number in (1, 2):
        at = EVENING + timedelta(minutes=40 * number)
        made = refer(database, desk, replace(SECOND, offence_at=at, custody_reference=f"HA/{number}/27"))
        assert case_of(database, made.reference).tied_to_id == lead.id


def test_a_later_offence_while_the_first_is_open_is_refused_and_keeps_its_number(
    database: Database, desk: Actor
) -> None:
    first = refer(database, desk, FIRST)
    later = refer(database, desk, A_WEEK_LATER)
    case = case_of(database, later.reference)
    assert later.verdict is EligibilityVerdict.INELIGIBLE
    assert later.waiting_for == "Not met: other open case."
    assert case.tied_to_id == case_of(database, first.reference).id
    reason = next(one.reason for one in case.eligibility if one.code == "no_open_case")
    assert f"See case {first.reference}." in reason


def test_one_that_is_not_eligible_leads_nobody(database: Database, desk: Actor) -> None:
    first = refer(database, desk, replace(FIRST, circumstances=replace(ALL_CLEAR, no_violence=False)))
    assert case_of(database, first.reference).state is ReferralState.INELIGIBLE
    assert refer(database, desk, SECOND).waiting_for == "Waiting for: other open case."


def test_a_namesake_without_a_pnc_id_is_asked_about_first(database: Database, desk: Actor) -> None:
    first = refer(database, desk, FIRST)
    made = refer(database, desk, replace(SECOND, pnc_id=""))
    assert made.waiting_for == "Waiting for: other open case, same person."
    assert case_of(database, made.reference).tied_to_id is None
    who_he_is(database, desk, made.reference, first.reference, is_same=True)
    assert case_of(database, made.reference).state is ReferralState.TIED


def test_what_is_not_known_of_the_second_is_settled_before_it_goes_with_the_first(
    database: Database, desk: Actor
) -> None:
    first = refer(database, desk, FIRST)
    made = refer(database, desk, replace(SECOND, circumstances=UNSAID))
    waiting = case_of(database, made.reference)
    assert (waiting.state, waiting.tied_to_id) == (ReferralState.UNDECIDED, case_of(database, first.reference).id)
    settle(database, desk, made.reference, circumstances=ALL_CLEAR)
    assert case_of(database, made.reference).state is ReferralState.TIED
    settle(database, desk, first.reference, circumstances=ALL_CLEAR)
    assert case_of(database, first.reference).state is ReferralState.ELIGIBLE


def test_a_booked_place_that_would_be_too_late_is_a_humans_to_decide(database: Database, desk: Actor) -> None:
    lead = refer(database, desk, SECOND)
    set_state(database, lead.reference, ReferralState.BOOKED)
    assert refer(database, desk, FIRST).waiting_for == "Waiting for: other open case."


def test_the_earlier_of_the_two_waits_for_a_human_where_the_other_has_a_place(database: Database, desk: Actor) -> None:
    led(database, desk, SECOND, ReferralState.BOOKED)
    assert refer(database, desk, FIRST).waiting_for == "Waiting for: other open case."


def test_once_the_case_it_would_go_with_came_back_an_officer_decides(database: Database, desk: Actor) -> None:
    """The offer in it was made after this offence, so it is no earlier one."""
    lead = led(database, desk, FIRST, ReferralState.ACCEPTED)
    database.write_now(
        lambda db: return_case(db, lock_referral_by_id(db, lead.id), ResultReason.DID_NOT_COME, actor=WORKER, now=NOW)
    )
    assert refer(database, desk, SECOND).waiting_for == "Waiting for: other open case."


def test_an_offer_of_another_night_still_bars_a_second(database: Database, desk: Actor) -> None:
    led(database, desk, FIRST, ReferralState.ACCEPTED)
    after = replace(A_WEEK_LATER, offence_at=NOW + timedelta(hours=1))
    found = database.write_now(refer_offender, actor=desk, now=NOW + timedelta(hours=2), arrival=after)
    assert "earlier course or offer" in found.waiting_for
    before = replace(A_WEEK_LATER, offence_at=NOW - timedelta(hours=1), custody_reference="HA/3003/27")
    assert refer(database, desk, before).waiting_for == "Not met: other open case.", "the offer came after this one"


def tie(database: Database, desk: Actor) -> tuple[Referral, Referral]:
    lead, tied = refer(database, desk, FIRST), refer(database, desk, SECOND)
    return case_of(database, lead.reference), case_of(database, tied.reference)


def test_the_result_of_the_lead_is_the_result_of_each(database: Database, desk: Actor) -> None:
    lead, tied = tie(database, desk)
    set_state(database, lead.reference, ReferralState.ACCEPTED)
    offer = an_offer(database, lead)
    database.write_now(
        decline_offer, actor=himself(offer), now=NOW, words_version=newest_version("conditional_caution")
    )
    results = read(database, lambda db: db.execute(select(Result).order_by(Result.referral_id)).scalars().all())
    assert [(one.referral_id, one.verdict, one.reason) for one in results] == [
        (case.id, Verdict.HIS_ANSWER, ResultReason.OFFER_DECLINED) for case in (lead, tied)
    ]
    assert case_of(database, tied.reference).state is ReferralState.RETURNED
    owed = read(database, lambda db: db.execute(select(OutboxMessage.notice)).scalars().all())
    assert owed.count("result_returned_to_person") <= 1


def test_where_the_lead_is_found_not_eligible_the_other_is_decided_on_its_own(database: Database, desk: Actor) -> None:
    lead, tied = tie(database, desk)
    settle(database, desk, lead.reference, circumstances=replace(UNSAID, enough_evidence=False))
    let_go = case_of(database, tied.reference)
    assert case_of(database, lead.reference).state is ReferralState.INELIGIBLE
    assert (let_go.state, let_go.tied_to_id) == (ReferralState.UNDECIDED, None)
    assert "no_open_case" in {one.code for one in let_go.eligibility if one.status is Status.UNKNOWN}


def test_withdrawing_the_lead_lets_go_of_the_other(database: Database, desk: Actor) -> None:
    lead, tied = tie(database, desk)
    database.write_now(
        withdraw_referral, actor=desk, now=NOW, reference=lead.reference, reason=WithdrawalReason.EVIDENCE
    )
    alone = case_of(database, tied.reference)
    assert (alone.state, alone.tied_to_id) == (ReferralState.UNDECIDED, None)
    settle(database, desk, tied.reference, circumstances=ALL_CLEAR)
    assert case_of(database, tied.reference).state is ReferralState.ELIGIBLE


def test_withdrawing_the_one_that_goes_with_it_leaves_the_lead(database: Database, desk: Actor) -> None:
    lead, tied = tie(database, desk)
    database.write_now(
        withdraw_referral, actor=desk, now=NOW, reference=tied.reference, reason=WithdrawalReason.EVIDENCE
    )
    assert case_of(database, lead.reference).state is ReferralState.ELIGIBLE


def test_when_the_clock_of_one_is_reckoned_shorter_the_lead_follows(database: Database, desk: Actor) -> None:
    lead, tied = tie(database, desk)
    database.write_now(lambda db: db.execute(update(Programme).values(charging_reserve_days=42)))
    database.write_now(recalculate_clock, actor=WORKER, now=NOW, referral_id=tied.id)
    assert case_of(database, lead.reference).complete_by_on <= case_of(database, tied.reference).complete_by_on


def test_a_lead_that_was_pulled_is_looked_at_again_on_the_same_day(database: Database, desk: Actor) -> None:
    lead, tied = tie(database, desk)
    rerun_clocks(database, now=NOW)
    database.write_now(lambda db: db.execute(update(Programme).values(charging_reserve_days=42)))
    database.write_now(recalculate_clock, actor=WORKER, now=NOW, referral_id=tied.id)
    assert case_of(database, lead.reference).clock_checked_on is None
    assert case_of(database, tied.reference).clock_checked_on is not None


def test_a_case_accepted_with_one_tied_goes_on(database: Database, desk: Actor) -> None:
    lead, tied = tie(database, desk)
    set_state(database, lead.reference, ReferralState.OFFERED)
    offer = an_offer(database, lead, state=OfferState.OPEN)
    database.write_now(accept_offer, actor=himself(offer), now=NOW, words_version=newest_version("conditional_caution"))
    assert case_of(database, tied.reference).state is ReferralState.TIED
    assert read(database, lambda db: db.execute(select(Result)).scalars().all()) == []


def test_a_completed_course_proposes_what_the_route_says(database: Database) -> None:
    world: World = a_world(database)
    case = a_referral(database, world, state=ReferralState.BOOKED, route="conditional_caution")

    def end(db: Session) -> None:
        row = db.get_one(Referral, case.id)
        return_case(db, row, ResultReason.ATTENDED_THROUGHOUT, actor=WORKER, now=NOW)

    database.write_now(end)
    kept = read(database, lambda db: db.execute(select(Result)).scalar_one())
    assert (kept.proposed_outcome, kept.proposed_finalisation) == (3, "Adult conditional caution, conditions met")


@pytest.mark.parametrize("before", ["nothing", "lapsed", "said yes"])
def test_an_offer_that_the_force_took_back_before_he_answered_bars_no_later_offence(
    database: Database, desk: Actor, before: str
) -> None:
    """The controls: he let it lapse, or had said yes."""
    first = led(database, desk, FIRST, ReferralState.OFFERED)
    happened = {"lapsed": events.OfferLapsed, "said yes": events.OfferAccepted}.get(before)
    if happened:
        database.write_now(lambda db: record(db, first.id, happened, actor=WORKER, now=NOW))
    why = WithdrawalReason.EVIDENCE
    database.write_now(withdraw_referral, actor=desk, now=NOW, reference=first.reference, reason=why)
    at = NOW + timedelta(days=2)
    again = replace(PLAIN, offence_at=at, custody_reference="HA/2002/27")
    checked = database.read_now(check_arrival, again, actor=desk, now=at + timedelta(hours=1))
    answers = {one.code: one.status for one in checked.eligibility.criteria}
    assert answers["first_course"] is (Status.NOT_MET if happened else Status.MET)
