"""`programme setup`: the first force, programme and administrator, in an empty database. Once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from programme.cli.opened import our_database
from programme.cli.typed import typed_password

if TYPE_CHECKING:
    from programme.courses.setting_up import FirstAnswers
    from programme.storage.database import Database

_ASKED = {
    "force_code": "Force, as its two-character code (`programme setup --forces` lists them)",
    "programme": "Name of the programme, such as Thames Valley programme",
    "name": "Name of the first administrator",
    "email": "Work email address of the administrator",
}


@click.command("setup")
@click.option("--force", "force_code", default="", help="Two-character code of the force whose programme it is.")
@click.option("--programme", default="", help="Name of the programme, as staff read it.")
@click.option("--name", default="", help="Name of the first administrator, as colleagues know it.")
@click.option("--email", default="", help="The administrator's work email address, to sign in with.")
@click.option("--page", is_flag=True, help="Print a one-time code for a page that asks the same, and end.")
@click.option("--forces", is_flag=True, help="List the codes of the forces, and end.")
def setup_command(page: bool, forces: bool, **given: str) -> None:
    """Set the service up in an empty, migrated database: force, programme, first administrator.

    Asks for what no option says, and again for what cannot be. The password is typed, or the first line of standard
    input: never an option, which others on the machine can read.
    """
    from programme.courses.setting_up import check_not_set_up
    from programme.integrations.clock import SystemClock
    from programme.people.reference import forces_at_work
    from programme.settings import Settings

    if forces:
        for force in forces_at_work():
            click.echo(f"{force.code}  {force.name}")
        return
    with our_database() as database:
        database.read_now(check_not_set_up)
        if page:
            _print_code(database)
            return
        from programme.actions.set_up import set_up
        from programme.courses.setting_up import wrong_in
        from programme.shared.actor import COMMAND_LINE

        answers = _answers(given, lambda typed: database.read_now(wrong_in, typed))
        done = database.write_now(set_up, actor=COMMAND_LINE, now=SystemClock().now(), answers=answers)
    at = Settings().public_url
    click.echo(f"{done.programme} is set up for {done.force}, and {done.email} is its administrator.")
    click.echo(f"Next: start `programme serve` and `programme worker`, sign in at {at}/sign-in, and go through the")
    click.echo("page Set up: until it is done, nobody can be offered a place. `programme check` says the same here.")


def _print_code(database: Database) -> None:
    from programme.integrations.clock import SystemClock
    from programme.settings import Settings
    from programme.storage.setup_code import make_setup_code

    code = database.write_now(make_setup_code, now=SystemClock().now())
    click.echo(f"Open {Settings().public_url}/setup within an hour, and type the code {code}")
    click.echo("It is good until the service is set up. `programme setup --page` makes another, and this one stops.")


def _answers(given: dict[str, str], wrong_in: Callable[[FirstAnswers], dict[str, str]]) -> FirstAnswers:
    """The options, and the answers typed: each is asked for until it is right. Where nobody is there to
    type, raises UsageError with all that is wrong."""
    from programme.courses.setting_up import FirstAnswers

    answers = FirstAnswers(**{name: given[name].strip() for name in _ASKED}, password="")
    if sys.stdin is None or not sys.stdin.isatty():
        answers = replace(answers, password=typed_password())
        if wrong := wrong_in(answers):
            raise click.UsageError("\n".join(f"{message}." for message in wrong.values()))
        return answers
    for name in (*_ASKED, "password"):
        asked = bool(given.get(name))
        while not asked or name in (wrong := wrong_in(answers)):
            if asked:
                click.echo(f"{wrong[name]}.", err=True)
            answers, asked = replace(answers, **{name: _ask(name)}), True
    return answers


def _ask(name: str) -> str:
    return typed_password() if name == "password" else str(click.prompt(_ASKED[name], type=str)).strip()
