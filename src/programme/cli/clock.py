"""`programme clock`: what is believed of the machine's clock, and saying that it is right."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from programme.cli.opened import our_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.storage.clock_seen import ClockSeen
    from programme.storage.database import Database


@click.group("clock")
def clock_command() -> None:
    """The machine's clock: nothing is decided or sent while it is doubted."""


@clock_command.command("show")
def show() -> None:
    """Say what is believed and what is doubted. Exit code 1 while a clock is doubted."""
    with our_database() as database:
        if _say(database, _now()):
            raise click.exceptions.Exit(1)


@clock_command.command("confirm")
@click.option("--yes", is_flag=True, help="Ask nothing.")
def say_clock_is_right(yes: bool) -> None:
    """Say that this machine's clock is right, so that the worker goes on from the time it shows.

    Run it on the machine that the worker runs on, after you looked at another clock.
    """
    with our_database() as database:
        now = _now()
        _say(database, now)
        if not yes:
            click.echo(
                "Whatever is due by then is decided and sent: cases are returned, offers lapse, warnings go out."
            )
            if sys.stdin is None:
                raise click.UsageError("there is no standard input to answer on: say --yes where you are sure")
            if not _is_right():
                raise click.ClickException("nothing was confirmed: what the clock is doubted for stays as it is")
        database.write_now(_confirm, now=now)
        click.echo("Confirmed. The worker goes on within a minute.")


def _is_right() -> bool:
    try:
        return click.confirm("Is it right?")
    except click.Abort:
        click.echo(err=True)
        raise click.UsageError("nobody answered, and nothing was confirmed: say --yes where you are sure") from None


def _confirm(db: Session, *, now: datetime) -> None:
    from programme.audit.access_log import log_access
    from programme.audit.models import Operation
    from programme.shared.actor import COMMAND_LINE
    from programme.storage.clock_seen import confirm_clock

    confirm_clock(db, now=now)
    log_access(db, actor=COMMAND_LINE, now=now, what="clock confirm", subjects=(), operation=Operation.ALTERATION)


def _say(database: Database, now: datetime) -> bool:
    """Print what is known; whether a clock is doubted."""
    from programme.shared.plausible import doubt_of
    from programme.storage.clock_seen import clock_seen

    seen = database.read_now(clock_seen)
    _line("This machine's clock", now)
    if seen is None:
        click.echo("No worker has looked at a clock yet: nothing is doubted.")
        return False
    _line("Last instant believed", seen.believed_at, f"by {seen.believed_by}")
    doubted = _doubted(seen)
    if doubted is not None:
        _line("Doubted", doubted, f"by {seen.doubted_by}: {_apart(doubted - seen.believed_at)}")
    elif doubt_of(now, seen.believed_at):
        click.echo(f"This machine's clock would be doubted: {_apart(now - seen.believed_at)}.")
    elif seen.was_put_back(now):
        _line("Latest instant ever believed", seen.highest_at, "the clock was put back since")
    else:
        click.echo("Nothing is doubted.")
    return doubted is not None


def _doubted(seen: ClockSeen) -> datetime | None:
    return seen.doubted_at if seen.doubt else None


def _line(what: str, at: datetime, more: str = "") -> None:
    click.echo(f"{what + ':':<30}{at:%Y-%m-%d %H:%M:%S} UTC{f' ({more})' if more else ''}")


def _apart(by: timedelta) -> str:
    days, seconds = divmod(int(abs(by).total_seconds()), 86_400)
    words = f"{days} days" if days else f"{seconds // 60} minutes"
    return f"{words} {'after' if by > timedelta() else 'before'} the last instant believed"


def _now() -> datetime:
    from programme.integrations.clock import SystemClock

    return SystemClock().now()
