"""`programme audit`: seal the access log, and prove that nobody changed it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from programme.cli.opened import our_database

if TYPE_CHECKING:
    from programme.storage.database import Database

_DIGEST = re.compile(r"[0-9a-f]{64}")


@click.group("audit")
def audit_command() -> None:
    """The access log: who looked at whom."""


@audit_command.command("seal")
def seal() -> None:
    """Seal what is not sealed yet. The worker does so every few minutes; this is for the moment before a copy."""
    from programme.audit.sealing import seal_access_log
    from programme.integrations.clock import SystemClock

    with our_database() as database:
        done = 0
        while count := database.write_now(seal_access_log, now=SystemClock().now()):
            done += count
        click.echo(f"Sealed {_counted(done, 'row')}.")
        _say_chain(database)


@audit_command.command("verify")
@click.option(
    "--expect", metavar="DIGEST", default=None, help="A digest from an earlier run, kept elsewhere: it must be there."
)
def verify(expect: str | None) -> None:
    """Reckon every seal again. Exit code 1 when a sealed row was changed, added or removed."""
    from programme.audit.sealing import broken_seals, holds_digest

    expected = (expect or "").strip().lower()
    if expect is not None and not _DIGEST.fullmatch(expected):
        raise click.BadParameter("a digest has 64 digits and letters from a to f", param_hint="--expect")

    with our_database() as database:
        problems = database.read_now(broken_seals)
        if expect is not None and not database.read_now(holds_digest, expected):
            problems.append("the digest you expected is not in the chain: seals were removed or made anew")
        for problem in problems:
            click.echo(f"BROKEN: {problem}", err=True)
        _say_chain(database)
    if problems:
        raise click.exceptions.Exit(1)
    click.echo("Every sealed row is as it was when it was sealed.")


def _say_chain(database: Database) -> None:
    from programme.audit.sealing import chain

    now = database.read_now(chain)
    seals, sealed = _counted(now.seals, "seal"), _counted(now.sealed_rows, "row")
    wait = _counted(now.unsealed_rows, "newer row")
    click.echo(f"{seals} over {sealed}; {wait} wait{'s' if now.unsealed_rows == 1 else ''} for a seal.")
    click.echo(f"Digest to keep elsewhere: {now.digest}")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
