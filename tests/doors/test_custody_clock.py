"""Custody's deeds about a case's time, in a browser without script."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import inspect

from programme.duties.models import Task, TaskKind
from programme.exchange.models import Agreement
from programme.policies.models import DisposalRoute
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_force, a_referral, a_world, add, an_account, an_offer, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.jobs import watch_all_places
from tests.support.page_reader import links_on, main_words


def officer(database: Database, rank: str = "Sgt") -> Browser:
    account = an_account(database, Door.CUSTODY, force_code="43", name="A. Desk", rank=rank)
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def page_of(referral: Referral, rest: str = "") -> str:
    return f"/custody/referrals/{referral.reference}{rest}"


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def cautioned(database: Database, world: World) -> Referral:
    return a_referral(
        database, world, route="conditional_caution", cautioned_on=date(2027, 3, 1), complete_by_on=date(2027, 6, 21)
    )


def test_a_sergeant_records_why_the_caution_may_take_longer(database: Database, cautioned: Referral) -> None:
    browser = officer(database)
    assert page_of(cautioned, "/extend") in links_on(browser.get(page_of(cautioned)))
    asked = main_words(browser.get(page_of(cautioned, "/extend")))
    assert "Now Monday 21 June 2027. It moves to Tuesday 6 July 2027" in asked
    assert browser.post(page_of(cautioned, "/extend"), {"reason": "He was in hospital."}).status_code == 303
    page = browser.get(page_of(cautioned))
    assert "may exceptionally take longer: He was in hospital." in main_words(page)
    assert page_of(cautioned, "/extend") not in links_on(page)
    assert read(database, lambda db: db.get_one(Referral, cautioned.id)).complete_by_on == date(2027, 7, 6)


@pytest.mark.parametrize(("weeks", "longer", "day"), [(16, 20, "Tuesday 6 July 2027"), (15, 17, "Monday 28 June 2027")])
def test_the_weeks_are_those_of_the_route_that_the_case_began_with(
    database: Database, world: World, weeks: int, longer: int, day: str
) -> None:
    route = read(database, lambda db: db.get_one(DisposalRoute, "conditional_caution"))
    kept = {column.key: getattr(route, column.key) for column in inspect(DisposalRoute).columns}
    changed = {"key": "changed", "from_on": date(2027, 1, 1), "weeks": weeks, "exceptional_weeks": longer}
    add(database, DisposalRoute(**{**kept, **changed}))
    case = a_referral(database, world, route="changed", cautioned_on=date(2027, 3, 1), complete_by_on=date(2027, 6, 14))
    words = main_words(officer(database).get(page_of(case, "/extend")))
    assert f"to be met within {weeks} weeks, exceptionally within {longer}." in words
    assert f"It moves to {day}" in words


def test_where_there_is_no_longer_limit_the_page_says_so_and_is_not_offered(database: Database, world: World) -> None:
    browser = officer(database)
    resolved = a_referral(database, world, route="community_resolution", cautioned_on=date(2027, 3, 1))
    assert page_of(resolved, "/extend") not in links_on(browser.get(page_of(resolved)))
    answer = browser.get(page_of(resolved, "/extend"))
    assert (answer.status_code, "its route has no longer limit" in main_words(answer)) == (409, True)
    uncautioned = a_referral(database, world)
    assert "No caution is recorded" in main_words(browser.get(page_of(uncautioned, "/extend")))


def test_without_a_reason_the_form_comes_back_and_says_so(database: Database, cautioned: Referral) -> None:
    answer = officer(database).post(page_of(cautioned, "/extend"), {"reason": " "})
    assert (answer.status_code, "Say why" in main_words(answer)) == (422, True)


def test_a_constable_is_not_asked_and_is_refused(database: Database, cautioned: Referral) -> None:
    browser = officer(database, rank="PC")
    assert page_of(cautioned, "/extend") not in links_on(browser.get(page_of(cautioned)))
    answer = browser.post(page_of(cautioned, "/extend"), {"reason": "He was in hospital."})
    assert (answer.status_code, "sergeant or above" in main_words(answer)) == (403, True)


def watch(database: Database) -> None:
    assert watch_all_places(database, now=NOW).done == 1


def test_no_place_in_time_is_said_on_the_case_with_what_can_be_done(database: Database, world: World) -> None:
    a_force(database, "34")
    add(database, Agreement(force_code="34", version="1", from_on=date(2027, 1, 1), contact_email="them@example.org"))
    an_account(database, Door.PROVIDER, provider_id=world.provider.id, email="teacher@example.org")
    referral = a_referral(database, world)
    watch(database)
    browser = officer(database)
    page = browser.get(page_of(referral))
    words = main_words(page)
    assert "No date with a place left is in time. By Tuesday 6 July 2027." in words
    for said in ("Force 34", "them@example.org", world.provider.name, "teacher@example.org"):
        assert said in words
    assert page_of(referral, "/return-now") in links_on(page)
    assert "through no fault of his" in main_words(browser.get(page_of(referral, "/return-now")))
    assert browser.post(page_of(referral, "/return-now")).status_code == 303
    after = browser.get(page_of(referral))
    assert "No place on a course in time" in main_words(after)
    assert page_of(referral, "/return-now") not in links_on(after)


@pytest.mark.parametrize(("days", "goes_by_itself"), [(7, False), (8, True)])
def test_where_it_is_too_late_to_offer_no_date_is_waited_for_and_one_thing_is_advised(
    database: Database, world: World, days: int, goes_by_itself: bool
) -> None:
    last = NOW.date() + timedelta(days=days)
    case = a_referral(database, world, state=ReferralState.ELIGIBLE, complete_by_on=last)
    task = Task(referral_id=case.id, kind=TaskKind.NO_PLACE_IN_TIME, due_on=last, raised_at=NOW)
    add(database, task)
    words = main_words(officer(database).get(page_of(case)))
    assert ("It goes by itself as soon as a date is in time" in words) is goes_by_itself
    assert ("Too late to make the offer: withdraw the case" in words) is not goes_by_itself
    assert ("Withdraw the case and decide what to do instead" in words) is not goes_by_itself


def test_where_a_date_fits_nothing_is_returned(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    browser = officer(database)
    page = browser.get(page_of(referral, "/return-now"))
    assert (page.status_code, "A date with a place left is in time for it" in main_words(page)) == (409, True)
    assert browser.post(page_of(referral, "/return-now")).status_code == 409


def test_a_task_of_a_case_is_on_the_desk_and_done_from_its_page(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    kind = TaskKind.BAIL_EXTENSION
    add(database, Task(referral_id=referral.id, kind=kind, due_on=date(2027, 3, 12), raised_at=NOW))
    browser = officer(database)
    desk = browser.get("/custody")
    assert "1 task in cases to see to" in main_words(desk)
    assert page_of(referral, "#tasks") in links_on(desk)
    assert "By Friday 12 March 2027" in main_words(browser.get(page_of(referral)))
    assert browser.post(page_of(referral, f"/tasks/{kind}/done")).status_code == 303
    assert "By Friday 12 March 2027" not in main_words(browser.get(page_of(referral)))
    assert "to see to" not in main_words(browser.get("/custody"))


@pytest.mark.parametrize("kind", ["bail_extension", "nonsense"])
def test_a_task_that_is_not_open_is_not_found(database: Database, world: World, kind: str) -> None:
    referral = a_referral(database, world)
    assert officer(database).post(page_of(referral, f"/tasks/{kind}/done")).status_code == 404


def test_another_forces_tasks_are_not_on_the_desk(database: Database, world: World) -> None:
    other = a_world(database, force_code="16")
    referral = a_referral(database, other)
    add(database, Task(referral_id=referral.id, kind=TaskKind.BAIL_EXTENSION, due_on=date(2027, 3, 12), raised_at=NOW))
    assert referral.reference not in officer(database).get("/custody").text


def test_his_own_page_says_calmly_that_there_is_no_date_and_that_he_will_be_told(
    database: Database, world: World
) -> None:
    offer = an_offer(database, a_referral(database, world))
    watch(database)
    himself = Browser(an_app(a_wiring(database))).sign_in_as(offer)
    words = main_words(himself.get("/my-booking"))
    for said in ("There is no date for you at the moment", "That is not your fault", "You will be told"):
        assert said in words
