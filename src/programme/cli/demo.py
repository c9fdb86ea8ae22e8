"""`demo` and `sandbox`: a rehearsal of the whole service on this machine, with one command."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click

PATIENCE_SECONDS = 10.0


@click.command("demo")
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="Where people go; the rest follows it.")
@click.option("--home", type=click.Path(path_type=Path), default=None, help="Where its data is kept.")
@click.option("--reset", is_flag=True, help="Start over: throw the rehearsal's data away first.")
def demo_command(port: int, home: Path | None, reset: bool) -> None:
    """Start web, worker and sandbox on 127.0.0.1, with a seeded world. Ctrl-C stops everything."""
    from programme.sandbox.addresses import rehearsal_environment

    home = home or _home()
    if reset:
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    os.environ.update(rehearsal_environment(port, home, os.environ.get("PROGRAMME_DEMO_DATABASE_URL")))
    _refuse_taken_ports(port)
    children = [_start("sandbox", "--port", str(port), "--home", str(home)), _start("serve")]
    try:
        from programme.sandbox.seeding import migrate_and_seed

        world = migrate_and_seed(port, home)
        children.append(_start("worker"))
        click.echo(world)
        _wait(children)
    finally:
        _stop(children)


@click.command("sandbox")
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="The port of the rehearsal it belongs to.")
@click.option("--home", type=click.Path(path_type=Path), required=True, help="Where its data is kept.")
def sandbox_command(port: int, home: Path) -> None:
    """The stand-ins of a rehearsal: payments, mail, text messages and the clock. Refuses to start in production."""
    if os.environ.get("PROGRAMME_ENVIRONMENT") == "production":
        raise click.ClickException("the sandbox does not start where PROGRAMME_ENVIRONMENT is production")
    from programme.logs import set_up_logs
    from programme.sandbox.addresses import addresses
    from programme.sandbox.serving import run_stage

    set_up_logs(quiet=True)
    run_stage(addresses(port), home, webhook_secret=os.environ.get("PROGRAMME_STRIPE_WEBHOOK_SECRETS", "whsec_demo"))


def _home() -> Path:
    return Path(__file__).resolve().parents[3] / "var" / "demo"


def _refuse_taken_ports(port: int) -> None:
    import socket

    from programme.sandbox.addresses import HOST, addresses

    at = addresses(port)
    for number in (at.web, at.stripe, at.stage, at.mail):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, number))
            except OSError:
                raise click.ClickException(
                    f"port {number} is in use. Stop what uses it, or start with another port: PORT=8100 make demo"
                ) from None


def _start(*command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "programme", *command])  # noqa: S603 - our own command


def _wait(children: list[subprocess.Popen[bytes]]) -> None:
    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopped:
        for child in children:
            if child.poll() is not None:
                raise click.ClickException("a part of the rehearsal stopped by itself; its message is above")
        time.sleep(0.2)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not cut the tidying short
    until = time.monotonic() + PATIENCE_SECONDS
    # The stage was started first and goes last: web and worker finish what they are at, and may still need it.
    for leaving in (children[1:], children[:1]):
        for child in leaving:
            if child.poll() is None:
                child.terminate()
        for child in leaving:
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
