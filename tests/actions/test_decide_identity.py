"""Who he is: two records become one or are told apart, the pair is not asked about again, and either is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from programme.actions.correct_record import correct_record
from programme.actions.decide_identity import decide_identity
from programme.actions.end_mistaken_case import end_mistaken_case
from programme.actions.make_offer import make_offer
from programme.actions.take_back_disposal import take_back_disposal
from programme.actions.take_back_identity import take_back_identity
from programme.actions.withdraw_referral import withdraw_referral
from programme.audit.models import AccessRow, Operation
from programme.duties.models import Task, TaskKind
from programme.history.timeline import timeline
from programme.insight.case_now import case_now
from programme.intake.asking_again import ask_again
from programme.offers.refusals import NotToBeOffered
from programme.outcomes.models import MISTAKES, Mistake
from programme.outcomes.refusals import NotTheRightCase
from programme.people.identifiers import IdentifierKind
from programme.people.models import Identifier, IdentityDecision, Person, SafeContact
from programme.people.refusals import EndedForTheOther, IdentityNotDecided, JoinedFurther, NobodyToDecideAbout
from programme.referrals.corrections import RecordPart
from programme.referrals.models import NONE_OF_ITS_OWN, Referral
from programme.referrals.queries import lock_referral
from programme.referrals.refusals import AlreadyReferred, ReasonMissing
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.actor import Actor
from programme.shared.refusal import ChangedSinceShown, NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, a_force, a_world, add, read
from tests.support.builders import told as words_told
from tests.support.referring import OFFENCE_AT, PLAIN, an_officer, case_of, refer, row_of, who_he_is

WAYNE = replace(PLAIN, surname="Mensah", forenames="Wayne", born_on=date(1980, 4, 2), pnc_id="", mobile="", email="")
WITHOUT_H = replace(
    WAYNE,
    surname="Mensa",
    pnc_id="1996/0054031P",
    mobile="07700900111",
    safe_contact=SafeContact.MOBILE_ONLY,
    custody_reference="HA/2002/27",
    offence_at=OFFENCE_AT + timedelta(days=3),
)


@pytest.fixture
def desk(database: Database) -> Actor:
    a_world(database)
    return an_officer(database)


@pytest.fixture
def two(database: Database, desk: Actor) -> tuple[str, str]:
    """The case of somebody who was here, and of one who may be he, eligible but for that."""
    before = refer(database, desk, WAYNE)
    after = refer(database, desk, WITHOUT_H)
    assert after.waiting_for == "Waiting for: other open case, same person."
    return before.reference, after.reference


def told(database: Database, reference: str) -> list[str]:
    moments = read(database, lambda db: timeline(db, case_of(database, reference).id))
    return [f"{one.headline}. {one.words}" for one in moments if one.event.startswith("identity")]


def decisions(database: Database) -> list[IdentityDecision]:
    return list(read(database, lambda db: db.execute(select(IdentityDecision)).scalars().all()))


def person_of_case(database: Database, reference: str) -> Person:
    wanted = select(Person).join(Referral, Referral.person_id == Person.id).where(Referral.reference == reference)
    return read(database, lambda db: db.execute(wanted).scalar_one())


def take_back(database: Database, desk: Actor, reference: str, decision: int | None = None) -> str:
    number = decisions(database)[-1].id if decision is None else decision
    said: dict[str, Any] = {"reference": reference, "decision": number, "reason": "It was his brother."}
    return database.write_now(take_back_identity, actor=desk, now=NOW, **said)


def test_two_people_are_told_apart_and_not_asked_about_until_a_fact_changes(
    database: Database, desk: Actor, two: tuple[str, str]
) -> None:
    before, after = two
    who_he_is(database, desk, after, before, is_same=False)
    assert case_of(database, after).state is ReferralState.ELIGIBLE
    assert told(database, after) == [
        f"Who he is, decided. Two people: case {before}. "
        "Asked because: same date of birth; surname differs in one letter; same forename."
    ]
    assert told(database, before)[0].startswith(f"Who he is, decided. Two people: case {after}.")
    with pytest.raises(NobodyToDecideAbout):
        who_he_is(database, desk, after, before, is_same=False)
    logged = read(database, lambda db: db.execute(select(AccessRow).order_by(AccessRow.id.desc())).scalars().first())
    assert (logged.operation, logged.subjects) == (Operation.ALTERATION, f"{after} {before}")

    def correct(db: Any) -> None:
        db.execute(update(Person).where(Person.surname == "Mensa").values(surname="Mensahh"))
        ask_again(db, lock_referral(db, after, desk), actor=desk, now=NOW)

    database.write_now(ask_again_of, after, desk)
    assert case_of(database, after).state is ReferralState.ELIGIBLE, "asked again, and nothing has changed"
    database.write_now(correct)
    assert row_of(case_of(database, after), "one_person").status == "unknown"
    assert case_of(database, after).state is ReferralState.UNDECIDED


@pytest.mark.parametrize("told_before", [True, False])
def test_a_pnc_id_that_two_share_who_were_told_apart_is_put_to_a_human_and_is_no_fact(
    database: Database, desk: Actor, *, told_before: bool
) -> None:
    """The control was never told apart: what the other of that PNC ID has counts as his."""
    before = refer(database, desk, WITHOUT_H).reference
    later: dict[str, Any] = {"born_on": date(1981, 5, 3), "pnc_id": "", "custody_reference": "HA/3003/27"}
    comes = replace(WITHOUT_H, offence_at=OFFENCE_AT + timedelta(days=9), **later)
    if told_before:
        comes = replace(comes, born_on=WITHOUT_H.born_on, surname="Mensah")
    after = refer(database, desk, comes).reference
    if told_before:
        who_he_is(database, desk, after, before, is_same=False)
    assert case_of(database, after).state is ReferralState.ELIGIBLE
    number: dict[str, Any] = {"part": RecordPart.NUMBERS, "facts": {"pnc_id": WITHOUT_H.pnc_id}, "reason": ""}
    database.write_now(correct_record, actor=desk, now=NOW, reference=after, **number)

    case = case_of(database, after)
    assert row_of(case, "one_person").status == "unknown"
    assert row_of(case, "no_open_case").status == ("unknown" if told_before else "not_met")
    step = read(database, lambda db: case_now(db, after, desk, now=NOW).next_action(NOW))
    assert (step.what == "Decide whether he is somebody who was here before") is told_before
    who_he_is(database, desk, after, before, is_same=False)
    assert case_of(database, after).state is ReferralState.ELIGIBLE


def ask_again_of(db: Any, reference: str, actor: Actor) -> None:
    ask_again(db, lock_referral(db, reference, actor), actor=actor, now=NOW)


def test_one_person_has_both_cases_and_numbers_and_it_is_taken_back(
    database: Database, desk: Actor, two: tuple[str, str]
) -> None:
    before, after = two
    was = person_of_case(database, after).id
    who_he_is(database, desk, after, before, is_same=True)
    one = person_of_case(database, before)
    assert person_of_case(database, after).id == one.id != was
    assert (one.surname, one.mobile, one.safe_contact) == ("Mensah", "07700900111", SafeContact.MOBILE_ONLY)
    numbers = select(Identifier.person_id).where(Identifier.kind == IdentifierKind.PNC_ID)
    assert read(database, lambda db: db.execute(numbers).scalar_one()) == one.id
    case = case_of(database, after)
    assert (case.state, case.tied_to_id) == (ReferralState.INELIGIBLE, case_of(database, before).id)
    operations = read(database, lambda db: db.execute(select(AccessRow.operation)).scalars().all())
    assert Operation.COMBINATION in operations

    assert take_back(database, desk, before) == after, "from either of the two cases"
    assert person_of_case(database, after).id == was
    assert read(database, lambda db: db.execute(numbers).scalar_one()) == was
    assert person_of_case(database, before).mobile == ""
    assert case_of(database, after).state is ReferralState.UNDECIDED
    assert row_of(case_of(database, after), "one_person").status == "unknown", "the question is open again"
    assert [words.split(".")[0] for words in told(database, after)] == ["Who he is, taken back", "Who he is, decided"]
    (decision,) = decisions(database)
    assert (decision.reason, decision.taken_back_reason) == ("His photograph.", "It was his brother.")
    with pytest.raises(IdentityNotDecided):
        take_back(database, desk, after)


def test_told_apart_and_taken_back_he_is_asked_about_again(
    database: Database, desk: Actor, two: tuple[str, str]
) -> None:
    before, after = two
    who_he_is(database, desk, after, before, is_same=False)
    take_back(database, desk, after)
    assert case_of(database, after).state is ReferralState.UNDECIDED
    who_he_is(database, desk, after, before, is_same=True)
    assert len(decisions(database)) == 2


@pytest.mark.parametrize("is_same", [False, True])
def test_who_he_is_waits_no_more_in_finished_cases_once_it_is_decided_and_does_again_once_it_is_taken_back(
    database: Database, desk: Actor, two: tuple[str, str], *, is_same: bool
) -> None:
    before, after = two
    third = replace(WAYNE, surname="Menseh", custody_reference="HA/3003/27", offence_at=OFFENCE_AT + timedelta(days=9))
    for reference in two:
        database.write_now(
            withdraw_referral, actor=desk, now=NOW, reference=reference, reason=WithdrawalReason.MADE_IN_ERROR
        )
    assert row_of(case_of(database, after), "one_person").status == "unknown"
    who_he_is(database, desk, after, before, is_same=is_same)
    assert row_of(case_of(database, after), "one_person").status == "met", "nobody is left to be put to a human"
    assert case_of(database, after).state is ReferralState.WITHDRAWN
    with pytest.raises(NobodyToDecideAbout):
        who_he_is(database, desk, after, before, is_same=is_same)

    take_back(database, desk, after)
    assert row_of(case_of(database, after), "one_person").status == "unknown"
    refer(database, desk, third)
    who_he_is(database, desk, after, before, is_same=is_same)
    assert row_of(case_of(database, after), "one_person").status == "unknown", "another may still be he"


def test_a_later_decision_is_taken_back_first(database: Database, desk: Actor, two: tuple[str, str]) -> None:
    before, after = two
    who_he_is(database, desk, after, before, is_same=True)
    third = replace(WAYNE, surname="Menseh", custody_reference="HA/3003/27", offence_at=OFFENCE_AT + timedelta(days=9))
    last = refer(database, desk, third)
    who_he_is(database, desk, last.reference, after, is_same=True)
    ours = person_of_case(database, after).id
    elsewhere = add(database, Person(surname="X", forenames="Y", surname_key="x", created_at=NOW))
    move = update(Referral).where(Referral.reference == after).values(person_id=elsewhere.id)
    database.write_now(lambda db: db.execute(move))
    with pytest.raises(JoinedFurther):
        take_back(database, desk, after, decisions(database)[0].id)
    assert person_of_case(database, before).id == ours


def test_what_cannot_be_decided_is_refused(database: Database, desk: Actor, two: tuple[str, str]) -> None:
    before, after = two
    said: dict[str, Any] = {"reference": after, "other": before, "is_same": True, "reason": "His photograph."}
    a_force(database, "44")
    elsewhere = replace(an_officer(database), force_code="44")
    for more, actor, refusal in (
        ({"reason": "  "}, desk, ReasonMissing),
        ({"other": "NONE-0000"}, desk, NobodyToDecideAbout),
        ({"shown": "another"}, desk, ChangedSinceShown),
        ({"reference": before, "other": after}, desk, NobodyToDecideAbout),
        ({}, elsewhere, NotFound),
    ):
        with pytest.raises(refusal):
            database.write_now(decide_identity, actor=actor, now=NOW, **{**said, **more})
    assert decisions(database) == []


def test_one_offence_does_not_become_two_cases_of_one_person(database: Database, desk: Actor) -> None:
    before = refer(database, desk, replace(WAYNE, custody_reference=""))
    again = refer(database, desk, replace(WITHOUT_H, offence_at=OFFENCE_AT, custody_reference=""))
    with pytest.raises(AlreadyReferred) as refused:
        who_he_is(database, desk, again.reference, before.reference, is_same=True)
    assert "End one of the two as recorded twice" in refused.value.remedy


def test_one_offence_on_record_twice_is_ended_at_once_becomes_his_and_the_other_goes_on(
    database: Database, desk: Actor
) -> None:
    stays = refer(database, desk, replace(WAYNE, custody_reference="")).reference
    twice = refer(database, desk, replace(WITHOUT_H, offence_at=OFFENCE_AT, custody_reference="")).reference
    sergeant = replace(desk, rank="sergeant")
    said: dict[str, Any] = {"mistake": Mistake.RECORDED_TWICE, "right": stays, "reason": "One night, one man."}
    who_he_is(database, desk, twice, stays, is_same=False)
    with pytest.raises(NotTheRightCase):
        database.write_now(end_mistaken_case, actor=sergeant, now=NOW, reference=twice, **said)
    take_back(database, desk, twice)
    database.write_now(end_mistaken_case, actor=sergeant, now=NOW, reference=twice, **said)
    with pytest.raises(EndedForTheOther):
        who_he_is(database, desk, twice, stays, is_same=False)
    who_he_is(database, desk, twice, stays, is_same=True)
    assert person_of_case(database, twice).id == person_of_case(database, stays).id
    database.write_now(ask_again_of, stays, desk)
    assert case_of(database, stays).state is ReferralState.ELIGIBLE, "what gave way is no repeat of it"
    with pytest.raises(EndedForTheOther) as refused:
        take_back(database, desk, twice)
    assert twice in refused.value.explanation
    assert person_of_case(database, twice).id == person_of_case(database, stays).id, "its clock would be nobody's"
    another = replace(sergeant, id=(sergeant.id or 0) + 1)
    database.write_now(take_back_disposal, actor=another, now=NOW, reference=twice, reason="Two nights after all.")
    assert take_back(database, desk, twice) == stays
    assert person_of_case(database, twice).id != person_of_case(database, stays).id
    withdrawn: dict[str, Any] = {"reference": twice, "reason": WithdrawalReason.MADE_IN_ERROR}
    database.write_now(withdraw_referral, actor=desk, now=NOW, **withdrawn)
    who_he_is(database, desk, twice, stays, is_same=True)
    assert {one.value for one in MISTAKES} == NONE_OF_ITS_OWN


def test_the_case_that_stays_waits_no_more_for_one_that_was_ended_as_recorded_twice(
    database: Database, desk: Actor
) -> None:
    twice = refer(database, desk, WAYNE).reference
    again = replace(WITHOUT_H, offence_at=OFFENCE_AT, custody_reference=WAYNE.custody_reference)
    stays = refer(database, desk, again).reference
    assert case_of(database, stays).state is ReferralState.UNDECIDED
    said: dict[str, Any] = {"mistake": Mistake.RECORDED_TWICE, "right": stays, "reason": "One custody record."}
    database.write_now(end_mistaken_case, actor=replace(desk, rank="sergeant"), now=NOW, reference=twice, **said)
    assert case_of(database, stays).state is ReferralState.ELIGIBLE


def offered(database: Database, desk: Actor, reference: str) -> None:
    said: dict[str, Any] = {"reference": reference, "secret_hash": "-", "told": words_told(), "authorised": None}
    database.write_now(make_offer, actor=replace(desk, rank="Sgt"), now=NOW, **said)


def put_to_a_human(database: Database, reference: str) -> list[str]:
    """The sentences that somebody has to look at in a case, where there is a task for it."""
    number = case_of(database, reference).id
    wanted = select(Task.kind).where(Task.referral_id == number, Task.kind == TaskKind.LOOK_AGAIN)
    if not read(database, lambda db: db.execute(wanted).scalars().all()):
        return []
    moments = read(database, lambda db: timeline(db, number))
    return [one.facts["said"] for one in moments if one.event == "other_case_open_again"]


def test_of_one_man_no_second_offer_is_made_and_the_one_that_stands_is_put_to_a_human(
    database: Database, desk: Actor, two: tuple[str, str]
) -> None:
    """He had been told apart, and was offered the later case: then a fact was put right, and he is one after all."""
    before, after = two
    who_he_is(database, desk, after, before, is_same=False)
    offered(database, desk, after)
    assert case_of(database, before).state is ReferralState.ELIGIBLE

    take_back(database, desk, after)
    assert case_of(database, before).state is ReferralState.UNDECIDED
    assert put_to_a_human(database, after) == [
        f"It is open again whether {after} and {before} are of one man. Beside this one stands {before}: decide "
        "whether the offer can stand."
    ]

    who_he_is(database, desk, after, before, is_same=True)
    with pytest.raises(NotToBeOffered):
        offered(database, desk, before)
    assert row_of(case_of(database, before), "no_open_case").status == "unknown"
    assert put_to_a_human(database, after)[0] == (
        f"It was decided that {after} and {before} are of one man. Beside this one stands {before}: decide whether the "
        "offer can stand."
    )
    assert put_to_a_human(database, before) == []


def test_of_two_offers_that_turn_out_to_be_of_one_man_both_are_put_to_a_human(
    database: Database, desk: Actor, two: tuple[str, str]
) -> None:
    before, after = two
    who_he_is(database, desk, after, before, is_same=False)
    for reference in two:
        offered(database, desk, reference)
    take_back(database, desk, after)
    who_he_is(database, desk, after, before, is_same=True)
    assert [len(put_to_a_human(database, reference)) for reference in two] == [2, 2]


def test_of_one_man_without_an_offer_the_later_case_is_refused_and_nobody_has_to_look(
    database: Database, desk: Actor, two: tuple[str, str]
) -> None:
    before, after = two
    who_he_is(database, desk, after, before, is_same=True)
    states = [case_of(database, reference).state for reference in two]
    assert states == [ReferralState.ELIGIBLE, ReferralState.INELIGIBLE]
    assert [put_to_a_human(database, reference) for reference in two] == [[], []]
