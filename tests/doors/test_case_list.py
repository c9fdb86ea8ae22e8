"""The list of cases narrowed and sorted by its address, as a file of any length, and kept as a view."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from programme.audit.models import AccessRow
from programme.insight import case_lists
from programme.people.identifiers import IdentifierKind
from programme.people.models import Account, Identifier
from programme.people.saved_views import MOST_VIEWS
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_person, a_referral, a_world, add, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.many_cases import many_cases
from tests.support.page_reader import links_on, main_words

CASES = "/custody/referrals"
VIEWS = f"{CASES}/views"


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def officer(database: Database, world: World) -> Account:
    return an_account(database, Door.CUSTODY, force_code="43")


@pytest.fixture
def browser(database: Database, officer: Account) -> Browser:
    return Browser(an_app(a_wiring(database))).sign_in_as(officer)


def shown(browser: Browser, query: str) -> list[str]:
    """The references on the list, in its order."""
    prefix = f"{CASES}/"
    return [link.removeprefix(prefix) for link in links_on(browser.get(f"{CASES}?{query}")) if len(link) == 28]


def test_it_is_narrowed_by_officer_station_area_and_to_ones_own(
    database: Database, world: World, officer: Account, browser: Browser
) -> None:
    facts: dict[str, Any] = {
        "officer_name": "D Rowe",
        "officer_collar": "C5521",
        "officer_id": officer.id,
        "station": "EA",
    }
    one = a_referral(database, world, area="North", **facts).reference
    a_referral(database, world, officer_name="M Clarke", officer_collar="C3342", station="BA")
    for query in ("officer=c5521", "mine=1", "station=ea", "area=North"):
        assert shown(browser, query) == [one], query
    assert len(shown(browser, "")) == 2
    for query in ("station=ZZ", "area=Nowhere"):
        assert f'value="{query.partition("=")[2]}" selected' in browser.get(f"{CASES}?{query}").text, query
    page = browser.get(f"{CASES}?station=EA&sort=name")
    assert f"{CASES}?station=EA&amp;sort=name&amp;officer=C5521" in page.text
    for words in ("EA, ", "North", "D Rowe", "1 case: 0 out of time"):
        assert words in main_words(page), words


@pytest.mark.parametrize(
    "typed",
    [
        "5521",
        "05521",
        "PC 5521",
        "pc5521",
        "D Rowe",
        "Rowe",
        "rowe",
        "ROWE, D",
        "PC Rowe",
        "5521 Rowe",
        "PC 5521 D Rowe",
    ],
)
def test_any_word_of_an_officers_name_finds_his_cases_and_all_that_the_case_shows_of_him(
    database: Database, world: World, browser: Browser, typed: str
) -> None:
    his = a_referral(database, world, officer_rank="PC", officer_collar="5521", officer_name="D Rowe").reference
    a_referral(database, world, officer_rank="PC", officer_collar="3342", officer_name="M Clarke")
    a_referral(database, a_world(database, force_code="16"), officer_collar="5521", officer_name="D Rowe")
    query = urlencode({"officer": typed})

    assert shown(browser, query) == [his]
    assert his in browser.get(f"{CASES}/export?{query}").text


@pytest.mark.parametrize("typed", ["552", "owe", "PC 5521 Clarke", "nobody", "%", "PC"])
def test_who_is_nobody_has_no_cases(database: Database, world: World, browser: Browser, typed: str) -> None:
    a_referral(database, world, officer_rank="PC", officer_collar="5521", officer_name="D Rowe")

    assert shown(browser, urlencode({"officer": typed})) == []


def test_it_is_sorted_by_name_day_received_and_officer(database: Database, world: World, browser: Browser) -> None:
    first, second, third = (
        a_referral(
            database,
            world,
            a_person(database, surname=surname, surname_key=surname.lower()),
            officer_name=officer,
            referred_at=NOW - timedelta(days=days),
        ).reference
        for surname, officer, days in (("Bird", "C Z", 1), ("Cole", "A Z", 3), ("Ames", "B Z", 2))
    )
    assert shown(browser, "sort=name") == [third, first, second]
    assert shown(browser, "sort=received") == [first, third, second]
    assert shown(browser, "sort=officer") == [second, third, first]
    assert shown(browser, "sort=nonsense") == shown(browser, "")


def test_the_next_step_and_whose_it_is_stand_on_each_line(database: Database, world: World, browser: Browser) -> None:
    a_referral(database, world, state=ReferralState.ELIGIBLE)
    words = main_words(browser.get(CASES))
    assert "Make the offer and print the slip" in words
    assert "Custody, by" in words


def test_what_makes_no_sense_in_the_address_is_no_filter(database: Database, world: World, browser: Browser) -> None:
    a_referral(database, world)
    for query in (
        "station=%00%00", "month=2027-02-30", "month=\uff19-1", "sort=name&after=x",
        "sort=name&after=-1", "clock=-1", "status=none",
    ):  # fmt: skip
        assert browser.get(f"{CASES}?{query}").status_code == 200, query


def test_a_long_file_is_read_in_batches_and_each_case_in_it_is_logged_once(
    database: Database, world: World, browser: Browser
) -> None:
    first = many_cases(database, world, case_lists.A_BATCH + 3)
    crime = {"kind": IdentifierKind.CRIME_NUMBER, "as_entered": "43190612345", "canonical": "43190612345"}
    add(database, Identifier(person_id=first.person_id, referral_id=first.id, **crime))
    answer = browser.get(f"{CASES}/export")
    head, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    references = [line[0] for line in lines]
    numbered = [line[0] for line in lines if line[head.index("Crime number")] == "43190612345"]
    assert numbered == [first.reference]
    assert len(references) == len(set(references)) == case_lists.A_BATCH + 3
    wanted = select(AccessRow.subjects).where(AccessRow.what == f"{CASES}/export")
    looks = read(database, lambda db: db.execute(wanted).scalars().all())
    assert [len(look.split()) for look in looks] == [case_lists.A_BATCH, 3]
    assert sorted(" ".join(looks).split()) == sorted(references)


def test_a_file_of_nothing_has_its_head(database: Database, world: World, browser: Browser) -> None:
    assert browser.get(f"{CASES}/export").text.lstrip("\ufeff").startswith("Reference,State,")


def test_a_view_is_kept_stands_above_the_list_and_is_taken_away(
    database: Database, world: World, browser: Browser
) -> None:
    page = browser.get(f"{CASES}?station=EA&sort=name")
    (keep,) = [link for link in links_on(page) if link.startswith(f"{VIEWS}?")]
    assert keep == f"{VIEWS}?station=EA&sort=name"
    asked = {"asked": "station=EA&sort=name"}
    for name in ("Reading by name", "reading BY NAME"):  # the same name is the same view
        kept = browser.post(VIEWS, {"name": name, **asked})
        assert kept.headers["location"] == f"{CASES}?station=EA&sort=name"
    page = browser.get(CASES)
    assert "Your views: reading BY NAME" in main_words(page)
    assert f"{CASES}?station=EA&sort=name" in links_on(page)
    (drop,) = [link for link in links_on(browser.get(VIEWS)) if link.endswith("/drop")]
    for _ in range(2):
        assert browser.post(drop).headers["location"] == VIEWS
    assert "Your views" not in main_words(browser.get(CASES))


def test_a_view_without_a_name_says_so_and_loses_nothing(database: Database, world: World, browser: Browser) -> None:
    page = browser.post(VIEWS, {"name": "", "asked": "station=EA"})
    assert page.status_code == 422
    assert "Enter a name for this view" in main_words(page)
    assert 'value="station=EA"' in page.text


def test_only_what_an_address_of_the_list_can_say_is_kept(database: Database, world: World, browser: Browser) -> None:
    kept = browser.post(VIEWS, {"name": "Odd", "asked": "station=EA&status=none&next=//elsewhere.example"})
    assert kept.headers["location"] == f"{CASES}?station=EA"


def test_views_are_ones_own_and_twenty_at_most(database: Database, world: World, browser: Browser) -> None:
    for number in range(MOST_VIEWS):
        browser.post(VIEWS, {"name": f"View {number}", "asked": "mine=1"})
    page = browser.post(VIEWS, {"name": "One more", "asked": "mine=1"})
    assert "You keep 20 views" in main_words(page)
    (drop,) = [link for link in links_on(browser.get(VIEWS)) if link.endswith("/drop")][:1]
    other = an_account(database, Door.CUSTODY, force_code="43")
    colleague = Browser(an_app(browser.wiring)).sign_in_as(other)
    assert "Your views" not in main_words(colleague.get(CASES))
    colleague.post(drop)
    assert "View 0" in main_words(browser.get(CASES))
