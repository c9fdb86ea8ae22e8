"""Explaining the offer again: what he said back is kept with it, and nobody who cannot decide goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from programme.actions.accept_offer import accept_offer
from programme.actions.ask_for_advice import ask_for_advice
from programme.actions.change_programme import change_programme
from programme.actions.correct_offence import correct_offence
from programme.actions.explain_offer import explain_offer
from programme.actions.make_offer import make_offer
from programme.actions.record_caution import record_caution
from programme.courses.help_line import HelpLine
from programme.courses.models import Programme
from programme.offers.case_to_offer import case_to_offer
from programme.offers.models import ExplanationGiven, FitToDecide, Offer, ToldBack
from programme.offers.refusals import WordsChanged
from programme.offers.states import OfferState
from programme.offers.teach_back import Said, Understanding
from programme.offers.told_at_refusals import ToldBeforeCorrected
from programme.offers.understanding_refusals import HelperNotNamed, InterpreterNotNamed, NotFitToDecide, NotSaidBack
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import COMMAND_LINE
from programme.shared.refusal import Refusal
from programme.storage.database import Database
from tests.support.builders import NOW, UNDERSTOOD, World, a_referral, a_world, an_offer, himself, read, signed, told


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


def test_whoever_is_on_record_with_an_interpreter_has_one_or_it_is_said_why_not(
    database: Database, world: World, referral: Referral
) -> None:
    on_record(database, "Polish")
    with pytest.raises(InterpreterNotNamed):
        explain(database, world, referral, UNDERSTOOD, appropriate_adult="M. Rowe, his sister")
    assert kept(database) == []
    explain(database, world, referral, UNDERSTOOD, interpreter="A. Nowak")
    explain(database, world, referral, UNDERSTOOD, no_interpreter_because="He grew up here.")
    why = read(database, lambda db: list(db.scalars(select(ExplanationGiven.no_interpreter_because))))
    assert why == ["", "He grew up here."]


def on_record(database: Database, language: str) -> None:
    database.write_now(lambda db: db.execute(update(Person).values(interpreter=language)))


def test_an_explanation_that_is_typed_later_keeps_what_was_so_when_he_was_told(
    database: Database, world: World
) -> None:
    """Told on the first day, then he asked for advice, which moves his day, and said yes; typed after that."""
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, route="conditional_caution")
    made = database.write_now(
        make_offer, actor=world.custody, now=NOW, reference=referral.reference, secret_hash="-", told=told()
    )
    offer = read(database, lambda db: db.get_one(Offer, made.offer_id))
    version = offer.words_version
    first, second, third = (NOW + timedelta(days=days) for days in (1, 2, 3))
    database.write_now(ask_for_advice, actor=himself(offer), now=first, words_version=version)
    database.write_now(accept_offer, actor=himself(offer), now=second, words_version=version)
    for at in (NOW + timedelta(hours=1), first + timedelta(hours=1), third):
        facts = told(at=at)
        database.write_now(explain_offer, actor=world.custody, now=third, reference=referral.reference, told=facts)

    wanted = select(ExplanationGiven).where(ExplanationGiven.how == "in_person").order_by(ExplanationGiven.id)
    when_made, early, between, late = read(database, lambda db: list(db.execute(wanted).scalars()))
    assert (early.facts, early.holds) == (when_made.facts, when_made.holds)
    assert [one.facts["answer_by"] for one in (early, between, late)] == [
        "Monday 15 March 2027", "Monday 22 March 2027", "Monday 22 March 2027",
    ]  # fmt: skip
    assert ["said_yes" in one.holds for one in (early, between, late)] == [False, False, True]
    assert {one.facts["last_day"] for one in (early, between, late)} == {when_made.facts["last_day"]}, "it never moves"


def test_what_he_was_told_before_he_signed_is_kept_so_though_it_is_typed_after_that(
    database: Database, world: World
) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, route="conditional_caution")
    what: dict[str, Any] = {"actor": world.custody, "reference": referral.reference}
    database.write_now(make_offer, **what, now=NOW, secret_hash="-", told=told())
    at = NOW + timedelta(hours=3)
    database.write_now(record_caution, **what, now=at, caution=signed(signed_at=at))
    database.write_now(explain_offer, **what, now=at, told=told(at=NOW + timedelta(hours=1)))
    when_made, typed_later = kept_words(database)
    assert (typed_later.facts, typed_later.holds) == (when_made.facts, when_made.holds)
    assert when_made.facts["weeks"] == "16 weeks"


def kept_words(database: Database) -> list[ExplanationGiven]:
    wanted = select(ExplanationGiven).order_by(ExplanationGiven.id)
    return read(database, lambda db: list(db.execute(wanted).scalars()))


def test_other_words_than_those_of_the_page_are_kept_for_nobody(
    database: Database, world: World, referral: Referral
) -> None:
    shown = read(database, lambda db: case_to_offer(db, referral.reference, world.custody, now=NOW).telling)
    assert shown is not None
    explain(database, world, referral, UNDERSTOOD, shown=shown.mark)
    with pytest.raises(WordsChanged):
        explain(database, world, referral, UNDERSTOOD, shown="0" * 16)
    assert len(kept(database)) == 1


def test_nothing_is_kept_as_told_at_a_time_before_what_he_is_told_was_put_right(
    database: Database, world: World
) -> None:
    """Told of one day at ten; at noon it was put right to another; typed at one as told at ten."""
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, route="conditional_caution")
    told_it: dict[str, Any] = {"actor": replace(world.custody, rank="Sgt"), "reference": referral.reference}
    database.write_now(make_offer, **told_it, now=NOW, secret_hash="-", told=told())
    noon, one = NOW + timedelta(hours=2, seconds=20), NOW + timedelta(hours=3)
    earlier, was_at = referral.offence_at - timedelta(days=1), referral.offence_at
    corrected: dict[str, Any] = {"offence_at": earlier, "was_at": was_at, "reason": "The custody record says so."}
    database.write_now(correct_offence, **told_it, now=noon, **corrected)
    with pytest.raises(ToldBeforeCorrected):
        database.write_now(explain_offer, **told_it, now=one, told=told(at=noon - timedelta(minutes=1)))
    database.write_now(explain_offer, **told_it, now=one, told=told(at=noon.replace(second=0)))
    wanted = select(ExplanationGiven).order_by(ExplanationGiven.id)
    first, second = read(database, lambda db: list(db.execute(wanted).scalars()))
    assert first.facts["happened"] != second.facts["happened"]


def test_nothing_is_kept_as_told_before_the_help_number_in_it_was_another(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)
    told_it: dict[str, Any] = {"actor": replace(world.custody, rank="Sgt"), "reference": referral.reference}
    database.write_now(make_offer, **told_it, now=NOW, secret_hash="-", told=told())
    noon, one = NOW + timedelta(hours=2), NOW + timedelta(hours=3)
    line = HelpLine(
        "01632 960 002", read(database, lambda db: db.get_one(Programme, world.programme.id)).helpline_hours
    )
    change: dict[str, Any] = {"force_code": world.programme.force_code, "settings": line}
    database.write_now(change_programme, actor=COMMAND_LINE, now=noon, **change)
    with pytest.raises(ToldBeforeCorrected):
        database.write_now(explain_offer, **told_it, now=one, told=told(at=noon - timedelta(minutes=1)))
    database.write_now(explain_offer, **told_it, now=one, told=told(at=noon))
    assert "01632 960 002" in kept_words(database)[-1].facts["helpline"]
