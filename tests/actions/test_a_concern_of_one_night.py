"""Signs that are seen in one case stop the other of that night too, where something was offered in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from programme.actions.correct_offence import correct_offence
from programme.actions.decide_concern import decide_concern
from programme.actions.raise_concern import raise_concern
from programme.actions.withdraw_referral import withdraw_referral
from programme.concerns.models import Concern, Sign
from programme.concerns.refusals import ConcernIsOpen
from programme.concerns.states import ConcernEvent, ConcernState
from programme.eligibility.circumstances import UNSAID, Circumstances
from programme.history.timeline import timeline
from programme.notices.models import OutboxMessage
from programme.outcomes.models import Mistake
from programme.people.models import Person
from programme.referrals.criteria import Status
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_concern,
    a_course_date,
    a_force,
    a_person,
    a_referral,
    a_world,
    an_account,
    an_offer,
    read,
)
from tests.support.referring import PLAIN, an_officer, case_of, ended_as_mistake, refer, row_of, settle, who_he_is

SIGNS = frozenset({Sign.UNDER_18, Sign.CONTROLLED})


@pytest.fixture
def world(database: Database) -> World:
    found = a_world(database)
    an_officer(database)
    return found


def concerns(database: Database, case: Referral) -> list[Concern]:
    wanted = select(Concern).where(Concern.referral_id == case.id).order_by(Concern.id)
    return list(read(database, lambda db: db.execute(wanted).scalars().all()))


def booked(database: Database, world: World, him: Person | None = None, **facts: object) -> Referral:
    """A case with an accepted offer and a paid place."""
    case = a_referral(database, world, him, **facts)
    an_offer(database, case)
    a_booking(database, world, a_course_date(database, world), case)
    return case


def referred_and_booked(database: Database, world: World) -> Referral:
    case = case_of(database, refer(database, world.custody).reference)
    an_offer(database, case)
    a_booking(database, world, a_course_date(database, world), case)
    return case


AN_HOUR_LATER = replace(PLAIN, offence_at=PLAIN.offence_at + timedelta(hours=1), custody_reference="HA/1002/27")


def test_a_new_case_of_the_night_with_signs_stops_the_place_of_the_first(database: Database, world: World) -> None:
    named = an_account(database, Door.ADMIN, roles=frozenset({Role.SAFEGUARDING}), force_code="43")
    first = referred_and_booked(database, world)

    second = refer(database, world.custody, AN_HOUR_LATER, signs=SIGNS)

    assert case_of(database, first.reference).state is ReferralState.INELIGIBLE
    assert [(one.signs, one.state) for one in concerns(database, first)] == [(SIGNS, ConcernState.OPEN)]
    told = select(OutboxMessage.facts).where(
        OutboxMessage.notice == "concern_raised", OutboxMessage.address == named.email
    )
    about = {one["reference"] for one in read(database, lambda db: db.execute(told).scalars().all())}
    assert about == {first.reference, second.reference}
    said = [one.facts for one in read(database, lambda db: timeline(db, first.id)) if one.event == "concern_raised"]
    assert [one["told"] for one in said] == [
        f"The named safeguarding role was told. It was raised in case {second.reference}, of the same night."
    ]


def test_an_answer_with_signs_in_the_other_case_stops_it_too(database: Database, world: World) -> None:
    first = referred_and_booked(database, world)
    second = refer(database, world.custody, replace(AN_HOUR_LATER, circumstances=UNSAID))

    settle(
        database,
        world.custody,
        second.reference,
        circumstances=Circumstances(no_concern=False),
        signs=(Sign.TRAFFICKED,),
    )

    assert case_of(database, first.reference).state is ReferralState.INELIGIBLE
    assert [one.signs for one in concerns(database, first)] == [{Sign.TRAFFICKED}]


def test_one_of_another_night_or_of_another_force_goes_on(database: Database, world: World) -> None:
    a_force(database, "34")
    him = a_person(database)
    stopped = a_referral(database, world, him, state=ReferralState.ELIGIBLE)
    far = booked(database, world, him, offence_at=stopped.offence_at - timedelta(hours=12))
    theirs = a_referral(
        database, world, him, force_code="34", state=ReferralState.OFFERED, offence_at=stopped.offence_at
    )
    waits = a_referral(
        database, world, him, state=ReferralState.UNDECIDED, offence_at=stopped.offence_at + timedelta(hours=1)
    )

    database.write_now(raise_concern, actor=world.custody, now=NOW, reference=stopped.reference, signs=SIGNS)

    assert [concerns(database, one) for one in (far, theirs, waits)] == [[], [], []]
    assert case_of(database, far.reference).state is ReferralState.BOOKED


def test_it_stops_when_a_human_finds_that_both_are_his(database: Database, world: World) -> None:
    first = referred_and_booked(database, world)
    maybe = replace(AN_HOUR_LATER, surname="Nguyan", pnc_id="")
    second = refer(database, world.custody, maybe, signs=SIGNS)
    assert concerns(database, first) == []

    who_he_is(database, world.custody, second.reference, first.reference, is_same=True)

    assert [one.signs for one in concerns(database, first)] == [SIGNS]


def test_it_stops_when_the_corrected_time_is_of_that_night(database: Database, world: World) -> None:
    him = a_person(database)
    first = booked(database, world, him)
    stopped = a_referral(
        database, world, him, state=ReferralState.INELIGIBLE, offence_at=first.offence_at - timedelta(days=2)
    )
    a_concern(database, stopped)

    database.write_now(
        correct_offence,
        actor=world.custody,
        now=NOW,
        reference=stopped.reference,
        offence_at=first.offence_at - timedelta(hours=1),
        was_at=stopped.offence_at,
        reason="It was another night.",
    )

    assert [one.state for one in concerns(database, first)] == [ConcernState.OPEN]


def test_what_safeguarding_let_go_on_is_not_stopped_again_by_the_same_signs(database: Database, world: World) -> None:
    first = referred_and_booked(database, world)
    second = refer(database, world.custody, AN_HOUR_LATER, signs=SIGNS)
    database.write_now(
        decide_concern,
        actor=world.safeguarding,
        now=NOW + timedelta(hours=1),
        reference=first.reference,
        decision=ConcernEvent.CLEARED,
        reason="She was looked after.",
    )
    third = replace(AN_HOUR_LATER, offence_at=PLAIN.offence_at + timedelta(hours=2), custody_reference="HA/1003/27")

    refer(database, world.custody, third)

    assert [one.state for one in concerns(database, first)] == [ConcernState.CLEARED]
    assert [one.state for one in concerns(database, case_of(database, second.reference))] == [ConcernState.OPEN]


def test_one_that_could_be_offered_is_stopped_with_it(database: Database, world: World) -> None:
    him = a_person(database)
    stopped = a_referral(database, world, him, state=ReferralState.ELIGIBLE)
    free = a_referral(
        database, world, him, state=ReferralState.ELIGIBLE, offence_at=stopped.offence_at + timedelta(hours=1)
    )

    database.write_now(raise_concern, actor=world.custody, now=NOW, reference=stopped.reference, signs=SIGNS)

    assert [one.state for one in concerns(database, free)] == [ConcernState.OPEN]
    assert case_of(database, free.reference).state is ReferralState.INELIGIBLE


def test_what_led_the_night_goes_with_nobody_once_it_is_stopped_and_the_other_waits_for_a_human(
    database: Database, world: World
) -> None:
    lead = refer(database, world.custody)
    other = refer(database, world.custody, AN_HOUR_LATER)
    assert case_of(database, other.reference).state is ReferralState.TIED

    database.write_now(raise_concern, actor=world.custody, now=NOW, reference=lead.reference, signs=SIGNS)
    settle(database, world.custody, other.reference, earlier_course=False)

    assert case_of(database, lead.reference).tied_to_id is None
    left = case_of(database, other.reference)
    assert left.state is ReferralState.UNDECIDED
    assert row_of(left, "no_open_case").status is Status.UNKNOWN


@pytest.mark.parametrize("withdrawn", [False, True])
def test_an_answer_that_frees_the_other_stops_it_too_and_safeguarding_decides_it(
    database: Database, world: World, withdrawn: bool
) -> None:
    """Whatever became of the case in which the signs were seen: nobody has said that he can go to a course for it."""
    stopped = refer(database, world.custody, signs=SIGNS)
    other = refer(database, world.custody, AN_HOUR_LATER)
    if withdrawn:
        reason = WithdrawalReason.EVIDENCE
        database.write_now(withdraw_referral, actor=world.custody, now=NOW, reference=stopped.reference, reason=reason)
    else:
        settle(database, world.custody, other.reference, goes_on_beside=True)

    case = case_of(database, other.reference)
    assert (case.state, [one.signs for one in concerns(database, case)]) == (ReferralState.INELIGIBLE, [SIGNS])
    database.write_now(
        decide_concern,
        actor=world.safeguarding,
        now=NOW + timedelta(hours=1),
        reference=other.reference,
        decision=ConcernEvent.CLEARED,
        reason="She was looked after.",
    )
    assert case_of(database, other.reference).state is not ReferralState.INELIGIBLE
    assert [one.state for one in concerns(database, case)] == [ConcernState.CLEARED]


def a_stopped_twin(database: Database, world: World, stays: Referral) -> Referral:
    """The same offence as that of another case, on record once more: stopped, and withdrawn."""
    twin = a_referral(
        database, world, person_of_case(database, stays), state=ReferralState.WITHDRAWN, offence_at=stays.offence_at
    )
    a_concern(database, twin)
    return twin


def person_of_case(database: Database, case: Referral) -> Person:
    return read(database, lambda db: db.get_one(Person, case.person_id))


def test_what_was_recorded_twice_takes_its_concern_to_the_case_that_stays(database: Database, world: World) -> None:
    stays = booked(database, world)
    twin = a_stopped_twin(database, world, stays)

    done = ended_as_mistake(database, world.custody, twin.reference, Mistake.RECORDED_TWICE, right=stays.reference)

    assert done.right == stays.reference
    assert case_of(database, stays.reference).state is ReferralState.INELIGIBLE
    carried = concerns(database, stays)
    assert [(one.signs, one.state) for one in carried] == [(concerns(database, twin)[0].signs, ConcernState.OPEN)]


def test_with_its_result_the_case_that_stays_is_only_looked_at(database: Database, world: World) -> None:
    stays = a_referral(database, world, state=ReferralState.ACKNOWLEDGED)
    twin = a_stopped_twin(database, world, stays)

    ended_as_mistake(database, world.custody, twin.reference, Mistake.RECORDED_TWICE, right=stays.reference)

    assert case_of(database, stays.reference).state is ReferralState.ACKNOWLEDGED
    assert [one.state for one in concerns(database, stays)] == [ConcernState.OPEN]


def test_what_safeguarding_decided_since_in_the_case_that_stays_stands(database: Database, world: World) -> None:
    stays = a_referral(database, world, state=ReferralState.ACKNOWLEDGED)
    twin = a_stopped_twin(database, world, stays)
    a_concern(database, stays, state=ConcernState.CLEARED, decided_at=NOW, decided_by="S. Guard", reason="None.")

    ended_as_mistake(database, world.custody, twin.reference, Mistake.RECORDED_TWICE, right=stays.reference)

    assert [one.state for one in concerns(database, stays)] == [ConcernState.CLEARED]


@pytest.mark.parametrize("mistake", [Mistake.NOT_HIM, Mistake.NO_OFFENCE, Mistake.NO_ARREST])
def test_a_stopped_case_is_no_error_before_safeguarding_has_decided(
    database: Database, world: World, mistake: Mistake
) -> None:
    stopped = a_referral(database, world, state=ReferralState.WITHDRAWN)
    a_concern(database, stopped)
    with pytest.raises(ConcernIsOpen):
        ended_as_mistake(database, world.custody, stopped.reference, mistake)
    database.write_now(
        decide_concern,
        actor=world.safeguarding,
        now=NOW,
        reference=stopped.reference,
        decision=ConcernEvent.CLEARED,
        reason="She was looked after.",
    )
    ended_as_mistake(database, world.custody, stopped.reference, mistake)
    assert case_of(database, stopped.reference).state is ReferralState.CLOSED
