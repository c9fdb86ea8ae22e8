"""`programme ...`: the command line. Each file here adds its commands to the group when it is asked for."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

COMMANDS: dict[str, str] = {
    "serve": "programme.cli.serving",
    "worker": "programme.cli.serving",
    "migrate": "programme.cli.serving",
    "setup": "programme.cli.setup",
    "check": "programme.cli.check",
    "demo": "programme.cli.demo",
    "sandbox": "programme.cli.demo",
    "import": "programme.cli.importing",
    "deadlines": "programme.cli.deadlines",
    "user": "programme.cli.users",
    "audit": "programme.cli.auditing",
    "clock": "programme.cli.clock",
    "messages": "programme.cli.messages",
}
"""Command to the file that holds it, imported only when the command is used: a start must be quick."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        held = getattr(import_module(COMMANDS[cmd_name]), f"{cmd_name.replace('-', '_')}_command", None)
        return held if isinstance(held, click.Command) else None

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run it, and say in a sentence where not even its help could be written."""
        try:
            return super().main(*args, **kwargs)
        except OSError as fault:
            from programme.cli.faults import ended_by

            ended = ended_by(fault)
            ended.show()
            sys.exit(ended.exit_code)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what goes wrong in it is said in a sentence of ours."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:  # whoever read along has gone
            raise
        except Exception as fault:
            from programme.cli.faults import ended_by

            raise ended_by(fault) from None


@click.group(cls=_Commands)
@click.version_option(package_name="programme")
def main() -> None:
    """Administer education programmes: referrals, bookings, fees, registers and results."""
