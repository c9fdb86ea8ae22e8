"""Explaining the offer again: what he said back is kept with it, and nobody who cannot decide goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from programme.actions.explain_offer import explain_offer
from programme.offers.models import FitToDecide, ToldBack
from programme.offers.states import OfferState
from programme.offers.teach_back import Said, Understanding
from programme.offers.understanding_refusals import HelperNotNamed, NotFitToDecide, NotSaidBack
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.refusal import Refusal
from programme.storage.database import Database
from tests.support.builders import NOW, UNDERSTOOD, World, a_referral, a_world, an_offer, read, told


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def referral(database: Database, world: World) -> Referral:
    made = a_referral(database, world, state=ReferralState.OFFERED)
    an_offer(database, made, state=OfferState.OPEN)
    return made


def explain(
    database: Database, world: World, referral: Referral, understanding: Understanding | None, **who: str
) -> None:
    facts = told(understanding=understanding, **who)
    database.write_now(explain_offer, actor=world.custody, now=NOW, reference=referral.reference, told=facts)


def kept(database: Database) -> list[tuple[FitToDecide, str, str]]:
    found = read(database, lambda db: list(db.execute(select(ToldBack)).scalars()))
    return [(one.fit, one.offered, one.not_asked_because) for one in found]


def test_what_he_said_is_kept_with_the_explanation_or_why_he_was_not_asked(
    database: Database, world: World, referral: Referral
) -> None:
    explain(database, world, referral, UNDERSTOOD)
    explain(database, world, referral, replace(UNDERSTOOD, said=Said(not_asked_because="He was in a hurry.")))
    assert kept(database) == [
        (FitToDecide.YES, "A day instead of court.", ""),
        (FitToDecide.YES, "", "He was in a hurry."),
    ]


@pytest.mark.parametrize(
    ("understanding", "refusal"),
    [
        (None, NotSaidBack),
        (replace(UNDERSTOOD, said=replace(UNDERSTOOD.said, may_refuse="")), NotSaidBack),
        (replace(UNDERSTOOD, fit=FitToDecide.NO), NotFitToDecide),
        (replace(UNDERSTOOD, fit=FitToDecide.WITH_HELP), HelperNotNamed),
    ],
)
def test_nothing_is_kept_where_he_cannot_decide_or_was_not_asked(
    database: Database, world: World, referral: Referral, understanding: Understanding | None, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        explain(database, world, referral, understanding)
    assert kept(database) == []


def test_whoever_needs_somebody_beside_him_can_decide_with_him(
    database: Database, world: World, referral: Referral
) -> None:
    explain(database, world, referral, replace(UNDERSTOOD, fit=FitToDecide.WITH_HELP), interpreter="A. Ionescu")
    assert [fit for fit, _, _ in kept(database)] == [FitToDecide.WITH_HELP]
