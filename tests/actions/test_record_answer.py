"""The answer that he gave to somebody: by whom and how it was taken down, and the same follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from programme.actions.lapse_offer import lapse_offer
from programme.actions.record_answer import record_answer
from programme.history.timeline import timeline
from programme.notices.catalogue import FOR_A_PERSON
from programme.notices.models import Delivery, OutboxMessage
from programme.offers.models import Answer, ExplainedHow, ExplanationGiven, FitToDecide, Offer
from programme.offers.refusals import AnswerDayOver, NoAnswerWanted
from programme.offers.states import OfferState
from programme.offers.teach_back import Said, Understanding
from programme.offers.told_at_refusals import AnsweredBeforeOffer, ExplainedAtWrong
from programme.offers.understanding_refusals import HelperNotNamed, InterpreterNotNamed, NotFitToDecide
from programme.outcomes.models import GivenAnswer, Result, ResultReason, Verdict
from programme.outcomes.states import ReturnState
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.refusals import ReasonMissing
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER, Actor, Door
from programme.shared.refusal import NotFound, Refusal
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_referral, a_world, an_offer, read, told
from tests.support.consent import ALL_SETTLED


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def take_down(database: Database, world: World, referral: Referral, answer: GivenAnswer, **more: Any) -> None:
    database.write_now(
        record_answer,
        actor=more.pop("actor", world.custody),
        now=more.pop("now", NOW),
        reference=referral.reference,
        answer=answer,
        reason=more.pop("reason", ""),
        told=more.pop("told", told(how=ExplainedHow.BY_TELEPHONE, by="PC B. Other", interpreter="A. Ionescu")),
    )


def explained(database: Database) -> list[ExplanationGiven]:
    return read(database, lambda db: list(db.execute(select(ExplanationGiven)).scalars()))


def offered(database: Database, world: World) -> tuple[Referral, Offer]:
    referral = a_referral(database, world, state=ReferralState.OFFERED, eligibility=ALL_SETTLED)
    limit = NOW + timedelta(days=9)
    return referral, an_offer(database, referral, state=OfferState.OPEN, answer_limit_at=limit)


@pytest.mark.parametrize(
    ("answer", "state", "kept", "case"),
    [
        (GivenAnswer.ACCEPT, OfferState.ACCEPTED, Answer.ACCEPTED, ReferralState.ACCEPTED),
        (GivenAnswer.DECLINE, OfferState.DECLINED, Answer.DECLINED, ReferralState.RETURNED),
        (GivenAnswer.ADVICE, OfferState.OPEN, None, ReferralState.OFFERED),
    ],
)
def test_the_same_follows_as_from_his_own_answer_and_who_took_it_down_is_kept(
    database: Database,
    world: World,
    answer: GivenAnswer,
    state: OfferState,
    kept: Answer | None,
    case: ReferralState,
) -> None:
    referral, offer = offered(database, world)
    take_down(database, world, referral, answer)
    row = read(database, lambda db: db.get_one(Offer, offer.id))
    assert (row.state, row.answer) == (state, kept)
    assert (row.advice_wanted_at is not None) is (answer is GivenAnswer.ADVICE)
    assert read(database, lambda db: db.get_one(Referral, referral.id)).state is case
    (brought,) = explained(database)
    assert (brought.how, brought.given_by) == (ExplainedHow.BY_TELEPHONE, "PC B. Other")
    assert brought.interpreter == "A. Ionescu"
    taken = [
        moment for moment in read(database, lambda db: timeline(db, referral.id)) if moment.event == "answer_recorded"
    ]
    assert [moment.who for moment in taken] == ["Sgt A. Desk, Custody"]
    assert "By telephone, by PC B. Other" in taken[0].words


def test_a_change_of_mind_after_a_yes_can_be_taken_down_too(database: Database, world: World) -> None:
    referral, offer = offered(database, world)
    take_down(database, world, referral, GivenAnswer.ACCEPT)
    take_down(database, world, referral, GivenAnswer.DECLINE, now=NOW + timedelta(minutes=5))
    assert read(database, lambda db: db.get_one(Offer, offer.id)).answer is Answer.CHANGED_MIND
    assert read(database, lambda db: db.execute(select(Result.reason)).scalar_one()) is ResultReason.OFFER_DECLINED


def test_nothing_is_taken_down_too_late_or_before_it_was_explained_or_without_an_offer(
    database: Database, world: World
) -> None:
    referral, offer = offered(database, world)
    late = told(at=offer.answer_by_at)
    with pytest.raises(AnswerDayOver):
        take_down(database, world, referral, GivenAnswer.ACCEPT, now=offer.answer_by_at, told=late)
    early = told(at=offer.made_at - timedelta(minutes=2))
    with pytest.raises(AnsweredBeforeOffer):
        take_down(database, world, referral, GivenAnswer.ACCEPT, told=early)
    with pytest.raises(ExplainedAtWrong):
        take_down(database, world, referral, GivenAnswer.ACCEPT, told=told(at=NOW + timedelta(hours=1)))
    assert explained(database) == []
    with pytest.raises(NoAnswerWanted):
        take_down(database, world, a_referral(database, world, state=ReferralState.ELIGIBLE), GivenAnswer.ACCEPT)


CANNOT = Understanding(FitToDecide.NO, Said())
ALONE = Understanding(FitToDecide.WITH_HELP, Said())


@pytest.mark.parametrize("answer", [GivenAnswer.ACCEPT, GivenAnswer.DECLINE])
@pytest.mark.parametrize(("how_he_was", "refusal"), [(CANNOT, NotFitToDecide), (ALONE, HelperNotNamed)])
def test_neither_a_yes_nor_a_no_is_taken_of_whoever_cannot_decide(
    database: Database, world: World, answer: GivenAnswer, how_he_was: Understanding, refusal: type[Refusal]
) -> None:
    referral, offer = offered(database, world)
    with pytest.raises(refusal):
        take_down(database, world, referral, answer, told=told(understanding=how_he_was))
    assert explained(database) == []
    assert read(database, lambda db: db.get_one(Offer, offer.id)).state is OfferState.OPEN
    assert read(database, lambda db: db.get_one(Referral, referral.id)).state is ReferralState.OFFERED


def test_neither_a_yes_nor_a_no_is_taken_without_the_interpreter_that_he_is_on_record_with(
    database: Database, world: World
) -> None:
    referral, _ = offered(database, world)
    database.write_now(lambda db: db.execute(update(Person).values(interpreter="Polish")))
    for answer in (GivenAnswer.ACCEPT, GivenAnswer.DECLINE):
        with pytest.raises(InterpreterNotNamed):
            take_down(database, world, referral, answer, told=told())
    take_down(database, world, referral, GivenAnswer.ADVICE, told=told())
    assert explained(database) == [], "he asks for advice, and nothing was explained to him"
    take_down(database, world, referral, GivenAnswer.DECLINE, told=told(interpreter="A. Nowak"))
    assert len(explained(database)) == 1


@pytest.mark.parametrize("how_he_was", [None, replace(CANNOT, fit=FitToDecide.YES), ALONE])
def test_before_a_no_he_is_asked_nothing(database: Database, world: World, how_he_was: Understanding | None) -> None:
    referral, offer = offered(database, world)
    with_somebody = told(understanding=how_he_was, appropriate_adult="M. Rowe, his sister")
    take_down(database, world, referral, GivenAnswer.DECLINE, told=with_somebody)
    assert read(database, lambda db: db.get_one(Offer, offer.id)).state is OfferState.DECLINED
    assert len(explained(database)) == 1


@pytest.mark.parametrize(("how_he_was", "kept"), [(CANNOT, 0), (ALONE, 0), (None, 1)])
def test_a_wish_for_advice_is_taken_of_anybody_and_no_explanation_that_he_could_not_follow(
    database: Database, world: World, how_he_was: Understanding | None, kept: int
) -> None:
    referral, offer = offered(database, world)
    take_down(database, world, referral, GivenAnswer.ADVICE, told=told(understanding=how_he_was))
    assert read(database, lambda db: db.get_one(Offer, offer.id)).advice_wanted_at == NOW
    assert len(explained(database)) == kept


def test_another_force_finds_no_such_case(database: Database, world: World) -> None:
    referral, _ = offered(database, world)
    with pytest.raises(NotFound):
        take_down(database, world, referral, GivenAnswer.ACCEPT, actor=Actor(Door.CUSTODY, 9, "X", force_code="44"))


# ---- given in time, typed late


def lapsed(database: Database, offer: Offer) -> datetime:
    """The offer lapses by itself; returns when."""
    at = offer.answer_by_at + timedelta(minutes=5)
    database.write_now(lapse_offer, actor=WORKER, now=at, offer_id=offer.id)
    return at


def standing_results(database: Database) -> list[tuple[Verdict, ResultReason]]:
    wanted = select(Result).where(Result.state != ReturnState.SUPERSEDED)
    return [(one.verdict, one.reason) for one in read(database, lambda db: db.execute(wanted).scalars().all())]


@pytest.mark.parametrize("answer", list(GivenAnswer))
def test_an_answer_counts_from_when_he_gave_it(database: Database, world: World, answer: GivenAnswer) -> None:
    """The clerk types it an hour later, when the time to answer is over and the offer has not lapsed yet."""
    referral, offer = offered(database, world)
    said_at = offer.answer_by_at - timedelta(minutes=30)
    take_down(database, world, referral, answer, now=offer.answer_by_at + timedelta(minutes=1), told=told(at=said_at))
    row = read(database, lambda db: db.get_one(Offer, offer.id))
    assert (row.advice_wanted_at if answer is GivenAnswer.ADVICE else row.answered_at) == said_at
    event = {"accept": "offer_accepted", "decline": "offer_declined", "advice": "advice_asked_for"}[answer.value]
    moments = {moment.event: moment for moment in read(database, lambda db: timeline(db, referral.id))}
    assert moments[event].happened_at == said_at


@pytest.mark.parametrize(
    ("answer", "results"),
    [(GivenAnswer.ACCEPT, []), (GivenAnswer.DECLINE, [(Verdict.HIS_ANSWER, ResultReason.OFFER_DECLINED)])],
)
def test_one_that_he_gave_in_time_undoes_the_lapse(
    database: Database, world: World, answer: GivenAnswer, results: list[tuple[Verdict, ResultReason]]
) -> None:
    referral, offer = offered(database, world)
    said_at = offer.answer_by_at - timedelta(minutes=30)
    now = lapsed(database, offer)
    assert standing_results(database) == [(Verdict.FAILED, ResultReason.OFFER_LAPSED)]
    said: dict[str, Any] = {"now": now + timedelta(hours=1), "told": told(at=said_at)}
    with pytest.raises(ReasonMissing):
        take_down(database, world, referral, answer, **said)
    take_down(database, world, referral, answer, **said, reason="The desk was alone that evening.")
    row = read(database, lambda db: db.get_one(Offer, offer.id))
    assert (row.answered_at, row.lapse_undone_because) == (said_at, "The desk was alone that evening.")
    assert standing_results(database) == results


def test_one_that_he_gave_too_late_undoes_nothing(database: Database, world: World) -> None:
    referral, offer = offered(database, world)
    now = lapsed(database, offer)
    late = told(at=offer.answer_by_at)
    with pytest.raises(AnswerDayOver):
        take_down(database, world, referral, GivenAnswer.DECLINE, now=now, told=late, reason="A reason.")
    with pytest.raises(AnswerDayOver):
        take_down(database, world, referral, GivenAnswer.ADVICE, now=now, told=late, reason="A reason.")
    assert standing_results(database) == [(Verdict.FAILED, ResultReason.OFFER_LAPSED)]


def test_advice_that_he_asked_for_in_time_undoes_the_lapse_until_its_own_day_is_over(
    database: Database, world: World
) -> None:
    referral, offer = offered(database, world)
    limit_at, in_time = NOW + timedelta(days=9), told(at=offer.answer_by_at - timedelta(minutes=30))
    now = lapsed(database, offer)
    said: dict[str, Any] = {"told": in_time, "reason": "The desk was alone that evening."}
    with pytest.raises(NoAnswerWanted):
        take_down(database, world, referral, GivenAnswer.ADVICE, now=limit_at, **said)
    take_down(database, world, referral, GivenAnswer.ADVICE, now=now, **said)
    row = read(database, lambda db: db.get_one(Offer, offer.id))
    assert (row.state, row.advice_wanted_at, row.answer_by_at) == (OfferState.OPEN, in_time.at, limit_at)
    assert read(database, lambda db: db.get_one(Referral, referral.id)).state is ReferralState.OFFERED
    assert standing_results(database) == []
    owed = read(database, lambda db: list(db.scalars(select(OutboxMessage).order_by(OutboxMessage.id))))
    to_him = [(one.notice, one.state is Delivery.STALE) for one in owed if one.notice in FOR_A_PERSON]
    assert to_him == [("offer_lapsed", True), ("advice_asked_for", False)]
