"""An offence code that says that somebody needs protecting, put in by correction, is a concern."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from programme.actions.correct_record import CorrectedRecord, correct_record
from programme.actions.settle_eligibility import settle_eligibility
from programme.concerns.models import Concern, Sign
from programme.concerns.refusals import StoppedForSafeguarding
from programme.concerns.settling import Answers
from programme.concerns.states import ConcernState
from programme.duties.models import Task, TaskKind
from programme.eligibility.rules import NO_CONCERN, PROGRAMME_OFFENCE
from programme.insight.case_record import record_change_shown
from programme.notices.models import OutboxMessage
from programme.offers.states import OfferState
from programme.outcomes.correcting import Then
from programme.people.models import SafeContact
from programme.referrals.corrections import RecordPart
from programme.referrals.criteria import Status
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_person,
    a_referral,
    a_world,
    an_account,
    an_offer,
    read,
)

THE_PROGRAMMES, A_CHILDS, EXPLOITED, REPEALED = "SX03213", "SX03104", "SX03212", "SX85001"


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def correct(database: Database, world: World, referral: Referral, code: str) -> CorrectedRecord:
    return database.write_now(
        correct_record,
        actor=world.custody,
        now=NOW,
        reference=referral.reference,
        part=RecordPart.OFFENCE,
        facts={"offence_code": code},
        reason="The charge sheet says so.",
    )


def case_now(database: Database, referral: Referral) -> Referral:
    found: Referral = read(database, lambda db: db.get_one(Referral, referral.id))
    return found


def not_met(referral: Referral) -> set[str]:
    return {one.code for one in referral.eligibility if one.status is Status.NOT_MET}


def concerns(database: Database, referral: Referral) -> list[Concern]:
    wanted = select(Concern).where(Concern.referral_id == referral.id)
    return list(read(database, lambda db: db.execute(wanted).scalars().all()))


@pytest.mark.parametrize(("code", "sign"), [(A_CHILDS, Sign.UNDER_18), (EXPLOITED, Sign.CONTROLLED)])
def test_a_place_and_the_offer_go_back_safeguarding_is_told_and_he_never_why(
    database: Database, world: World, code: str, sign: Sign
) -> None:
    named = an_account(database, Door.ADMIN, roles=frozenset({Role.SAFEGUARDING}), force_code="43")
    him = a_person(database, email="he@example.org", safe_contact=SafeContact.ANY)
    case = a_referral(database, world, him, state=ReferralState.BOOKED)
    offer = an_offer(database, case, state=OfferState.ACCEPTED)
    a_booking(database, world, a_course_date(database, world), case)
    shown = read(
        database,
        lambda db: record_change_shown(
            db, case.reference, world.custody, RecordPart.OFFENCE, {"offence_code": code}, now=NOW
        ),
    )

    done = correct(database, world, case, code)

    assert (shown.follows, shown.change) == (done.follows, done.change)
    assert (done.follows.then, done.follows.signs) == (Then.STOPPED_TO_PROTECT, frozenset({sign}))
    stopped = case_now(database, case)
    assert (stopped.state, stopped.offence_code) == (ReferralState.INELIGIBLE, code)
    assert not_met(stopped) == {PROGRAMME_OFFENCE, NO_CONCERN}
    assert read(database, lambda db: db.get_one(type(offer), offer.id)).state is OfferState.WITHDRAWN
    messages = read(database, lambda db: db.execute(select(OutboxMessage)).scalars().all())
    told = {one.notice: one for one in messages}
    assert told["concern_raised"].address == named.email
    assert [one.notice for one in messages if one.address == "he@example.org"] == ["offer_withdrawn"]
    assert told["offer_withdrawn"].facts == {"refund_pence": 9500}


def test_nobody_types_away_what_safeguarding_decides(database: Database, world: World) -> None:
    case = a_referral(database, world, state=ReferralState.OFFERED)
    an_offer(database, case)
    correct(database, world, case, A_CHILDS)

    correct(database, world, case, THE_PROGRAMMES)

    assert not_met(case_now(database, case)) == {NO_CONCERN}
    assert [one.state for one in concerns(database, case)] == [ConcernState.OPEN]
    with pytest.raises(StoppedForSafeguarding):
        database.write_now(
            settle_eligibility,
            actor=world.custody,
            now=NOW,
            reference=case.reference,
            answers=Answers(earlier_course=False),
        )


def test_another_code_that_is_not_the_programmes_is_put_to_a_human_and_stops_nothing(
    database: Database, world: World
) -> None:
    case = a_referral(database, world, state=ReferralState.OFFERED)
    an_offer(database, case)

    done = correct(database, world, case, REPEALED)

    assert (done.follows.then, done.follows.signs) == (Then.GOES_ON, frozenset())
    assert case_now(database, case).state is ReferralState.OFFERED
    kinds = select(Task.kind).where(Task.referral_id == case.id)
    assert TaskKind.LOOK_AGAIN in read(database, lambda db: db.execute(kinds).scalars().all())


def test_on_the_day_of_his_course_safeguarding_is_told_and_the_register_decides(
    database: Database, world: World
) -> None:
    case = a_referral(database, world, state=ReferralState.BOOKED)
    an_offer(database, case, state=OfferState.ACCEPTED)
    a_booking(database, world, a_course_date(database, world, starts_at=NOW - timedelta(hours=1)), case)

    done = correct(database, world, case, A_CHILDS)

    assert done.follows.then is Then.LEFT_TO_THE_REGISTER
    assert case_now(database, case).state is ReferralState.BOOKED
    assert [one.signs for one in concerns(database, case)] == [{Sign.UNDER_18}]
    assert correct(database, world, case, EXPLOITED).follows.signs == frozenset(), "one concern at a time"


@pytest.mark.parametrize("state", [ReferralState.ELIGIBLE, ReferralState.UNDECIDED])
def test_before_an_offer_it_is_a_concern_too(database: Database, world: World, state: ReferralState) -> None:
    case = a_referral(database, world, state=state)

    done = correct(database, world, case, A_CHILDS)

    assert done.follows.then is Then.DECIDED_AGAIN
    assert not_met(case_now(database, case)) >= {PROGRAMME_OFFENCE, NO_CONCERN}
    assert [one.state for one in concerns(database, case)] == [ConcernState.OPEN]


def test_what_shared_its_night_stands_on_its_own_when_it_stops(database: Database, world: World) -> None:
    him = a_person(database)
    case = a_referral(database, world, him, state=ReferralState.OFFERED)
    an_offer(database, case)
    at = case.offence_at + timedelta(hours=1)
    tied = a_referral(database, world, him, state=ReferralState.TIED, tied_to_id=case.id, offence_at=at)

    correct(database, world, case, A_CHILDS)

    assert case_now(database, tied).state is not ReferralState.TIED
    kinds = select(Task.kind).where(Task.referral_id == tied.id)
    assert TaskKind.LOOK_AGAIN in read(database, lambda db: db.execute(kinds).scalars().all())


def test_the_case_that_it_went_with_stops_too(database: Database, world: World) -> None:
    him = a_person(database)
    lead = a_referral(database, world, him)
    a_booking(database, world, a_course_date(database, world), lead)
    at = lead.offence_at + timedelta(minutes=30)
    tied = a_referral(database, world, him, state=ReferralState.TIED, tied_to_id=lead.id, offence_at=at)

    correct(database, world, tied, A_CHILDS)

    for one in (tied, lead):
        assert case_now(database, one).state is ReferralState.INELIGIBLE
        assert [concern.signs for concern in concerns(database, one)] == [{Sign.UNDER_18}]


@pytest.mark.parametrize("state", [ReferralState.RETURNED, ReferralState.ACKNOWLEDGED, ReferralState.CLOSED])
@pytest.mark.parametrize(("code", "sign"), [(A_CHILDS, Sign.UNDER_18), (EXPLOITED, Sign.CONTROLLED)])
def test_after_the_result_safeguarding_is_told_and_the_result_stays(
    database: Database, world: World, state: ReferralState, code: str, sign: Sign
) -> None:
    named = an_account(database, Door.ADMIN, roles=frozenset({Role.SAFEGUARDING}), force_code="43")
    case = a_referral(database, world, state=state)

    done = correct(database, world, case, code)

    assert (done.follows.then, done.follows.signs) == (Then.TOLD_TO_PROTECT, frozenset({sign}))
    assert case_now(database, case).state is state
    assert [(one.signs, one.state) for one in concerns(database, case)] == [(frozenset({sign}), ConcernState.OPEN)]
    messages = read(database, lambda db: db.execute(select(OutboxMessage)).scalars().all())
    assert [one.notice for one in messages if one.address == named.email] == ["concern_raised"]
    assert correct(database, world, case, REPEALED).follows.then is Then.RECORD_ONLY


def test_a_withdrawn_case_is_no_way_round_it(database: Database, world: World) -> None:
    case = a_referral(database, world, state=ReferralState.WITHDRAWN)

    correct(database, world, case, A_CHILDS)

    assert [one.signs for one in concerns(database, case)] == [{Sign.UNDER_18}]
    assert correct(database, world, case, EXPLOITED).follows.then is Then.RECORD_ONLY, "one concern at a time"
