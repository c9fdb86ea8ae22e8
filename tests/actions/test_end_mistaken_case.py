"""A case that is none of its own is ended, and no running clock is lost by it: which can stand in its place, who sees
it, who takes it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.acknowledge_result import acknowledge_result
from programme.actions.correct_offence import CorrectedOffence, correct_offence
from programme.actions.correct_record import correct_record
from programme.actions.make_offer import make_offer
from programme.actions.take_back_disposal import take_back_disposal
from programme.actions.withdraw_referral import withdraw_referral
from programme.duties.models import ClockRung, Task, TaskKind
from programme.duties.states import RungState, TaskState
from programme.eligibility.rules import NO_OPEN_CASE
from programme.history.timeline import timeline
from programme.insight.case_file import one_case_file
from programme.insight.overview import mistakes_of_the_month
from programme.notices.models import OutboxMessage
from programme.offers.states import OfferState
from programme.outcomes.mistakes import StandsInPlace, check_right_case
from programme.outcomes.models import Disposal, Mistake, ResultReason
from programme.outcomes.refusals import (
    AnotherPersonNeeded,
    NobodyWouldWatch,
    NotTheRightCase,
    OthersPointHere,
    TakeBackFirst,
    WithdrawFirst,
)
from programme.outcomes.returning import return_case
from programme.outcomes.words import MISTAKE_WORDS, mistake_words, mistake_words_before
from programme.referrals.corrections import RecordPart
from programme.referrals.criteria import Status
from programme.referrals.models import Origin, Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.refusals import RankTooLow, ReasonMissing
from programme.referrals.states import BEFORE_OFFER, ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.actor import WORKER, Actor, Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_force, a_person, a_referral, a_world, add, an_offer, read, signed, told
from tests.support.jobs import warn_forces
from tests.support.referring import PLAIN, an_officer, case_of, ended_as_mistake, refer, row_of

TODAY = NOW.date()
LAST = TODAY + timedelta(days=60)
HERE = StandsInPlace("HERE", "43", 1, LAST, charged=False, done=None, over_at=None)
RIGHT = replace(HERE, reference="RIGHT")


@pytest.mark.parametrize(
    ("right", "why"),
    [
        (RIGHT, ""),
        (replace(RIGHT, charge_by_on=LAST - timedelta(days=1)), ""),
        (replace(RIGHT, charged=True, done="charge_issued", over_at=NOW), ""),
        (replace(RIGHT, done="caution_completed", over_at=NOW), ""),
        (replace(RIGHT, done="no_further_action"), ""),
        (None, "Enter the reference"),
        (HERE, "another case"),
        (replace(RIGHT, force_code="42"), "another case of the same force"),
        (replace(RIGHT, person_id=2), "not on record as the same man"),
        (replace(RIGHT, charge_by_on=LAST + timedelta(days=1)), "is later"),
        (replace(RIGHT, charge_by_on=TODAY - timedelta(days=1)), "has passed, and this case has time left"),
        (replace(RIGHT, done="no_further_action", over_at=NOW), "ended without a charge"),
        (replace(RIGHT, done="time_limit_expired", over_at=NOW), "ended without a charge"),
        (replace(RIGHT, done="duplicate", over_at=NOW), "itself ended as a mistake"),
        (replace(RIGHT, done="referred_in_error", over_at=NOW), "itself ended as a mistake"),
    ],
)
def test_only_a_case_that_is_watched_as_long_can_stand_in_the_place_of_one_recorded_twice(
    right: StandsInPlace | None, why: str
) -> None:
    if not why:
        check_right_case(HERE, right, Mistake.RECORDED_TWICE, today=TODAY)
        return
    with pytest.raises(NotTheRightCase) as refused:
        check_right_case(HERE, right, Mistake.RECORDED_TWICE, today=TODAY)
    assert why in refused.value.headline


@pytest.mark.parametrize("mistake", [Mistake.NOT_HIM, Mistake.NO_OFFENCE, Mistake.NO_ARREST])
def test_an_error_may_name_another_mans_case_or_none_and_never_one_that_ended_so_itself(mistake: Mistake) -> None:
    for right in (None, replace(RIGHT, person_id=2, charge_by_on=LAST + timedelta(days=9))):
        check_right_case(HERE, right, mistake, today=TODAY)
    with pytest.raises(NotTheRightCase):
        check_right_case(HERE, replace(RIGHT, done="duplicate"), mistake, today=TODAY)
    error = f"Ended as referred in error: {MISTAKE_WORDS[mistake].lower()}"
    assert mistake_words(mistake, "KNN9-HCMM") == f"{error}; the right case is KNN9-HCMM"
    assert mistake_words_before(mistake, "KNN9-HCMM") == f"{error}; the right case is", "its link follows"
    assert mistake_words_before(mistake, None) == error
    assert mistake_words_before(Mistake.RECORDED_TWICE, "KNN9-HCMM") == "Ended as a duplicate of"


def end(database: Database, actor: Actor, referral: Referral, **said: Any) -> str:
    told = {"mistake": Mistake.RECORDED_TWICE, "reason": "The custody number is the same.", **said}
    return ended_as_mistake(database, actor, referral.reference, **told).right


def take_back(database: Database, world: World, referral: Referral) -> None:
    """Another sergeant does."""
    other, why = replace(world.custody, id=9, name="Sgt B. Other"), "It was another night."
    database.write_now(take_back_disposal, actor=other, now=NOW, reference=referral.reference, reason=why)


def two_of_one_man(database: Database, world: World, *, withdrawn: bool = True) -> tuple[Referral, Referral]:
    """The case that is there twice, withdrawn or as it came, and the one that stays."""
    man, state = a_person(database), ReferralState.ELIGIBLE
    stays = a_referral(database, world, man, state=state)
    twice = a_referral(database, world, man, state=state, offence_at=stays.offence_at - timedelta(minutes=5))
    if withdrawn:
        database.write_now(
            withdraw_referral,
            actor=world.custody,
            now=NOW,
            reference=twice.reference,
            reason=WithdrawalReason.MADE_IN_ERROR,
        )
    return twice, stays


def test_a_duplicate_ends_with_its_warnings_and_both_cases_point_at_each_other(database: Database) -> None:
    world = a_world(database)
    twice, stays = two_of_one_man(database, world)
    due = Task(referral_id=twice.id, kind=TaskKind.TIME_LIMIT_PASSED, due_on=TODAY, raised_at=NOW)
    add(database, due)
    warn_forces(database, now=NOW)
    typed = stays.reference.lower().replace("-", " ")
    assert end(database, world.custody, twice, right=typed) == stays.reference
    row = read(database, lambda db: db.get_one(Referral, twice.id))
    assert (row.state, row.finalised_by, row.finalised_at) == (ReferralState.CLOSED, Disposal.DUPLICATE.value, NOW)
    rungs = read(database, lambda db: set(db.scalars(select(ClockRung.state).where(ClockRung.referral_id == twice.id))))
    assert rungs <= {RungState.ENDED}
    assert read(database, lambda db: list(db.scalars(select(Task.state)))) == [TaskState.DONE]
    assert read(database, lambda db: db.get_one(Referral, stays.id)).over_at is None
    here = read(database, lambda db: {one.event: one.words for one in timeline(db, twice.id)})
    there = read(database, lambda db: {one.event: one.words for one in timeline(db, stays.id)})
    assert stays.reference in here["disposal_recorded"]
    assert twice.reference in there["mistaken_case_named"]
    for reference in (twice.reference, stays.reference):
        case = read(database, partial(one_case_file, reference=reference, actor=world.custody))
        assert [(found.reference, found.right) for found in case.mistakes] == [(twice.reference, stays.reference)]


def test_another_sergeant_takes_it_back_both_stand_and_the_clock_runs(database: Database) -> None:
    world = a_world(database)
    twice, stays = two_of_one_man(database, world)
    end(database, world.custody, twice, right=stays.reference)
    back = partial(take_back_disposal, now=NOW, reference=twice.reference, reason="It was another night.")
    with pytest.raises(AnotherPersonNeeded):
        database.write_now(lambda db: back(db, actor=world.custody))
    other = replace(world.custody, id=9, name="Sgt B. Other")
    database.write_now(lambda db: back(db, actor=other))
    row = read(database, lambda db: db.get_one(Referral, twice.id))
    assert (row.state, row.over_at, row.done) == (ReferralState.WITHDRAWN, None, None)
    assert "mistaken_case_back" in [one.event for one in read(database, lambda db: timeline(db, stays.id))]
    assert read(database, lambda db: one_case_file(db, stays.reference, world.custody)).mistakes == []
    coordinator = Actor(Door.ADMIN, 7, "C", force_code="43", roles=frozenset({Role.COORDINATOR}))
    assert read(database, lambda db: mistakes_of_the_month(db, coordinator, today=TODAY)) == []
    end(database, other, twice, right=stays.reference)
    listed = read(database, lambda db: mistakes_of_the_month(db, coordinator, today=TODAY))
    assert [(one.reference, one.right, one.recorded_by) for one in listed] == [
        (twice.reference, stays.reference, other.label)
    ]
    a_force(database, "42")
    elsewhere = replace(coordinator, force_code="42")
    assert read(database, lambda db: mistakes_of_the_month(db, elsewhere, today=TODAY)) == []
    later = date(TODAY.year, TODAY.month, 1) + timedelta(days=70)
    assert read(database, lambda db: mistakes_of_the_month(db, coordinator, today=later)) == []


def test_one_in_which_nothing_was_offered_ends_at_once_and_is_decided_again_where_that_was_wrong(
    database: Database,
) -> None:
    world = a_world(database)
    twice, stays = two_of_one_man(database, world, withdrawn=False)
    shares = a_referral(database, world, state=ReferralState.TIED, tied_to_id=twice.id)
    end(database, world.custody, twice, right=stays.reference)
    row = read(database, lambda db: db.get_one(Referral, twice.id))
    assert (row.state, row.finalised_by) == (ReferralState.CLOSED, Disposal.DUPLICATE.value)
    let_go = read(database, lambda db: db.get_one(Referral, shares.id))
    assert (let_go.state, let_go.tied_to_id, let_go.over_at) == (ReferralState.UNDECIDED, None, None)
    assert read(database, lambda db: list(db.scalars(select(OutboxMessage.notice)))) == [], "nobody knew of it"
    take_back(database, world, twice)
    row = read(database, lambda db: db.get_one(Referral, twice.id))
    assert (row.state in BEFORE_OFFER, row.over_at) == (True, None), "he can still be offered"
    decided = [one for one in read(database, lambda db: timeline(db, twice.id)) if one.event == "eligibility_decided"]
    assert decided, "it does not wait for an answer that nobody asks for"


def test_one_that_goes_with_the_other_of_its_night_parts_from_it_first(database: Database) -> None:
    world = a_world(database)
    man = a_person(database)
    stays = a_referral(database, world, man, state=ReferralState.ELIGIBLE)
    twice = a_referral(database, world, man, state=ReferralState.TIED, tied_to_id=stays.id)
    end(database, world.custody, twice, right=stays.reference)
    row = read(database, lambda db: db.get_one(Referral, twice.id))
    assert (row.state, row.tied_to_id) == (ReferralState.CLOSED, None)


def test_the_case_that_stays_waits_for_the_other_no_more(database: Database) -> None:
    world = a_world(database)
    desk = an_officer(database)
    twice = case_of(database, refer(database, desk, PLAIN).reference)
    an_earlier_night = replace(PLAIN, offence_at=PLAIN.offence_at - timedelta(hours=13), custody_reference="HA/1002/27")
    stays = case_of(database, refer(database, desk, an_earlier_night).reference)
    assert stays.state is ReferralState.UNDECIDED, "whether it goes on beside the other"
    end(database, world.custody, twice, right=stays.reference)
    assert case_of(database, stays.reference).state is ReferralState.ELIGIBLE


def test_a_later_one_that_was_refused_because_it_was_open_is_decided_again(database: Database) -> None:
    world = a_world(database)
    desk = an_officer(database)
    not_his = case_of(database, refer(database, desk, PLAIN).reference)
    a_week_later = replace(PLAIN, offence_at=PLAIN.offence_at + timedelta(days=7), custody_reference="HA/2002/27")
    later = case_of(database, refer(database, desk, a_week_later).reference)
    assert later.state is ReferralState.INELIGIBLE
    end(database, world.custody, not_his, mistake=Mistake.NOT_HIM)
    freed = case_of(database, later.reference)
    assert (freed.state, freed.tied_to_id) == (ReferralState.ELIGIBLE, None)


def test_taken_back_it_is_decided_and_whoever_was_freed_by_its_end_is_refused_again(database: Database) -> None:
    world = a_world(database)
    desk = an_officer(database)
    first = case_of(database, refer(database, desk, PLAIN).reference)
    a_week_later = replace(PLAIN, offence_at=PLAIN.offence_at + timedelta(days=7), custody_reference="HA/2002/27")
    later = case_of(database, refer(database, desk, a_week_later).reference)
    end(database, world.custody, first, mistake=Mistake.NOT_HIM)
    assert case_of(database, later.reference).state is ReferralState.ELIGIBLE

    take_back(database, world, first)

    assert case_of(database, first.reference).state is ReferralState.ELIGIBLE, "nothing of it is unanswered"
    refused = case_of(database, later.reference)
    assert (refused.state, refused.tied_to_id) == (ReferralState.INELIGIBLE, first.id)


def test_what_was_offered_while_the_other_had_ended_stands_and_both_are_put_to_a_human(database: Database) -> None:
    world = a_world(database)
    desk = an_officer(database)
    first = case_of(database, refer(database, desk, PLAIN).reference)
    a_week_later = replace(PLAIN, offence_at=PLAIN.offence_at + timedelta(days=7), custody_reference="HA/2002/27")
    later = case_of(database, refer(database, desk, a_week_later).reference)
    end(database, world.custody, first, mistake=Mistake.NOT_HIM)
    database.write_now(
        make_offer,
        actor=world.custody,
        now=NOW,
        reference=later.reference,
        secret_hash="x",
        told=told(),
        caution=signed(),
    )

    take_back(database, world, first)

    offered = case_of(database, later.reference)
    assert offered.state is ReferralState.ACCEPTED, "nobody takes it back by itself"
    assert row_of(offered, NO_OPEN_CASE).status is Status.NOT_MET, "the earlier one is open again"
    to_see = select(Task.referral_id).where(Task.state == TaskState.OPEN, Task.kind == TaskKind.LOOK_AGAIN)
    found = read(database, lambda db: db.execute(to_see.order_by(Task.referral_id)).scalars().all())
    assert list(found) == [first.id, later.id]
    for case, other in ((first, later), (later, first)):
        moment, *_ = read(database, partial(one_case_file, reference=case.reference, actor=desk)).put_to_a_human
        assert other.reference in moment.facts["said"]
        assert "decide which of the two goes on" in moment.facts["said"]


def test_one_of_the_same_night_goes_with_the_other_when_it_is_taken_back(database: Database) -> None:
    world = a_world(database)
    desk = an_officer(database)
    first = case_of(database, refer(database, desk, PLAIN).reference)
    an_hour_later = replace(PLAIN, offence_at=PLAIN.offence_at + timedelta(hours=1), custody_reference="HA/2002/27")
    twice = case_of(database, refer(database, desk, an_hour_later).reference)
    end(database, world.custody, twice, mistake=Mistake.NO_OFFENCE)

    take_back(database, world, twice)

    back = case_of(database, twice.reference)
    assert (back.state, back.tied_to_id) == (ReferralState.TIED, first.id)
    assert case_of(database, first.reference).state is ReferralState.ELIGIBLE


def test_a_result_that_waits_for_a_decision_again_is_in_the_way_again(database: Database) -> None:
    world = a_world(database)
    desk = an_officer(database)
    first = case_of(database, refer(database, desk, PLAIN).reference)
    why = ResultReason.NOT_OFFERED_IN_TIME
    database.write_now(lambda db: return_case(db, lock_referral_by_id(db, first.id), why, actor=WORKER, now=NOW))
    database.write_now(acknowledge_result, actor=world.custody, now=NOW, reference=first.reference)
    a_week_later = replace(PLAIN, offence_at=PLAIN.offence_at + timedelta(days=7), custody_reference="HA/2002/27")
    later = case_of(database, refer(database, desk, a_week_later).reference)
    assert later.state is ReferralState.UNDECIDED, "an officer says if it goes on beside the other"
    end(database, world.custody, first, mistake=Mistake.NOT_HIM)
    assert case_of(database, later.reference).state is ReferralState.ELIGIBLE

    take_back(database, world, first)

    assert case_of(database, first.reference).state is ReferralState.ACKNOWLEDGED
    assert case_of(database, later.reference).state is ReferralState.UNDECIDED


def test_one_from_which_somebody_has_something_is_withdrawn_first(database: Database) -> None:
    """He may have an offer, also one that is over; safeguarding a concern; a neighbour the case."""
    world = a_world(database)
    twice, stays = two_of_one_man(database, world, withdrawn=False)
    an_offer(database, twice, state=OfferState.DECLINED)
    with pytest.raises(WithdrawFirst):
        end(database, world.custody, twice, right=stays.reference)
    sent = a_referral(database, world, state=ReferralState.ELIGIBLE, origin=Origin.PARTNER)
    with pytest.raises(WithdrawFirst):
        end(database, world.custody, sent, mistake=Mistake.NOT_HIM)


def test_nothing_points_in_a_circle_and_it_takes_a_rank_and_a_reason(database: Database) -> None:
    world = a_world(database)
    twice, stays = two_of_one_man(database, world)
    constable = replace(world.custody, rank="PC")
    for actor, said, refusal in (
        (constable, {"right": stays.reference}, RankTooLow),
        (world.custody, {"right": stays.reference, "reason": "  "}, ReasonMissing),
        (world.custody, {"right": "QQQQ-QQQQ"}, NotTheRightCase),
        (world.custody, {"right": twice.reference}, NotTheRightCase),
    ):
        with pytest.raises(refusal):
            end(database, actor, twice, **said)
    end(database, world.custody, twice, right=stays.reference)
    with pytest.raises(TakeBackFirst):
        end(database, world.custody, twice, right=stays.reference)
    third = a_referral(database, world, state=ReferralState.WITHDRAWN)
    with pytest.raises(NotTheRightCase):
        end(database, world.custody, third, right=twice.reference, mistake=Mistake.NOT_HIM)
    database.write_now(lambda db: setattr(db.get_one(Referral, stays.id), "state", ReferralState.WITHDRAWN))
    with pytest.raises(OthersPointHere):
        end(database, world.custody, stays, mistake=Mistake.NO_OFFENCE)


def ended_for_the_other(database: Database, world: World) -> tuple[Referral, Referral]:
    """A case that was ended as recorded twice, and the one that stays, both with the dates of their offence."""
    twice, stays = two_of_one_man(database, world)

    def dated(db: Any) -> None:
        for one in (twice, stays):
            case = db.get_one(Referral, one.id)
            case.charge_by_on, case.referred_at = date(2027, 8, 8), NOW

    database.write_now(dated)
    end(database, world.custody, twice, right=stays.reference)
    return twice, stays


def corrected(database: Database, actor: Actor, case: Referral, **later: int) -> CorrectedOffence:
    was_at = case_of(database, case.reference).offence_at
    told: dict[str, Any] = {"reference": case.reference, "was_at": was_at, "reason": "The custody record says so."}
    return database.write_now(correct_offence, actor=actor, now=NOW, offence_at=was_at + timedelta(**later), **told)


def test_a_case_is_not_corrected_away_from_one_that_was_ended_as_recorded_twice_of_it(database: Database) -> None:
    """Nobody is warned of that one: it is taken back first, and then both have their clock."""
    world = a_world(database)
    twice, stays = ended_for_the_other(database, world)

    for case, later in ((stays, {"days": 6}), (twice, {"days": -6})):
        with pytest.raises(NobodyWouldWatch) as refused:
            corrected(database, world.custody, case, **later)
        assert (refused.value.field, twice.reference in refused.value.headline) == ("offence_on", True)
        assert case_of(database, case.reference).offence_at == case.offence_at

    take_back(database, world, twice)
    assert corrected(database, world.custody, stays, days=6).correction.days_later == 6


def test_one_that_moves_to_another_night_and_no_later_is_put_to_a_human_with_the_reference(database: Database) -> None:
    world = a_world(database)
    twice, stays = ended_for_the_other(database, world)

    assert corrected(database, world.custody, stays, hours=-1).follows.to_look_at == ()
    [said] = corrected(database, world.custody, stays, days=-2).follows.to_look_at
    assert twice.reference in said
    wanted = select(Task.referral_id).where(Task.kind == TaskKind.LOOK_AGAIN)
    assert read(database, lambda db: list(db.scalars(wanted))) == [stays.id]


def test_where_the_case_that_stays_says_that_he_is_somebody_else_a_human_looks_at_it(database: Database) -> None:
    world = a_world(database)
    twice, stays = ended_for_the_other(database, world)
    born_on = date(1975, 1, 9)

    def put_right(part: RecordPart, **facts: Any) -> tuple[str, ...]:
        told: dict[str, Any] = {"reference": stays.reference, "part": part, "facts": facts, "reason": "It says so."}
        return database.write_now(correct_record, actor=world.custody, now=NOW, **told).follows.to_look_at

    assert put_right(RecordPart.PLACE, offence_place="Mill Road", area="") == ()
    [said] = put_right(RecordPart.PERSON, surname="Kowalski", forenames="Piotr", born_on=born_on, sex="")
    assert twice.reference in said
