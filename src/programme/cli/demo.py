"""`demo` and `sandbox`: a rehearsal of the whole service on this machine, with one command."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click

_PATIENCE_SECONDS = 10.0
FIRST_PORT, LAST_PORT = 1024, 65_535
PORT = click.IntRange(FIRST_PORT, LAST_PORT)
_HOME = click.Path(file_okay=False, resolve_path=True, path_type=Path)
USUAL_PORT = 8000
MADE_BY_A_REHEARSAL = (
    *(f"{kept}.sqlite3{beside}" for kept in ("programme", "inbox", "stripe") for beside in ("", "-wal", "-shm")),
    "clock.json",
    "slips.json",
)


@click.command("demo")
@click.option("--port", type=PORT, envvar="PORT", default=USUAL_PORT, show_default=True, help="Where people go.")
@click.option("--home", type=_HOME, default=None, help="Where its data is kept; each port has a place of its own.")
@click.option("--reset", is_flag=True, help="Start over: throw the rehearsal's data away first.")
def demo_command(port: int, home: Path | None, reset: bool) -> None:
    """Start web, worker and sandbox on 127.0.0.1, with a seeded world. Ctrl-C stops everything."""
    home = home or home_of(port)
    _refuse_production("the rehearsal")
    elsewhere = _enter_rehearsal(port, home)
    home.mkdir(parents=True, exist_ok=True)
    lock = _lock(home)
    _refuse_taken_ports(port)
    _refuse_foreign_database()
    if reset:
        throw_away(home, elsewhere)
    _run(port, home, lock)


class Stop:
    """Whether this rehearsal was asked to stop. Where it is still starting, being asked also breaks that off."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._break_off)

    def _break_off(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True  # Python drops what is raised inside a destructor or a callback: `asked` is still known then
        raise KeyboardInterrupt

    def only_be_told(self) -> None:
        """From now on somebody looks at `asked`: nothing needs to be broken off."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


def _run(port: int, home: Path, lock: int) -> None:
    stop = Stop()
    children: list[subprocess.Popen[bytes]] = []
    try:
        children.append(_start(lock, "sandbox", "--port", str(port), "--home", str(home)))
        from programme.sandbox.seeding import migrate, seed

        migrate()
        children.append(_start(lock, "serve"))
        world = seed(port, home)
        children.append(_start(lock, "worker"))
        click.echo(world)
        _wait(children, stop)
    finally:
        _stop(children)


@click.command("sandbox")
@click.option("--port", type=PORT, envvar="PORT", default=USUAL_PORT, help="The port of the rehearsal it belongs to.")
@click.option("--home", type=_HOME, required=True, help="Where its data is kept.")
def sandbox_command(port: int, home: Path) -> None:
    """The stand-ins of a rehearsal: payments, mail, text messages and the clock. Refuses to start in production."""
    _refuse_production("the sandbox")
    from programme.logs import set_up_logs
    from programme.sandbox.addresses import addresses
    from programme.sandbox.serving import run_stage

    set_up_logs(quiet=True)
    run_stage(addresses(port), home, webhook_secret=os.environ.get("PROGRAMME_STRIPE_WEBHOOK_SECRETS", "whsec_demo"))


def home_of(port: int) -> Path:
    """Each port has its data in a place of its own, so that two rehearsals can run side by side."""
    name = "demo" if port == USUAL_PORT else f"demo-{port}"
    return Path(__file__).resolve().parents[3] / "var" / name


def _refuse_production(what: str) -> None:
    if os.environ.get("PROGRAMME_ENVIRONMENT") == "production":
        raise click.ClickException(f"{what} does not start where PROGRAMME_ENVIRONMENT is production")


def _enter_rehearsal(port: int, home: Path) -> str | None:
    """Take on a rehearsal's settings, and none of a service's; gives the database, where that is not kept at home."""
    from programme.sandbox.addresses import rehearsal_environment

    elsewhere = os.environ.get("PROGRAMME_DEMO_DATABASE_URL") or None
    for name in [name for name in os.environ if name.startswith("PROGRAMME_")]:
        del os.environ[name]
    os.environ.update(rehearsal_environment(port, home, elsewhere))
    return elsewhere


def _lock(home: Path) -> int:
    """Hold the folder for as long as any process of this rehearsal lives."""
    descriptor = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise click.ClickException(
            f"a rehearsal runs on {home} already, and nothing was touched. Stop it first with Ctrl-C, "
            "or start another beside it: PORT=8100 make demo"
        ) from None
    return descriptor


def _refuse_foreign_database() -> None:
    from programme.sandbox.seeding import check_own
    from programme.settings import Settings

    check_own(Settings())


def throw_away(home: Path, elsewhere: str | None) -> None:
    """Remove what a rehearsal makes, and nothing else that may stand in the folder."""
    if elsewhere:
        raise click.ClickException(
            "the data of this rehearsal is in PROGRAMME_DEMO_DATABASE_URL, and nothing was touched. "
            "Empty that database yourself, or start without it"
        )
    for made in MADE_BY_A_REHEARSAL:
        (home / made).unlink(missing_ok=True)


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
                    f"port {number} is in use, and nothing was touched. "
                    "Stop what uses it, or start with another port: PORT=8100 make demo"
                ) from None


def _start(lock: int, *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "programme", *command], pass_fds=(lock,))  # noqa: S603 - our own command


def _wait(children: list[subprocess.Popen[bytes]], stop: Stop) -> None:
    stop.only_be_told()
    while not stop.asked:
        for child in children:
            if child.poll() is not None:
                raise click.ClickException("a part of the rehearsal stopped by itself; its message is above")
        time.sleep(0.2)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # a second one must not cut the tidying short
    until = time.monotonic() + _PATIENCE_SECONDS
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
