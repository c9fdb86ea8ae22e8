"""A case without an offer is put on another route, with a reason and within a rank, and what hangs on it follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.correct_record import CorrectedRecord, correct_record
from programme.actions.make_offer import make_offer
from programme.eligibility.circumstances import ALL_CLEAR
from programme.history.timeline import timeline
from programme.insight.case_now import case_now
from programme.offers.refusals import RouteChanged
from programme.policies.refusals import RouteAboveRank, RouteNeedsAdmission, RouteNotUsed
from programme.referrals.corrections import RecordPart
from programme.referrals.deeds import Deed
from programme.referrals.models import Admission, RecordCorrection, Referral
from programme.referrals.refusals import RankTooLow, ReasonMissing, RouteKept
from programme.referrals.states import ReferralState
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_person, a_referral, a_world, an_offer, confirmed_routes, read, told
from tests.support.referring import PLAIN, an_officer, case_of, refer, settle

REASON = "His solicitor asks."
DENIES = replace(PLAIN, admission=Admission.DENIED)
OTHER: dict[str, Any] = {"surname": "Kowalczyk", "pnc_id": "", "custody_reference": "HA/9/27"}
UNFIT: dict[str, Any] = {"route": "conditional_caution", "admission": Admission.DENIED}


@pytest.fixture
def world(database: Database) -> World:
    made = a_world(database, other_routes=["deferred_prosecution", "community_resolution"])
    confirmed_routes(database, "deferred_prosecution", "community_resolution")
    return made


def change(
    database: Database,
    world: World,
    reference: str,
    route: str,
    *,
    rank: str = "Sgt",
    reason: str = REASON,
) -> CorrectedRecord:
    return database.write_now(
        correct_record,
        actor=replace(world.custody, rank=rank),
        now=NOW,
        reference=reference,
        part=RecordPart.ROUTE,
        facts={"route": route},
        reason=reason,
    )


def test_who_denies_it_later_is_put_to_a_human_who_chooses_the_route(database: Database, world: World) -> None:
    """The step and the top of the case say so; nothing is changed by itself."""
    desk = replace(an_officer(database), rank="Sgt")
    unsaid = replace(PLAIN, admission=Admission.UNRECORDED)
    case = case_of(database, refer(database, desk, unsaid).reference or "")
    settle(database, desk, case.reference, admission=Admission.DENIED)

    step = read(database, lambda db: case_now(db, case.reference, desk, now=NOW).next_action(NOW))
    assert (step.what, step.deed) == ("He denies it: choose a route that needs no admission", Deed.CORRECT_RECORD)

    change(database, world, case.reference, "deferred_prosecution")
    step = read(database, lambda db: case_now(db, case.reference, desk, now=NOW).next_action(NOW))
    assert step.deed is Deed.MAKE_OFFER


def test_where_the_force_uses_no_other_route_or_more_is_in_the_way_the_step_is_as_it_was(
    database: Database, world: World
) -> None:
    desk = replace(an_officer(database), rank="Sgt")
    unsaid = replace(PLAIN, admission=Admission.UNRECORDED)
    violent = replace(unsaid, circumstances=replace(ALL_CLEAR, no_violence=False))
    case = case_of(database, refer(database, desk, violent).reference or "")
    settle(database, desk, case.reference, admission=Admission.DENIED)
    step = read(database, lambda db: case_now(db, case.reference, desk, now=NOW).next_action(NOW))
    assert step.deed is Deed.WITHDRAW_REFERRAL


def test_the_reason_and_the_route_that_it_was_on_are_kept(database: Database, world: World) -> None:
    case = case_of(database, refer(database, an_officer(database)).reference or "")
    with pytest.raises(ReasonMissing):
        change(database, world, case.reference, "deferred_prosecution", reason=" ")

    change(database, world, case.reference, "deferred_prosecution")

    again = case_of(database, case.reference)
    assert (again.route, again.state) == ("deferred_prosecution", ReferralState.ELIGIBLE)
    [kept] = read(database, lambda db: db.execute(select(RecordCorrection)).scalars().all())
    assert [(one.fact, one.was, one.becomes) for one in kept.changes] == [
        ("route", "conditional_caution", "deferred_prosecution")
    ]
    said = [one.words for one in read(database, lambda db: timeline(db, case.id))]
    assert "Put right: disposal route. From what to what, and why, is recorded with the case." in said


@pytest.mark.parametrize(
    ("route", "rank", "refusal"),
    [
        ("deferred_prosecution", "PC", RouteAboveRank),
        ("diversionary_caution", "Sgt", RouteNotUsed),
    ],
)
def test_a_route_that_is_not_his_to_choose_or_not_used_is_refused(
    database: Database, world: World, route: str, rank: str, refusal: type[Exception]
) -> None:
    case = case_of(database, refer(database, an_officer(database)).reference or "")
    with pytest.raises(refusal):
        change(database, world, case.reference, route, rank=rank)
    assert case_of(database, case.reference).route == "conditional_caution"


def test_whoever_turns_out_to_admit_nothing_is_eligible_on_the_route_that_needs_no_admission(
    database: Database, world: World
) -> None:
    case = a_referral(database, world, a_person(database), state=ReferralState.INELIGIBLE, **UNFIT)
    with pytest.raises(RouteNeedsAdmission):
        change(database, world, case.reference, "community_resolution")
    with pytest.raises(RankTooLow):  # the admission was not met, and would be in the way no more
        change(database, world, case.reference, "deferred_prosecution", rank="PC")

    done = change(database, world, case.reference, "deferred_prosecution")

    assert done.change.correction.cleared == ("admission_made",)
    reasons = {one.code: one.status.value for one in case_of(database, case.reference).eligibility}
    assert reasons["admission_made"] == "met"


def test_the_days_to_finish_follow_and_the_time_to_charge_does_not(database: Database, world: World) -> None:
    soon = NOW.date() + timedelta(days=30)
    case = a_referral(
        database, world, a_person(database), state=ReferralState.ELIGIBLE, route="conditional_caution",
        cautioned_on=NOW.date() - timedelta(weeks=12), complete_by_on=soon - timedelta(days=2),
    )  # fmt: skip

    change(database, world, case.reference, "deferred_prosecution")

    again = case_of(database, case.reference)
    assert again.complete_by_on > case.complete_by_on
    assert (again.charge_by_on, again.return_by_on) == (case.charge_by_on, case.return_by_on)
    assert again.complete_by_on <= again.return_by_on


@pytest.mark.parametrize(
    "state", [ReferralState.OFFERED, ReferralState.BOOKED, ReferralState.RETURNED, ReferralState.WITHDRAWN]
)
def test_what_he_was_told_by_a_route_keeps_it(database: Database, world: World, state: ReferralState) -> None:
    case = a_referral(database, world, a_person(database), state=state)
    an_offer(database, case)
    with pytest.raises(RouteKept):
        change(database, world, case.reference, "community_resolution")


def test_an_offer_is_made_by_the_route_that_was_chosen_and_not_by_the_one_that_a_page_showed_before(
    database: Database, world: World
) -> None:
    chosen = replace(PLAIN, route="community_resolution")
    made = refer(database, replace(an_officer(database), rank="PC"), chosen)
    said: dict[str, Any] = {"secret_hash": "x", "told": told()}
    offer = {"actor": replace(world.custody, rank="PC"), "now": NOW, "reference": made.reference, **said}

    with pytest.raises(RouteChanged):
        database.write_now(make_offer, **offer, route_told="conditional_caution")
    database.write_now(make_offer, **offer, route_told="community_resolution")

    kept = read(database, lambda db: db.execute(select(Referral.route, Referral.state)).one())
    assert tuple(kept) == ("community_resolution", ReferralState.OFFERED)


def test_what_a_constable_leaves_as_it_is_proposed_takes_no_rank(database: Database, world: World) -> None:
    constable = replace(an_officer(database), rank="PC")
    for arrival, route in ((PLAIN, "conditional_caution"), (replace(DENIES, **OTHER), "deferred_prosecution")):
        made = refer(database, constable, arrival)
        assert case_of(database, made.reference).route == route
    with pytest.raises(RouteAboveRank):
        refer(database, constable, replace(PLAIN, **OTHER, route="deferred_prosecution"))
