"""`programme user`: staff accounts. A password is typed or piped in, never an argument that others can list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from programme.cli.typed import LARGEST_NUMBER, EmailAddress, TypedWords, typed_password
from programme.shared.actor import COMMAND_LINE, Door, Role

if TYPE_CHECKING:
    from programme.storage.database import Database

STAFF_DOORS = (Door.CUSTODY, Door.PROVIDER, Door.PARTNER, Door.ADMIN)


@click.group("user")
def user_command() -> None:
    """Staff accounts: add or invite, list, disable, enable, set a new password."""


@user_command.command("add")
@click.argument("email", type=EmailAddress())
@click.option("--name", type=TypedWords(100), required=True, help="As colleagues know them, such as 'Sgt A. Desk'.")
@click.option("--organisation", type=TypedWords(100), required=True, help="Where they work, as the timeline names it.")
@click.option("--door", type=click.Choice([door.value for door in STAFF_DOORS]), required=True)
@click.option("--role", "roles", type=click.Choice([role.value for role in Role]), multiple=True, required=True)
@click.option("--rank", type=TypedWords(40), default="")
@click.option("--collar", type=TypedWords(20), default="", help="Collar or warrant number.")
@click.option("--station", type=TypedWords(100), default="", help="Where the person works.")
@click.option(
    "--force",
    "force_code",
    type=TypedWords(2),
    default=None,
    help="Two-character force code; custody and partner need it.",
)
@click.option(
    "--provider",
    "provider_id",
    type=click.IntRange(1, LARGEST_NUMBER),
    default=None,
    help="Number of the provider; its staff need it.",
)
@click.option("--invite", is_flag=True, help="No password: EMAIL is sent a link, once, for 24 hours, to choose one.")
def add(email: str, door: str, roles: tuple[str, ...], invite: bool, **facts: Any) -> None:
    """Make an account for EMAIL. Asks for a password of at least 15 characters, or reads it from standard input."""
    from programme.actions.open_account import open_account
    from programme.people.contact import EMAIL_WORDS, read_email

    if read_email(email) is None:
        raise click.UsageError(f"EMAIL must be {EMAIL_WORDS}: what the account is told is sent there")
    _check_bounds(Door(door), facts)
    password = None if invite else _new_password()

    def work(database: Database, now: datetime) -> None:
        given = {"door": Door(door), "roles": frozenset(map(Role, roles)), "password": password, **facts}
        database.write_now(open_account, email=email, actor=COMMAND_LINE, now=now, **given)

    _with_database(work)
    click.echo(f"{email} is invited: the worker sends the link." if invite else f"{email} can sign in.")


@user_command.command("list")
@click.option("--all", "all_of_them", is_flag=True, help="Disabled ones too.")
def list_(all_of_them: bool) -> None:
    """Every account: address, door, roles, and where it belongs."""
    from programme.people.accounts import list_accounts

    def work(database: Database, _now: datetime) -> None:
        found = database.read_now(list_accounts, disabled_too=all_of_them)
        if not found:
            click.echo("None to list: `programme setup` makes the first account, and --all lists disabled ones.")
        for account in found:
            where = account.force_code or (f"provider {account.provider_id}" if account.provider_id else "-")
            roles = ",".join(sorted(account.roles))
            state = "  (invited)" if account.password_hash is None else ""
            state = state if account.active else "  (disabled)"
            state += "  (the address has an account elsewhere)" if account.invited_as else ""
            click.echo(f"{account.invited_as or account.email:<40} {account.door.value:<9} {where:<12} {roles}{state}")

    _with_database(work)


@user_command.command("disable")
@click.argument("email", type=EmailAddress())
def disable(email: str) -> None:
    """Shut EMAIL out now: every sign-in of the account ends, and none begins."""
    from programme.actions.disable_account import disable_account

    unheld: list[str] = []

    def work(database: Database, now: datetime, account_id: int) -> None:
        unheld.extend(database.write_now(disable_account, actor=COMMAND_LINE, now=now, account_id=account_id))

    _change(email, work)
    click.echo(f"{email} is disabled, and signed out everywhere.")
    for sentence in unheld:
        click.echo(sentence)


@user_command.command("enable")
@click.argument("email", type=EmailAddress())
def enable(email: str) -> None:
    """Let EMAIL in again with the password it had; invited again where it never had one."""
    from programme.actions.enable_account import enable_account

    _change(
        email,
        lambda database, now, account_id: database.write_now(
            enable_account, actor=COMMAND_LINE, now=now, account_id=account_id
        ),
    )
    click.echo(f"{email} is enabled.")


@user_command.command("password")
@click.argument("email", type=EmailAddress())
def password(email: str) -> None:
    """Give EMAIL a new password; every sign-in of the account ends."""
    from programme.actions.set_password import set_password

    _change(
        email,
        lambda database, now, account_id: database.write_now(
            set_password, actor=COMMAND_LINE, now=now, account_id=account_id, password=_new_password()
        ),
    )
    click.echo(f"{email} has a new password, and is signed out everywhere.")


def _check_bounds(door: Door, facts: dict[str, Any]) -> None:
    if door in (Door.CUSTODY, Door.PARTNER) and not facts["force_code"]:
        raise click.UsageError(f"--door {door.value} needs --force")
    if door is Door.PROVIDER and facts["provider_id"] is None:
        raise click.UsageError("--door provider needs --provider")


def _new_password() -> str:
    from programme.people.passwords import LONGEST, SHORTEST

    typed = typed_password()
    if not SHORTEST <= len(typed) <= LONGEST:
        raise click.UsageError(f"a password has {SHORTEST} to {LONGEST} characters: three or four words are good")
    return typed


def _change(email: str, work: Callable[[Database, datetime, int], object]) -> None:
    from programme.people.accounts import account_by_email

    def on(database: Database, now: datetime) -> None:
        account_id = database.read_now(account_by_email, email)
        if account_id is None:
            raise click.ClickException(f"there is no account {email}: see `programme user list --all`")
        work(database, now, account_id)

    _with_database(on)


def _with_database(work: Callable[[Database, datetime], None]) -> None:
    from programme.cli.opened import our_database
    from programme.integrations.clock import SystemClock

    with our_database() as database:
        work(database, SystemClock().now())
