"""The caution document: its four contents, the warning, the rank; nobody books on its route before it is signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.actions.book_place import book_place
from programme.actions.explain_offer import explain_offer
from programme.actions.record_caution import record_caution
from programme.bookings.refusals import PaperFirst
from programme.clock.keeping import policy_for, recalculate_deadlines
from programme.history.timeline import timeline
from programme.notices.models import OutboxMessage
from programme.offers.models import Answer, CautionDocument, FitToDecide, Offer
from programme.offers.refusals import (
    CautionDateWrong,
    CautionNotWanted,
    CautionRankTooLow,
    CautionSignedAlready,
    ContentMissing,
    FinishDayTooLate,
    NothingToExplain,
    NothingToSign,
    SignedBeforeExplained,
    SignedTooLate,
    WarningNotGiven,
)
from programme.offers.states import OfferState
from programme.offers.teach_back import Said
from programme.offers.understanding_refusals import (
    HelperNotNamed,
    InterpreterNotNamed,
    NotSaidBack,
    NotSaidBackBeforeSigning,
    SolicitorNotAsked,
)
from programme.people.models import Person, SafeContact
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.shared.refusal import NotFound, Refusal
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    UNDERSTOOD,
    World,
    a_course_date,
    a_person,
    a_referral,
    a_world,
    an_offer,
    himself,
    read,
    signed,
    told,
)
from tests.support.jobs import lapse_offers

CAUTION = "conditional_caution"
BUSY = replace(UNDERSTOOD, said=Said("A day.", not_asked_because="He was busy."))
SAID_NO = {"advice_refused_because": "No need."}


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def record(database: Database, world: World, referral: Referral, **facts: Any) -> date:
    actor = facts.pop("actor", world.custody)
    found: date = database.write_now(
        record_caution, actor=actor, now=NOW, reference=referral.reference, caution=signed(**facts)
    )
    return found


def accepted(database: Database, world: World, **facts: Any) -> tuple[Referral, Offer]:
    referral = a_referral(database, world, **{"route": CAUTION, **facts})
    return referral, an_offer(database, referral)


def test_who_has_not_signed_cannot_book_and_who_has_can(database: Database, world: World) -> None:
    referral, offer = accepted(database, world)
    course = a_course_date(database, world)
    with pytest.raises(PaperFirst):
        database.write_now(book_place, actor=himself(offer), now=NOW, date_reference=course.reference)
    assert record(database, world, referral) == date(2027, 6, 21)
    database.write_now(book_place, actor=himself(offer), now=NOW, date_reference=course.reference)


@pytest.mark.parametrize("state", [OfferState.OPEN, OfferState.ACCEPTED])
def test_once_it_is_recorded_he_is_told_that_he_can_choose_a_date(
    database: Database, world: World, state: OfferState
) -> None:
    """Whether he had said yes before, or what he signed is his answer."""
    case = ReferralState.OFFERED if state is OfferState.OPEN else ReferralState.ACCEPTED
    him = a_person(database, email="he@example.org", safe_contact=SafeContact.ANY)
    referral = a_referral(database, world, him, route=CAUTION, state=case)
    an_offer(database, referral, state=state)
    a_course_date(database, world)
    complete_by_on = record(database, world, referral)
    told_him = read(database, lambda db: list(db.execute(select(OutboxMessage)).scalars()))
    assert [(one.notice, one.address) for one in told_him] == [("offer_accepted", "he@example.org")]
    assert told_him[0].facts == {"complete_by_on": complete_by_on.isoformat()}
    assert told_him[0].stale_at == datetime(2027, 6, 21, 23, tzinfo=UTC), "until the day to finish is over"


@pytest.mark.parametrize("recorded_late", [False, True])
def test_what_he_signed_is_his_answer_and_lapses_never(database: Database, world: World, recorded_late: bool) -> None:
    """Recorded the day after his time to answer was over too, before the sweep has run, where he signed in time."""
    referral = a_referral(database, world, route=CAUTION, state=ReferralState.OFFERED)
    answer_by_at = NOW - timedelta(minutes=1) if recorded_late else NOW + timedelta(days=14)
    offer = an_offer(database, referral, state=OfferState.OPEN, answer_by_at=answer_by_at)
    signed_at = NOW - timedelta(hours=2)
    record(database, world, referral, signed_at=signed_at)
    row = read(database, lambda db: db.get_one(Offer, offer.id))
    assert (row.state, row.answer, row.answered_at) == (OfferState.ACCEPTED, Answer.ACCEPTED, signed_at)
    assert row.answered_words_version == offer.words_version, "those that he was told"
    after = NOW + timedelta(days=15)
    assert lapse_offers(database, now=after).done == 0
    assert read(database, lambda db: db.get_one(Referral, referral.id)).state is ReferralState.ACCEPTED
    yes = read(
        database, lambda db: [moment for moment in timeline(db, referral.id) if moment.event == "offer_accepted"]
    )
    assert [moment.happened_at for moment in yes] == [signed_at]


def test_what_he_signed_after_his_time_to_answer_is_no_answer_and_the_offer_lapses(
    database: Database, world: World
) -> None:
    referral = a_referral(database, world, route=CAUTION, state=ReferralState.OFFERED)
    an_offer(database, referral, state=OfferState.OPEN, answer_by_at=NOW - timedelta(minutes=1))
    with pytest.raises(SignedTooLate):
        record(database, world, referral)
    assert lapse_offers(database, now=NOW).done == 1


def test_the_document_is_kept_as_he_signed_it_and_the_clock_is_reckoned_again(database: Database, world: World) -> None:
    referral, offer = accepted(database, world)
    record(database, world, referral, conditions="Come on a Saturday.", signed_at=NOW - timedelta(days=1))
    kept = read(database, lambda db: db.get_one(CautionDocument, offer.id))
    assert (kept.conditions, kept.given_by_rank, kept.warning_given) == ("Come on a Saturday.", "Sgt", True)
    assert (kept.fit, kept.offered) == (UNDERSTOOD.fit, UNDERSTOOD.said.offered)
    row = read(database, lambda db: db.get_one(Referral, referral.id))
    assert (row.cautioned_on, row.complete_by_on) == (date(2027, 2, 28), date(2027, 6, 18))
    moments = {moment.event: moment for moment in read(database, lambda db: timeline(db, referral.id))}
    assert set(moments) == {"clock_reckoned", "caution_recorded"}
    assert "Saturday" not in moments["caution_recorded"].words


@pytest.mark.parametrize(
    ("facts", "refusal", "field"),
    [
        *(({content: " "}, ContentMissing, content) for content in ("offence", "admission", "consent", "conditions")),
        ({"warning_given": False}, WarningNotGiven, "warning_given"),
        ({"advised_by": ""}, SolicitorNotAsked, "advice"),
        ({"understanding": None}, NotSaidBack, "said_offered"),
        ({"understanding": replace(UNDERSTOOD, fit=FitToDecide.WITH_HELP)}, HelperNotNamed, "interpreter"),
        ({"understanding": BUSY, "advised_by": "", **SAID_NO}, NotSaidBackBeforeSigning, "not_asked_because"),
        ({"given_by_rank": "PC"}, CautionRankTooLow, "given_by_rank"),
        ({"given_by_rank": "civilian"}, CautionRankTooLow, "given_by_rank"),
        ({"signed_at": NOW + timedelta(minutes=1)}, CautionDateWrong, "signed_on"),
        ({"signed_at": NOW - timedelta(days=22)}, CautionDateWrong, "signed_on"),
    ],
)
def test_what_the_law_asks_for_is_asked_for(
    database: Database, world: World, facts: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    referral, offer = accepted(database, world)
    with pytest.raises(refusal) as refused:
        record(database, world, referral, **facts)
    assert refused.value.field == field
    assert read(database, lambda db: db.get(CautionDocument, offer.id)) is None


def test_he_signs_with_the_interpreter_that_he_is_on_record_with_or_it_is_said_why_without(
    database: Database, world: World
) -> None:
    referral, offer = accepted(database, world)
    database.write_now(lambda db: db.execute(update(Person).values(interpreter="Polish")))
    with pytest.raises(InterpreterNotNamed):
        record(database, world, referral)
    record(database, world, referral, no_interpreter_because="He grew up here.")
    kept = read(database, lambda db: db.get_one(CautionDocument, offer.id))
    assert (kept.interpreter, kept.no_interpreter_because) == ("", "He grew up here.")


def test_a_later_day_in_the_conditions_than_the_one_that_holds_is_not_recorded(
    database: Database, world: World
) -> None:
    referral, offer = accepted(database, world)
    yesterday = NOW - timedelta(days=1)
    with pytest.raises(FinishDayTooLate):  # as the form starts it today
        record(database, world, referral, conditions="I finish it by Monday 21 June 2027.", signed_at=yesterday)
    assert read(database, lambda db: db.get(CautionDocument, offer.id)) is None
    finish_by_on = record(
        database, world, referral, conditions="I finish it by Friday 18 June 2027.", signed_at=yesterday
    )
    assert finish_by_on == date(2027, 6, 18)


def test_the_day_on_the_paper_that_he_signed_holds_where_it_is_sooner(database: Database, world: World) -> None:
    """Printed on Friday and signed on Monday: his case, his message and every later reckoning keep Friday's day."""
    him = a_person(database, email="he@example.org", safe_contact=SafeContact.ANY)
    referral = a_referral(database, world, him, route=CAUTION)
    an_offer(database, referral)
    assert record(database, world, referral, conditions="I finish it by Friday 18 June 2027.") == date(2027, 6, 18)
    message = read(database, lambda db: db.execute(select(OutboxMessage)).scalar_one())
    assert message.facts == {"complete_by_on": "2027-06-18"}

    def again(db: Session) -> date:
        row = db.get_one(Referral, referral.id)
        recalculate_deadlines(db, row, policy_for(db, row), now=NOW)
        return row.complete_by_on

    assert database.write_now(again) == date(2027, 6, 18)
    past, _ = accepted(database, world)
    assert record(database, world, past, conditions="I keep what I signed on 1 February 2027.") == date(2027, 6, 21)


def test_he_signs_nothing_before_it_was_explained_to_him(database: Database, world: World) -> None:
    """To the minute: later explanations, or a minute that had begun, keep nobody from recording it."""
    referral, _ = accepted(database, world)
    for at in (NOW - timedelta(minutes=5, seconds=-20), NOW):
        database.write_now(explain_offer, actor=world.custody, now=NOW, reference=referral.reference, told=told(at=at))
    with pytest.raises(SignedBeforeExplained) as refused:
        record(database, world, referral, signed_at=NOW - timedelta(minutes=6))
    assert refused.value.field == "signed_on"
    record(database, world, referral, signed_at=NOW - timedelta(minutes=5))


def test_one_document_stands_for_an_offer_and_a_route_without_one_has_none(database: Database, world: World) -> None:
    referral, _ = accepted(database, world)
    record(database, world, referral)
    with pytest.raises(CautionSignedAlready):
        record(database, world, referral)
    without, _ = accepted(database, world, route="deferred_prosecution")
    with pytest.raises(CautionNotWanted):
        record(database, world, without)


def test_there_must_be_an_offer_that_stands_to_sign_for_or_to_explain(database: Database, world: World) -> None:
    referral = a_referral(database, world, route=CAUTION)
    an_offer(database, referral, state=OfferState.LAPSED)
    with pytest.raises(NothingToSign):
        record(database, world, referral)
    with pytest.raises(NothingToExplain):
        database.write_now(explain_offer, actor=world.custody, now=NOW, reference=referral.reference, told=told())


def test_another_force_finds_no_such_case(database: Database, world: World) -> None:
    referral, _ = accepted(database, world)
    stranger = replace(Actor(Door.CUSTODY, 9, "X"), force_code="44", rank="Sgt")
    with pytest.raises(NotFound):
        record(database, world, referral, actor=stranger)
    with pytest.raises(NotFound):
        database.write_now(explain_offer, actor=stranger, now=NOW, reference=referral.reference, told=told())
