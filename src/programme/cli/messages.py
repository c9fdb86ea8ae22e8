"""`programme messages`: what waits to be sent or could not be, and sending it now. No person is named."""

from __future__ import annotations

from datetime import datetime

import click

from programme.cli.opened import our_database


@click.group("messages", invoke_without_command=True)
@click.pass_context
def messages_command(ctx: click.Context) -> None:
    """Messages that wait, are held back or failed: how many, and why. Without a command: status."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(status)


@messages_command.command("status")
def status() -> None:
    """How many wait, are held back by a fault of ours, have to be told by hand, or failed; and why."""
    from programme.notices.undelivered import waiting_and_failed
    from programme.notices.words import CAUSE_WORDS, UNDELIVERED_WORDS

    with our_database() as database:
        now, found = _now(), database.read_now(waiting_and_failed)
    for line in found:
        days = max((now - line.oldest_at).days, 0)
        age = f"the oldest for {days} day{'' if days == 1 else 's'}"
        click.echo(f"{line.count:>7}  {UNDELIVERED_WORDS[line.standing]}, {age}")
        if line.cause is not None:
            click.echo(f"         {line.cause.value}: {CAUSE_WORDS[line.cause]}")
    if not found:
        click.echo("Nothing waits, and nothing failed.")


@messages_command.command("retry")
@click.option("--all", "given_up_too", is_flag=True, help="Also what was given up after a week of trying.")
def retry(given_up_too: bool) -> None:
    """Make due now what waits or failed by a fault of ours: the worker sends it at its next look.

    A message that its address refused stays as it is: its case has a task, and its page sends it again.
    """
    from programme.notices.undelivered import hold_nothing_back
    from programme.notices.words import CAUSE_WORDS

    with our_database() as database:
        due = database.write_now(hold_nothing_back, now=_now(), given_up_too=given_up_too)
    for cause, count in sorted(due.items()):
        click.echo(f"{count:>7}  {cause.value}: {CAUSE_WORDS[cause]}")
    total = sum(due.values())
    click.echo(f"{total} message{'' if total == 1 else 's'} due now.")


def _now() -> datetime:
    from programme.integrations.clock import MovableClock, SystemClock
    from programme.settings import Settings

    clock_file = Settings().clock_file
    return (MovableClock(clock_file) if clock_file else SystemClock()).now()
