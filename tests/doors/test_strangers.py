"""Somebody of the same door who has nothing to do with a case: for him it does not exist, on any page, by any form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from httpx import Response

from programme.intake.drafts import saved_mark
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import NOW
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.everybody import Everybody, Route, everybody, routes_of
from tests.support.statements import changes

NOBODYS = "ZZZZ-9999"


def closed_routes(database: Database) -> tuple[Everybody, list[Route], dict[Door, Browser]]:
    """The world, every route that somebody must be signed in for, and a stranger at each door.

    Not the admin door: it belongs to the force that runs this service, and there is no second one.
    """
    people = everybody(database)
    app = an_app(a_wiring(database))
    routes = [route for route in routes_of(app) if not route.access.public and route.access.doors != {Door.ADMIN}]
    return people, routes, {door: Browser(app).sign_in_as(who) for door, who in people.strangers.items()}


def ask(browser: Browser, route: Route, address: str) -> Response:
    return browser.get(address) if route.method == "GET" else browser.post(address)


def test_what_is_somebody_elses_cannot_be_told_from_what_does_not_exist(database: Database) -> None:
    people, routes, strangers = closed_routes(database)
    told = []
    for number, route in enumerate(routes):
        stranger = strangers[min(route.access.doors)]
        if not route.parameters:
            continue
        nowhere = route.address(**_second_numbers(route))
        missing = ask(stranger, route, nowhere)
        answer_there = _without_way_back(missing.text, nowhere)
        with changes(database) as changed:
            for address, reference in _asked(route, people, number, database):
                changed.clear()
                answer = ask(stranger, route, address)
                same = _without_way_back(answer.text, address).replace(reference, NOBODYS) == answer_there
                kept = [line for line in changed if "kept_forms" not in line]  # his own typing, kept for him alone
                if answer.status_code != missing.status_code or not same or kept:
                    told.append(f"{route.name}: {answer.status_code} not {missing.status_code} {kept}")

    assert sorted(set(told)) == []


def test_no_list_of_a_strangers_holds_a_case_of_this_world(database: Database) -> None:
    people, routes, strangers = closed_routes(database)
    shown = []
    for route in routes:
        if route.method == "GET" and not route.parameters:
            page = strangers[min(route.access.doors)].get(route.pattern).text
            cases = set(people.references) - set(people.dates)  # a person may choose any date that is open to him
            shown += [f"{route.name}: {reference}" for reference in cases if reference in page]

    assert shown == []


def test_the_same_lists_hold_them_for_those_whom_they_concern(database: Database) -> None:
    """The control: the references are on the pages where they belong."""
    people = everybody(database)
    app = an_app(a_wiring(database))
    pages = {
        Door.CUSTODY: "/custody/referrals",
        Door.PARTNER: "/partner",
        Door.PROVIDER: "/provider/dates",
        Door.OFFENDER: "/my-booking",
    }
    for door, page in pages.items():
        browsers = [Browser(app).sign_in_as(who) for who in people.at(door)]
        assert any(reference in browser.get(page).text for browser in browsers for reference in people.references), door


def _asked(route: Route, people: Everybody, number: int, database: Database) -> Sequence[tuple[str, str]]:
    """Every page with every reference. A form, which finds what it is about as its page does, with every fourth: others
    for each route. On the second engine half of these, others of them."""
    addresses = _addresses(route, people)
    if route.method == "GET" and database.is_sqlite:
        return addresses
    return (
        addresses[number % 4 :: 4] or addresses if database.is_sqlite else addresses[(number + 2) % 8 :: 8] or addresses
    )


def _addresses(route: Route, people: Everybody) -> list[tuple[str, str]]:
    """An address of the route for everything in the world, with the reference in it; a number alone is repeated by the
    way back only. Of two parts of an address the first is what it is about."""
    (first, kind), *others = route.parameters
    beside = {name: people.numbers[0] if what == "int" else people.references[0] for name, what in others}
    if kind == "int":
        return [(route.address(**{first: people.numbers[0]}, **beside), NOBODYS)]
    return [(route.address(**{first: reference}, **beside), reference) for reference in people.references]


def _without_way_back(text: str, address: str) -> str:
    """The page without the link to the page above it, which is part of the address that was asked."""
    return re.sub(r'href="(/[^"]+)"', lambda link: "" if address.startswith(f"{link[1]}/") else link[0], text)


def _second_numbers(route: Route) -> dict[str, str]:
    """A number that stands beside a reference is a real one; alone it is one that nobody has."""
    beside = any(kind == "str" for _, kind in route.parameters)
    return {name: "1" for name, kind in route.parameters if kind == "int" and beside}


def test_a_change_by_somebody_who_may_make_it_would_be_noticed(database: Database) -> None:
    """The control: the same way of looking sees a draft thrown away by whoever wrote it."""
    people = everybody(database)
    officer = Browser(an_app(a_wiring(database))).sign_in_as(people.staff[Door.CUSTODY])
    officer.form_token()
    shown = f"1.{saved_mark(people.staff[Door.CUSTODY].id, NOW)}"

    with changes(database) as changed:
        officer.post("/custody/drafts/1/discard", {"draft": shown})

    assert "DELETE FROM referral_drafts" in {" ".join(line.split()[:3]) for line in changed}
