"""Every role at every door tries everything about accounts: the table of who may is the table of who does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from programme.people.models import Account
from programme.people.rules import ROLES_AT
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from programme.web.people.rights import ACCESS_WORDS, rights_at
from tests.support.builders import a_force, a_provider, a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app, no_database
from tests.support.everybody import routes_of
from tests.support.page_reader import main_words

DOORS_WITH_ADMINISTRATORS = (Door.ADMIN, Door.PROVIDER, Door.PARTNER)
EVERYBODY = [(door, role) for door in ROLES_AT for role in ROLES_AT[door]]
MAY = {(door, Role.ADMINISTRATOR) for door in DOORS_WITH_ADMINISTRATORS}
"""Who keeps accounts: written out once more, or a right that went from the table would go unseen."""

Answers = Mapping[tuple[Door, Role, Door, str], int]
"""The status by who tried, at which door, and what."""


def turned_away(status: int) -> bool:
    return status == 404


class World:
    """One account of each organisation, to be looked after, and one of another that is nobody's here."""

    def __init__(self, database: Database) -> None:
        for force in ("43", "34", "16", "12"):
            a_force(database, force)
        own, other = a_provider(database), a_provider(database)
        self.bounds: dict[Door, dict[str, Any]] = {
            Door.CUSTODY: {"force_code": "43"},
            Door.ADMIN: {"force_code": "43"},
            Door.PROVIDER: {"provider_id": own.id},
            Door.PARTNER: {"force_code": "34"},
        }
        others: dict[Door, dict[str, Any]] = {
            Door.CUSTODY: {"force_code": "16"},
            Door.ADMIN: {"force_code": "16"},
            Door.PROVIDER: {"provider_id": other.id},
            Door.PARTNER: {"force_code": "12"},
        }
        self.database, self.app = database, an_app(a_wiring(database))
        self.colleague = {door: self.somebody(door, ROLES_AT[door][0]) for door in ROLES_AT}
        self.stranger = {door: self.somebody(door, ROLES_AT[door][0], others[door]) for door in ROLES_AT}

    def somebody(self, door: Door, role: Role, bound: dict[str, Any] | None = None) -> Account:
        return an_account(self.database, door, roles=frozenset({role}), **(bound or self.bounds[door]))

    def tries(self, account: Account, at: Door) -> dict[str, int]:
        """How everything about accounts answers him at one door: status by what he tried."""
        browser, people = Browser(self.app).sign_in_as(account), f"/{at.value}/people"
        whom = self.colleague[at].id
        answers = {path: browser.get(f"{people}{path}").status_code for path in ("", "/who-may-do-what")}
        for path in ("change", "disable", "enable", "invite-again"):
            answers[path] = browser.get(f"{people}/{whom}/{path}").status_code
            answers[f"send {path}"] = browser.post(f"{people}/{whom}/{path}").status_code
        answers["invite"] = browser.get(f"{people}/invite/{at.value}").status_code
        answers["send invite"] = browser.post(f"{people}/invite/{at.value}").status_code
        return answers


def everything_tried(world: World) -> Answers:
    """Everybody at his own door, and administrators at the others' as well: tests/doors/test_turned_away.py asks for
    every page at every door."""
    return {
        (door, role, at, what): status
        for door, role in EVERYBODY
        for at in DOORS_WITH_ADMINISTRATORS
        if at is door or role is Role.ADMINISTRATOR
        for what, status in world.tries(world.somebody(door, role), at).items()
    }


def wrong(answers: Answers, may: set[tuple[Door, Role]]) -> list[str]:
    """The things that somebody could do and should not, and the other way round, by a table of who may."""
    return [
        f"{door} {role} at {at}, {what or 'list'}: {status}"
        for (door, role, at, what), status in answers.items()
        if turned_away(status) is ((door, role) in may and at is door)
    ]


def test_everybody_can_do_about_accounts_what_the_table_says_and_nothing_else(database: Database) -> None:
    answers = everything_tried(World(database))

    assert wrong(answers, MAY) == []
    noticed = wrong(answers, MAY - {(Door.PARTNER, Role.ADMINISTRATOR)})
    assert len(noticed) >= 10  # or no table would be wrong
    assert all(line.startswith("partner administrator at partner") for line in noticed)


@pytest.mark.parametrize("door", DOORS_WITH_ADMINISTRATORS)
def test_an_administrator_finds_his_own_organisations_people_and_no_others(database: Database, door: Door) -> None:
    world = World(database)
    browser = Browser(world.app).sign_in_as(world.somebody(door, Role.ADMINISTRATOR))
    own = {Door.ADMIN: set(ROLES_AT)}.get(door, {door})
    theirs = {Door.ADMIN: {Door.PROVIDER, Door.PARTNER}}.get(door, set())
    for at in ROLES_AT:
        for account, his in ((world.colleague[at], at in own), (world.stranger[at], at in theirs)):
            status = browser.get(f"/{door.value}/people/{account.id}").status_code
            assert (status == 200) is his, f"{door} looks at {account.door} {account.force_code}"
            sent = browser.post(f"/{door.value}/people/{account.id}/disable").status_code
            assert (sent == 303) is his, f"{door} disables {account.door} {account.force_code}"
    invites = {at for at in Door if browser.get(f"/{door.value}/people/invite/{at.value}").status_code == 200}
    assert invites == own


@pytest.mark.parametrize("door", [Door.PROVIDER, Door.PARTNER])
def test_who_is_invited_there_belongs_there_and_has_a_role_of_that_door(database: Database, door: Door) -> None:
    world = World(database)
    browser = Browser(world.app).sign_in_as(world.somebody(door, Role.ADMINISTRATOR))
    invite = f"/{door.value}/people/invite/{door.value}"
    strangers = world.stranger[door]
    form = {
        "name": "New",
        "email": "new@example.org",
        "force": strangers.force_code or "",
        "provider": strangers.provider_id or "",
    }

    refused = browser.post(invite, {**form, "roles": ["coordinator"]})
    assert refused.status_code == 422
    assert browser.post(invite, {**form, "roles": [ROLES_AT[door][0].value]}).status_code == 303

    wanted = select(Account).where(Account.email == "new@example.org")
    made: Account = read(database, lambda db: db.execute(wanted).scalar_one())
    bounds = {"force_code": made.force_code, "provider_id": made.provider_id}
    assert {name: value for name, value in bounds.items() if value} == world.bounds[door]
    assert made.door is door


@pytest.mark.parametrize(("door", "home"), [(Door.PROVIDER, "/provider"), (Door.PARTNER, "/partner")])
def test_an_administrator_alone_reads_no_case_and_starts_at_a_page_that_opens(
    database: Database, door: Door, home: str
) -> None:
    world = World(database)
    alone = Browser(world.app).sign_in_as(world.somebody(door, Role.ADMINISTRATOR))

    assert alone.get(home).status_code == 404
    start = alone.get("/sign-in").headers["location"]
    assert start.startswith(f"{home}/")
    assert alone.get(start).status_code == 200
    assert Browser(world.app).sign_in_as(world.colleague[door]).get(home).status_code == 200


def test_the_page_of_who_may_do_what_is_made_of_what_the_routes_declare() -> None:
    declared = {route.access for route in routes_of(an_app(a_wiring(no_database())))}
    of_staff = {one for one in declared if one.doors & set(ROLES_AT)}

    assert of_staff == set(ACCESS_WORDS), "give it words in web/people/rights.py"
    rights = {right.words: set(right.may) for right in rights_at(Door.ADMIN)}
    assert rights["Read the access log"] == {Role.COORDINATOR, Role.AUDITOR}
    assert rights["Decide about a case that was stopped"] == {Role.SAFEGUARDING}
    assert all({*right.may, *right.may_not} == {*ROLES_AT[door]} for door in ROLES_AT for right in rights_at(door))


def test_the_page_says_it_door_by_door_and_a_provider_reads_its_own(database: Database) -> None:
    world = World(database)
    pages = {}
    for door in (Door.ADMIN, Door.PROVIDER):
        browser = Browser(world.app).sign_in_as(world.somebody(door, Role.ADMINISTRATOR))
        pages[door] = main_words(browser.get(f"/{door}/people/who-may-do-what"))

    assert "Offer dates, keep the register and sign it Course staff Administrator" in pages[Door.PROVIDER]
    assert "access log" not in pages[Door.PROVIDER]
    assert (
        "Read the access log Coordinator, Auditor Administrator, Finance, Named safeguarding role" in pages[Door.ADMIN]
    )


SHARED = ("/admin/providers", "/admin/neighbours", "/admin/routes", "/admin/rules", "/admin/set-up/{force:str}")
"""All that belongs to the whole installation: written out once more, or a page that went from it would go unseen."""


def is_shared(pattern: str) -> bool:
    own = pattern.startswith(("/admin/set-up/{force:str}/lawyer", "/admin/set-up/{force:str}/before"))  # a force’s own
    return not own and any(pattern == one or pattern.startswith(f"{one}/") for one in SHARED)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR])
def test_what_all_programmes_share_is_for_whoever_is_of_a_force_with_a_programme_here(
    database: Database, role: Role
) -> None:
    a_world(database)
    a_force(database, "46")
    app = an_app(a_wiring(database))
    routes = routes_of(app)
    assert {one.name for one in routes if one.access.of_programme} == {
        one.name for one in routes if is_shared(one.pattern)
    }

    def opens(force_code: str | None) -> set[str]:
        account = an_account(database, Door.ADMIN, roles=frozenset({role}), force_code=force_code)
        browser = Browser(app).sign_in_as(account)
        found = {path for path in (*SHARED[:-1], "/admin/set-up/43") if browser.get(path).status_code == 200}
        for path in found:
            assert path.startswith("/admin/set-up") or f'href="{path}"' in browser.get("/admin/set-up").text
        closed = [one for one in routes if is_shared(one.pattern) and one.method == "POST"]
        found |= {one.name for one in closed if browser.post(one.address(force="43")).status_code not in (404, 409)}
        return found

    assert opens("46") == set()
    assert {*SHARED[:-1], "/admin/set-up/43"} < opens("43") == opens(None)
