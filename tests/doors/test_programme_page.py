"""The coordinator changes his programme: every error at once, the effect said before, the change logged by name."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.audit.models import AccessRow, Operation
from programme.audit.sealing import seal_access_log
from programme.courses.models import Programme
from programme.duties.ladders import ORDINARY_LADDER
from programme.jobs.rerun_clocks import rerun_clocks
from programme.people.models import Account
from programme.referrals.models import Referral
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_booking, a_course_date, a_referral, a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.jobs import warn_forces
from tests.support.page_reader import links_on, main_words
from tests.support.rungs import a_clock, climbed

SHOWN = "/admin/programme/43"
PATH = f"{SHOWN}/times"


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def coordinator(database: Database, force_code: str | None = "43", **facts: Any) -> Browser:
    account: Account = an_account(database, Door.ADMIN, force_code=force_code, name="C. Ordinator", **facts)
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def sent(browser: Browser, **changed: Any) -> dict[str, Any]:
    """The ordinary settings as the page sends them, some of them changed."""
    page = browser.get(PATH).text
    mark = page.split('name="mark"')[1].split('value="')[1].split('"')[0]
    form: dict[str, Any] = {
        "mark": mark,
        "charging_reserve_days": "28",
        "result_lag_working_days": "3",
        "answer_within_days": "14",
        "answer_limit_days": "21",
        "pass_up_days": "2",
        "fallback_email": "fallback@example.org",
    }
    for line, rung in enumerate(ORDINARY_LADDER, start=1):
        form |= {f"days_{line}": str(rung.days), f"role_{line}": rung.role.value}
    return {**form, **changed}


def kept(database: Database) -> Programme:
    found: Programme = read(database, lambda db: db.execute(select(Programme).order_by(Programme.id)).scalars().first())
    return found


def test_the_page_shows_what_is_kept_and_the_ordinary_ladder(database: Database, world: World) -> None:
    page = coordinator(database).get(PATH)

    for name, value in (("charging_reserve_days", "28"), ("days_1", "60"), ("days_7", "")):
        assert re.search(rf'name="{name}"\s+type="text"\s+value="{value}"', page.text), name
    assert "No change is to be seen here yet" in main_words(coordinator(database).get(SHOWN))


def test_a_change_is_checked_saved_and_logged_with_who_and_what(database: Database, world: World) -> None:
    browser = coordinator(database)
    form = sent(browser, charging_reserve_days="35", days_6="", role_6="")

    check = browser.post(PATH, form)

    words = main_words(check)
    assert check.status_code == 200
    assert "Days kept for charging 28 days 35 days" in words
    assert kept(database).charging_reserve_days == 28

    answer = browser.confirm(PATH, form)

    assert (answer.status_code, answer.headers["location"]) == (303, SHOWN)
    programme = kept(database)
    assert programme.charging_reserve_days == 35
    assert [step["days_left"] for step in programme.ladder] == [60, 42, 28, 14, 7]
    rows = read(
        database,
        lambda db: db.execute(
            select(AccessRow.operation, AccessRow.actor_label, AccessRow.what, AccessRow.subjects, AccessRow.reason)
            .where(AccessRow.what == "change_programme")
            .order_by(AccessRow.id)
        ).all(),
    )
    who = (Operation.ALTERATION, "C. Ordinator, Organisation", "change_programme", "programme-43")
    assert [tuple(row) for row in rows] == [
        (*who, "Days kept for charging: 28 days to 35 days"),
        (
            *who,
            "Deadline warnings: 60 officer, 42 officer, 28 supervisor, 14 supervisor, 7 coordinator, 3 coordinator "
            "to 60 officer, 42 officer, 28 supervisor, 14 supervisor, 7 coordinator",
        ),
    ]
    database.write_now(seal_access_log, now=NOW + timedelta(hours=1))
    assert "C. Ordinator, Organisation Days kept for charging: 28 days to 35 days" in main_words(browser.get(SHOWN))


def test_every_error_is_told_at_once_and_nothing_typed_is_lost(database: Database, world: World) -> None:
    browser = coordinator(database)
    form = sent(
        browser,
        charging_reserve_days="x",
        result_lag_working_days="99",
        answer_within_days="30",
        pass_up_days="",
        days_2="60",
        role_3="",
        days_4="",
        role_5="officer",
        days_6="500",
    )
    answer = browser.post(PATH, form)
    words = main_words(answer)
    assert answer.status_code == 422
    for said in (
        "Days kept for charging must be a whole number",
        "Working days for a provider to report must be between 0 and 20",
        "Longest time to answer must be 30 days or more: the time to answer",
        "Enter the working days a warning waits",
        "Warning 2 is on the same day as warning 1: change one of them",
        "Choose whom warning 3 goes to, or empty its line",
        "Enter the days left of warning 4, or empty its line",
        "Warning 6: days left must be between 1 and 150",
    ):
        assert said in words, said
    assert 'value="500"' in answer.text
    assert kept(database).charging_reserve_days == 28


def test_a_ladder_without_a_rung_is_refused(database: Database, world: World) -> None:
    browser = coordinator(database)
    empty = {f"{name}_{line}": "" for name in ("days", "role") for line in range(1, 9)}
    answer = browser.post(PATH, sent(browser, **empty))
    assert "Enter at least one warning" in main_words(answer)


def test_a_ladder_that_does_not_reach_the_coordinator_in_the_last_week_is_refused_beside_its_rung(
    database: Database, world: World
) -> None:
    browser = coordinator(database)
    one_rung = {f"{name}_{line}": "" for name in ("days", "role") for line in range(2, 9)}
    form = sent(browser, days_1="150", **one_rung)
    answer = browser.post(PATH, form)
    assert answer.status_code == 422
    words = main_words(answer)
    assert "Warning 1 is the last, and a warning at 7 days left or less must go to the coordinator" in words
    assert 'id="days_1-error"' in answer.text
    assert kept(database).ladder == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter the fall-back address: without one, a warning can have nobody to go to"),
        ("desk", "Fall-back address must be an email address"),
        (f"{'a' * 250}@b.org", "Fall-back address must be 254 characters or fewer"),
    ],
)
def test_a_programme_names_a_fall_back_address(database: Database, world: World, typed: str, says: str) -> None:
    browser = coordinator(database)
    answer = browser.post(PATH, sent(browser, fallback_email=typed, pass_up_days="5"))
    assert answer.status_code == 422
    assert says in main_words(answer)
    assert kept(database).pass_up_days == 2


def test_another_fall_back_address_is_checked_and_kept(database: Database, world: World) -> None:
    browser = coordinator(database)
    form = sent(browser, fallback_email="duty@example.org")
    assert "goes to duty@example.org from now on" in main_words(browser.post(PATH, form))
    assert browser.confirm(PATH, form).status_code == 303
    assert kept(database).fallback_email == "duty@example.org"


def test_what_it_does_to_open_cases_is_said_and_then_true(database: Database, world: World) -> None:
    """More days kept: earlier dates, a place that is too late. Fewer: nothing for those that run."""
    a_referral(database, world)
    course = a_course_date(database, world, starts_at=NOW + timedelta(days=127))
    a_booking(database, world, course, a_referral(database, world))
    a_referral(database, world, clock_stopped_at=NOW)
    browser = coordinator(database)

    more = main_words(browser.post(PATH, sent(browser, charging_reserve_days="35")))
    fewer = main_words(browser.post(PATH, sent(browser, charging_reserve_days="20")))
    other = main_words(browser.post(PATH, sent(browser, answer_limit_days="30")))

    assert "2 cases of this programme have a running clock" in more
    assert (
        "2 cases get earlier dates: the dates of every running case are worked out again within minutes of saving"
        in more
    )
    assert "1 case loses a place" in more
    assert "Shorter times are for new cases only" not in more
    assert "0 cases get earlier dates" in fewer
    assert "Shorter times are for new cases only. A running case never gets more time than it was told." in fewer
    assert "Nothing changes for offers and warnings that were made before" in other


def test_a_change_of_the_time_reaches_the_cases_that_run_and_the_page_says_how_many_are_left(
    database: Database, world: World
) -> None:
    moved, kept_as_is = a_referral(database, world), a_referral(database, world, complete_by_on=date(2027, 5, 1))
    a_referral(database, world, clock_stopped_at=NOW)
    rerun_clocks(database, now=NOW)
    browser = coordinator(database)
    assert "being worked out again" not in main_words(browser.get(SHOWN))

    browser.confirm(PATH, sent(browser, charging_reserve_days="35"))
    assert "The dates of 2 running cases are being worked out again." in main_words(browser.get(SHOWN))

    assert rerun_clocks(database, now=NOW).done == 2
    assert "being worked out again" not in main_words(browser.get(SHOWN))
    dates = read(database, lambda db: {case.id: case.complete_by_on for case in db.execute(select(Referral)).scalars()})
    assert dates[moved.id] < moved.complete_by_on
    assert dates[kept_as_is.id] == date(2027, 5, 1)


def test_a_change_of_anything_else_lets_the_clocks_be(database: Database, world: World) -> None:
    a_referral(database, world)
    rerun_clocks(database, now=NOW)
    browser = coordinator(database)
    browser.confirm(PATH, sent(browser, pass_up_days="5"))
    assert "being worked out again" not in main_words(browser.get(SHOWN))


def test_a_new_ladder_says_how_many_are_put_to_somebody(database: Database, world: World) -> None:
    told, not_told = a_clock(database, world, 50), a_clock(database, world, 80)
    warn_forces(database, now=NOW)
    browser = coordinator(database)
    form = sent(browser, days_7="90", role_7="officer")

    assert "1 case has come to a warning that nobody was given yet" in main_words(browser.post(PATH, form))

    browser.confirm(PATH, form)
    assert warn_forces(database, now=NOW).done == 1
    assert climbed(database, not_told) == [(90, "officer", "raised")]
    assert climbed(database, told) == [(60, "officer", "raised")]


def test_nothing_changed_and_changed_meanwhile_are_said(database: Database, world: World) -> None:
    browser = coordinator(database)
    same, form = sent(browser), sent(browser, pass_up_days="5")
    assert "Nothing was changed" in main_words(browser.post(PATH, same))
    checked = (
        browser.post(PATH, {**same, "charging_reserve_days": "40"}).text.split('name="kept" value="')[1].split('"')[0]
    )
    browser.confirm(PATH, form)
    for late in (
        browser.post(PATH, {**same, "answer_limit_days": "30"}),
        browser.post(f"{PATH}/save", {"kept": checked}),
    ):
        assert late.status_code == 422
        assert "Somebody else has changed the programme meanwhile" in main_words(late)
        assert "Working days a warning waits 5 2" in main_words(late)
    assert kept(database).charging_reserve_days == 28


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FINANCE, Role.SAFEGUARDING])
def test_it_is_for_coordinators(database: Database, world: World, role: Role) -> None:
    browser = coordinator(database, roles=frozenset({role}))
    for path in (SHOWN, PATH, "/admin/programme"):
        assert browser.get(path).status_code == 404
        assert path not in links_on(browser.get("/admin"))
    assert browser.post(PATH, {"pass_up_days": "5"}).status_code == 404


def test_another_programme_is_not_found_and_one_without_a_force_may_choose(database: Database, world: World) -> None:
    a_world(database, force_code="16", name="Another programme")
    own, free = coordinator(database), coordinator(database, None)
    other = "/admin/programme/16"
    assert own.get(other).status_code == 404
    assert own.post(f"{other}/times", sent(own, pass_up_days="5")).status_code == 404
    assert own.get("/admin/programme").headers["location"] == SHOWN
    assert free.get("/admin/programme").headers["location"] == other
    assert SHOWN in links_on(free.get(other))
    assert "Another programme" in main_words(free.get(other))
