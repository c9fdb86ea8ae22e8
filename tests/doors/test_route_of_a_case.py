"""The disposal route in a browser: proposed on the form, chosen within a rank, shown by the case, changed before an
offer."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from programme.courses.models import Programme
from programme.referrals.models import Admission, Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import (
    World,
    a_referral,
    a_world,
    an_account,
    an_agreement,
    an_offer,
    confirmed_routes,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words
from tests.support.refer_form import ANSWERS, CLEAR, NEW
from tests.support.referring import settle

PROPOSES = "The force proposes conditional caution, and deferred prosecution where he does not admit the offence"
INSTEAD = "He does not admit the offence, so deferred prosecution is proposed: it needs no admission."


@pytest.fixture
def world(database: Database) -> World:
    made = a_world(database, other_routes=["deferred_prosecution", "community_resolution"])
    confirmed_routes(database, "deferred_prosecution", "community_resolution")
    return made


def desk(database: Database, rank: str = "Sgt", door: Door = Door.CUSTODY, force_code: str = "43") -> Browser:
    account = an_account(database, door, force_code=force_code, name="A. Desk", rank=rank)
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def typed(**changed: str) -> dict[str, str]:
    return {**ANSWERS, **CLEAR, **changed}


def one_case(database: Database) -> Referral:
    found: Referral = read(database, lambda db: db.execute(select(Referral)).scalar_one())
    return found


def options_of(answer: Any) -> str:
    """The part of the page with the routes to choose from."""
    return str(answer.text).partition('id="route"')[2].partition("</select>")[0]


def test_a_press_says_so_where_another_route_is_proposed_than_the_page_said(database: Database, world: World) -> None:
    browser, sent = desk(database), typed(route="")
    check = browser.post(NEW, sent)
    boxes = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', check.text))
    database.write_now(lambda db: setattr(db.get_one(Programme, world.programme.id), "route", "community_resolution"))
    again = browser.post(f"{NEW}/save", boxes)
    assert again.status_code == 422
    words = main_words(again)
    assert "Nothing was done: the case would begin on another route than the page said when you opened it" in words
    assert "Community resolution, as the force proposes." in words
    assert read(database, lambda db: db.execute(select(Referral)).all()) == []

    read_now = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', again.text))
    assert browser.post(f"{NEW}/save", read_now).status_code == 303
    assert one_case(database).route == "community_resolution"


def test_nothing_has_to_be_chosen_and_whoever_admits_nothing_begins_on_the_route_that_needs_no_admission(
    database: Database, world: World
) -> None:
    browser, sent = desk(database, rank="PC"), typed(admission="denied", route="")
    page = browser.get(NEW)
    assert PROPOSES in main_words(page)
    assert "Community resolution" in options_of(page)
    assert "Deferred prosecution" not in options_of(page)
    above = "To choose deferred prosecution takes a sergeant or above"
    sergeant = desk(database).get(NEW)
    assert "Deferred prosecution" in options_of(sergeant)
    assert (above in main_words(page), above in main_words(sergeant)) == (True, False)
    assert INSTEAD in browser.post(f"{NEW}/live", sent).text
    check = main_words(browser.post(NEW, sent))
    assert check.count(INSTEAD) == 2
    assert "Every criterion is met" in check

    assert browser.confirm(NEW, sent).status_code == 303
    case = one_case(database)
    assert (case.route, case.state) == ("deferred_prosecution", ReferralState.ELIGIBLE)


@pytest.mark.parametrize(
    ("rank", "chosen", "said"),
    [
        ("PC", {"route": "deferred_prosecution"}, "Deferred prosecution is chosen by a sergeant or above"),
        ("Sgt", {"route": "conditional_caution", "admission": "denied"}, "Conditional caution needs an admission"),
        ("Sgt", {"route": "diversionary_caution"}, "Choose a route from the list"),
        (
            "Sgt",
            {"route": "deferred_prosecution", "offence_on-year": "2018", "surname": ""},
            "the force does not use this one for an offence on that day",
        ),
    ],
)
def test_what_does_not_fit_and_what_a_rank_may_not_stands_beside_the_field(
    database: Database, world: World, rank: str, chosen: dict[str, str], said: str
) -> None:
    answer = desk(database, rank).post(NEW, typed(**chosen))

    assert answer.status_code == 422
    beside = answer.text.partition('id="route-error"')[2].partition("</p>")[0]
    assert said in beside
    assert "Enter his surname" in main_words(answer) or chosen.get("surname") != ""
    assert f'value="{chosen["route"]}" selected' in answer.text or said.startswith("Choose a route from")


def test_a_sergeant_chooses_another_and_the_case_keeps_it(database: Database, world: World) -> None:
    browser, sent = desk(database), typed(route="community_resolution")
    assert "Disposal route Community resolution, as you chose." in main_words(browser.post(NEW, sent))

    made = browser.confirm(NEW, sent)

    assert one_case(database).route == "community_resolution"
    assert "Community resolution" in main_words(browser.get(made.headers["location"]))


def test_a_neighbour_is_proposed_the_same_and_may_choose(database: Database, world: World) -> None:
    an_agreement(database, "44")
    browser, sent = desk(database, door=Door.PARTNER, force_code="44"), typed(admission="denied", route="")
    del sent["drugs"]
    assert PROPOSES in main_words(browser.get("/partner/refer"))

    assert browser.confirm("/partner/refer", sent).status_code == 303
    assert (one_case(database).route, one_case(database).force_code) == ("deferred_prosecution", "44")


def test_a_force_that_uses_one_route_is_asked_nothing_and_files_him_as_not_eligible(database: Database) -> None:
    a_world(database)
    browser, sent = desk(database), typed(admission="denied")
    assert 'name="route"' not in browser.get(NEW).text

    check = main_words(browser.post(NEW, sent))

    assert "The force uses no route that needs none" in check
    assert "He cannot be referred" in check


def test_an_officer_changes_the_route_of_a_case_without_an_offer_and_the_offer_page_leads_there(
    database: Database, world: World
) -> None:
    browser = desk(database)
    browser.confirm(NEW, typed(admission="unrecorded"))
    case = f"/custody/referrals/{one_case(database).reference}"
    page = f"{case}/record/route"
    assert page in links_on(browser.get(case))
    assert page in links_on(browser.get(f"{case}/record"))
    shown = browser.get(page)
    assert "Conditional caution, as the force proposes" in main_words(shown)
    mark = {"mark": shown.text.partition('name="mark" value="')[2].partition('"')[0]}
    without = browser.post(page, {**mark, "route": "deferred_prosecution", "reason": ""})
    assert "Enter why it is put right" in main_words(without)

    sent = {**mark, "route": "deferred_prosecution", "reason": "He says nothing about it."}
    check = main_words(browser.post(page, sent))
    assert "Disposal route Conditional caution Deferred prosecution" in check
    assert "Every criterion is met" in check
    assert browser.confirm(page, sent).status_code == 303

    after = browser.get(case)
    assert "Route Deferred prosecution" in main_words(after)
    assert "Disposal route: Deferred prosecution, not Conditional caution" in main_words(after)
    offer = browser.get(f"{case}/offer")
    assert page in links_on(offer)
    assert 'name="route" value="deferred_prosecution"' in offer.text


def test_the_next_step_of_who_denies_it_leads_to_the_page_where_the_route_is_chosen(
    database: Database, world: World
) -> None:
    browser = desk(database)
    browser.confirm(NEW, typed(admission="unrecorded"))
    reference = one_case(database).reference
    settle(database, world.custody, reference, admission=Admission.DENIED)

    shown = browser.get(f"/custody/referrals/{reference}")

    assert "He denies it: choose a route" in main_words(shown)
    button = re.search(
        r'<a[^>]*href="([^"]*)"[^>]*class="govuk-button[^"]*"[^>]*>\s*Change the disposal route', shown.text
    )
    assert button is not None
    assert button[1] == f"/custody/referrals/{reference}/record/route"
    assert browser.get(button[1]).status_code == 200


def test_a_rank_that_is_too_low_reads_so_beside_the_field_and_a_case_with_an_offer_keeps_its_route(
    database: Database, world: World
) -> None:
    made = a_referral(database, world, state=ReferralState.ELIGIBLE, route="conditional_caution")
    page = f"/custody/referrals/{made.reference}/record/route"
    constable = desk(database, rank="PC")
    seen = constable.get(page)
    assert 'value="deferred_prosecution"' not in seen.text
    assert "To choose deferred prosecution takes a sergeant or above" in main_words(seen)
    refused = constable.post(page, {"route": "deferred_prosecution", "reason": "He asks."})
    assert "Choose a route" in main_words(refused)

    offered = a_referral(database, world, state=ReferralState.OFFERED)
    an_offer(database, offered)
    record = f"/custody/referrals/{offered.reference}/record"
    assert f"{record}/route" not in links_on(constable.get(record))
    shut = constable.get(f"{record}/route")
    assert "The route of this case can not be changed now" in main_words(shut)
