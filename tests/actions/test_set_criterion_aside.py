"""Setting a criterion aside: by rank, with a reason that is kept, and never a hard block."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programme.concerns.models import Sign
from programme.concerns.refusals import StoppedForSafeguarding
from programme.eligibility.assessment import stored
from programme.eligibility.circumstances import ALL_CLEAR
from programme.eligibility.rules import HARD_BLOCKS, Criterion, EligibilityVerdict, together
from programme.history.timeline import timeline
from programme.policies.models import EligibilityRules
from programme.policies.rules import KeptRule
from programme.referrals.criteria import SetAside, Status
from programme.referrals.refusals import AlreadyDecided, NeverSetAside, NotNotMet, RankTooLow, ReasonMissing
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_referral, a_world, add, read
from tests.support.referring import PLAIN, VIOLENT, an_officer, case_of, lift, refer, row_of, settle


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def inspector(database: Database, world: World) -> Actor:
    return replace(an_officer(database), rank="Insp")


def test_a_case_that_a_rank_may_lift_waits_and_is_lifted_by_that_rank(database: Database, inspector: Actor) -> None:
    made = refer(database, inspector, VIOLENT)
    assert (made.verdict, made.waiting_for) == (EligibilityVerdict.INELIGIBLE, "Not met: violence or threats.")
    lifted = lift(database, inspector, made.reference)
    case = case_of(database, made.reference)
    assert (lifted.verdict, case.state) == (EligibilityVerdict.ELIGIBLE, ReferralState.ELIGIBLE)
    kept = row_of(case, "no_violence")
    assert (kept.status, kept.set_aside_by, kept.set_aside_rank) == (
        "set_aside",
        "Sgt A. Desk, Custody",
        "Insp",
    )
    assert (kept.set_aside_reason, kept.set_aside_at) == ("A shove, long ago, and both have said it is over.", NOW)
    told = read(database, lambda db: timeline(db, case.id))
    said = next(moment for moment in told if moment.event == "criterion_set_aside")
    assert said.words == "Violence or threats, by the rank of inspector."


@pytest.mark.parametrize("rank", ["Sgt", "PC", "Miss", ""])
def test_a_lower_rank_is_refused_and_told_which_it_takes(database: Database, inspector: Actor, rank: str) -> None:
    made = refer(database, inspector, VIOLENT)
    with pytest.raises(RankTooLow) as refused:
        lift(database, replace(inspector, rank=rank), made.reference)
    assert "inspector" in refused.value.headline
    assert case_of(database, made.reference).state is ReferralState.INELIGIBLE


def test_without_a_reason_nothing_is_set_aside(database: Database, inspector: Actor) -> None:
    made = refer(database, inspector, VIOLENT)
    with pytest.raises(ReasonMissing):
        lift(database, inspector, made.reference, reason="  ")


def test_what_is_met_or_not_known_is_not_set_aside(database: Database, inspector: Actor) -> None:
    made = refer(database, inspector, VIOLENT)
    for code in ("enough_evidence", "no_such_thing"):
        with pytest.raises(NotNotMet):
            lift(database, inspector, made.reference, code)


@pytest.mark.parametrize("code", sorted(HARD_BLOCKS))
def test_a_hard_block_is_never_set_aside_though_the_data_try(
    database: Database, world: World, inspector: Actor, code: str
) -> None:
    """Rules that let a constable do it, and a case that says it was done."""
    lax = [KeptRule(code, is_asked=False, override_rank="constable")]
    rules = add(database, EligibilityRules(from_on=NOW.date(), lookback_years=3, criteria=lax, reason="Lax."))
    unmet = together([Criterion(code, Status.NOT_MET, "It is not met.")])
    tried = {code: SetAside("Because.", "Somebody", "Supt", NOW)}
    case = a_referral(
        database,
        world,
        state=ReferralState.INELIGIBLE,
        rules_id=rules.id,
        eligibility=stored(unmet, None, tried),
    )
    with pytest.raises(NeverSetAside):
        lift(database, replace(inspector, rank="Ch Supt"), case.reference, code)


def test_a_wrong_answer_is_corrected_and_nothing_is_set_aside_any_more(database: Database, inspector: Actor) -> None:
    made = refer(database, inspector, VIOLENT)
    lift(database, inspector, made.reference)
    settle(database, inspector, made.reference, circumstances=ALL_CLEAR)
    assert row_of(case_of(database, made.reference), "no_violence").status == "met"


def test_a_concern_waits_as_a_case_and_nobody_can_lift_it(database: Database, inspector: Actor) -> None:
    made = refer(database, inspector, replace(PLAIN, circumstances=ALL_CLEAR), signs=(Sign.UNDER_18,))
    assert case_of(database, made.reference).state is ReferralState.INELIGIBLE
    with pytest.raises(StoppedForSafeguarding):
        lift(database, replace(inspector, rank="Supt"), made.reference, "no_concern")


def test_after_an_offer_and_for_another_force_there_is_nothing_to_set_aside(
    database: Database, world: World, inspector: Actor
) -> None:
    case = a_referral(database, world, state=ReferralState.OFFERED)
    with pytest.raises(AlreadyDecided):
        lift(database, inspector, case.reference)
    with pytest.raises(NotFound):
        lift(database, replace(inspector, force_code="44"), case.reference)
