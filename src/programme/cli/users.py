"""`programme user`: staff accounts. A password is typed or piped in, never an argument that others can list."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from programme.cli.typed import LARGEST_NUMBER, EmailAddress, TypedWords
from programme.shared.actor import COMMAND_LINE, Door, Role

if TYPE_CHECKING:
    from programme.storage.database import Database

STAFF_DOORS = (Door.CUSTODY, Door.PROVIDER, Door.PARTNER, Door.ADMIN)


@click.group("user")
def user_command() -> None:
    """Staff accounts: add, list, disable, set a new password."""


@user_command.command("add")
@click.argument("email", type=EmailAddress())
@click.option("--name", type=TypedWords(100), required=True, help="As colleagues know them, such as 'Sgt A. Desk'.")
@click.option("--organisation", type=TypedWords(100), required=True, help="Where they work, as the timeline names it.")
@click.option("--door", type=click.Choice([door.value for door in STAFF_DOORS]), required=True)
@click.option("--role", "roles", type=click.Choice([role.value for role in Role]), multiple=True, required=True)
@click.option("--rank", type=TypedWords(40), default="")
@click.option("--collar", type=TypedWords(20), default="", help="Collar or warrant number.")
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
def add(email: str, door: str, roles: tuple[str, ...], **facts: Any) -> None:
    """Make an account for EMAIL. Asks for a password of at least 15 characters, or reads it from standard input."""
    from programme.people.accounts import open_account
    from programme.people.contact import EMAIL_WORDS, read_email

    if read_email(email) is None:
        raise click.UsageError(f"EMAIL must be {EMAIL_WORDS}: what the account is told is sent there")
    _check_bounds(Door(door), facts)
    password = _new_password()

    def work(database: Database, now: datetime) -> None:
        given = {"door": Door(door), "roles": frozenset(map(Role, roles)), "password": password, **facts}
        database.write_now(open_account, email=email, actor=COMMAND_LINE, now=now, **given)

    _with_database(work)
    click.echo(f"{email} can sign in.")


@user_command.command("list")
@click.option("--all", "all_of_them", is_flag=True, help="Disabled ones too.")
def list_(all_of_them: bool) -> None:
    """Every account: address, door, roles, and where it belongs."""
    from programme.people.accounts import list_accounts

    def work(database: Database, _now: datetime) -> None:
        for account in database.read_now(list_accounts, disabled_too=all_of_them):
            where = account.force_code or (f"provider {account.provider_id}" if account.provider_id else "-")
            roles = ",".join(sorted(account.roles))
            state = "" if account.active else "  (disabled)"
            click.echo(f"{account.email:<40} {account.door.value:<9} {where:<12} {roles}{state}")

    _with_database(work)


@user_command.command("disable")
@click.argument("email", type=EmailAddress())
def disable(email: str) -> None:
    """Shut EMAIL out now: every sign-in of the account ends, and none begins."""
    from programme.duties.unheld import disable_and_look

    unheld: list[str] = []

    def work(database: Database, now: datetime) -> bool:
        found = database.write_now(disable_and_look, email, actor=COMMAND_LINE, now=now)
        unheld.extend(found or [])
        return found is not None

    _change(email, work)
    click.echo(f"{email} is disabled, and signed out everywhere.")
    for sentence in unheld:
        click.echo(sentence)


@user_command.command("password")
@click.argument("email", type=EmailAddress())
def password(email: str) -> None:
    """Give EMAIL a new password; every sign-in of the account ends."""
    from programme.people.accounts import set_password

    fresh = _new_password()
    _change(email, lambda database, now: database.write_now(set_password, email, fresh, actor=COMMAND_LINE, now=now))
    click.echo(f"{email} has a new password, and is signed out everywhere.")


def _check_bounds(door: Door, facts: dict[str, Any]) -> None:
    if door in (Door.CUSTODY, Door.PARTNER) and not facts["force_code"]:
        raise click.UsageError(f"--door {door.value} needs --force")
    if door is Door.PROVIDER and facts["provider_id"] is None:
        raise click.UsageError("--door provider needs --provider")


def _new_password() -> str:
    from programme.people.passwords import LONGEST, SHORTEST

    if sys.stdin is None:
        raise click.UsageError("there is no standard input to read the password from: pipe it in, or type it")
    if sys.stdin.isatty():
        typed = click.prompt("Password", hide_input=True, confirmation_prompt=True, type=str)
    else:
        typed = _piped_line()
    if not SHORTEST <= len(typed) <= LONGEST:
        raise click.UsageError(f"a password has {SHORTEST} to {LONGEST} characters: three or four words are good")
    return str(typed)


def _piped_line() -> str:
    try:
        typed = sys.stdin.readline().rstrip("\r\n")
        typed.encode()
    except UnicodeError:
        raise click.UsageError("the password is not text: send it as UTF-8") from None
    return typed


def _change(email: str, work: Callable[[Database, datetime], bool]) -> None:
    def on(database: Database, now: datetime) -> None:
        if not work(database, now):
            raise click.ClickException(f"there is no account {email}: see `programme user list --all`")

    _with_database(on)


def _with_database(work: Callable[[Database, datetime], None]) -> None:
    from sqlalchemy.exc import IntegrityError

    from programme.cli.opened import our_database
    from programme.integrations.clock import SystemClock

    with our_database() as database:
        try:
            work(database, SystemClock().now())
        except IntegrityError as broken:
            raise click.ClickException(
                "that account exists already, or its force or provider does not: see `programme user list --all`"
            ) from broken
