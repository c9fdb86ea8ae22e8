"""A private PostgreSQL server for tests: nothing to set up, nobody else's data in reach, gone afterwards.

`shared_server()` is one server for a whole test run, for every xdist process in it and for any other run in the
same checkout at the same moment. It listens on a Unix socket in a directory of its own, so there is no port to
collide on and no network to be reached from. `PostgresServer` alone is for tests which stop, kill and restart
one of their own.

Set TEST_POSTGRES_URL to the address of a superuser to use a server that is already there instead.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import make_url

CHECKOUT = Path(__file__).resolve().parents[2]
DEBIAN = Path("/usr/lib/postgresql")
ADMIN, OWNER = "admin", "programme"


class PostgresMissing(Exception):
    """There is no PostgreSQL server to test with; the text says how to get one."""


class PostgresFailed(Exception):
    """PostgreSQL is there and would not start; the text ends with what it said."""


@dataclass(frozen=True)
class Address:
    """Where a server is, for the one who may do everything and for the one who owns the product's tables."""

    admin: str
    owner: str

    def admin_url(self, database: str = "postgres") -> str:
        """Superuser's address of `database`: creates databases, and lifts the append-only triggers to clean up."""
        return _with_database(self.admin, database)

    def owner_url(self, database: str) -> str:
        """The address the product gets. On our own server its role is no superuser, as in real life."""
        return _with_database(self.owner, database)


def find_binaries(debian: Path = DEBIAN, path: str | None = None) -> Path:
    """The directory that holds initdb, pg_ctl and postgres: Debian's newest, else the one on the PATH.

    Raises PostgresMissing, whose text says what to install: tests are never silently skipped.
    """
    versions = [b for b in debian.glob("*/bin") if (b / "initdb").exists() and (b / "postgres").exists()]
    if versions:
        return max(versions, key=lambda b: float(b.parent.name))
    on_path = shutil.which("initdb", path=path)
    if on_path and (Path(on_path).resolve().parent / "postgres").exists():
        return Path(on_path).resolve().parent
    raise PostgresMissing(
        f"PostgreSQL's server is not on this machine (looked in {debian} and on the PATH).\n"
        "On Debian, as root:  apt-get install postgresql\n"
        "or set TEST_POSTGRES_URL to the address of a superuser on a server you have,\n"
        "or run the SQLite half only:  pytest --engine sqlite"
    )


@dataclass
class PostgresServer:
    """One server with its data under `directory`, which has to be short: a socket's path may have 107 bytes.

    `durable=False` leaves out waiting for the disk, which no ordinary test can see. With `durable=True` a commit
    that was acknowledged is on the disk, and `kill` followed by `start` loses nothing.
    """

    directory: Path
    durable: bool = False
    binaries: Path = field(default_factory=find_binaries)

    @property
    def address(self) -> Address:
        """How to reach it, whether or not it is running."""
        return Address(*(f"postgresql://{role}@/postgres?host={self.directory / 'socket'}" for role in (ADMIN, OWNER)))

    @property
    def _data(self) -> Path:
        return self.directory / "data"

    def start(self) -> None:
        """Make the server if it is new, start it, and wait until it answers. Harmless when it is running."""
        if self.is_running():
            return
        if not (self._data / "ready").exists():
            self._create()
        self._start()

    def stop(self) -> None:
        """Stop in good order. Harmless when it is not running."""
        if self.is_running():
            self._pg_ctl("stop", "-m", "fast", "-w", "-t", "60")

    def kill(self) -> None:
        """A power cut: no goodbye and no checkpoint; the next start recovers from its log."""
        pid = int((self._data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        all_of_it = [pid, *map(int, children)]
        for each in all_of_it:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        while any(_is_alive(each) for each in all_of_it):
            time.sleep(0.005)
        # After a power cut no process has these numbers. Here one may still stand in the table, unburied.
        (self._data / "postmaster.pid").unlink()
        for lock in (self.directory / "socket").glob(".s.PGSQL.*.lock"):
            lock.unlink()

    def is_running(self) -> bool:
        """Whether a server process of ours runs on this directory."""
        command = [str(self.binaries / "pg_ctl"), "status", "-D", str(self._data)]
        return self._data.exists() and self._run(command, check=False).returncode == 0

    def remove(self) -> None:
        """Stop it and delete all it held."""
        self.stop()
        shutil.rmtree(self._data, ignore_errors=True)
        shutil.rmtree(self.directory / "socket", ignore_errors=True)

    def _create(self) -> None:
        shutil.rmtree(self._data, ignore_errors=True)
        self.directory.mkdir(mode=0o711, parents=True, exist_ok=True)
        for private in (self._data, self.directory / "socket"):
            private.mkdir(mode=0o700, exist_ok=True)
            if user := _server_user():
                shutil.chown(private, user, user)
        initdb = str(self.binaries / "initdb")
        self._run(
            [initdb, "-D", str(self._data), "-U", ADMIN, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        )
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write("\n".join(["", *self._settings(), ""]))
        self._start()
        with psycopg.connect(self.address.admin_url(), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN")
        self._pg_ctl("stop", "-m", "fast", "-w")
        (self._data / "ready").touch()

    def _start(self) -> None:
        self._pg_ctl("start", "-w", "-t", "60", "-l", str(self.directory / "socket" / "log"))

    def _settings(self) -> list[str]:
        waiting = "on" if self.durable else "off"
        return [
            "listen_addresses = ''",
            f"unix_socket_directories = '{self.directory / 'socket'}'",
            "max_connections = 200",
            "shared_buffers = 64MB",
            "jit = off",
            f"fsync = {waiting}",
            f"synchronous_commit = {waiting}",
            f"full_page_writes = {waiting}",
        ]

    def _pg_ctl(self, *arguments: str) -> None:
        self._run([str(self.binaries / "pg_ctl"), arguments[0], "-D", str(self._data), *arguments[1:]])

    def _run(self, command: list[str], *, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        user = _server_user()
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
        # Not a pipe: the server inherits it, and reading it to its end would wait for the server to go away.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                command,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=environment,
                cwd=self.directory,
                user=user,
                group=user,
                extra_groups=[] if user else None,
            )
            if check and done.returncode:
                said.seek(0)
                words = said.read().decode(errors="replace") + self._end_of_log()
                raise PostgresFailed(f"{' '.join(command)} failed:\n{words}")
        return done

    def _end_of_log(self) -> str:
        log = self.directory / "socket" / "log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""


@contextmanager
def kept_running(server: PostgresServer) -> Iterator[PostgresServer]:
    """The server, running for as long as anybody holds it: whoever comes first starts it, and it is stopped when the
    last has left. A hold is a file lock, which the system takes back from whoever is killed; a process that waits for
    the last of them stops the server."""
    server.directory.mkdir(mode=0o711, parents=True, exist_ok=True)
    with (server.directory / "in-use").open("w") as in_use:
        with _exclusively(server.directory / "changing"):
            first = not server.is_running()
            try:
                server.start()
            except PostgresFailed:
                server.remove()
                server.start()
            fcntl.flock(in_use, fcntl.LOCK_SH)
            if first:
                _drop_what_killed_runs_left(server.address)
                os.posix_spawn(
                    sys.executable,
                    [sys.executable, "-m", "tests.support.postgres", str(server.directory)],
                    {**os.environ, "PYTHONPATH": str(CHECKOUT)},
                    file_actions=[(os.POSIX_SPAWN_OPEN, each, os.devnull, os.O_RDWR, 0) for each in range(3)],
                    setsid=True,  # a Ctrl-C is not for it
                )
        yield server


def stop_when_nobody_holds(directory: Path) -> None:
    """Wait until the last who holds the server has left or was killed, then stop it."""
    server = PostgresServer(directory)
    with (directory / "in-use").open("w") as in_use, suppress(FileNotFoundError):
        while True:
            fcntl.flock(in_use, fcntl.LOCK_EX)
            fcntl.flock(in_use, fcntl.LOCK_UN)  # whoever comes next waits for the lock below, not for this one
            with _exclusively(directory / "changing"):
                try:
                    fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                server.stop()
                return


@contextmanager
def shared_server() -> Iterator[Address]:
    """The server of this test run, of every process in it, and of any other run in this checkout at that moment.

    The data stays for the next run, which then starts in a fifth of a second; it is made anew if it will not start.
    """
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield _address_of_a_superuser(given)
        return
    with kept_running(PostgresServer(directory_of_this_checkout())) as server:
        yield server.address


def _drop_what_killed_runs_left(address: Address) -> None:
    with psycopg.connect(address.admin_url(), autocommit=True) as connection:
        left = connection.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'test\_%'").fetchall()
        for (name,) in left:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _address_of_a_superuser(url: str) -> Address:
    url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    except psycopg.OperationalError as problem:
        raise PostgresMissing(f"TEST_POSTGRES_URL is set and does not answer: {problem}") from problem
    if row is None or not row[0]:
        raise PostgresMissing("TEST_POSTGRES_URL has to name a superuser: cleaning up lifts the append-only triggers")
    return Address(url, url)


def directory_of_this_checkout() -> Path:
    mark = hashlib.sha256(f"{CHECKOUT}:{os.geteuid()}".encode()).hexdigest()[:12]
    directory = Path(tempfile.gettempdir()) / f"programme-tests-{mark}"
    if len(str(directory)) > 80:
        directory = Path("/tmp") / directory.name
    directory.mkdir(mode=0o711, exist_ok=True)
    if directory.is_symlink() or directory.stat().st_uid != os.geteuid():
        raise PostgresFailed(f"{directory} belongs to somebody else; remove it or set TMPDIR")
    return directory


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root: root lends it Debian's postgres user, or nobody where there is none."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except FileNotFoundError:
        return False


@contextmanager
def _exclusively(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _with_database(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


if __name__ == "__main__":
    stop_when_nobody_holds(Path(sys.argv[1]))
