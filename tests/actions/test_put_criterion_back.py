"""Putting a criterion back that was set aside: by the same ranks, with a reason on record, not under an offer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from programme.actions.put_criterion_back import CriterionBack, put_criterion_back
from programme.eligibility.rules import EligibilityVerdict
from programme.history.timeline import timeline
from programme.referrals.models import Referral
from programme.referrals.refusals import AlreadyDecided, NotSetAside, RankTooLow, ReasonMissing
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_world, read
from tests.support.referring import VIOLENT, an_officer, case_of, lift, refer, row_of

REASON = "A second witness saw more than a shove."


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def inspector(database: Database, world: World) -> Actor:
    return replace(an_officer(database), rank="Insp")


@pytest.fixture
def reference(database: Database, inspector: Actor) -> str:
    """A case that is eligible because its one criterion that is not met was set aside."""
    made = refer(database, inspector, VIOLENT)
    lift(database, inspector, made.reference)
    return made.reference


def put_back(database: Database, actor: Actor, reference: str, **more: Any) -> CriterionBack:
    said = {"code": "no_violence", "reason": REASON, **more}
    return database.write_now(put_criterion_back, actor=actor, now=NOW, reference=reference, **said)


def test_it_stands_in_the_way_again_and_the_history_has_both_reasons(
    database: Database, inspector: Actor, reference: str
) -> None:
    back = put_back(database, inspector, reference)
    case = case_of(database, reference)
    assert (back.verdict, back.waiting_for) == (EligibilityVerdict.INELIGIBLE, "Not met: violence or threats.")
    assert case.state is ReferralState.INELIGIBLE
    kept = row_of(case, "no_violence")
    assert (kept.status, kept.set_aside, kept.settled_status) == ("not_met", None, "not_met")
    told = read(database, lambda db: timeline(db, case.id))
    said = next(moment for moment in told if moment.event == "criterion_put_back")
    assert (said.words, said.who) == (
        f"Violence or threats, by the rank of inspector: {REASON} It had been set aside because: "
        "A shove, long ago, and both have said it is over.",
        inspector.label,
    )


def test_it_can_be_set_aside_again(database: Database, inspector: Actor, reference: str) -> None:
    put_back(database, inspector, reference)
    assert lift(database, inspector, reference).verdict is EligibilityVerdict.ELIGIBLE


@pytest.mark.parametrize("rank", ["Sgt", "PC", "Miss", ""])
def test_it_takes_the_rank_that_may_set_it_aside(
    database: Database, inspector: Actor, reference: str, rank: str
) -> None:
    with pytest.raises(RankTooLow) as refused:
        put_back(database, replace(inspector, rank=rank), reference)
    assert "inspector" in refused.value.headline
    assert case_of(database, reference).state is ReferralState.ELIGIBLE


def test_without_a_reason_nothing_is_put_back(database: Database, inspector: Actor, reference: str) -> None:
    with pytest.raises(ReasonMissing):
        put_back(database, inspector, reference, reason=" ")
    assert case_of(database, reference).state is ReferralState.ELIGIBLE


def test_what_is_not_set_aside_is_not_put_back(database: Database, inspector: Actor, reference: str) -> None:
    for code in ("enough_evidence", "no_such_thing"):
        with pytest.raises(NotSetAside):
            put_back(database, inspector, reference, code=code)
    put_back(database, inspector, reference)
    with pytest.raises(NotSetAside):
        put_back(database, inspector, reference)


@pytest.mark.parametrize("state", [ReferralState.OFFERED, ReferralState.BOOKED, ReferralState.CLOSED])
def test_where_an_offer_stands_on_it_the_officer_is_told_what_to_do_instead(
    database: Database, inspector: Actor, reference: str, state: ReferralState
) -> None:
    stand = update(Referral).where(Referral.reference == reference).values(state=state)
    database.write_now(lambda db: db.execute(stand).close())
    with pytest.raises(AlreadyDecided) as refused:
        put_back(database, inspector, reference)
    assert "withdraw the case" in refused.value.remedy


def test_another_force_finds_nothing(database: Database, inspector: Actor, reference: str) -> None:
    with pytest.raises(NotFound):
        put_back(database, replace(inspector, force_code="44"), reference)
