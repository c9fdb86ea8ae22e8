"""Accounts are changed and shut out by those who look after them, and somebody who can let people in always stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.change_account import change_account
from programme.actions.disable_account import disable_account
from programme.actions.enable_account import enable_account
from programme.actions.invite_again import invite_again
from programme.actions.open_account import open_account
from programme.actions.set_password import set_password
from programme.audit.models import AccessRow
from programme.notices.models import Delivery, OutboxMessage
from programme.people.accounts import AccountDetails, account_subject, accounts_kept_by, details_of, one_account
from programme.people.models import Account, AccountLink
from programme.people.refusals import (
    AccountChangedMeanwhile,
    AccountExists,
    AccountRefused,
    AccountUnchanged,
    CollarTaken,
    LastAdministrator,
    NotActive,
    OwnAccount,
    OwnRank,
    OwnRoles,
    PasswordRefused,
    RoleNotThere,
)
from programme.people.rules import AccountOf, keeps
from programme.people.sign_ins import account_actor
from programme.shared.actor import COMMAND_LINE, Actor, Door, Role
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.at_once import at_once
from tests.support.builders import NOW, a_force, a_provider, an_account, read

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
NEW_OFFICER: dict[str, Any] = {
    "email": "new@example.org",
    "name": "New",
    "door": Door.CUSTODY,
    "roles": frozenset({Role.OFFICER}),
}


@pytest.fixture
def office(database: Database) -> Account:
    a_force(database)
    return an_account(database, Door.ADMIN, force_code="43", roles=ADMINISTRATOR, name="L. Hartley")


@pytest.fixture
def officer(database: Database, office: Account) -> Account:
    return an_account(database, Door.CUSTODY, force_code="43", name="S. Okafor", rank="PS")


def kept(database: Database, account: Account) -> Account:
    return read(database, lambda db: db.get(Account, account.id))


def change(database: Database, by: Account, account: Account, *, mark: str = "", **changed: Any) -> Any:
    before = details_of(kept(database, account))
    names = ("name", "organisation", "roles", "rank", "collar", "station")
    details = AccountDetails(**{**{name: getattr(before, name) for name in names}, **changed})
    actor = account_actor(by)
    mark = mark or before.mark
    return database.write_now(change_account, actor=actor, now=NOW, account_id=account.id, details=details, mark=mark)


def disable(database: Database, by: Actor, account: Account) -> list[str]:
    return database.write_now(disable_account, actor=by, now=NOW, account_id=account.id)


def logged(database: Database, account: Account) -> list[tuple[str, str | None]]:
    wanted = select(AccessRow.what, AccessRow.reason).where(AccessRow.subjects == account_subject(account.id))
    return [
        (row.what, row.reason) for row in read(database, lambda db: db.execute(wanted.order_by(AccessRow.id)).all())
    ]


def test_a_change_is_kept_and_logged_from_what_to_what(database: Database, office: Account, officer: Account) -> None:
    change(database, office, officer, roles=frozenset({Role.OFFICER, Role.SUPERVISOR}), station="Loddon Valley")

    assert kept(database, officer).roles == {Role.OFFICER, Role.SUPERVISOR}
    assert logged(database, officer) == [
        ("change_account", "Roles: Officer to Officer, Supervisor"),
        ("change_account", "Station: none to Loddon Valley"),
    ]


def test_two_administrators_at_one_account_the_second_is_told(
    database: Database, office: Account, officer: Account
) -> None:
    shown = details_of(officer).mark
    change(database, office, officer, rank="Insp", mark=shown)

    with pytest.raises(AccountChangedMeanwhile):
        change(database, office, officer, rank="Sgt", mark=shown)
    with pytest.raises(AccountUnchanged):
        change(database, office, officer)
    assert kept(database, officer).rank == "Insp"


def test_nobody_changes_his_own_roles_and_may_change_his_own_name(database: Database, office: Account) -> None:
    for roles in ({Role.ADMINISTRATOR, Role.COORDINATOR}, {Role.COORDINATOR}):
        with pytest.raises(OwnRoles):
            change(database, office, office, roles=frozenset(roles))
    with pytest.raises(OwnAccount):
        disable(database, account_actor(office), office)

    change(database, office, office, name="Lee Hartley")
    assert kept(database, office).name == "Lee Hartley"


def test_a_collar_number_is_one_officers_of_a_force_at_a_time(database: Database, office: Account) -> None:
    actor = account_actor(office)

    def open_one(collar: str, email: str, force: str = "43") -> int:
        given: dict[str, Any] = {"name": "New", "door": Door.CUSTODY, "roles": frozenset({Role.OFFICER})}
        by = actor if force == "43" else COMMAND_LINE
        return database.write_now(
            open_account, actor=by, now=NOW, email=email, collar=collar, force_code=force, **given
        )

    first = open_one("5521", "first@example.org")
    a_force(database, "16")
    open_one("5521", "next-door@example.org", force="16")
    with pytest.raises(CollarTaken):
        open_one("PC 05521", "second@example.org")
    second = open_one("77", "second@example.org")
    account = read(database, lambda db: db.get(Account, second))
    with pytest.raises(CollarTaken):
        change(database, office, account, collar="5521")
    change(database, office, account, name="Another name")  # and his own is his to keep
    disable(database, actor, read(database, lambda db: db.get(Account, first)))
    change(database, office, account, collar="5521")
    with pytest.raises(CollarTaken):
        database.write_now(enable_account, actor=actor, now=NOW, account_id=first)


def test_a_rank_is_one_of_the_list_and_one_that_was_kept_before_stays(database: Database, office: Account) -> None:
    general = an_account(database, Door.CUSTODY, force_code="43", rank="General")
    with pytest.raises(AccountRefused, match="Choose the rank from the list"):
        change(database, office, an_account(database, Door.CUSTODY, force_code="43"), rank="General")
    change(database, office, general, name="Another name")
    for rank in ("DCI", "Sgt", "Staff", ""):
        change(database, office, kept(database, general), rank=rank)
        assert kept(database, general).rank == rank


def test_nobody_promotes_himself(database: Database) -> None:
    """At a neighbour's door an administrator can be at the desk as well, where a rank decides what he may authorise."""
    a_force(database, "34")
    roles = frozenset({Role.PARTNER_STAFF, Role.ADMINISTRATOR})
    desk = an_account(database, Door.PARTNER, force_code="34", roles=roles, rank="PC")
    with pytest.raises(OwnRank):
        change(database, desk, desk, rank="Insp")
    assert kept(database, desk).rank == "PC"


def test_a_role_of_another_door_is_refused(database: Database, office: Account, officer: Account) -> None:
    for roles in ({Role.COORDINATOR}, {Role.OFFICER, Role.ADMINISTRATOR}, set()):
        with pytest.raises(RoleNotThere):
            change(database, office, officer, roles=frozenset(roles))


@pytest.mark.parametrize("beside", [None, "disabled", "invited", "of another force"])
def test_the_last_administrator_is_neither_shut_out_nor_made_less(
    database: Database, office: Account, beside: str | None
) -> None:
    """Only somebody who could sign in and look after the same people counts."""
    facts: dict[str, dict[str, Any]] = {
        "disabled": {"active": False},
        "invited": {"password_hash": None},
        "of another force": {"force_code": "16"},
    }
    a_force(database, "16")
    if beside is not None:
        an_account(database, Door.ADMIN, **{"force_code": "43", "roles": ADMINISTRATOR, **facts[beside]})
    everywhere = Actor(Door.ADMIN, 10_000, "somebody who is not kept", roles=ADMINISTRATOR)

    with pytest.raises(LastAdministrator):
        disable(database, everywhere, office)
    with pytest.raises(LastAdministrator):
        disable(database, COMMAND_LINE, office)
    less = AccountDetails(office.name, office.organisation, frozenset({Role.AUDITOR}))
    given: dict[str, Any] = {"account_id": office.id, "details": less, "mark": details_of(office).mark}
    with pytest.raises(LastAdministrator):
        database.write_now(change_account, actor=everywhere, now=NOW, **given)

    an_account(database, Door.ADMIN, force_code=None, roles=ADMINISTRATOR)
    assert disable(database, everywhere, office) == []


def test_two_administrators_cannot_shut_each_other_out(database: Database, office: Account) -> None:
    for _ in range(4):
        pair = [office, an_account(database, Door.ADMIN, force_code="43", roles=ADMINISTRATOR)]

        def shuts_out(by: Account, other: Account) -> Callable[[], Any]:
            return lambda: disable(database, account_actor(by), other)

        answers = at_once(shuts_out(pair[0], pair[1]), shuts_out(pair[1], pair[0]))

        assert sum(isinstance(answer, LastAdministrator) for answer in answers) == 1, answers
        left = [one for one in pair if kept(database, one).active]
        assert len(left) == 1
        office = left[0]


def test_who_is_shut_out_can_be_let_in_again_and_an_unused_link_ends(database: Database, office: Account) -> None:
    given: dict[str, Any] = {
        "email": "new@example.org",
        "name": "New",
        "door": Door.CUSTODY,
        "roles": frozenset({Role.OFFICER}),
    }
    actor = account_actor(office)
    number = database.write_now(open_account, actor=actor, now=NOW, force_code="43", **given)
    invited = read(database, lambda db: db.get(Account, number))

    disable(database, actor, invited)

    assert kept(database, invited).disabled_at == NOW
    states = select(OutboxMessage.state).order_by(OutboxMessage.id)
    assert read(database, lambda db: db.execute(states).scalars().all()) == [Delivery.STALE]
    assert read(database, lambda db: db.execute(select(AccountLink)).scalars().all()) == []
    with pytest.raises(NotActive):
        database.write_now(invite_again, actor=actor, now=NOW, account_id=number)
    for _ in range(2):
        database.write_now(enable_account, actor=actor, now=NOW, account_id=number)
    assert (kept(database, invited).active, kept(database, invited).disabled_at) == (True, None)
    assert read(database, lambda db: db.execute(states).scalars().all()) == [Delivery.STALE, Delivery.QUEUED]
    assert [what for what, _ in logged(database, invited)] == ["user add", "user disable", "enable_account"]
    database.write_now(invite_again, actor=actor, now=NOW, account_id=number)
    said = select(AccessRow.reason).where(AccessRow.subjects == account_subject(number)).order_by(AccessRow.id)
    told = read(database, lambda db: db.execute(said).scalars().all())
    assert told[1:] == ["Active to disabled", "Disabled to active", "Invited again"], "nothing is done without a word"


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"email": "nobody"}, AccountRefused),
        ({"name": ""}, AccountRefused),
        ({"force_code": None}, AccountRefused),
        ({"force_code": "ZZ"}, AccountRefused),
        ({"door": Door.PROVIDER, "roles": frozenset({Role.PROVIDER_STAFF})}, AccountRefused),
        ({"door": Door.PROVIDER, "roles": frozenset({Role.PROVIDER_STAFF}), "provider_id": 999}, AccountRefused),
        ({"door": Door.ADMIN, "roles": ADMINISTRATOR, "force_code": None}, AccountRefused),
        ({"roles": frozenset({Role.COORDINATOR})}, RoleNotThere),
        ({"password": "too short"}, PasswordRefused),
        ({"door": Door.OFFENDER}, NotFound),
    ],
)
def test_an_account_that_would_be_nobodys_is_not_made(
    database: Database, wrong: dict[str, Any], refusal: type[Exception]
) -> None:
    a_force(database)
    given: dict[str, Any] = {
        "email": "new@example.org",
        "name": "New",
        "door": Door.CUSTODY,
        "roles": frozenset({Role.OFFICER}),
    }

    with pytest.raises(refusal):
        database.write_now(open_account, actor=COMMAND_LINE, now=NOW, **{"force_code": "43", **given, **wrong})

    database.write_now(open_account, actor=COMMAND_LINE, now=NOW, force_code="43", **given)
    with pytest.raises(AccountExists):
        database.write_now(open_account, actor=COMMAND_LINE, now=NOW, force_code="43", **given)


def test_a_password_is_set_only_by_who_looks_after_the_account(database: Database, officer: Account) -> None:
    given: dict[str, Any] = {"now": NOW, "account_id": officer.id, "password": "three or four words"}
    with pytest.raises(NotFound):
        database.write_now(set_password, actor=account_actor(officer), **given)
    database.write_now(set_password, actor=COMMAND_LINE, **given)
    assert kept(database, officer).password_hash != officer.password_hash


def test_rows_are_found_by_the_rule_that_says_whose_they_are(database: Database) -> None:
    """The rule is said twice, in Python and in SQL: of every account to everybody who might look after it."""
    for force in ("43", "16", "34"):
        a_force(database, force)
    providers = [a_provider(database), a_provider(database)]
    places = [
        AccountOf(door, force) for door in (Door.CUSTODY, Door.PARTNER, Door.ADMIN) for force in ("43", "16", "34")
    ]
    places += [AccountOf(Door.ADMIN), *(AccountOf(Door.PROVIDER, None, one.id) for one in providers)]
    accounts = [
        an_account(
            database, whose.door, force_code=whose.force_code, provider_id=whose.provider_id, roles=frozenset({role})
        )
        for whose in places
        for role in (Role.ADMINISTRATOR, Role.SAFEGUARDING)
    ]
    found = {}
    for actor in [COMMAND_LINE, *map(account_actor, accounts)]:
        pages = database.read_now(accounts_kept_by, actor).accounts
        by_rule = {one.id for one in accounts if keeps(actor, AccountOf(one.door, one.force_code, one.provider_id))}
        assert {one.id for one in pages} == by_rule, actor
        found[actor.door, actor.roles] = len(by_rule)
        for one in accounts[:4]:
            if one.id in by_rule:
                assert database.read_now(one_account, actor, one.id).id == one.id
    assert found[Door.PROVIDER, ADMINISTRATOR] == 2  # or nobody sees anything
    assert found[Door.ADMIN, frozenset({Role.SAFEGUARDING})] == 0


def test_two_who_invite_one_address_at_once_learn_no_more_than_one_after_the_other(
    database: Database, office: Account
) -> None:
    provider = a_provider(database)
    keeper = an_account(database, Door.PROVIDER, provider_id=provider.id, roles=ADMINISTRATOR)
    at_desk: dict[str, Any] = {"door": Door.CUSTODY, "force_code": "43", "roles": frozenset({Role.OFFICER})}
    of_provider = {"door": Door.PROVIDER, "provider_id": provider.id, "roles": frozenset({Role.PROVIDER_STAFF})}

    def invites(by: Account, email: str, asked: dict[str, Any]) -> Callable[[], Any]:
        given = {"actor": account_actor(by), "now": NOW, "name": "New", "email": email, **asked}
        return lambda: database.write_now(open_account, **given)

    for number in range(8):
        email = f"new{number}@example.org"
        # An administrator of the programme keeps every provider's people, so he may learn of theirs.
        _, learns = at_once(invites(office, email, at_desk), invites(keeper, email, of_provider))
        assert isinstance(learns, int), learns
