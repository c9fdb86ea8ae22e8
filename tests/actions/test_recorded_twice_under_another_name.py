"""A case recorded twice under quite another name or date of birth ends only when a second person says so too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.correct_record import correct_record
from programme.actions.end_mistaken_case import EndedMistakenCase, end_mistaken_case
from programme.actions.finish_task import finish_task
from programme.actions.take_back_disposal import take_back_disposal
from programme.actions.withdraw_referral import withdraw_referral
from programme.duties.models import Task, TaskKind
from programme.insight.case_file import one_case_file
from programme.insight.recorded_twice import case_to_end
from programme.outcomes.models import Mistake
from programme.outcomes.points_to_see import point_mark
from programme.outcomes.refusals import SaidAlready
from programme.people.likeness import Compared, are_quite_different
from programme.people.names import match_name
from programme.referrals.corrections import RecordPart
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.actor import Actor, Door
from programme.storage.database import Database
from tests.support.builders import NOW, a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import main_words
from tests.support.referring import PLAIN, an_officer, case_of, refer, who_he_is

REASON = "One custody record."
OTHERWISE = replace(
    PLAIN,
    surname="Kowalczyk",
    forenames="Piotr",
    born_on=date(1971, 3, 4),
    offence_at=PLAIN.offence_at + timedelta(minutes=5),
    custody_reference="",
)


@pytest.fixture
def first(database: Database) -> Actor:
    a_world(database)
    return replace(an_officer(database), rank="sergeant")


@pytest.fixture
def second(first: Actor) -> Actor:
    return replace(first, id=(first.id or 0) + 1, name="Sgt B. Other")


@pytest.fixture
def stays(database: Database, first: Actor) -> Referral:
    return case_of(database, refer(database, first, replace(PLAIN, custody_reference="")).reference)


@pytest.fixture
def twice(database: Database, first: Actor, stays: Referral) -> Referral:
    """Another name and another date of birth; one PNC ID makes the two a question."""
    return case_of(database, refer(database, first, OTHERWISE).reference)


def end(database: Database, actor: Actor, case: Referral, right: Referral, now: datetime = NOW) -> EndedMistakenCase:
    said: dict[str, Any] = {
        "mistake": Mistake.RECORDED_TWICE,
        "right": right.reference,
        "reason": "One custody record.",
    }
    return database.write_now(end_mistaken_case, actor=actor, now=now, reference=case.reference, **said)


def test_the_first_only_says_it_and_the_second_ends_it(
    database: Database, first: Actor, second: Actor, stays: Referral, twice: Referral
) -> None:
    assert end(database, first, twice, stays) == EndedMistakenCase(stays.reference, waits=True)

    waits = case_of(database, twice.reference)
    assert waits.state is not ReferralState.CLOSED
    assert waits.over_at is None, "its clock is watched"
    kinds = select(Task.kind).where(Task.referral_id == twice.id)
    assert list(read(database, lambda db: db.execute(kinds).scalars())) == [TaskKind.LOOK_AGAIN]
    case = read(database, partial(one_case_file, reference=twice.reference, actor=first))
    assert stays.reference in case.put_to_a_human[0].facts["said"]
    with pytest.raises(SaidAlready):
        end(database, first, twice, stays)

    assert end(database, second, twice, stays) == EndedMistakenCase(stays.reference)
    assert case_of(database, twice.reference).state is ReferralState.CLOSED


def test_the_second_has_both_records_before_him(
    database: Database, first: Actor, stays: Referral, twice: Referral
) -> None:
    end(database, first, twice, stays)

    both = read(database, partial(case_to_end, reference=twice.reference, actor=first)).both
    assert (both.mine.person.surname, both.theirs.person.surname) == ("Kowalczyk", "Nguyen")
    account = an_account(database, Door.CUSTODY, force_code="43", name="B. Other", rank="Sgt")
    browser = Browser(an_app(a_wiring(database))).sign_in_as(account)
    page = f"/custody/referrals/{twice.reference}/mistake"
    words = main_words(browser.get(page))
    for said in (f"Sgt A. Desk, Custody has said that this is case {stays.reference}.", "“One custody record.”"):
        assert said in words
    assert "Surname Kowalczyk Nguyen Different" in words
    assert "If you find the same, end the case below." in words
    sent = {"mistake": "recorded_twice", "right": stays.reference, "reason": "I looked at both."}
    ended = browser.post(page, sent).headers["location"]
    assert ended.endswith("?done=mistaken")
    assert "May go with this case" not in main_words(browser.get(ended)), "it ended as that one"


def test_the_page_of_the_first_says_that_it_waits(database: Database, stays: Referral, twice: Referral) -> None:
    account = an_account(database, Door.CUSTODY, force_code="43", name="B. Other", rank="Sgt")
    browser = Browser(an_app(a_wiring(database))).sign_in_as(account)
    page = f"/custody/referrals/{twice.reference}/mistake"
    sent = {"mistake": "recorded_twice", "right": stays.reference, "reason": "One custody record."}

    words = main_words(browser.get(browser.post(page, sent).headers["location"]))

    assert "another sergeant looks at both and ends this case. Until then its clock is watched" in words
    assert f"It is said to be case {stays.reference}" in words
    assert "See who says so and why . “Done” leaves the case as it is: what was said falls." in words
    assert f"May go with this case: that is not decided yet: {stays.reference}" in words
    again = browser.post(page, {**sent, "reason": "I looked once more."})
    assert "somebody else has to end the case" in main_words(again)
    assert "I looked once more." in again.text, "nothing that he entered is lost"
    assert f"You have said that this is case {stays.reference}" in main_words(again)


def test_what_was_said_before_it_was_taken_back_counts_no_more(
    database: Database, first: Actor, second: Actor, stays: Referral, twice: Referral
) -> None:
    end(database, first, twice, stays)
    end(database, second, twice, stays)
    third, back = replace(first, id=77, name="Sgt C. Third"), {"reason": "Two men."}
    database.write_now(take_back_disposal, actor=third, now=NOW, reference=twice.reference, **back)

    assert end(database, second, twice, stays).waits


def test_what_somebody_has_seen_to_without_ending_the_case_counts_no_more(
    database: Database, first: Actor, second: Actor, stays: Referral, twice: Referral
) -> None:
    end(database, first, twice, stays)
    (said,) = read(database, partial(case_to_end, reference=twice.reference, actor=second)).sayings
    point = point_mark(said.facts["said"])
    left: dict[str, Any] = {"reference": twice.reference, "kind": TaskKind.LOOK_AGAIN, "point": point}
    database.write_now(finish_task, actor=second, now=NOW, **left)

    assert read(database, partial(case_to_end, reference=twice.reference, actor=second)).sayings == ()
    later = NOW + timedelta(minutes=1)
    assert end(database, second, twice, stays, now=later).waits, "it is said anew, and takes another again"
    assert not end(database, first, twice, stays, now=later).waits


def test_whoever_made_two_different_men_one_does_not_end_the_case_too(
    database: Database, first: Actor, second: Actor, stays: Referral, twice: Referral
) -> None:
    why: dict[str, Any] = {"reference": twice.reference, "reason": WithdrawalReason.MADE_IN_ERROR}
    database.write_now(withdraw_referral, actor=first, now=NOW, **why)
    who_he_is(database, first, twice.reference, stays.reference, is_same=True)

    assert end(database, first, twice, stays).waits
    assert not end(database, second, twice, stays).waits


@pytest.mark.parametrize("last_by", ["first", "second"])
def test_no_chain_of_joinings_lets_one_sergeant_end_it_alone(
    database: Database, first: Actor, second: Actor, last_by: str
) -> None:
    """The two are brought to the row of a third: that joining is not the one that made them one man."""
    third = replace(OTHERWISE, surname="Kowalczyck", pnc_id="", offence_at=PLAIN.offence_at + timedelta(days=5))
    there = case_of(database, refer(database, first, third).reference)
    stays = case_of(database, refer(database, first, OTHERWISE).reference)
    late = replace(PLAIN, custody_reference="HA/7/27", offence_at=PLAIN.offence_at + timedelta(minutes=9))
    twice = case_of(database, refer(database, first, late).reference)
    who_he_is(database, first, twice.reference, stays.reference, is_same=True)
    by = first if last_by == "first" else second
    who_he_is(database, by, stays.reference, there.reference, is_same=True)

    assert end(database, first, twice, stays).waits
    both = read(database, partial(case_to_end, reference=twice.reference, actor=first)).both
    assert both is not None
    assert (both.mine.person.surname, both.theirs.person.surname) == ("Nguyen", "Kowalczyk")
    assert not end(database, second, twice, stays).waits


def test_a_joining_by_somebody_else_with_a_third_is_no_second_look(
    database: Database, first: Actor, second: Actor, stays: Referral, twice: Referral
) -> None:
    third = replace(OTHERWISE, surname="Kowalczyck", pnc_id="", offence_at=PLAIN.offence_at - timedelta(days=9))
    there = case_of(database, refer(database, first, third).reference)
    who_he_is(database, second, twice.reference, there.reference, is_same=True)

    assert end(database, first, twice, stays).waits


def test_a_name_that_is_near_and_a_birth_date_changed_over_need_nobody_else(
    database: Database, first: Actor, stays: Referral
) -> None:
    near = replace(PLAIN, surname="Nguyan", pnc_id="", custody_reference="")
    twice = case_of(database, refer(database, first, near).reference)

    assert not end(database, first, twice, stays).waits


@pytest.mark.parametrize(
    ("surname", "born_on", "different"),
    [
        ("Nguyen", PLAIN.born_on, False),
        ("Nguyan", PLAIN.born_on, False),
        ("Kowalczyk", PLAIN.born_on, True),
        ("Kowalczyk", None, True),
        ("Nguyen", date(1971, 3, 4), True),
        ("Nguyen", None, False),
        ("FNU", PLAIN.born_on, False),
    ],
)
def test_quite_different_is_another_name_or_another_date_of_birth(
    surname: str, born_on: date | None, different: bool
) -> None:
    him = Compared(match_name(PLAIN.surname, PLAIN.forenames), PLAIN.born_on)
    assert are_quite_different(him, Compared(match_name(surname, PLAIN.forenames), born_on)) is different


@pytest.mark.parametrize(
    ("differs", "waits"),
    [
        ({"custody_reference": "HA/1002/27"}, True),
        ({"custody_reference": "ha 1001 27"}, False),
        ({"offence_place": "Station Road"}, True),
        ({"offence_place": "bath road"}, False),
    ],
)
def test_another_offence_by_the_record_takes_a_second_person_and_a_slip_in_one_fact_does_not(
    database: Database, first: Actor, second: Actor, differs: dict[str, Any], waits: bool
) -> None:
    """One man, and another minute: his own clock of another offence is not ended on the word of one."""
    here = replace(PLAIN, offence_place="Bath Road")
    stays = case_of(database, refer(database, first, here).reference)
    later = replace(here, offence_at=here.offence_at + timedelta(minutes=15), **differs)
    twice = case_of(database, refer(database, first, later).reference)

    assert end(database, first, twice, stays).waits is waits
    if waits:
        found = read(database, partial(case_to_end, reference=twice.reference, actor=second))
        assert [line.name for line in found.offences] == ["Time of the offence", "Place", "Custody number"]
        assert not end(database, second, twice, stays).waits


@pytest.mark.parametrize("by", ["first", "second"])
def test_whoever_made_the_records_alike_does_not_end_one_of_them_alone(
    database: Database, first: Actor, second: Actor, stays: Referral, twice: Referral, by: str
) -> None:
    """It goes by who the two were when they were referred. Where somebody else put it right, two people have looked."""
    him: dict[str, Any] = {"surname": PLAIN.surname, "forenames": PLAIN.forenames, "born_on": PLAIN.born_on}
    put_right(database, first if by == "first" else second, twice, RecordPart.PERSON, him)
    who_he_is(database, second, twice.reference, stays.reference, is_same=True)

    assert end(database, first, twice, stays).waits is (by == "first")
    if by == "first":
        account = an_account(database, Door.CUSTODY, force_code="43", name="B. Other", rank="Sgt")
        browser = Browser(an_app(a_wiring(database))).sign_in_as(account)
        words = main_words(browser.get(f"/custody/referrals/{twice.reference}/mistake"))
        assert "When referred Piotr Kowalczyk, born 4 March 1971 Lee Nguyen, born 27 September 1965 Different" in words
        assert not end(database, second, twice, stays).waits


def test_so_it_is_with_a_custody_number_that_told_two_offences_apart(
    database: Database, first: Actor, second: Actor
) -> None:
    stays = case_of(database, refer(database, first).reference)
    later = replace(PLAIN, offence_at=PLAIN.offence_at + timedelta(minutes=15), custody_reference="HA/1002/27")
    twice = case_of(database, refer(database, first, later).reference)
    put_right(database, first, twice, RecordPart.NUMBERS, {"custody_reference": PLAIN.custody_reference})

    assert end(database, first, twice, stays).waits
    found = read(database, partial(case_to_end, reference=twice.reference, actor=second))
    assert found.offences[2] == ("Custody number when referred", "HA/1002/27", PLAIN.custody_reference)
    assert not end(database, second, twice, stays).waits


def put_right(database: Database, actor: Actor, case: Referral, part: RecordPart, facts: dict[str, Any]) -> None:
    said: dict[str, Any] = {"part": part, "facts": facts, "reason": "His passport."}
    database.write_now(correct_record, actor=actor, now=NOW, reference=case.reference, **said)
