"""A case that was referred in error ends the only clock of its offence: while that runs, two people say so."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import select

from programme.actions.end_mistaken_case import EndedMistakenCase, end_mistaken_case
from programme.actions.take_back_disposal import take_back_disposal
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.insight.case_file import one_case_file
from programme.outcomes.models import Mistake
from programme.outcomes.refusals import SaidAlready
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.storage.database import Database
from tests.support.builders import NOW, a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import main_words
from tests.support.referring import PLAIN, an_officer, case_of, refer

ERRORS = [Mistake.NOT_HIM, Mistake.NO_OFFENCE, Mistake.NO_ARREST]


@pytest.fixture
def first(database: Database) -> Actor:
    a_world(database)
    return replace(an_officer(database), rank="sergeant")


@pytest.fixture
def second(first: Actor) -> Actor:
    return replace(first, id=(first.id or 0) + 1, name="Sgt B. Other")


@pytest.fixture
def case(database: Database, first: Actor) -> Referral:
    return case_of(database, refer(database, first).reference)


def end(database: Database, actor: Actor, case: Referral, mistake: Mistake, right: str = "") -> EndedMistakenCase:
    says = partial(end_mistaken_case, reference=case.reference, mistake=mistake, right=right, reason="His brother.")
    return database.write_now(says, actor=actor, now=NOW)


@pytest.mark.parametrize("mistake", ERRORS)
def test_the_first_only_says_it_and_the_second_ends_it(
    database: Database, first: Actor, second: Actor, case: Referral, mistake: Mistake
) -> None:
    assert end(database, first, case, mistake).waits

    waits = case_of(database, case.reference)
    assert (waits.state, waits.over_at) == (ReferralState.ELIGIBLE, None), "its clock is watched"
    kinds = select(Task.kind).where(Task.referral_id == case.id)
    assert list(read(database, lambda db: db.execute(kinds).scalars())) == [TaskKind.LOOK_AGAIN]
    with pytest.raises(SaidAlready):
        end(database, first, case, mistake)

    assert not end(database, second, case, mistake).waits
    assert case_of(database, case.reference).state is ReferralState.CLOSED
    states = select(Task.state).where(Task.referral_id == case.id)
    assert list(read(database, lambda db: db.execute(states).scalars())) == [TaskState.DONE]


def test_naming_another_case_of_the_force_does_not_do_without_the_second(
    database: Database, first: Actor, case: Referral
) -> None:
    another = refer(database, first, replace(PLAIN, surname="Okafor", pnc_id="", custody_reference="HA/7007/27"))
    assert end(database, first, case, Mistake.NOT_HIM, right=another.reference).waits


def test_two_people_who_say_different_things_have_not_said_the_same(
    database: Database, first: Actor, second: Actor, case: Referral
) -> None:
    end(database, first, case, Mistake.NOT_HIM)
    assert end(database, second, case, Mistake.NO_ARREST).waits
    with pytest.raises(SaidAlready):
        end(database, first, case, Mistake.NOT_HIM)  # what he said stands beside what the other says
    assert not end(database, first, case, Mistake.NO_ARREST).waits


def test_what_was_said_before_it_was_taken_back_counts_no_more(
    database: Database, first: Actor, second: Actor, case: Referral
) -> None:
    end(database, first, case, Mistake.NOT_HIM)
    end(database, second, case, Mistake.NOT_HIM)
    back = partial(take_back_disposal, reference=case.reference, reason="It was him.")
    database.write_now(back, actor=replace(first, id=77, name="Sgt C. Third"), now=NOW)
    assert end(database, second, case, Mistake.NOT_HIM).waits


def test_a_case_whose_clock_is_over_ends_on_the_word_of_one(database: Database, first: Actor, case: Referral) -> None:
    def charge(db: object) -> None:
        row = db.get_one(Referral, case.id)  # type: ignore[attr-defined]
        row.state, row.finalised_at = ReferralState.WITHDRAWN, NOW

    database.write_now(charge)
    assert not end(database, first, case, Mistake.NOT_HIM).waits


def test_today_and_the_page_put_it_to_whoever_looks_next(database: Database, case: Referral) -> None:
    one, other = (
        Browser(an_app(a_wiring(database))).sign_in_as(
            an_account(database, Door.CUSTODY, force_code="43", name=name, rank="Sgt")
        )
        for name in ("A. First", "B. Other")
    )
    page = f"/custody/referrals/{case.reference}/mistake"
    sent = {"mistake": "no_arrest", "right": "", "reason": "Typed to try it out."}

    words = main_words(one.get(one.post(page, sent).headers["location"]))

    assert "another sergeant looks at it and ends it. Until then its clock is watched" in words
    assert "It is said to be referred in error: there was no such arrest. Its clock runs." in words
    assert "Look at the case again" in main_words(other.get("/custody"))
    words = main_words(other.get(page))
    assert "A. First" in words
    assert "has said “There was no such arrest”. “Typed to try it out.”" in words
    other.post(page, sent | {"mistake": "not_him", "reason": "His brother."})
    words = main_words(other.get(page))
    assert "You have said “It was not him”. “His brother.”" in words
    assert "has said “There was no such arrest”. “Typed to try it out.”" in words, "both stand"
    sent["reason"] = "The log has none."
    assert other.post(page, sent).headers["location"].endswith("?done=mistaken")
    words = main_words(other.get(page.removesuffix("/mistake")))
    for kept in (
        "Said to be referred in error: there was no such arrest By A. First",
        "Typed to try it out.",
        "it was not him By B. Other",
        "The log has none.",
    ):
        assert kept in words, words
    closed = read(database, partial(one_case_file, reference=case.reference, actor=_desk(case)))
    assert [found.mistake for found in closed.mistakes] == [Mistake.NO_ARREST]


def _desk(case: Referral) -> Actor:
    return Actor(Door.CUSTODY, 1, "Desk", force_code=case.force_code)
